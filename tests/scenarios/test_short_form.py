"""What is watched without a verb: what looks like a name, and nothing that could be a slip."""

from datetime import timedelta

import pytest

from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import Stage, shown


async def test_nothing_is_announced_before_it_is_sure(stage: Stage) -> None:
    for typed in ("export", "what about Zorblax?", "undo", "erase vieuxpignon", "Zorblax et Brimeo"):
        await stage.command(typed)
    assert stage.said() == []
    assert "Nothing is watched" in await stage.told("list")


@pytest.mark.parametrize(
    "typed", ["brand Zorblax, Brimeo", "Zorblax et Brimeo", "competitor Zorblax; Brimeo"]
)
async def test_several_names_are_offered_as_a_watch_each(stage: Stage, typed: str) -> None:
    [question] = await stage.command(typed)
    kind = typed.split()[0] if typed.split()[0] != "Zorblax" else "brand"
    assert "Are these 2 names? Nothing was changed." in shown(question)
    assert f'/watch {kind} Zorblax\n/watch {kind} Brimeo\nAs one name: /watch {kind} "Zorblax' in shown(
        question
    )
    assert "Nothing is watched" in await stage.told("list")
    assert "Brimeo is watched here from now on." in await stage.press(question, "watch_each")
    listed = await stage.told("list")
    assert f"Zorblax — {kind}" in listed
    assert f"Brimeo — {kind}" in listed
    assert len(stage.said()) == 1, "one welcome"


async def test_several_names_may_be_one_after_all(stage: Stage) -> None:
    [question] = await stage.command("brand Ben and Jerry -jus")
    assert "Ben and Jerry is watched here from now on." in await stage.press(question, "watch_as_one")
    assert '"Ben and Jerry" -jus' in await stage.told("list")


@pytest.mark.parametrize(
    "name", ["Acme, Inc.", '"Zorblax, Brimeo"', "Black & Decker", "Duo = acme OR brimeo"]
)
async def test_a_comma_or_an_and_within_one_name_is_no_list(stage: Stage, name: str) -> None:
    assert "is watched here from now on" in await stage.told(f"brand {name}")


async def test_of_several_names_those_that_can_be_watched_are(stage: Stage) -> None:
    await stage.command("brand Zorblax")
    [question] = await stage.command("brand Zorblax, Brimeo")
    said = await stage.press(question, "watch_each")
    assert "Zorblax is watched here already." in said
    assert "Brimeo is watched here from now on." in said


async def test_watches_added_in_a_row_make_one_welcome_with_a_thread(
    stage: Stage,
) -> None:
    stage.public.say(HN, "Subject7 shines.", by="ann")
    for n in range(12):
        said = await stage.told(f"topic subject{n}")
    assert "what they held comes in the thread of the last welcome" in said
    [welcome] = stage.said()
    thread = "\n".join(map(shown, stage.replies(welcome)))
    assert all(f"subject{n} here now" in thread for n in range(1, 12))
    assert "Subject7 shines." in thread


async def test_watches_added_at_once_are_welcomed_together(stage: Stage) -> None:
    names = [f"subject{n}" for n in range(8)]
    [question] = await stage.command("topic " + ", ".join(names))
    stage.public.open.clear()
    assert (await stage.slack.press("Camille", question, "watch_each")).ok
    stage.public.open.set()
    await stage.rest()
    [welcome] = stage.said()
    told = [shown(welcome), *map(shown, stage.replies(welcome))]
    assert len(told) < len(names), "those that waited are told in one message"
    assert all(name in "\n".join(told) for name in names)


async def test_what_was_welcomed_together_is_not_welcomed_again_after_a_start(stage: Stage) -> None:
    [question] = await stage.command("topic alpha, beta, gamma, delta")
    await stage.press(question, "watch_each")
    [welcome] = stage.said()
    before = len(stage.replies(welcome))
    await stage.stop()
    await stage.start()
    assert stage.said() == [welcome]
    assert len(stage.replies(welcome)) == before


async def test_a_watch_added_later_has_a_welcome_of_its_own(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.clock.pass_time(timedelta(minutes=11))
    await stage.command("brand Zorblax")
    assert len(stage.said()) == 2


async def test_a_pause_with_an_end_changes_nothing(stage: Stage) -> None:
    await stage.command("brand Acme")
    assert "“Acme for an hour” is not watched here. Did you mean Acme?" in await stage.told(
        "pause Acme for an hour"
    )
    assert "paused" not in await stage.told("list")
