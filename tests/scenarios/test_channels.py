"""Channels that no longer take what the bot says, and those that do again."""

from datetime import timedelta

import msgspec
import pytest

from bot.console.directory import BOT_USER
from bot.storage.delivery import DeliveryKind
from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import NINE, Stage, quotes, shown

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize("refusal", ["not_in_channel", "is_archived", "channel_not_found"])
async def test_a_channel_that_refuses_rests_and_whoever_set_it_up_is_told_once(
    stage: Stage, refusal: str
) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme shines.", by="ann")
    stage.slack.fail_next("chat.postMessage", error=refusal)
    await stage.at(NINE)
    [notice] = stage.slack.messages("@Camille")
    assert "can no longer speak in the channel" in shown(notice)
    asked = len(stage.public.asked)
    await stage.at(NINE + DAY)
    await stage.poll()
    assert len(stage.slack.messages("@Camille")) == 1
    assert len(stage.public.asked) == asked, "its watches rest"
    assert len(stage.said()) == 1


async def test_an_invitation_resumes_and_brings_what_was_owed(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme shines.", by="ann")
    stage.slack.channel("veille-demo").members.discard(BOT_USER)
    await stage.at(NINE)
    assert len(stage.slack.messages("@Camille")) == 1
    await stage.after(HOUR)
    await stage.slack.join(BOT_USER, "veille-demo")
    await stage.rest()
    assert quotes(stage.said()[-1]) == ["Acme shines."]
    await stage.at(NINE + DAY)
    assert "Nothing new about Acme" in shown(stage.said()[-1])


async def test_a_person_who_joins_resumes_nothing(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.slack.add_user("U3", "Zoé")
    stage.slack.fail_next("chat.postMessage", error="not_in_channel")
    await stage.at(NINE)
    await stage.slack.join("Zoé", "veille-demo")
    await stage.rest()
    assert len(stage.said()) == 1


@pytest.mark.parametrize("event", ["channel_left", "group_left", "channel_archive", "group_archive"])
async def test_a_channel_the_bot_is_put_out_of_rests_before_anything_fails(stage: Stage, event: str) -> None:
    await stage.command("brand Acme")
    await stage.slack.event({"type": event, "channel": "C1", "user": "U1", "event_ts": "1.1"})
    await stage.rest()
    assert len(stage.slack.messages("@Camille")) == 1
    await stage.at(NINE)
    assert len(stage.said()) == 1
    assert "stopped" in await stage.told("status")


@pytest.mark.parametrize("event", ["channel_unarchive", "group_unarchive"])
async def test_a_channel_that_is_opened_again_goes_on(stage: Stage, event: str) -> None:
    await stage.command("brand Acme")
    await stage.slack.event({"type": "channel_archive", "channel": "C1", "event_ts": "1.1"})
    await stage.rest()
    await stage.slack.event({"type": event, "channel": "C1", "event_ts": "1.2"})
    await stage.rest()
    await stage.at(NINE)
    assert "Nothing new about Acme" in shown(stage.said()[-1])


async def test_a_new_watch_in_a_resting_channel_wakes_it(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.slack.fail_next("chat.postMessage", error="not_in_channel")
    await stage.at(NINE)
    await stage.command("brand Zorblax")
    await stage.at(NINE + DAY)
    assert "Nothing new about Acme and Zorblax" in shown(stage.said()[-1])


@pytest.mark.parametrize("event", ["channel_deleted", "group_deleted"])
async def test_a_deleted_channel_is_forgotten(stage: Stage, event: str) -> None:
    await stage.command("brand Acme")
    await stage.slack.event({"type": event, "channel": "C1", "event_ts": "1.1"})
    await stage.rest()
    assert "Nothing is watched in this channel yet" in await stage.told("list")


async def test_a_channel_that_slack_hides_is_not_watched(stage: Stage) -> None:
    stage.slack.fail_next("conversations.info", error="channel_not_found")
    assert "/invite @veille" in await stage.told("brand Acme")
    assert "Nothing is watched in this channel yet" in await stage.told("list")


async def test_a_person_slack_does_not_know_has_the_zone_of_nobody(stage: Stage) -> None:
    stage.slack.fail_next("users.info", error="user_not_found")
    await stage.command("brand Acme")
    assert "(UTC)" in await stage.told("list")


async def test_events_of_channels_that_were_never_set_up_do_nothing(stage: Stage) -> None:
    for event in ("channel_left", "channel_archive", "channel_unarchive", "channel_deleted"):
        await stage.slack.event({"type": event, "channel": "C2", "event_ts": "1.1"})
    await stage.rest()
    assert stage.slack.messages("@Camille") == []


async def test_what_nobody_handles_is_acknowledged(stage: Stage) -> None:
    await stage.slack.event({"type": "emoji_changed", "subtype": "add", "event_ts": "1.1"})
    await stage.slack.event({"type": "message", "subtype": "channel_topic", "channel": "C1", "ts": "1.3"})
    await stage.rest()
    assert all(delivery.ack.ok for delivery in stage.slack.deliveries)


async def test_a_channel_where_posting_is_restricted_is_shut_until_somebody_acts(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme shines.", by="ann")
    stage.slack.fail_next("chat.postMessage", error="restricted_action_read_only_channel")
    await stage.at(NINE)
    [notice] = stage.slack.messages("@Camille")
    assert "it is read-only" in shown(notice)
    assert "/watch digest there" in shown(notice)
    assert "Messages to this channel are stopped: it is read-only" in await stage.told("status")
    await stage.after(HOUR)
    assert len(stage.said()) == 1
    await stage.command("digest")
    assert quotes(stage.said()[-1]) == ["Acme shines."]
    assert "stopped" not in await stage.told("status")


async def test_a_channel_shut_for_days_is_told_of_all_of_it_in_its_next_digest(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme shines.", by="ann")
    stage.slack.channel("veille-demo").members.discard(BOT_USER)
    await stage.at(NINE)
    await stage.at(NINE + 3 * DAY)
    await stage.slack.join(BOT_USER, "veille-demo")
    await stage.rest()
    await stage.sweep()
    said = [quote for post in stage.said() for quote in quotes(post)]
    assert said == ["Acme shines."], "once, and not lost"


async def test_an_answer_in_a_thread_that_is_locked_is_for_the_asker_alone(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme shines.", by="ann")
    stage.clock.pass_time(HOUR / 2)
    await stage.poll()
    stage.slack.fail_next("chat.postMessage", error="restricted_action_thread_locked")
    before = len(stage.slack.ephemerals("veille-demo", "Camille"))
    assert await stage.say(f"<@{BOT_USER}> Acme") == []
    [answer] = stage.slack.ephemerals("veille-demo", "Camille")[before:]
    assert quotes(answer) == ["Acme shines."]


async def test_the_status_says_what_may_stand_twice_and_what_was_given_up(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.slack.fail_next("chat.postMessage", accept_then_drop=True)
    stage.slack.fail_next("conversations.history", error="missing_scope")
    await stage.at(NINE)
    await stage.after(HOUR)
    assert "1 message of the last seven days may stand here twice" in await stage.told("status")
    stage.slack.fail_next("chat.postMessage", error="no_text")
    await stage.at(NINE + DAY)
    assert "1 message of the last seven days Slack would not have (no_text)" in await stage.told("status")
    await stage.at(NINE + 10 * DAY)
    assert "of the last seven days" not in await stage.told("status")


async def test_the_status_says_that_slack_refuses_the_token(stage: Stage) -> None:
    await stage.command("brand Acme")
    for _ in range(4):
        stage.slack.fail_next("chat.postMessage", error="token_revoked")
    await stage.at(NINE)
    assert "Slack refuses my token (token_revoked)" in await stage.told("status")


INVITED = (
    "I listen to what the public says of the names you care about, and tell this channel each morning who "
    "spoke, where, and in which words; nothing is ever posted in public.\n"
    "Begin with /watch brand and a name, for instance /watch brand Acme; /watch help lists the rest."
)


async def test_a_bot_that_is_invited_says_in_two_lines_what_it_does_and_how_to_begin_once(
    stage: Stage,
) -> None:
    await stage.slack.join(BOT_USER, "random")
    await stage.rest()
    assert [shown(post) for post in stage.said("random")] == [INVITED]
    await stage.slack.leave(BOT_USER, "random")
    await stage.slack.join(BOT_USER, "random")
    await stage.rest()
    assert len(stage.said("random")) == 1


def is_killed(*_: object, **__: object) -> None:
    """What a call that the bot's end broke off looks like from where it was made."""
    raise ConnectionAbortedError("the process ended")


async def test_an_invitation_whose_welcome_was_not_recorded_counts_as_never_seen(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(stage.bot.parts.outbox.deliveries, "owe", is_killed)
        await stage.slack.join(BOT_USER, "random")
        await stage.slack.wait_idle()
    assert not stage.slack.deliveries[-1].ack.ok
    event_id = stage.slack.deliveries[-1].payload["event_id"]
    for _ in range(2):
        assert (await stage.slack.redeliver(event_id)).ok
        await stage.rest()
        assert [shown(post) for post in stage.said("random")] == [INVITED]


@pytest.mark.parametrize("step", ["change_channel", "channel"])
async def test_a_channel_left_while_the_bot_is_killed_rests_and_is_told_of_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    await stage.command("brand Acme")
    with monkeypatch.context() as patch:
        patch.setattr(stage.bot.parts.watchlist, step, is_killed)
        left = await stage.slack.event({"type": "channel_left", "channel": "C1", "event_ts": "1.1"})
    for _ in range(2):
        stage.clock.pass_time(timedelta(minutes=1))
        assert (await stage.slack.redeliver(left)).ok
        await stage.rest()
    assert len(stage.slack.messages("@Camille")) == 1
    assert "stopped" in await stage.told("status")


async def test_an_invitation_that_a_kill_breaks_off_is_heeded_when_it_is_told_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.command("brand Acme")
    await stage.slack.leave(BOT_USER, "veille-demo")
    await stage.slack.event({"type": "channel_left", "channel": "C1", "event_ts": "1.1"})
    stage.public.say(HN, "Acme shines.", by="ann")
    await stage.poll()
    with monkeypatch.context() as patch:
        patch.setattr(stage.bot.parts.watchlist, "change_channel", is_killed)
        await stage.slack.join(BOT_USER, "veille-demo")
        await stage.slack.wait_idle()
    assert (await stage.slack.redeliver(stage.slack.deliveries[-1].payload["event_id"])).ok
    await stage.at(NINE)
    assert quotes(stage.said()[-1]) == ["Acme shines."]


async def test_a_person_who_joins_is_told_nothing(stage: Stage) -> None:
    stage.slack.add_user("U3", "Zoé")
    await stage.slack.join("Zoé", "veille-demo")
    await stage.rest()
    assert stage.said() == []


async def test_a_bot_that_comes_back_to_a_channel_with_watches_is_known_there(stage: Stage) -> None:
    await stage.command("brand Acme")
    before = stage.said()
    await stage.slack.leave(BOT_USER, "veille-demo")
    await stage.slack.join(BOT_USER, "veille-demo")
    await stage.rest()
    assert stage.said() == before


async def test_a_channel_that_takes_no_messages_is_made_no_digest(stage: Stage) -> None:
    await stage.command("brand Acme")
    channel = stage.bot.parts.watchlist.channel("C1")
    assert channel is not None
    stopped = msgspec.structs.replace(channel, stopped="the channel is archived")
    stage.bot.parts.watchlist.change_channel("C1", lambda _: stopped)
    await stage.at(NINE)
    assert await stage.bot.parts.outbox.latest("C1", DeliveryKind.DIGEST) is None
