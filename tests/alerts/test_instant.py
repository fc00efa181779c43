"""Instant mentions: told as they are heard, once, and only what is news."""

import re
from datetime import timedelta

import pytest

from bot.alerts.teller import AlertTeller
from tests.scenarios.fake_web import BLOG, FEED, HN, PRESS
from tests.scenarios.full_bot import NINE, Stage, links, quotes, shown

OPENING = re.compile(r"(?:Acme|Zorblax)(?:, now|: (?!mentions|\d+ (?:person|people) \())|Held back")
"""How alerts begin."""
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def watch(stage: Stage, name: str = "Acme", channel: str = "veille-demo") -> int:
    """An instant watch; how much was said before it can tell anything."""
    await stage.command(f"brand {name}", channel=channel)
    await stage.command(f"alerts {name} instant", channel=channel)
    return len(stage.said(channel))


async def soon(stage: Stage, minutes: int = 5) -> None:
    stage.clock.pass_time(minutes * MINUTE)
    await stage.poll()


def alerts(stage: Stage, channel: str = "veille-demo") -> list[str]:
    """Every alert in a channel."""
    first = {text: text.splitlines()[0] for post in stage.said(channel) if (text := shown(post))}
    return [text for text, line in first.items() if OPENING.match(line)]


async def test_a_mention_is_one_message_with_its_words_its_author_and_its_link(stage: Stage) -> None:
    await watch(stage)
    number = stage.public.say(HN, "Acme is painted blue.", by="ann", title="Paint in town")
    await soon(stage)
    post = stage.said()[-1]
    assert quotes(post) == ["Acme is painted blue."]
    assert shown(post).splitlines()[0] == "Acme: Paint in town"
    assert "ann · Hacker News" in shown(post)
    assert any(url.endswith(f"item?id={number}") for _, url in links(post))
    assert stage.replies(post) == []


async def test_nothing_new_is_no_message(stage: Stage) -> None:
    said = await watch(stage)
    await soon(stage)
    await soon(stage)
    assert len(stage.said()) == said


async def test_the_same_mention_read_again_is_not_told_again(stage: Stage) -> None:
    await watch(stage)
    stage.public.say(HN, "Acme is painted blue.", by="ann")
    for _ in range(4):
        await soon(stage)
    assert len(alerts(stage)) == 1


async def test_several_stories_of_one_reading_are_a_message_each(stage: Stage) -> None:
    said = await watch(stage)
    stage.public.say(HN, "The Acme house has a new roof.", by="ann", title="Roofs")
    stage.public.say(HN, "My parcel from Acme never came.", by="ben", title="Parcels")
    stage.public.say(HN, "Who else likes the Acme lamp?", by="cleo", title="Lamps")
    await soon(stage)
    told = stage.said()[said:]
    assert sorted(shown(post).splitlines()[0] for post in told) == [
        "Acme: Lamps",
        "Acme: Parcels",
        "Acme: Roofs",
    ]
    assert [len(quotes(post)) for post in told] == [1, 1, 1]


async def test_what_is_new_of_a_story_changes_its_message_and_stands_in_its_thread(stage: Stage) -> None:
    said = await watch(stage)
    under = stage.public.say(HN, "The Acme house has a new roof.", by="ann", title="Roofs")
    await soon(stage)
    for n in range(3):
        stage.public.say(HN, f"Acme roof number {n} looks fine, too.", by=f"p{n}", under=under)
        await soon(stage)
    (post,) = stage.said()[said:]
    assert shown(post).splitlines()[0].startswith("Acme, now 4 people: ")
    replies = stage.replies(post)
    assert [quotes(reply) for reply in replies] == [
        [f"Acme roof number {n} looks fine, too."] for n in range(3)
    ]
    assert not any(reply.broadcast for reply in replies), "nobody is called for one more"


async def test_after_six_stories_in_a_day_one_an_hour_is_told_and_asked_about(stage: Stage) -> None:
    await stage.command("competitor Acme")
    await stage.command("alerts Acme instant")
    said = len(stage.said())
    for n in range(12):
        stage.public.say(HN, f"{EACH[n]}.", by=f"p{n}", title=EACH[n].partition(" Acme ")[2])
        await soon(stage, 10)
    assert len(stage.said()[said:]) == 7
    seventh = stage.said()[-1]
    assert shown(seventh).splitlines()[0] == "Held back, 6:", "an hour after the sixth, all that waited"
    assert "That is more than six in a day" in shown(seventh)
    await soon(stage, 61)
    assert len(stage.said()[said:]) == 7
    await stage.press(seventh, "alert_fewer")
    assert "Alerts here: fewer." in await stage.told("status")


async def test_two_watches_are_told_each_under_its_name(stage: Stage) -> None:
    await watch(stage)
    await watch(stage, "Zorblax")
    stage.public.say(HN, "Acme is painted blue.", by="ann")
    stage.public.say(PRESS, "Zorblax opens a shop in the old mill.", title="Zorblax opens a shop")
    for _ in range(4):
        await soon(stage)
    assert {text.splitlines()[0] for text in alerts(stage)} == {
        "Acme: Untitled 0",
        "Zorblax: Zorblax opens a shop",
    }


async def test_only_the_channel_that_wants_it_is_told_at_once(stage: Stage) -> None:
    await watch(stage)
    await stage.command("brand Acme", channel="crise")
    stage.public.say(HN, "Acme is painted blue.", by="ann")
    await soon(stage)
    assert len(alerts(stage)) == 1
    assert alerts(stage, "crise") == []
    await stage.at(NINE)
    assert quotes(stage.said("crise")[-1]) == ["Acme is painted blue."]


async def test_what_was_told_at_once_is_counted_in_the_digest_and_not_quoted_again(stage: Stage) -> None:
    await watch(stage)
    await stage.command("brand Zorblax")
    stage.public.say(HN, "Acme is painted blue.", by="ann", title="Paint in town")
    stage.public.say(HN, "Zorblax hums.", by="ben")
    await soon(stage)
    await stage.at(NINE)
    digest = shown(stage.said()[-1])
    assert quotes(stage.said()[-1]) == ["Zorblax hums."]
    assert digest.startswith("Calm: Acme 1 person (1 new); Zorblax 1 person (1 new).")
    assert "Told at once since the last digest: 1, in 1 story." in digest
    assert "Paint in town · ann, Hacker News" in digest
    assert "Nothing new about" not in digest


ABOUT = (
    "The battery of my Acme froze overnight",
    "A third Acme shop opens beside the station",
    "Who painted the Acme poster with herons?",
    "Apprentices wanted at Acme from September",
    "Somebody sang about Acme on local radio",
    "Borrowed an Acme for Sunday's long ride",
)


EACH = (
    *ABOUT,
    "Grandma keeps her Acme tin for buttons",
    "Which train stops nearest to Acme headquarters?",
    "An Acme clock was sold at auction in Lyon",
    "Rain came through the Acme tent in Brittany",
    "Students measured the Acme speaker in a cellar",
    "Nobody mends Acme bicycles like old Paul did",
)


async def test_a_digest_after_many_alerts_is_the_day(stage: Stage) -> None:
    await watch(stage)
    await stage.at(NINE)
    under: list[str] = []
    for n in range(43):
        if n < 6:
            under.append(stage.public.say(HN, f"{ABOUT[n]}.", by=f"p{n}", title=ABOUT[n]))
        else:
            stage.public.say(HN, f"{ABOUT[n % 6]}, says number {n}.", by=f"p{n}", under=under[n % 6])
        await soon(stage, 1)
    await stage.at(NINE + DAY)
    [digest] = [shown(post) for post in stage.said() if "Told at once" in post.text]
    assert digest.startswith("Acme: 43 people (43 new, 8 critical), 1 place")
    assert "Told at once since the last digest: 43, in 6 stories." in digest


async def test_what_an_earlier_digest_counted_is_not_counted_again(stage: Stage) -> None:
    await watch(stage)
    stage.public.say(HN, "Acme is painted blue.", by="ann")
    await soon(stage)
    await stage.at(NINE)
    await stage.at(NINE + DAY)
    assert shown(stage.said()[-1]).startswith("Nothing new about Acme.")


async def test_a_look_back_is_not_told_at_once(stage: Stage) -> None:
    stage.public.say(HN, "Acme was painted yesterday.", by="ann", ago=DAY)
    await watch(stage)
    await soon(stage)
    assert alerts(stage) == []


async def test_an_edited_query_is_not_told_its_past_at_once(stage: Stage) -> None:
    await watch(stage)
    stage.public.say(HN, "Zorblax hums since May.", by="old")
    stage.clock.pass_time(HOUR)
    await stage.command("edit Acme = zorblax OR acme")
    await soon(stage)
    assert alerts(stage) == []
    stage.public.say(HN, "Zorblax hums today.", by="new")
    await soon(stage)
    (told,) = alerts(stage)
    assert "Zorblax hums today." in told


async def test_what_a_source_says_on_coming_back_waits_for_the_digest(stage: Stage) -> None:
    await watch(stage)
    stage.public.say(HN, "Acme said while nobody listened.", by="ann")
    await stage.stop()
    stage.clock.pass_time(6 * HOUR)
    await stage.start()
    await stage.poll()
    assert alerts(stage) == []
    await stage.at(NINE + DAY)
    every = [quote for post in stage.said() for quote in quotes(post)]
    assert every.count("Acme said while nobody listened.") == 1


async def test_what_was_written_lately_is_told_at_once_though_nobody_asked_for_a_while(stage: Stage) -> None:
    await watch(stage)
    stage.public.say(HN, "Acme is painted blue.", by="ann")
    await soon(stage, 45)
    (told,) = alerts(stage)
    assert "Acme is painted blue." in told


async def owes_nothing(*_: object) -> None:
    raise OSError("the bot dies before it owes what it has kept")


async def test_what_was_kept_and_not_owed_before_the_bot_died_is_told_at_once_when_it_is_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await watch(stage)
    stage.public.say(HN, "Acme is painted blue.", by="ann")
    with monkeypatch.context() as dying:
        dying.setattr(AlertTeller, "_owe", owes_nothing)
        await soon(stage)
    await stage.stop()
    assert alerts(stage) == []
    for _ in range(2):
        await stage.start()
        assert len(alerts(stage)) == 1
        await stage.stop()


async def test_what_was_not_owed_for_hours_is_left_to_the_digest(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await watch(stage)
    stage.public.say(HN, "Acme is painted blue.", by="ann")
    with monkeypatch.context() as dying:
        dying.setattr(AlertTeller, "_owe", owes_nothing)
        await soon(stage)
    await stage.stop()
    stage.clock.pass_time(2 * HOUR)
    await stage.start()
    assert alerts(stage) == []
    await stage.at(NINE + DAY)
    assert [quote for post in stage.said() for quote in quotes(post)] == ["Acme is painted blue."]


async def test_after_catching_up_news_is_told_at_once_again(stage: Stage) -> None:
    await watch(stage)
    stage.clock.pass_time(6 * HOUR)
    await stage.poll()
    stage.public.say(HN, "Acme is painted blue.", by="ann")
    await soon(stage)
    assert len(alerts(stage)) == 1


async def test_a_feed_just_added_is_not_told_its_past_at_once(stage: Stage) -> None:
    await watch(stage)
    stage.public.say(BLOG, "La lampe Acme.", by="Léa", title="Essai", ago=HOUR)
    await stage.command(f"feed {FEED}")
    await soon(stage, 6)
    assert alerts(stage) == []
    stage.public.say(BLOG, "Encore la lampe Acme, un an après.", by="Léa", title="Un an")
    await soon(stage, 6)
    assert len(alerts(stage)) == 1


async def test_a_watch_that_is_back_to_the_digest_tells_nothing_at_once(stage: Stage) -> None:
    await watch(stage)
    await stage.command("alerts Acme digest")
    stage.public.say(HN, "Acme is painted blue.", by="ann")
    await soon(stage)
    assert alerts(stage) == []
    await stage.at(NINE)
    assert quotes(stage.said()[-1]) == ["Acme is painted blue."]


async def test_a_paused_watch_tells_nothing(stage: Stage) -> None:
    await watch(stage)
    await stage.command("pause Acme")
    stage.public.say(HN, "Acme is painted blue.", by="ann")
    await soon(stage)
    assert alerts(stage) == []


async def test_hostile_words_are_told_as_words(stage: Stage) -> None:
    await watch(stage)
    stage.public.say(HN, "Acme <!channel> *bold* <https://evil.example|bank>", by="<@U1>")
    await soon(stage)
    assert quotes(stage.said()[-1]) == ["Acme <!channel> *bold* <https://evil.example|bank>"]


async def test_what_comes_while_an_alert_waits_for_slack_is_told_by_that_alert(stage: Stage) -> None:
    said = await watch(stage)
    stage.slack.fail_next("chat.postMessage", retry_after=800)
    under = ""
    for n in range(4):
        number = stage.public.say(HN, f"Acme lamp number {n} hums.", by=f"p{n}", title="Lamps", under=under)
        under = under or number
        await soon(stage, 1)
    assert len(stage.said()) == said
    await stage.after(15 * MINUTE)
    (post,) = stage.said()[said:]
    assert shown(post).startswith("Acme, now 4 people: ")
    assert stage.replies(post) == []


async def test_alerts_of_two_watches_are_not_gathered_in_one(stage: Stage) -> None:
    await watch(stage)
    said = await watch(stage, "Zorblax")
    stage.slack.fail_next("chat.postMessage", retry_after=800)
    stage.public.say(HN, "Acme is painted blue.", by="ann")
    await soon(stage, 1)
    stage.public.say(HN, "Zorblax is painted blue.", by="ann")
    await soon(stage, 1)
    await stage.after(15 * MINUTE)
    openings = [shown(post).splitlines()[0] for post in stage.said()[said:]]
    assert openings == ["Acme: Untitled 0", "Zorblax: Untitled 1"]


async def test_what_slack_may_have_taken_is_not_added_to(stage: Stage) -> None:
    said = await watch(stage)
    stage.public.say(HN, "Acme is painted blue.", by="ann")
    stage.slack.fail_next("chat.postMessage", accept_then_drop=True)
    await soon(stage, 1)
    stage.public.say(HN, "Acme is red again.", by="ben")
    await soon(stage, 1)
    await stage.after(15 * MINUTE)
    told = [quotes(post) for post in stage.said()[said:]]
    assert told == [["Acme is painted blue."], ["Acme is red again."]]
    assert all(call.method != "chat.update" for call in stage.slack.calls), "nobody is notified of an edit"
