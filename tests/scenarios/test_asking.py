"""What people ask in a sentence, and what Slack makes of their messages."""

from datetime import timedelta
from typing import Any

import pytest

from bot.console.directory import BOT_USER
from bot.console.records import Post
from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import Stage, quotes, shown

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TO_US = f"<@{BOT_USER}>"


async def watched(stage: Stage) -> None:
    """A channel that watches Zorblax, of which three people spoke: last week, yesterday, today."""
    for words, ago in (("Zorblax hums.", 5 * DAY), ("Zorblax broke.", DAY), ("Zorblax glows.", HOUR)):
        stage.public.say(HN, words, by=words.split()[1], ago=ago)
    await stage.command("brand Zorblax")


@pytest.mark.parametrize(
    "asked",
    [
        "@veille what do people say about Zorblax?",
        "@veille des nouvelles de Zorblax",
        "@veille zorblax please",
        "@veille qu’est-ce qu’on dit de\u00a0Zorblax\u202f?",
        "@veille zorblx",
    ],
)
async def test_a_watched_name_in_a_question_is_what_it_is_about(stage: Stage, asked: str) -> None:
    await watched(stage)
    [reply] = await stage.say(asked)
    assert quotes(reply) == ["Zorblax broke.", "Zorblax glows.", "Zorblax hums."]
    assert "/watch brand" not in shown(reply)


async def test_where_nothing_is_watched_nothing_is_new(stage: Stage) -> None:
    [reply] = await stage.say("@veille what's new?")
    assert shown(reply) == "Nothing is watched here yet. Begin with: /watch brand NAME"


async def test_a_verb_in_a_sentence_offers_none_of_its_words(stage: Stage) -> None:
    await watched(stage)
    await stage.say("@veille arrête de suivre Zorblax")
    asked = shown(stage.slack.ephemerals("C1", "Camille")[-1])
    assert asked.startswith("Remove Zorblax?")


async def test_a_name_taken_for_another_is_said(stage: Stage) -> None:
    await watched(stage)
    [reply] = await stage.say("@veille what about Zorblx?")
    assert "“Zorblx” was taken for Zorblax." in shown(reply)


async def test_a_span_of_time_is_kept_to(stage: Stage) -> None:
    await watched(stage)
    [yesterday] = await stage.say("@veille Zorblax hier")
    assert quotes(yesterday) == ["Zorblax broke."]
    assert shown(yesterday).startswith("Yesterday:\nZorblax: 1 person")
    [never] = await stage.say("@veille Zorblax the day before yesterday")
    assert shown(never) == "Nothing is known of Zorblax the day before yesterday."


async def test_a_span_before_the_watch_says_since_when_it_is_one(stage: Stage) -> None:
    await watched(stage)
    [reply] = await stage.say("@veille Zorblax in the last 30 days")
    assert "Zorblax is watched since 2 June, and a week before that was looked back on." in shown(reply)


async def test_a_name_nobody_watches_is_looked_for_within_the_span(stage: Stage) -> None:
    stage.public.say(HN, "Brimeo hums.", by="ann", ago=3 * DAY)
    stage.public.say(HN, "Brimeo glows.", by="ben", ago=HOUR)
    [reply] = await stage.say("@veille any news of Brimeo since yesterday?")
    assert quotes(reply) == ["Brimeo glows."]
    assert "Since yesterday, 1 mention of Brimeo by 1 person:" in shown(reply)
    assert "Brimeo is not watched here: /watch brand Brimeo" in shown(reply)


async def test_several_names_are_answered_in_one_message(stage: Stage) -> None:
    await watched(stage)
    stage.public.say(HN, "Brimeo glows.", by="ben", ago=2 * HOUR)
    [reply] = await stage.say("@veille compare Zorblax and Brimeo")
    assert quotes(reply) == ["Zorblax broke.", "Zorblax glows.", "Zorblax hums.", "Brimeo glows."]


async def test_without_a_name_what_is_new_is_what_is_new_of_all(stage: Stage) -> None:
    await watched(stage)
    [reply] = await stage.say("@veille quoi de neuf depuis hier ?")
    assert quotes(reply) == ["Zorblax broke.", "Zorblax glows."]


async def test_an_address_alone_is_answered_with_the_command_that_reads_it(stage: Stage) -> None:
    await watched(stage)
    assert await stage.say("@veille https://blog.example/lamps") == []
    said = shown(stage.slack.ephemerals("C1", "Camille")[-1])
    assert "/watch feed https://blog.example/lamps reads it here" in said


async def test_what_is_asked_of_a_kind_is_answered_with_the_watches_of_that_kind(stage: Stage) -> None:
    await watched(stage)
    stage.public.say(HN, "Brimeo hums.", by="bea", ago=HOUR)
    [reply] = await stage.say("@veille what are our competitors up to?")
    assert shown(reply) == "No competitor is watched here yet. Begin with: /watch competitor NAME"
    await stage.command("competitor Brimeo")
    [reply] = await stage.say("@veille et nos concurrents ?")
    assert quotes(reply) == ["Brimeo hums."]
    [reply] = await stage.say("@veille who spoke about us yesterday?")
    assert quotes(reply) == ["Zorblax broke."]


async def test_what_is_new_of_many_watches_leaves_none_out(stage: Stage) -> None:
    names = ("Alphix", "Bravix", "Carmix", "Deltix", "Echox", "Foxglove")
    for n, name in enumerate(names[1:5]):
        stage.public.say(HN, f"{name} hums.", by=f"p{n}", ago=HOUR)
    for name in names:
        await stage.command(f"brand {name}")
    await stage.command("pause Foxglove")
    [reply] = await stage.say("@veille what's new?")
    assert len(quotes(reply)) == 4
    assert all(name in shown(reply) for name in names), "each is told, or named"
    assert "Foxglove is paused" in shown(reply)


@pytest.mark.parametrize(
    "asked", ["@veille is it blue?", "@veille can someone explain the meeting", "@veille tell me a joke"]
)
async def test_what_is_not_understood_is_called_so_and_offers_none_of_its_words(
    stage: Stage, asked: str
) -> None:
    await watched(stage)
    [reply] = await stage.say(asked)
    said = shown(reply)
    assert said.startswith("I did not understand that. Ask me about a name:")
    assert "Watched here: Zorblax." in said
    assert "/watch brand" not in said
    assert "nothing was said" not in said


async def test_a_paused_watch_says_so(stage: Stage) -> None:
    await watched(stage)
    await stage.command("pause Zorblax")
    [reply] = await stage.say("@veille Zorblax")
    assert quotes(reply) == ["Zorblax broke.", "Zorblax glows.", "Zorblax hums."]
    assert "Zorblax is paused: nothing new of it is heard. /watch resume Zorblax" in shown(reply)
    [span] = await stage.say("@veille Zorblax the day before yesterday")
    assert "Zorblax is paused" in shown(span)


@pytest.mark.parametrize("asked", ["list", "liste stp", "peux-tu me montrer la liste ?"])
async def test_a_verb_of_the_help_is_answered_to_the_asker_alone(stage: Stage, asked: str) -> None:
    await watched(stage)
    before = stage.slack.ephemerals("C1", "Camille")
    assert await stage.say(f"@veille {asked}") == []
    [whispered] = stage.slack.ephemerals("C1", "Camille")[len(before) :]
    assert "Zorblax — brand" in shown(whispered)


async def test_a_verb_that_changes_something_is_carried_out_once(stage: Stage) -> None:
    await watched(stage)
    await stage.say("@veille could you pause Zorblax?")
    assert "Zorblax is paused." in shown(stage.slack.ephemerals("C1", "Camille")[-1])
    assert "paused" in await stage.told("list")


async def test_a_watched_name_narrowed_is_watched_all_the_same(stage: Stage) -> None:
    await watched(stage)
    [reply] = await stage.say("@veille zorblax -glows")
    assert quotes(reply) == ["Zorblax broke.", "Zorblax hums."]
    assert "not watched" not in shown(reply)


async def test_what_another_channel_watches_is_not_known_here(stage: Stage) -> None:
    await stage.command("brand Zorblax", channel="crise")
    [reply] = await stage.say("@veille is it serious?")
    assert "Zorblax" not in shown(reply)
    [reply] = await stage.say("@veille Zorblax")
    assert "Zorblax is not watched here" in shown(reply)


async def test_an_emoji_is_its_short_name(stage: Stage) -> None:
    stage.public.say(HN, "I love 🍊 so much.", by="ann", ago=HOUR)
    assert "🍊 is watched here" in await stage.told("brand :tangerine:")
    [reply] = await stage.say("@veille what about :tangerine:?")
    assert quotes(reply) == ["I love 🍊 so much."]


def message(post: Post, text: str, **fields: Any) -> dict[str, Any]:
    """A message as events tell of it."""
    return {"type": "message", "user": post.author, "text": text, "ts": post.ts} | fields


async def edit(stage: Stage, post: Post, text: str, **fields: Any) -> None:
    """Have the author change their message, and Slack tell of it in both of its ways."""
    stage.clock.pass_time(timedelta(seconds=30))
    mark = {"user": post.author, "ts": f"{stage.clock.now().timestamp():.6f}"}
    new = message(post, text, edited=mark) | fields
    changed = {
        "type": "message",
        "subtype": "message_changed",
        "channel": post.channel,
        "channel_type": "channel",
        "message": new,
        "previous_message": message(post, post.text),
        "ts": mark["ts"],
    }
    await stage.slack.event(changed)
    if TO_US in text:
        await stage.slack.event(new | {"type": "app_mention", "channel": post.channel})
    await stage.rest()


async def asked_once(stage: Stage, text: str) -> tuple[Post, Post]:
    """A message and the answer to it."""
    post = await stage.slack.say("Camille", "veille-demo", text)
    await stage.rest()
    [reply] = stage.replies(post)
    return post, reply


async def test_an_edited_question_that_asks_the_same_is_not_answered_again(stage: Stage) -> None:
    await watched(stage)
    post, reply = await asked_once(stage, "@veille what about Zorblax")
    before = len(stage.slack.calls)
    await edit(stage, post, f"{TO_US} what about Zorblax, please?")
    assert stage.replies(post) == [reply]
    assert len(stage.slack.calls) == before


async def test_the_answer_to_an_edited_question_is_amended(stage: Stage) -> None:
    await watched(stage)
    post, reply = await asked_once(stage, "@veille what about Zorblax")
    await edit(stage, post, f"{TO_US} Zorblax yesterday")
    await edit(stage, post, f"{TO_US} Zorblax the day before yesterday")
    assert stage.replies(post) == [reply]
    assert shown(reply) == "Nothing is known of Zorblax the day before yesterday."


async def test_an_edit_that_mentions_the_bot_at_last_is_answered(stage: Stage) -> None:
    await watched(stage)
    post = await stage.slack.say("Camille", "veille-demo", "veile what about Zorblax")
    await edit(stage, post, f"{TO_US} what about Zorblax")
    assert len(stage.replies(post)) == 1


async def test_a_link_that_unfolds_is_no_edit(stage: Stage) -> None:
    await watched(stage)
    post, reply = await asked_once(stage, "@veille what about Zorblax")
    before = len(stage.slack.calls)
    await edit(stage, post, post.text, attachments=[{"title": "Zorblax"}])
    assert stage.replies(post) == [reply]
    assert len(stage.slack.calls) == before


async def test_an_edit_of_what_was_written_long_ago_is_not_answered(stage: Stage) -> None:
    await watched(stage)
    post, reply = await asked_once(stage, "@veille what about Zorblax")
    stage.clock.pass_time(3 * DAY)
    await edit(stage, post, f"{TO_US} Zorblax yesterday")
    assert quotes(reply) == ["Zorblax broke.", "Zorblax glows.", "Zorblax hums."]
    assert stage.replies(post) == [reply]


async def test_what_a_bot_edits_is_not_answered(stage: Stage) -> None:
    await watched(stage)
    post = await stage.slack.bot_says("Robbie", "veille-demo", "Good morning")
    await edit(stage, post, f"{TO_US} what about Zorblax", bot_id="BROBBIE")
    assert stage.replies(post) == []


@pytest.mark.parametrize("subtype", ["file_share", "me_message", "thread_broadcast"])
async def test_a_message_with_a_file_or_of_me_is_a_persons(stage: Stage, subtype: str) -> None:
    await watched(stage)
    post = await stage.slack.say("Camille", "veille-demo", "look at this")
    asked = message(
        post, f"{TO_US} what about Zorblax", subtype=subtype, channel="C1", channel_type="channel"
    )
    await stage.slack.event(asked)
    await stage.rest()
    assert len(stage.replies(post)) == 1


@pytest.mark.parametrize("subtype", ["file_share", "me_message"])
async def test_it_is_in_direct_messages_too(stage: Stage, subtype: str) -> None:
    stage.public.say(HN, "Zorblax glows.", by="ann", ago=HOUR)
    await stage.command("brand Zorblax", channel="@Camille")
    room = stage.slack.channel("@Camille")
    before = stage.said("@Camille")
    asked = {"type": "message", "subtype": subtype, "user": "U1", "text": "Zorblax", "ts": "1938.000100"}
    await stage.slack.event(asked | {"channel": room.id, "channel_type": "im"})
    await stage.rest()
    [reply] = stage.said("@Camille")[len(before) :]
    assert quotes(reply) == ["Zorblax glows."]


@pytest.mark.parametrize("subtype", ["bot_message", "channel_join", "channel_topic", "message_deleted"])
async def test_slacks_notices_are_no_questions(stage: Stage, subtype: str) -> None:
    await watched(stage)
    post = await stage.slack.say("Camille", "veille-demo", "look at this")
    asked = message(
        post, f"{TO_US} what about Zorblax", subtype=subtype, channel="C1", channel_type="channel"
    )
    await stage.slack.event(asked)
    await stage.rest()
    assert stage.replies(post) == []


async def test_slackbot_is_not_answered(stage: Stage) -> None:
    await watched(stage)
    post = await stage.slack.say("Camille", "veille-demo", "remind me")
    asked = message(
        post, f"{TO_US} what about Zorblax", channel="C1", channel_type="channel", user="USLACKBOT"
    )
    await stage.slack.event(asked)
    await stage.rest()
    assert stage.replies(post) == []


async def test_what_is_asked_of_a_name_is_the_page_of_that_time(stage: Stage) -> None:
    await watched(stage)
    before = stage.slack.ephemerals("C1", "Camille")
    await stage.command("now Zorblax 7d")
    [page] = stage.slack.ephemerals("C1", "Camille")[len(before) :]
    [reply] = await stage.say("@veille Zorblax")
    assert shown(reply) == f"In the last seven days:\n{shown(page)}"


async def test_what_finds_no_room_is_told_where_it_stands(stage: Stage) -> None:
    for n in range(30):
        stage.public.say(HN, f"Zorblax number {n} {'hums and hums ' * 12}.", by=f"p{n}", ago=(n + 2) * HOUR)
    await stage.command("brand Zorblax")
    [week] = await stage.say("@veille Zorblax")
    assert shown(week).endswith("/watch now Zorblax 7d shows the rest.")
    [day] = await stage.say("@veille Zorblax yesterday")
    assert shown(day).endswith("There is more than has room here: ask about a shorter time.")


async def test_older_mentions_are_pointed_at_where_the_week_was_silent(stage: Stage) -> None:
    await watched(stage)
    stage.clock.pass_time(9 * DAY)
    [reply] = await stage.say("@veille Zorblax")
    assert shown(reply) == (
        "Nothing is known of Zorblax in the last seven days. "
        "Older mentions are known: /watch now all shows them."
    )
