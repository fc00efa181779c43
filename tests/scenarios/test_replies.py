"""Answers to those who mention the bot, or write a watched name."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.commands.plain_text import asked_name
from bot.console.directory import BOT_USER
from bot.storage.database import read_transaction
from bot.storage.tables.questions import questions
from tests.scenarios.fake_web import DOWN, HN, PRESS
from tests.scenarios.full_bot import Stage, quotes, shown

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "asked",
    [
        "@veille Acme",
        "@veille what about Acme?",
        "hey @veille, what's new about Acme ?",
        "@veille quoi de neuf sur acme",
    ],
)
async def test_who_mentions_the_bot_with_a_name_gets_the_page_of_its_week_in_the_thread(
    stage: Stage, asked: str
) -> None:
    said = [
        "I ride with Acme.",
        "Acme broke twice.",
        "Who repairs Acme?",
        "Acme, never again.",
        "My Acme glows.",
    ]
    for n, words in enumerate(said):
        stage.public.say(HN, words, by=f"p{n}", ago=(5 - n) * HOUR)
    await stage.command("brand Acme")
    before = stage.said()
    [reply] = await stage.say(asked)
    assert shown(reply).startswith("In the last seven days:") or "sept derniers jours" in shown(reply)
    assert set(quotes(reply)) == set(said)
    assert stage.said() == before, "nothing beside the thread"


@pytest.mark.parametrize("asked", ["Acme", "@veille Acme", "what about Acme?"])
async def test_who_writes_to_the_bot_alone_is_answered_there_and_once(stage: Stage, asked: str) -> None:
    stage.public.say(HN, "Acme shines.", by="ann", ago=HOUR)
    await stage.command("brand Acme", channel="@Camille")
    before = stage.said("@Camille")
    assert await stage.say(asked, channel="@Camille") == [], "no thread in a conversation of two"
    [reply] = stage.said("@Camille")[len(before) :]
    assert quotes(reply) == ["Acme shines."]


async def test_who_writes_in_a_thread_to_the_bot_alone_is_answered_there(stage: Stage) -> None:
    root = await stage.slack.say("Camille", "@Camille", "Zorblax")
    await stage.rest()
    [reply] = await stage.say("help", channel="@Camille", thread=root.ts)
    assert "/watch brand NAME" in shown(reply)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("<@U1> what about <http://booking.com|booking.com>?", "booking.com"),
        ("<@U1> Acme <!here> <#C1|general>", "Acme"),
        ("<@U1> <https://acme.example/a?b>", ""),
        ("<@U1> Acme <mailto:a@acme.example|a@acme.example>", "Acme a@acme.example"),
        ("AT&amp;T <@U2>", "AT&T"),
    ],
)
def test_of_a_link_the_name_is_read_that_slack_made_it_of(typed: str, read: str) -> None:
    assert asked_name(typed) == read


async def test_a_mention_in_a_thread_is_answered_there(stage: Stage) -> None:
    stage.public.say(HN, "Acme shines.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    root = await stage.slack.say("Alex", "veille-demo", "Any news?")
    [reply] = await stage.say("@veille Acme", thread=root.ts)
    assert reply.thread_ts == root.ts


@pytest.mark.parametrize("asked", ["@veille help", "@veille", "@veille HELP!", "@veille aide"])
async def test_who_asks_for_help_gets_it_in_the_thread(stage: Stage, asked: str) -> None:
    [reply] = await stage.say(asked)
    assert "/watch brand NAME" in shown(reply)


async def test_a_name_nobody_watches_is_looked_for_now(stage: Stage) -> None:
    stage.public.say(HN, "Zorblax hums.", by="ann", ago=2 * DAY)
    [reply] = await stage.say("@veille Zorblax")
    assert quotes(reply) == ["Zorblax hums."]
    assert "/watch brand Zorblax" in shown(reply)
    assert "Nothing is watched" in await stage.told("list"), "asking is not watching"


async def test_a_name_nobody_speaks_of_is_said_to_be_quiet(stage: Stage) -> None:
    [reply] = await stage.say("@veille Zorblax")
    assert "nothing was said of Zorblax" in shown(reply)


async def test_what_cannot_be_looked_for_is_said(stage: Stage) -> None:
    [reply] = await stage.say("@veille Acme (lamp OR")
    assert "I cannot look for that" in shown(reply)


async def test_a_watched_name_without_mentions_points_to_the_status(stage: Stage) -> None:
    await stage.command("brand Acme")
    [reply] = await stage.say("@veille Acme")
    assert "Nothing is known of Acme yet" in shown(reply)


async def test_another_bot_that_mentions_it_gets_no_answer(stage: Stage) -> None:
    post = await stage.slack.bot_says("Robbie", "veille-demo", f"<@{BOT_USER}> help")
    await stage.rest()
    assert stage.replies(post) == []


async def test_a_redelivered_mention_is_answered_once(stage: Stage) -> None:
    post = await stage.slack.say("Camille", "veille-demo", "@veille help")
    await stage.rest()
    for event_id in stage.slack.event_ids(post):
        assert (await stage.slack.redeliver(event_id)).ok
    await stage.rest()
    assert len(stage.replies(post)) == 1


async def test_a_redelivered_mention_is_answered_once_over_a_restart(stage: Stage) -> None:
    post = await stage.slack.say("Camille", "veille-demo", "@veille help")
    await stage.rest()
    await stage.stop()
    await stage.start()
    for event_id in stage.slack.event_ids(post):
        await stage.slack.redeliver(event_id)
    await stage.rest()
    assert len(stage.replies(post)) == 1


async def watched_and_on(stage: Stage) -> None:
    """A channel that watches Acme, of which somebody spoke today, and that wants replies."""
    stage.public.say(HN, "Acme shines.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    assert "I answer once in the thread" in await stage.told("replies on")


async def test_replies_are_turned_on_and_off_in_french_and_in_english(stage: Stage) -> None:
    await watched_and_on(stage)
    for typed, said in (("non", "Nobody is answered"), ("Oui", "I answer once"), ("perhaps", "are on here")):
        assert said in await stage.told(f"replies {typed}")


async def test_a_watched_name_is_answered_in_the_thread_where_people_asked_for_it(stage: Stage) -> None:
    await watched_and_on(stage)
    [reply] = await stage.say("Did anybody see that Acme thing?")
    assert "Of Acme in the last 24 hours, 1 mention by 1 person:" in shown(reply)
    assert quotes(reply) == ["Acme shines."]


async def test_nobody_is_answered_unless_people_asked_for_it(stage: Stage) -> None:
    stage.public.say(HN, "Acme shines.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    assert await stage.say("Did anybody see that Acme thing?") == []


async def test_a_name_is_answered_once_in_six_hours(stage: Stage) -> None:
    await watched_and_on(stage)
    assert len(await stage.say("Acme!")) == 1
    assert await stage.say("Acme, again!", user="Alex") == []
    stage.clock.pass_time(5 * HOUR)
    assert await stage.say("Acme, still!") == []
    stage.clock.pass_time(timedelta(hours=1, minutes=1))
    assert len(await stage.say("Acme, at last!")) == 1


async def test_two_names_have_each_their_own_six_hours(stage: Stage) -> None:
    await watched_and_on(stage)
    stage.public.say(HN, "Zorblax hums.", by="ben", ago=HOUR)
    await stage.command("brand Zorblax")
    assert len(await stage.say("Acme!")) == 1
    assert len(await stage.say("Zorblax!")) == 1


async def test_a_name_that_would_be_no_query_keeps_no_other_from_being_answered(stage: Stage) -> None:
    await stage.command("brand Best OR Worst = best OR worst")
    await watched_and_on(stage)
    assert len(await stage.say("Acme!")) == 1


async def test_a_name_inside_another_word_is_not_answered(stage: Stage) -> None:
    await watched_and_on(stage)
    assert await stage.say("The acmes of fashion") == []


async def test_no_bot_is_answered(stage: Stage) -> None:
    await watched_and_on(stage)
    post = await stage.slack.bot_says("Robbie", "veille-demo", "Acme!")
    await stage.rest()
    assert stage.replies(post) == []


async def test_the_bot_does_not_answer_itself(stage: Stage) -> None:
    await watched_and_on(stage)
    await stage.command("now public")
    assert stage.replies(stage.said()[-1]) == []


async def test_a_message_that_mentions_the_bot_gets_one_answer_and_not_two(stage: Stage) -> None:
    await watched_and_on(stage)
    assert len(await stage.say("@veille Acme")) == 1


async def test_a_redelivered_message_is_answered_once(stage: Stage) -> None:
    await watched_and_on(stage)
    post = await stage.slack.say("Camille", "veille-demo", "Acme!")
    await stage.rest()
    stage.clock.pass_time(timedelta(minutes=5))
    for event_id in stage.slack.event_ids(post):
        await stage.slack.redeliver(event_id)
    await stage.rest()
    assert len(stage.replies(post)) == 1


async def test_a_name_written_just_before_a_kill_is_answered_in_the_next_life_and_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await watched_and_on(stage)
    killed = lambda work, name, on_failure=None: work.close()  # noqa: E731
    monkeypatch.setattr(stage.bot.parts.background, "start", killed)
    post = await stage.slack.say("Camille", "veille-demo", "Acme!")
    await stage.slack.wait_idle()
    await stage.stop()
    assert stage.replies(post) == []
    await stage.start()
    assert len(stage.replies(post)) == 1
    await stage.stop()
    await stage.start()
    stage.clock.pass_time(7 * HOUR)
    for event_id in stage.slack.event_ids(post):
        await stage.slack.redeliver(event_id)
    await stage.rest()
    assert len(stage.replies(post)) == 1


async def test_what_people_write_is_recorded_only_where_a_watched_name_stands_in_it(stage: Stage) -> None:
    await watched_and_on(stage)
    engine = stage.bot.parts.mentions.engine
    for words in ("Lunch?", "The acmes of fashion"):
        post = await stage.slack.say("Camille", "veille-demo", words)
        await stage.rest()
        with read_transaction(engine) as connection:
            found = connection.execute(select(questions).where(questions.c.ts == post.ts)).all()
        assert found == []


async def test_two_people_who_write_the_name_at_once_get_one_answer(stage: Stage) -> None:
    await watched_and_on(stage)
    first = await stage.slack.say("Camille", "veille-demo", "Acme!")
    second = await stage.slack.say("Alex", "veille-demo", "Acme?")
    await stage.rest()
    assert len(stage.replies(first)) + len(stage.replies(second)) == 1


async def test_an_edited_message_is_not_answered(stage: Stage) -> None:
    await watched_and_on(stage)
    edited = {
        "type": "message",
        "subtype": "message_changed",
        "channel": "C1",
        "ts": "1.2",
        "message": {"user": "U1", "text": "Acme!", "ts": "1.1"},
    }
    await stage.slack.event(edited)
    await stage.rest()
    assert [call for call in stage.slack.calls if call.args.get("thread_ts")] == []


async def test_a_paused_watch_is_not_answered(stage: Stage) -> None:
    await watched_and_on(stage)
    await stage.command("pause Acme")
    assert await stage.say("Acme!") == []


async def test_nothing_is_answered_when_nobody_speaks_of_it_today(stage: Stage) -> None:
    stage.public.say(HN, "Acme shines.", by="ann", ago=2 * DAY)
    await stage.command("brand Acme")
    await stage.command("replies on")
    assert await stage.say("Acme!") == []


async def test_replies_can_be_turned_off(stage: Stage) -> None:
    await watched_and_on(stage)
    assert "Nobody is answered here" in await stage.told("replies off")
    assert await stage.say("Acme!") == []
    assert "are off here" in await stage.told("replies")


async def test_a_name_is_not_called_unspoken_of_where_nobody_could_be_heard(stage: Stage) -> None:
    stage.public.ill["hn.algolia.com"] = DOWN
    [reply] = await stage.say("@veille Zorblax")
    assert "nothing was said" not in shown(reply)
    assert "nothing was found of Zorblax where I listen" in shown(reply)
    assert "Not heard: Hacker News." in shown(reply)


async def test_what_nobody_signed_is_not_said_by_nobody(stage: Stage) -> None:
    stage.public.say(PRESS, "Zorblax opens.", title="Zorblax opens a shop in Lyon", ago=HOUR)
    [reply] = await stage.say("@veille Zorblax")
    assert "In the last seven days, 1 mention of Zorblax, unsigned:" in shown(reply)
