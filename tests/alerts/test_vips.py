"""People who always matter, on a whole bot: what they write of a watched name is told at once."""

from tests.alerts.test_bell import affair, bells, soon
from tests.alerts.test_instant import HOUR
from tests.scenarios.fake_web import FORUM, HN
from tests.scenarios.full_bot import NINE, Stage, shown

FORUM_FEED = "https://forum.example/posts.rss"


async def begin(stage: Stage, kind: str = "brand") -> int:
    """A watch of Acme with a forum, and ann always matters; how much was said until then."""
    await stage.command(f"feed {FORUM_FEED}")
    await stage.command(f"{kind} Acme")
    assert "ann writes about a name that is watched here is told at once" in await stage.told("vip @ann")
    return len(stage.said())


async def test_what_they_write_is_told_at_once_and_what_others_write_is_not(stage: Stage) -> None:
    begun = await begin(stage)
    stage.public.say(HN, "Acme is painted green.", by="ben", title="Paint")
    stage.public.say(HN, "Acme is painted blue.", by="ann", title="Paint in town")
    await soon(stage)
    (told,) = stage.said()[begun:]
    assert shown(told).splitlines()[0] == "Acme, ann speaks: Paint in town"
    assert "somebody said that ann always matters here" in shown(told)
    await soon(stage)
    assert len(stage.said()) == begun + 1


async def test_of_a_competitor_they_are_heard_as_well(stage: Stage) -> None:
    begun = await begin(stage, "competitor")
    stage.public.say(HN, "Acme is painted blue.", by="ann", title="Paint in town")
    await soon(stage)
    assert len(stage.said()) == begun + 1


async def test_what_they_wrote_before_they_were_named_is_for_the_digest(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme is painted blue.", by="ann", title="Paint in town")
    stage.clock.pass_time(HOUR / 2)
    await stage.command("vip @ann")
    begun = len(stage.said())
    await soon(stage)
    assert len(stage.said()) == begun


async def test_by_night_they_wait_until_the_morning(stage: Stage) -> None:
    begun = await begin(stage)
    await stage.at(NINE + 14 * HOUR)
    stage.public.say(HN, "Acme is painted blue.", by="ann", title="Paint in town")
    await soon(stage)
    assert not any("always matters" in shown(post) for post in stage.said()[begun:])
    assert "Acme: 1 person who always matters not told at once, quiet hours" in await stage.told("status")
    before = len(stage.said())
    await stage.at(NINE + 22 * HOUR)
    assert any("ann speaks" in shown(post) for post in stage.said()[before:])


async def test_in_an_affair_they_are_a_step_once(stage: Stage) -> None:
    begun = await begin(stage)
    thread = await affair(stage, 6)
    (bell,) = bells(stage, begun)
    for number in range(2):
        stage.public.say(FORUM, f"My Acme kettle leaks as well, number {number}.", by="ann", under=thread)
        await soon(stage)
    steps = [shown(post) for post in stage.replies(bell) if post.broadcast]
    assert [step.splitlines()[0].split(" · ")[0] for step in steps] == [
        "Acme, since 08:01: now ann speaks, who always matters here"
    ]


async def test_what_would_have_rung_shows_what_they_wrote_before_they_were_named(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme is painted blue.", by="ann", title="Paint in town")
    await soon(stage)
    assert "person who always matters" not in await stage.told("alerts")
    await stage.command("vip @ann")
    assert "Acme, person who always matters" in await stage.told("alerts")


async def test_a_word_that_is_urgent_here_rings_for_one_person_by_night_too(stage: Stage) -> None:
    begun = await begin(stage)
    await stage.told("urgent lid came loose")
    await stage.at(NINE + 15 * HOUR)
    stage.public.say(HN, "Fine day: the lid came loose on my Acme.", by="zoe", title="Acme")
    await soon(stage)
    (bell,) = bells(stage, begun)
    assert shown(bell).startswith("Acme, safety (a word that is urgent here)")
