"""Listening: politely, once for all, and with account kept of what fails."""

import asyncio
from datetime import timedelta

import pytest

from bot.console.directory import BOT_USER
from tests.scenarios.fake_web import DOWN, HN
from tests.scenarios.full_bot import HERE, NINE, Stage, quotes, shown

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
HN_ACME = ("hn.algolia.com", '"Acme"')


async def test_the_same_query_of_ten_channels_is_asked_once(stage: Stage) -> None:
    for n in range(10):
        stage.slack.add_channel(f"C1{n}", f"team{n}", ["Camille", BOT_USER])
        await stage.command("brand Acme", channel=f"team{n}")
    asked = stage.public.requests()[HN_ACME]
    stage.public.say(HN, "Acme shines.", by="ann")
    stage.clock.pass_time(timedelta(minutes=45))
    await stage.poll()
    assert stage.public.requests()[HN_ACME] == asked + 1
    await stage.at(NINE)
    for n in range(10):
        assert quotes(stage.said(f"team{n}")[-1]) == ["Acme shines."]


async def test_what_is_due_is_asked_in_its_turn_and_not_before(stage: Stage) -> None:
    await stage.command("brand Acme")
    asked = len(stage.public.asked)
    await stage.take_turns()
    assert len(stage.public.asked) == asked
    stage.public.say(HN, "Acme shines.", by="ann")
    stage.clock.pass_time(timedelta(minutes=30))
    await stage.take_turns()
    assert stage.public.requests()[HN_ACME] == 2
    assert "Acme shines." in await stage.told("now")


async def test_a_thread_is_asked_for_once_something_of_it_is_kept_and_no_more_when_it_died(
    stage: Stage,
) -> None:
    await stage.command("brand Acme")
    thread = ("hackernews", "thread")
    await stage.sweep()
    assert thread not in stage.bot.poll_queue.lanes
    stage.clock.pass_time(timedelta(minutes=45))
    stage.public.say(HN, "Acme shines.", by="ann")
    await stage.poll()
    await stage.sweep()
    assert thread in stage.bot.poll_queue.lanes
    stage.clock.pass_time(3 * DAY)
    await stage.sweep()
    assert thread not in stage.bot.poll_queue.lanes


async def test_names_that_are_added_at_the_same_moment_are_all_listened_for(stage: Stage) -> None:
    names = ["Acme", "Brimeo", "Zorblax", "Pignon", "Guidon"]
    await asyncio.gather(*(stage.slack.command("Camille", HERE, "/watch", f"brand {name}") for name in names))
    await stage.rest()
    asked = {question.text.strip('"') for question in stage.bot.parts.registry.due}
    assert set(names) <= asked


async def test_what_the_search_engine_found_by_its_own_lights_is_dropped_and_counted(stage: Stage) -> None:
    stage.public.say(HN, "Acme is a word in the title of nothing.", by="ann", ago=HOUR)
    stage.public.say(HN, "ACME, Inc. and its anvils", by="ben", ago=HOUR)
    await stage.command("brand Acme -anvils")
    answer = await stage.told("status")
    assert "Hacker News: 1 not kept, its words did not match" in answer


async def test_the_status_says_when_each_source_was_read_and_when_the_digest_comes(stage: Stage) -> None:
    await stage.command("brand Acme")
    answer = await stage.told("status")
    assert "Hacker News: last read 08:00" in answer
    assert "Google News: last read 08:00" in answer
    assert "Next digest: Mon 2 Jun, 09:00." in answer


async def test_the_status_says_what_ails_a_source_and_until_when_it_rests(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.ill["hn.algolia.com"] = DOWN
    stage.clock.pass_time(HOUR)
    await stage.poll()
    answer = await stage.told("status")
    assert "Hacker News: last read 08:00; " in answer
    assert "Resting until" in answer
    assert "503" in answer


async def test_the_status_of_a_channel_that_watches_nothing_says_how_to_begin(stage: Stage) -> None:
    assert "Begin with: /watch brand NAME" in await stage.told("status")


async def test_a_source_that_fails_again_and_again_is_told_once_and_once_when_back(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.ill["hn.algolia.com"] = DOWN
    for _ in range(12):
        stage.clock.pass_time(7 * HOUR)
        await stage.poll()
    told = [post for post in stage.said() if "could not be heard" in shown(post)]
    assert len(told) == 1
    del stage.public.ill["hn.algolia.com"]
    for _ in range(3):
        stage.clock.pass_time(7 * HOUR)
        await stage.poll()
    back = [post for post in stage.said() if "is heard again" in shown(post)]
    assert len(back) == 1


async def test_a_source_that_fails_once_is_told_to_nobody(stage: Stage) -> None:
    await stage.command("brand Acme")
    before = stage.said()
    stage.public.ill["hn.algolia.com"] = DOWN
    stage.clock.pass_time(HOUR)
    await stage.poll()
    assert stage.said() == before


async def test_a_resting_source_is_left_alone(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.ill["hn.algolia.com"] = DOWN
    stage.clock.pass_time(HOUR)
    await stage.poll()
    asked = stage.public.requests()[HN_ACME]
    stage.clock.pass_time(timedelta(seconds=30))
    await stage.poll()
    assert stage.public.requests()[HN_ACME] == asked


async def test_what_was_said_while_a_source_was_down_is_heard_when_it_is_back(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.ill["hn.algolia.com"] = DOWN
    stage.public.say(HN, "Acme in the dark.", by="ann")
    stage.clock.pass_time(HOUR / 2)
    await stage.poll()
    del stage.public.ill["hn.algolia.com"]
    await stage.at(NINE + 8 * HOUR)
    assert quotes(stage.said()[-1]) == ["Acme in the dark."]


async def test_who_was_heard_late_is_new_all_the_same(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme by daylight.", by="ann")
    await stage.at(NINE)
    stage.public.ill["hn.algolia.com"] = DOWN
    stage.public.say(HN, "Acme in the dark.", by="ben")
    stage.public.say(HN, "Acme in the dark again, and no wonder.", by="ann")
    await stage.at(NINE + DAY)
    await stage.at(NINE + 2 * DAY)
    del stage.public.ill["hn.algolia.com"]
    await stage.at(NINE + 3 * DAY)
    assert "2 people (1 new, 1 critical)" in shown(stage.said()[-1])


@pytest.mark.parametrize("change", ["pause", "remove"])
async def test_a_query_that_nobody_watches_any_more_is_not_asked(stage: Stage, change: str) -> None:
    await stage.command("brand Acme")
    await (stage.remove("Acme") if change == "remove" else stage.command("pause Acme"))
    asked = len(stage.public.asked)
    stage.clock.pass_time(DAY)
    await stage.poll()
    assert len(stage.public.asked) == asked


async def test_a_look_back_cut_short_by_a_stop_is_told_after_the_start(stage: Stage) -> None:
    stage.public.say(HN, "Acme shines.", by="ann", ago=HOUR)
    stage.public.open.clear()
    assert (await stage.slack.command("Camille", "veille-demo", "/watch", "brand Acme")).ok
    await stage.public.visited.wait()
    await stage.stop()
    assert stage.said() == []
    stage.public.open.set()
    await stage.start()
    assert len(stage.said()) == 1
    assert quotes(stage.said()[0]) == ["Acme shines."]


async def test_an_instant_watch_tells_each_mention_at_once_and_not_again_in_the_morning(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("alerts Acme instant")
    stage.public.say(HN, "Acme is painted blue.", by="ann")
    stage.clock.pass_time(timedelta(minutes=10))
    await stage.poll()
    assert quotes(stage.said()[-1]) == ["Acme is painted blue."]
    await stage.at(NINE)
    assert "Told at once since the last digest: 1, in 1 story." in shown(stage.said()[-1])
    assert quotes(stage.said()[-1]) == []


async def test_editing_a_query_replays_nothing(stage: Stage) -> None:
    stage.public.say(HN, "Zorblax hums since May.", by="old", ago=2 * HOUR)
    await stage.command("brand Acme")
    await stage.command("edit Acme = zorblax")
    stage.public.say(HN, "Zorblax hums today.", by="new")
    await stage.at(NINE)
    assert quotes(stage.said()[-1]) == ["Zorblax hums today."]
