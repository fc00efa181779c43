"""The bell, on a whole bot: an affair of a brand rings once, is changed while it lasts, and ends."""

import asyncio
from datetime import timedelta

import pytest

from bot.alerts.teller import AlertTeller
from bot.console.records import Post
from bot.errors import Refused
from tests.scenarios.fake_web import FORUM, HN
from tests.scenarios.full_bot import NINE, Stage, quotes, shown

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
COMPLAINTS = (
    "The Acme kettle leaks since the new lid, and nobody answers.",
    "My Acme kettle leaks too, what a disappointment.",
    "Acme sold me a kettle that leaks, terrible.",
    "Same problem here: my Acme kettle is broken after a week.",
    "Acme ignores me, the kettle does not work any more.",
    "The Acme kettle fails again, useless lid.",
    "Another Acme kettle that leaks all over the table, awful.",
    "I regret my Acme kettle, it broke on the first day.",
)
FORUM_FEED = "https://forum.example/posts.rss"


async def begin(stage: Stage, name: str = "Acme", kind: str = "brand") -> int:
    """Watch a brand, with a forum; how much was said before anything can ring."""
    await stage.command(f"feed {FORUM_FEED}")
    await stage.command(f"{kind} {name}")
    return len(stage.said())


async def soon(stage: Stage, span: timedelta = 5 * MINUTE) -> None:
    stage.clock.pass_time(span)
    await stage.poll()


async def affair(stage: Stage, people: int = 6, begun: int = 0, under: str = "") -> str:
    """So many people complain in one thread of a forum, two of them where it was posted elsewhere."""
    thread = under
    for n in range(begun, begun + people):
        text = COMPLAINTS[n % len(COMPLAINTS)]
        if n % 3 == 2:
            stage.public.say(
                HN,
                text,
                by=f"hn{n}",
                title="A kettle",
                link=f"https://forum.example/t/a-kettle-that-leaks/{thread}/1",
            )
        else:
            said = stage.public.say(
                FORUM, text, by=f"p{n}", title="" if thread else "A kettle that leaks", under=thread
            )
            thread = thread or said
        await soon(stage)
    return thread


def bells(stage: Stage, begun: int) -> list[Post]:
    """What rang, broadcasts from threads left out."""
    said = [post for post in stage.said()[begun:] if not post.broadcast]
    return [post for post in said if "Why this rang" in shown(post)]


async def test_six_people_in_two_places_ring_and_five_do_not(stage: Stage) -> None:
    begun = await begin(stage)
    thread = await affair(stage, 5)
    assert bells(stage, begun) == []
    await affair(stage, 1, 5, thread)
    (bell,) = bells(stage, begun)
    told = shown(bell)
    assert told.startswith("Acme, 6 people in 2 places since 08:")
    assert "Night riders 4 and Hacker News 2" in told
    assert "Why this rang: at least 6 people in 2 or more places within 8 hours" in told
    assert quotes(bell)[0] == COMPLAINTS[0]


async def test_one_person_with_forty_posts_rings_nothing(stage: Stage) -> None:
    begun = await begin(stage)
    thread = stage.public.say(FORUM, COMPLAINTS[0], by="ann", title="A kettle that leaks")
    for n in range(12):
        stage.public.say(FORUM, f"{COMPLAINTS[n % 8]} Number {n}.", by="ann", under=thread)
        await soon(stage, 2 * MINUTE)
    assert bells(stage, begun) == []


@pytest.mark.parametrize("kind", ["competitor", "topic"])
async def test_only_brands_of_ours_ring(stage: Stage, kind: str) -> None:
    begun = await begin(stage, kind=kind)
    await affair(stage, 8)
    assert bells(stage, begun) == []


async def test_what_is_new_is_in_the_thread_and_a_new_step_in_the_channel_once(stage: Stage) -> None:
    begun = await begin(stage)
    thread = await affair(stage, 6)
    await affair(stage, 2, 6, thread)
    (bell,) = bells(stage, begun)
    assert shown(bell).startswith("Acme, 8 people in 2 places")
    assert len(stage.replies(bell)) == 2
    for n in range(8, 12):
        stage.public.say(FORUM, f"{COMPLAINTS[n % 8]} Day {n}.", by=f"p{n}", under=thread)
        await soon(stage)
    steps = [post for post in stage.replies(bell) if post.broadcast]
    assert [shown(step).splitlines()[0].split(" · ")[0] for step in steps] == [
        "Acme, since 08:01: now 12 people; it was 6"
    ]


async def test_the_digest_counts_what_it_told_and_tells_an_affair_of_several_people_together(
    stage: Stage,
) -> None:
    begun = await begin(stage)
    await affair(stage, 6)
    assert len(bells(stage, begun)) == 1
    await stage.at(NINE)
    digest = stage.said()[-1]
    assert "Told at once since the last digest: 6, in 1 story." in shown(digest)
    assert shown(digest).startswith("Acme: 6 people (6 new, 6 critical), 2 places")


async def test_at_the_end_one_line_says_that_it_is_over(stage: Stage) -> None:
    begun = await begin(stage)
    await affair(stage, 6)
    await stage.after(25 * HOUR)
    await stage.sweep()
    bell = bells(stage, begun)[0]
    assert "Over: nothing new since" in shown(bell)
    assert [shown(post) for post in stage.replies(bell)][-1].startswith("Over: nothing new since")
    assert len(stage.replies(bell)) == 1


async def dies(*_: object, **__: object) -> None:
    raise OSError("the bot dies before it owes what it has kept")


async def test_a_kill_between_keeping_and_ringing_rings_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = await begin(stage)
    thread = await affair(stage, 5)
    with monkeypatch.context() as dying:
        dying.setattr(AlertTeller, "_owe", dies)
        await affair(stage, 1, 5, thread)
    await stage.stop()
    assert bells(stage, begun) == []
    for _ in range(2):
        await stage.start()
        await stage.sweep()
        assert len(bells(stage, begun)) == 1
        await stage.stop()


async def test_a_restart_rings_nothing_again(stage: Stage) -> None:
    begun = await begin(stage)
    await affair(stage, 6)
    await stage.stop()
    await stage.start()
    await stage.sweep()
    assert len(bells(stage, begun)) == 1


async def test_a_look_back_rings_nothing(stage: Stage) -> None:
    thread = stage.public.say(FORUM, COMPLAINTS[0], by="p0", title="A kettle that leaks", ago=2 * HOUR)
    for n in range(1, 8):
        stage.public.say(FORUM, COMPLAINTS[n], by=f"p{n}", under=thread, ago=HOUR)
        stage.public.say(
            HN,
            COMPLAINTS[n],
            by=f"hn{n}",
            link=f"https://forum.example/t/a-kettle-that-leaks/{thread}/1",
            ago=HOUR,
        )
    begun = await begin(stage)
    await soon(stage)
    assert bells(stage, begun) == []


async def test_a_source_that_comes_back_rings_nothing(stage: Stage) -> None:
    begun = await begin(stage)
    await stage.stop()
    thread = stage.public.say(FORUM, COMPLAINTS[0], by="p0", title="A kettle that leaks")
    for n in range(1, 8):
        stage.public.say(FORUM, COMPLAINTS[n], by=f"p{n}", under=thread)
        stage.public.say(
            HN, COMPLAINTS[n], by=f"h{n}", link=f"https://forum.example/t/a-kettle-that-leaks/{thread}/1"
        )
    stage.clock.pass_time(6 * HOUR)
    await stage.start()
    await soon(stage)
    assert bells(stage, begun) == []


async def test_an_edited_query_rings_nothing_of_its_past(stage: Stage) -> None:
    begun = await begin(stage, "Zorblax")
    await affair(stage, 8)
    await stage.command("edit Zorblax = zorblax OR acme")
    await soon(stage)
    assert bells(stage, begun) == []


async def test_of_harm_one_person_is_enough_by_night_too(stage: Stage) -> None:
    begun = await begin(stage)
    await stage.at(NINE + 15 * HOUR)
    begun = len(stage.said())
    stage.public.say(HN, "My Acme kettle exploded, my son is in hospital with burns.", by="ann", title="Acme")
    await soon(stage)
    (bell,) = bells(stage, begun)
    assert shown(bell).startswith("Acme, safety (")


async def test_by_night_a_backlash_is_held_back_and_told_in_the_morning(stage: Stage) -> None:
    await begin(stage)
    await stage.at(NINE + 14 * HOUR)
    begun = len(stage.said())
    await affair(stage, 7)
    assert bells(stage, begun) == []
    assert "Acme: 1 backlash not told at once, quiet hours" in await stage.told("status")
    await stage.at(NINE + 22 * HOUR)
    (bell,) = bells(stage, begun)
    assert shown(bell).startswith("Acme, 7 people in 2 places")


async def test_a_backlash_passes_the_night_where_the_channel_says_so(stage: Stage) -> None:
    await begin(stage)
    assert "Quiet from 22:00 to 07:00, but for safety and backlash." in await stage.told(
        "alerts backlash always"
    )
    await stage.at(NINE + 14 * HOUR)
    begun = len(stage.said())
    await affair(stage, 6)
    assert len(bells(stage, begun)) == 1


async def test_the_first_who_takes_it_has_it_and_the_second_is_told_who(stage: Stage) -> None:
    begun = await begin(stage)
    await affair(stage, 6)
    (bell,) = bells(stage, begun)
    before = len(stage.slack.ephemerals("veille-demo", "Alex"))
    acks = await asyncio.gather(
        stage.slack.press("Camille", bell, "alert_take"), stage.slack.press("Alex", bell, "alert_take")
    )
    assert all(ack.ok for ack in acks)
    await stage.rest()
    assert shown(bell).count("has it, since") == 1
    told = stage.slack.ephemerals("veille-demo", "Alex")[before:]
    told += stage.slack.ephemerals("veille-demo", "Camille")
    assert sum("has it, since" in shown(post) for post in told) == 1


async def test_what_is_called_normal_takes_more_to_ring_until_it_is_taken_back(stage: Stage) -> None:
    begun = await begin(stage)
    await affair(stage, 6)
    (bell,) = bells(stage, begun)
    assert "it takes 12 people to ring" in await stage.press(bell, "alert_normal")
    assert "it takes 12 people to ring" not in await stage.press(bell, "alert_not_normal")


async def test_a_story_that_is_muted_is_told_no_further(stage: Stage) -> None:
    begun = await begin(stage)
    thread = await affair(stage, 6)
    (bell,) = bells(stage, begun)
    await stage.slack.choose("Camille", bell, "alert_mute", f"story {alert_of(bell)}")
    await stage.rest()
    assert "does not want to hear of it until" in shown(bell)
    await affair(stage, 2, 6, thread)
    assert stage.replies(bell) == []


def alert_of(bell: Post) -> str:
    """The id of the alert that a message tells."""
    actions = next(block for block in bell.blocks if block["type"] == "actions")
    return str(actions["block_id"].removeprefix("alert:"))


async def test_the_buttons_of_another_channels_alert_do_nothing(stage: Stage) -> None:
    begun = await begin(stage)
    await affair(stage, 6)
    (bell,) = bells(stage, begun)
    await stage.command("brand Other", channel="crise")
    with pytest.raises(Refused):
        await stage.bot.parts.alerts.take("C3", "U1", alert_of(bell))


async def test_what_would_have_rung_is_shown_before_one_chooses(stage: Stage) -> None:
    await begin(stage)
    await affair(stage, 6)
    told = await stage.told("alerts")
    lines = told.splitlines()
    assert "Alerts here: balanced." in lines[0]
    assert any(line.startswith("balanced (chosen): 1: Acme, backlash") for line in lines)
    assert "fewer: nothing" in lines
    assert any(line.startswith("more: ") and "backlash" in line for line in lines)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("alerts fewer", "Alerts here: fewer."),
        ("alerts quiet 21:30-8", "Quiet from 21:30 to 08:00, but for safety."),
        ("alerts quiet off", "No quiet hours."),
        ("alerts safety quiet", "Quiet from 22:00 to 07:00."),
        ("alerts people 4 places 1", "A backlash rings from 4 people on, in 1 or more places."),
        ("alerts weekdays", "Told on Monday, Tuesday, Wednesday, Thursday and Friday only."),
        ("alertes silence 22h-7h", "Quiet from 22:00 to 07:00, but for safety."),
        ("alerts quiet sometimes", "Quiet from when until when?"),
        ("alerts hours 9:00-18:00 weekdays", "Quiet from 18:00 to 09:00, but for safety. Told on Monday,"),
        (
            "alertes heures 9h-18h30 lun-jeu",
            "Quiet from 18:30 to 09:00, but for safety. Told on Monday, Tuesday,",
        ),
        ("alertes heures de 9h à 17h lundi au mercredi", "Told on Monday, Tuesday and Wednesday only."),
        ("alerts hours 8 to 20", "Quiet from 20:00 to 08:00, but for safety."),
        ("alerts hours off", "No quiet hours."),
        ("alerts hours 18-9", "When do you work?"),
        ("alerts hours 9-18 sometimes", "When do you work?"),
        ("alerts sat sun", "Told on Saturday and Sunday only."),
        ("alerts fri-mon", "Told on Monday, Friday, Saturday and Sunday only."),
    ],
)
async def test_the_settings_are_changed_by_words_and_said(stage: Stage, typed: str, said: str) -> None:
    await begin(stage)
    assert said in await stage.told(typed)


async def test_fewer_people_ring_where_the_channel_is_small(stage: Stage) -> None:
    begun = await begin(stage)
    await stage.command("alerts people 4")
    await affair(stage, 4)
    assert len(bells(stage, begun)) == 1
