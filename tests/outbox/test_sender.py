"""What is owed to Slack goes there once: against lost connections, refusals, limits and kills."""

import asyncio
import logging
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.console.directory import BOT_USER
from bot.errors import UnwritableFile
from bot.messages.blocks import line, link, quoted, rich, words
from bot.outbox.outbox import STALE
from bot.outbox.rate_limits import BETWEEN
from bot.outbox.refusals import SHUT
from bot.outbox.retries import LONGEST_WAIT, SETTLED
from bot.outbox.slack import METADATA, SlackTransport
from bot.storage.archive import Archive
from bot.storage.delivery import Delivery, DeliveryKind, DeliveryState
from bot.storage.due import LEASE
from bot.storage.hits import HitRows
from tests.clock import FakeClock
from tests.outbox.post import BLOCKS, TEXT, Post
from tests.scenarios.waiting import eventually
from tests.storage.samples import WORKSPACE, hit


async def test_what_is_owed_is_sent_in_order_and_recorded(post: Post) -> None:
    await post.owe("a", "b")
    await post.sender.drain()
    assert post.said() == ["a", "b"]
    assert set(post.states().values()) == {DeliveryState.SENT}


async def test_owing_the_same_twice_sends_it_once(post: Post) -> None:
    await post.owe("a")
    await post.owe("a")
    await post.sender.drain()
    await post.sender.drain()
    assert post.said() == ["a"]


async def test_every_message_carries_an_id_of_its_own(post: Post) -> None:
    await post.owe("a", "b")
    await post.sender.drain()
    ids = [each.client_msg_id for each in post.slack.messages("C1")]
    assert all(ids)
    assert len(set(ids)) == 2


async def test_a_channel_gets_one_message_a_second(post: Post) -> None:
    await post.owe("a", "b", "c", "d")
    await post.sender.drain()
    assert [call.status for call in post.slack.calls] == [200] * 4
    stamps = [float(each.ts) for each in post.slack.messages("C1")]
    gaps = [later - sooner for sooner, later in pairwise(stamps)]
    assert all(gap > BETWEEN - 0.001 for gap in gaps)


async def test_no_channel_waits_for_the_second_of_another(post: Post) -> None:
    post.clock.stand_still()
    await post.owe("a", "b")
    async with post.running():
        await post.until_said("a")
        await post.owe("x", channel="C2")
        await post.until_said("x", channel="C2")
    assert post.said() == ["a"]


async def test_a_rate_limit_is_obeyed_to_the_second(post: Post) -> None:
    await post.owe("a", "b")
    post.slack.fail_next("chat.postMessage", retry_after=30)
    await post.sender.drain()
    assert post.said() == []
    await post.later(29)
    assert post.said() == []
    await post.later(2)
    assert post.said() == ["a", "b"]


async def test_two_rate_limits_in_a_row_lose_nothing(post: Post) -> None:
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", retry_after=5)
    post.slack.fail_next("chat.postMessage", retry_after=7)
    await post.sender.drain()
    await post.later(6)
    await post.later(8)
    assert post.said() == ["a"]


async def test_a_limit_of_one_channel_does_not_hold_up_another(post: Post) -> None:
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", retry_after=30)
    await post.sender.drain()
    await post.owe("x", channel="C2")
    await post.sender.drain()
    assert post.said("C2") == ["x"]


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 503}, {"drop_connection": True}])
async def test_a_failure_of_slack_or_of_the_way_to_it_is_tried_again(
    post: Post, fault: dict[str, Any]
) -> None:
    await post.owe("a", "b")
    post.slack.fail_next("chat.postMessage", **fault)
    await post.sender.drain()
    assert post.said() == []
    await post.looked_for()
    assert post.said() == ["a", "b"]


async def test_tries_are_further_and_further_apart_but_never_very_far(post: Post) -> None:
    await post.owe("a")
    waits = []
    for _ in range(14):
        post.slack.fail_next("chat.postMessage", status=503)
        await post.sender.drain()
        waits.append(post.waits())
        post.clock.pass_time(timedelta(seconds=waits[-1] + 1))
    assert waits[3] > waits[0]
    assert max(waits) <= LONGEST_WAIT * 1.2


async def test_what_slack_accepted_before_the_connection_broke_is_not_said_twice(post: Post) -> None:
    await post.owe("a", "b")
    post.slack.fail_next("chat.postMessage", accept_then_drop=True)
    await post.sender.drain()
    await post.later(10)
    await post.later(10)
    assert post.said() == ["a", "b"]
    assert set(post.states().values()) == {DeliveryState.SENT}


async def test_what_slack_accepted_in_a_thread_before_the_connection_broke_is_not_said_twice(
    post: Post,
) -> None:
    await post.owe("root")
    await post.owe("reply", root="root")
    await post.sender.drain()
    await post.owe("reply2", root="root")
    post.slack.fail_next("chat.postMessage", accept_then_drop=True)
    await post.sender.drain()
    await post.later(10)
    assert post.said() == ["root", "reply", "reply2"]


async def test_where_the_history_cannot_be_read_for_now_nothing_is_sent_meanwhile(post: Post) -> None:
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", accept_then_drop=True)
    await post.sender.drain()
    post.slack.fail_next("conversations.history", status=502)
    await post.later(3)
    post.slack.fail_next("conversations.history", retry_after=120)
    await post.later(16)
    await post.later(100)
    assert post.states()["a"] is DeliveryState.OWED
    await post.later(21)
    assert post.said() == ["a"]
    assert post.states()["a"] is DeliveryState.SENT


async def test_a_refusal_that_outlives_its_message_is_given_up_and_the_next_one_goes(post: Post) -> None:
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", error="fatal_error")
    await post.sender.drain()
    post.clock.pass_time(STALE + timedelta(minutes=1))
    await post.owe("b")
    post.slack.fail_next("chat.postMessage", error="fatal_error")
    await post.sender.drain()
    await post.looked_for()
    assert post.said() == ["b"]
    assert post.states()["a"] is DeliveryState.GIVEN_UP


async def test_where_the_history_may_not_be_read_it_is_sent_again_under_the_same_id(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", status=503)
    await post.sender.drain()
    post.slack.fail_next("conversations.history", error="missing_scope")
    await post.later(10)
    assert post.said() == ["a"]
    assert "Cannot look for a in its channel" in caplog.text


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long", "msg_too_long"])
async def test_when_slack_will_not_have_the_blocks_the_text_alone_is_sent(post: Post, error: str) -> None:
    await post.owe("a", payload=BLOCKS)
    await post.owe("b")
    post.slack.fail_next("chat.postMessage", error=error)
    await post.sender.drain()
    assert post.said() == ["a", "b"]
    first = post.slack.messages("C1")[0]
    assert (first.text, first.blocks) == ("Acme shines.", [])


async def test_when_slack_will_not_have_the_text_either_what_follows_still_goes(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    await post.owe("a", payload=BLOCKS)
    await post.owe("b")
    post.slack.fail_next("chat.postMessage", error="invalid_blocks")
    post.slack.fail_next("chat.postMessage", error="no_text")
    await post.sender.drain()
    assert post.said() == ["b"]
    assert post.states()["a"] is DeliveryState.GIVEN_UP
    assert "a is given up: no_text" in caplog.text


@pytest.mark.parametrize("fault", [{"retry_after": 3}, {"status": 500}, {"drop_connection": True}])
async def test_when_sending_the_text_alone_fails_for_now_it_is_tried_again(
    post: Post, fault: dict[str, Any]
) -> None:
    await post.owe("a", payload=BLOCKS)
    post.slack.fail_next("chat.postMessage", error="invalid_blocks")
    post.slack.fail_next("chat.postMessage", **fault)
    await post.sender.drain()
    await post.looked_for()
    assert post.said() == ["a"]


@pytest.mark.parametrize("refusal", ["not_in_channel", "channel_not_found", "is_archived"])
async def test_a_shut_channel_is_reported_and_its_messages_wait(post: Post, refusal: str) -> None:
    await post.owe("a", "b")
    post.slack.fail_next("chat.postMessage", error=refusal)
    await post.sender.drain()
    assert post.shut == {"C1": refusal}
    assert post.said() == []
    await post.later(3600)
    assert post.said() == []
    await post.outbox.release("C1")
    await post.sender.drain()
    assert post.said() == ["a", "b"]


async def test_what_waited_for_more_than_a_day_is_not_sent_any_more(post: Post) -> None:
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", error="is_archived")
    await post.sender.drain()
    post.clock.pass_time(STALE + timedelta(minutes=1))
    await post.owe("b")
    await post.outbox.release("C1")
    await post.sender.drain()
    assert post.said() == ["b"]


async def test_what_slack_could_not_be_reached_for_over_a_day_is_not_sent_any_more(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", drop_connection=True)
    await post.sender.drain()
    assert "a will be tried again: no answer from Slack (ServerDisconnectedError)" in caplog.text
    await post.owe("b")
    post.clock.pass_time(STALE)
    await post.owe("c")
    await post.later(1)
    assert post.said() == ["c"]
    assert "b is given up: late" in caplog.text


async def test_another_refusal_is_logged_and_tried_again(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", error="fatal_error")
    await post.sender.drain()
    assert "a will be tried again: Slack refused it (fatal_error)" in caplog.text
    await post.looked_for()
    assert post.said() == ["a"]


async def test_the_rest_of_a_thread_waits_for_its_root(post: Post) -> None:
    await post.owe("root", payload=TEXT)
    await post.owe("reply", root="root")
    post.slack.fail_next("chat.postMessage", status=503)
    await post.sender.drain()
    assert post.said() == []
    await post.looked_for()
    root, reply = post.slack.state.posts.seen("C1")
    assert reply.thread_ts == root.ts


async def test_nothing_overtakes_what_was_owed_before_it(post: Post) -> None:
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", status=503)
    await post.sender.drain()
    await post.owe("b")
    await post.sender.drain()
    assert post.said() == []
    await post.looked_for()
    assert post.said() == ["a", "b"]


async def test_a_message_to_a_person_goes_to_the_conversation_with_them(post: Post) -> None:
    await post.owe("a", channel="U1")
    await post.sender.drain()
    assert post.said("@Camille") == ["a"]


async def test_a_person_whose_conversation_cannot_be_opened_is_tried_again(post: Post) -> None:
    await post.owe("a", channel="U1")
    post.slack.fail_next("conversations.open", error="fatal_error")
    await post.sender.drain()
    await post.later(10)
    assert post.said("@Camille") == ["a"]


async def test_after_a_restart_what_was_under_way_is_looked_for_and_not_said_again(post: Post) -> None:
    await post.owe("a", "b")
    await post.begun("a")
    after = post.another()
    await after.recover()
    await after.drain()
    assert post.said() == ["a", "b"]


async def test_after_a_restart_what_was_under_way_and_never_arrived_is_sent(post: Post) -> None:
    await post.owe("a")
    post.queue.claim("a", post.clock.now())
    after = post.sender = post.another()
    await after.recover()
    await after.drain()
    assert post.said() == [], "Slack may still let it appear"
    await post.later(SETTLED)
    assert post.said() == ["a"]


async def test_after_a_long_rest_stale_messages_are_dropped(post: Post) -> None:
    await post.owe("a")
    post.clock.pass_time(STALE + timedelta(seconds=1))
    after = post.another()
    await after.recover()
    await after.drain()
    assert post.said() == []
    assert post.states() == {"a": DeliveryState.GIVEN_UP}


async def test_what_was_ever_owed_is_known(post: Post) -> None:
    await post.owe("a", about="w1")
    assert await post.outbox.knows("a")
    assert not await post.outbox.knows("b")
    latest = await post.outbox.latest("C1", DeliveryKind.DIGEST, "w1")
    assert latest is not None
    assert latest.id == "a"
    assert await post.outbox.latest("C1", DeliveryKind.DIGEST, "w2") is None


async def test_the_sender_wakes_when_something_is_owed(post: Post) -> None:
    post.clock.stand_still()
    async with post.running():
        await asyncio.sleep(0)
        await post.owe("a")
        await post.until_said("a")


async def test_what_is_told_anew_or_withdrawn_while_others_go_first_is_said_so(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.owe("a", "b", "c")
    claim = post.queue.claim

    def amended(delivery_id: str, at: datetime) -> Delivery | None:
        if delivery_id == "a":
            told = Delivery(
                id="b", channel="C1", kind=DeliveryKind.DIGEST, payload={"text": "less"}, created_at=at
            )
            post.kept.replace([told])
            post.kept.withdraw("c")
        return claim(delivery_id, at)

    monkeypatch.setattr(post.queue, "claim", amended)
    await post.sender.drain()
    said = [each.text for each in post.slack.messages("C1") if each.author == BOT_USER]
    assert said[1:] == ["less"]


async def test_a_fault_of_the_database_passes(
    post: Post, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    due, faults = post.queue.channels_due, [UnwritableFile("the disk is full")]

    def failing(*args: Any, **options: Any) -> list[str]:
        if faults:
            raise faults.pop()
        return due(*args, **options)

    monkeypatch.setattr(post.queue, "channels_due", failing)
    await post.owe("a")
    async with post.running():
        await post.until_said("a")
    assert "Nothing could be sent; it is tried again in 60 s" in caplog.text


async def test_no_token_is_in_what_is_logged_of_failures(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for fault in ({"status": 500}, {"error": "invalid_auth"}, {"drop_connection": True}, {"retry_after": 1}):
        await post.owe("a")
        post.slack.fail_next("chat.postMessage", **fault)
        await post.sender.drain()
        await post.later(LONGEST_WAIT * 2)
    assert post.slack.bot_token not in caplog.text


UNWELL: tuple[dict[str, Any], ...] = (
    {"error": "internal_error"},
    {"error": "fatal_error"},
    {"error": "service_unavailable"},
    {"error": "request_timeout"},
    {"error": "a_name_that_nobody_knows"},
    {"error": "ratelimited"},
    {"retry_after": 5},
    {"body": "<html>Slack is down</html>"},
    {"body": "Slack is down", "content_type": "text/plain"},
    {"body": "[]", "content_type": "application/json"},
    {"body": "{", "content_type": "application/json"},
    {"status": 502},
    {"drop_connection": True},
)
"""What a Slack that is unwell answers; nothing of it says whether a message stands in a channel."""


@pytest.mark.parametrize("fault", UNWELL)
async def test_what_is_not_known_to_be_absent_is_looked_for_again_and_not_sent(
    post: Post, fault: dict[str, Any]
) -> None:
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", accept_then_drop=True)
    await post.sender.drain()
    for _ in range(6):
        post.slack.fail_next("conversations.history", **fault)
    for span in (3, 16, 61, 301, 601, 1201, 2401):
        await post.later(span)
    assert post.said() == ["a"]
    assert post.states()["a"] is DeliveryState.SENT
    assert len([call for call in post.slack.calls if call.method == "chat.postMessage"]) == 1


@pytest.mark.parametrize("fault", UNWELL)
async def test_a_message_is_not_said_twice_whatever_slack_answers_once_it_stands_there(
    post: Post, fault: dict[str, Any]
) -> None:
    await post.owe("a")
    await post.begun("a")  # Slack has it
    post.queue.absent("a")  # which nobody knows, and the next try is refused
    post.queue.claim("a", post.clock.now())
    post.slack.fail_next("conversations.history", **fault)
    await post.later(1)
    for _ in range(3):
        await post.later(400)
    assert post.said() == ["a"]


async def test_looks_are_ever_further_apart_and_a_day_later_the_message_is_given_up(post: Post) -> None:
    archive = Archive(post.engine)
    archive.keep([hit(matched_at=post.clock.now())])
    await post.owe("a", notified=["m1"])
    post.slack.fail_next("chat.postMessage", accept_then_drop=True)
    await post.sender.drain()
    for _ in range(60):
        post.slack.fail_next("conversations.history", error="internal_error")
    spans = []
    while post.states()["a"] is DeliveryState.OWED:
        spans.append(post.waits())
        await post.later(spans[-1] + 1)
    assert [round(span) for span in spans[1:4]] == [15, 60, 300]
    assert spans[4] > spans[3]
    assert sum(spans) > timedelta(hours=23).total_seconds()
    assert len(spans) < 40
    assert post.states()["a"] is DeliveryState.GIVEN_UP
    assert post.troubles() == {"lost": 1}
    pending = HitRows(post.engine, WORKSPACE).pending("C1", post.clock.now() + timedelta(hours=1))
    assert [found.mention.id for found in pending] == ["m1"]


async def test_a_message_that_slack_lets_appear_seconds_after_a_kill_is_not_said_twice(post: Post) -> None:
    await post.owe("a")
    claimed = post.queue.claim("a", post.clock.now())
    assert claimed
    after = post.another()
    await after.recover()
    post.clock.pass_time(timedelta(seconds=1))
    await after.drain()
    post.clock.pass_time(timedelta(seconds=8))
    await SlackTransport(post.client, WORKSPACE, post.outbox.limits).post(claimed, post.clock.now())
    for span in (1, 5, 10, 60):
        await post.later(span)
    assert post.said() == ["a"]
    assert post.states()["a"] is DeliveryState.SENT


@pytest.mark.parametrize("jump", [timedelta(minutes=10), -timedelta(minutes=10)])
async def test_a_clock_that_is_set_across_a_restart_does_not_say_a_late_message_twice(
    post: Post, jump: timedelta
) -> None:
    await post.owe("a")
    claimed = post.queue.claim("a", post.clock.now())
    assert claimed
    post.clock.jump(jump)
    after = post.sender = post.another()
    await after.recover()
    await after.drain()
    await post.later(8)
    await SlackTransport(post.client, WORKSPACE, post.outbox.limits).post(claimed, post.clock.now())
    for span in (1, 5, 10, 60):
        await post.later(span)
    assert post.said() == ["a"]
    assert post.states()["a"] is DeliveryState.SENT


async def test_a_clock_that_is_set_between_two_looks_does_not_say_a_late_message_twice(post: Post) -> None:
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", status=503)
    await post.sender.drain()
    await post.later(3)
    post.clock.jump(timedelta(minutes=10))
    await post.later(1)
    assert post.said() == []
    await post.later(SETTLED)
    assert post.said() == ["a"]


async def test_two_looks_within_seconds_do_not_tell_that_a_message_is_absent(post: Post) -> None:
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", status=503)
    await post.sender.drain()
    await post.later(3)
    await post.outbox.release("C1")  # somebody typed a command there, and all of it is due
    await post.later(1)
    assert post.said() == []
    await post.later(SETTLED)
    assert post.said() == ["a"]


async def test_twenty_channels_do_not_ask_again_and_again_while_slack_is_down(post: Post) -> None:
    for n in range(20):
        post.slack.add_channel(f"C{n + 10}", f"many{n}", ["Camille", BOT_USER])
        await post.owe(f"m{n}", channel=f"C{n + 10}")
    for method in ("chat.postMessage", "conversations.history"):
        for _ in range(1000):
            post.slack.fail_next(method, error="internal_error")
    for _ in range(300):
        await post.later(1)
    assert len(post.slack.calls) <= 20 * 5


@pytest.mark.parametrize(
    ("named", "seconds"),
    [
        ("30", 30),
        ("2.5", 2.5),
        ("Mon, 23 Nov 2026 08:00:45 GMT", 45),
        ("", 2.4),
        ("nan", 2.4),
        ("inf", 2.4),
        ("1e300", 2.4),
        ("-1", 2.4),
        ("0", 2.4),
        ("soon", 2.4),
        ("99999999", 2.4),
    ],
)
async def test_an_odd_retry_after_is_no_reason_to_be_silent(post: Post, named: str, seconds: float) -> None:
    await post.owe("a")
    await post.owe("x", channel="C2")
    post.slack.fail_next("chat.postMessage", retry_after=named)
    await post.sender.drain()
    assert post.said("C1") + post.said("C2") in (["a"], ["x"])
    await post.later(seconds * 0.6)
    if seconds > 5:
        assert len(post.said("C1") + post.said("C2")) == 1, "Slack named a later instant"
    await post.later(seconds * 0.5)
    assert (post.said("C1"), post.said("C2")) == (["a"], ["x"])


@pytest.mark.parametrize(
    "code",
    ["restricted_action_thread_locked", "restricted_action_non_threadable_channel", "thread_not_found"],
)
async def test_the_rest_of_a_digest_that_its_thread_does_not_take_is_said_in_the_channel(
    post: Post, code: str
) -> None:
    await post.owe("root")
    for n in range(2):
        await post.owe(f"rest{n}", root="root")
    await post.sender.drain()
    await post.owe("rest2", root="root")
    post.slack.fail_next("chat.postMessage", error=code)
    await post.sender.drain()
    stands = {
        each.metadata["event_payload"]["delivery"]: each
        for each in post.slack.messages("C1")
        if each.metadata
    }
    assert "rest2" in stands, "it stands in the channel itself"
    assert not stands["rest2"].thread_ts
    assert post.shut == {}


async def test_an_answer_that_its_thread_does_not_take_goes_to_the_asker_alone(post: Post) -> None:
    await post.owe("answer:Ev1:0", kind=DeliveryKind.ANSWER, thread_ts="1.0", asker="U1")
    await post.owe("next")
    post.slack.fail_next("chat.postMessage", error="restricted_action_thread_locked")
    await post.sender.drain()
    assert [each.text for each in post.slack.ephemerals("C1", "Camille")] == ["Acme shines."]
    assert post.said() == ["next"]
    assert set(post.states().values()) == {DeliveryState.SENT}


async def test_a_reply_to_a_name_that_its_thread_does_not_take_is_not_said_at_all(post: Post) -> None:
    await post.owe("reply:1", kind=DeliveryKind.REPLY, thread_ts="1.0")
    await post.owe("next")
    post.slack.fail_next("chat.postMessage", error="cannot_reply_to_message")
    await post.sender.drain()
    await post.later(3600)
    assert post.said() == ["next"]
    assert post.slack.ephemerals("C1", "Camille") == []


async def test_an_unknown_refusal_holds_up_a_channel_for_minutes_and_no_longer(post: Post) -> None:
    await post.owe("poison", "next")
    for _ in range(100):
        post.slack.fail_next("chat.postMessage", error="a_name_that_nobody_knows")
    await post.sender.drain()
    for _ in range(20):
        await post.later(10)
    assert post.states()["next"] is DeliveryState.OWED
    post.slack.forget_faults()
    await post.later(100)
    assert "next" in post.said()


async def test_a_channel_waits_for_no_thread(post: Post) -> None:
    await post.owe("root")
    await post.sender.drain()
    await post.owe("rest", root="root")
    post.slack.fail_next("chat.postMessage", error="a_name_that_nobody_knows")
    await post.sender.drain()
    await post.owe("alert", kind=DeliveryKind.ALERT)
    await post.sender.drain()
    assert post.said() == ["root", "alert"]


async def test_no_channel_waits_for_one_that_slack_answers_slowly(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on, posted = asyncio.Event(), SlackTransport.post

    async def slowly(transport: SlackTransport, delivery: Delivery, now: datetime) -> str:
        if delivery.channel == "C1":
            await may_go_on.wait()
        return await posted(transport, delivery, now)

    monkeypatch.setattr(SlackTransport, "post", slowly)
    await post.owe(*(f"slow{n}" for n in range(12)))
    async with post.running():
        await post.owe("x", channel="C2")
        await post.until_said("x", channel="C2")
        await post.owe("y", channel="C2")
        await post.until_said("x", "y", channel="C2")
        assert post.said() == []
        may_go_on.set()


async def test_an_alert_does_not_wait_for_the_twelve_messages_of_another(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.owe("root")
    for n in range(11):
        await post.owe(f"rest{n}", root="root")
    claim = post.queue.claim

    def late(delivery_id: str, at: datetime) -> Delivery | None:
        if delivery_id == "rest1":
            post.kept.owe(
                [Delivery(id="alert", channel="C1", kind=DeliveryKind.ALERT, payload=TEXT, created_at=at)]
            )
        return claim(delivery_id, at)

    monkeypatch.setattr(post.queue, "claim", late)
    await post.sender.drain()
    assert post.said()[:4] == ["root", "rest0", "rest1", "alert"]


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive", "org_login_required", "missing_scope"])
async def test_a_refused_token_stops_all_and_keeps_all(
    post: Post, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    await post.owe("a", "b")
    await post.owe("x", channel="C2")
    for _ in range(3):
        post.slack.fail_next("chat.postMessage", error=code)
    await post.sender.drain()
    tries = len(post.slack.calls)
    assert tries <= 2
    assert post.outbox.backoffs.token_refused == code
    assert f"Slack refuses the bot's token ({code})" in caplog.text
    for _ in range(10):
        await post.later(20)
    assert len(post.slack.calls) == tries, "nothing is tried meanwhile"
    await post.later(LONGEST_WAIT)
    await post.later(LONGEST_WAIT)
    await post.later(LONGEST_WAIT)
    assert (post.said("C1"), post.said("C2")) == (["a", "b"], ["x"])
    assert post.outbox.backoffs.token_refused == ""
    assert post.shut == {}
    assert caplog.text.count("refuses the bot's token") == 1


async def test_one_message_finds_out_whether_the_token_is_still_refused(post: Post) -> None:
    for n in range(10):
        post.slack.add_channel(f"C{n + 10}", f"many{n}", ["Camille", BOT_USER])
        await post.owe(f"m{n}", channel=f"C{n + 10}")
    for _ in range(20):
        post.slack.fail_next("chat.postMessage", error="token_revoked")
    await post.sender.drain()
    tries = len(post.slack.calls)
    await post.later(LONGEST_WAIT + 1)
    assert len(post.slack.calls) == tries + 1


@pytest.mark.parametrize("code", sorted(SHUT))
async def test_a_channel_that_takes_nothing_is_told_of_whatever_slack_calls_it(post: Post, code: str) -> None:
    await post.owe("a")
    await post.owe("answer", thread_ts="1.0")
    post.slack.fail_next("chat.postMessage", error=code)
    await post.sender.drain()
    await post.later(3600)
    assert post.said() == []
    assert post.shut == {"C1": code}
    await post.outbox.release("C1")
    await post.sender.drain()
    assert post.said() == ["a", "answer"]


async def test_what_is_refused_for_a_person_is_given_up_and_holds_up_nothing(post: Post) -> None:
    await post.owe("a", channel="U1")
    post.slack.fail_next("conversations.open", error="user_disabled")
    await post.sender.drain()
    assert post.states() == {"a": DeliveryState.GIVEN_UP}
    assert post.shut == {}


async def test_a_person_who_may_not_be_written_to_is_no_reason_to_stop_all(post: Post) -> None:
    await post.owe("a", channel="U1")
    await post.owe("x", channel="C2")
    post.slack.fail_next("conversations.open", error="missing_scope")
    await post.sender.drain()
    assert post.said("C2") == ["x"]
    assert post.states()["a"] is DeliveryState.GIVEN_UP
    assert post.outbox.backoffs.token_refused == ""


async def test_a_message_given_up_is_pending_again_whatever_slack_said_of_it(post: Post) -> None:
    archive = Archive(post.engine)
    archive.keep([hit(matched_at=post.clock.now())])
    await post.owe("a", payload=BLOCKS, notified=["m1"])
    for error in ("invalid_blocks", "invalid_blocks"):
        post.slack.fail_next("chat.postMessage", error=error)
    await post.sender.drain()
    assert post.states() == {"a": DeliveryState.GIVEN_UP}
    pending = HitRows(post.engine, WORKSPACE).pending("C1", post.clock.now() + timedelta(hours=1))
    assert [found.mention.id for found in pending] == ["m1"]


async def test_what_slack_will_not_have_as_blocks_is_said_whole_as_text(post: Post) -> None:
    quotation = rich(
        line(words("Acme", "bold")),
        quoted(words("It shines <!here>.")),
        line(link("https://a.example", "ann")),
    )
    payload = {"text": "The digest goes on.", "blocks": [quotation]}
    await post.owe("a", payload=payload)
    post.slack.fail_next("chat.postMessage", error="invalid_blocks")
    await post.sender.drain()
    text = post.slack.messages("C1")[0].text
    assert text == "Acme\n> It shines &lt;!here&gt;.\nann https://a.example "


async def test_what_was_sent_and_not_recorded_is_looked_for_once_its_lease_ran_out(
    post: Post, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, faults = post.queue.sent, [UnwritableFile("the disk is full")]

    def failing(*args: Any) -> None:
        if faults:
            raise faults.pop()
        sent(*args)

    monkeypatch.setattr(post.queue, "sent", failing)
    await post.owe("a", "b")
    await post.sender.drain()
    assert "Nothing could be sent to C1" in caplog.text
    assert post.states()["a"] is DeliveryState.SENDING
    await post.later(61)
    assert post.states()["a"] is DeliveryState.SENDING, "another may still be at it"
    await post.later(LEASE.total_seconds())
    await post.later(1)
    assert post.said() == ["a", "b"]
    assert set(post.states().values()) == {DeliveryState.SENT}


async def test_a_fault_of_one_channel_s_worker_does_not_stop_the_others(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = post.queue.claim

    def failing(delivery_id: str, at: datetime) -> Delivery | None:
        if delivery_id == "a":
            raise UnwritableFile("the disk is full")
        return claim(delivery_id, at)

    monkeypatch.setattr(post.queue, "claim", failing)
    await post.owe("a")
    await post.owe("x", channel="C2")
    async with post.running():
        await post.until_said("x", channel="C2")


async def test_a_message_is_found_though_the_clock_was_wrong_when_it_was_sent(post: Post) -> None:
    post.slack.state.posts._clock = FakeClock()  # Slack's own clock is right
    post.clock.jump(timedelta(hours=3))
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", accept_then_drop=True)
    await post.sender.drain()
    post.clock.jump(-timedelta(hours=3))
    for _ in range(4):
        await post.later(20)
    assert post.said() == ["a"]


@pytest.mark.parametrize("minutes", [-60, -10, 10, 60, 20 * 60])
@pytest.mark.parametrize("thread", [False, True], ids=["channel", "thread"])
async def test_a_message_is_found_among_many_though_this_machine_s_clock_is_not_slack_s(
    post: Post, monkeypatch: pytest.MonkeyPatch, minutes: int, thread: bool
) -> None:
    monkeypatch.setattr("bot.outbox.slack.PAGE", 5)
    post.slack.state.posts._clock = FakeClock()  # Slack's own clock is right
    post.clock.jump(timedelta(minutes=minutes))
    above = (await post.slack.say("Camille", "C1", "Acme?")).ts if thread else ""
    await post.owe("a", thread_ts=above)
    post.slack.fail_next("chat.postMessage", accept_then_drop=True)
    await post.sender.drain()
    for n in range(12):
        await post.slack.say("Camille", "C1", f"What about {n}?", above)
    await post.looked_for()
    await post.looked_for()
    assert post.said() == ["a"]
    assert post.states() == {"a": DeliveryState.SENT}


@pytest.mark.parametrize("thread", [False, True], ids=["channel", "thread"])
async def test_of_a_history_too_long_to_be_read_what_came_since_is_enough(
    post: Post, monkeypatch: pytest.MonkeyPatch, thread: bool
) -> None:
    monkeypatch.setattr("bot.outbox.slack.PAGE", 5)
    monkeypatch.setattr("bot.outbox.slack.PAGES", 2)
    above = (await post.slack.say("Camille", "C1", "Acme?")).ts
    for n in range(12):
        post.clock.pass_time(timedelta(minutes=5))
        await post.slack.say("Camille", "C1", f"What about {n}?", above if thread else "")
    await post.owe("a", thread_ts=above if thread else "")
    await post.begun("a")  # which Slack has
    post.clock.pass_time(timedelta(seconds=61))
    await post.sender.recover()
    await post.sender.drain()
    assert post.said() == ["a"]
    post.slack.state.posts.all.pop()
    await post.owe("b", thread_ts=above if thread else "")
    post.queue.claim("b", post.clock.now())  # which Slack has not
    post.clock.pass_time(timedelta(seconds=61))
    await post.sender.recover()
    await post.sender.drain()
    await post.later(SETTLED)
    assert post.said() == ["b"]


@pytest.mark.parametrize("thread", [False, True], ids=["channel", "thread"])
async def test_what_may_stand_beyond_what_can_be_read_is_not_said_again(
    post: Post, monkeypatch: pytest.MonkeyPatch, thread: bool
) -> None:
    monkeypatch.setattr("bot.outbox.slack.PAGE", 5)
    monkeypatch.setattr("bot.outbox.slack.PAGES", 2)
    above = (await post.slack.say("Camille", "C1", "Acme?")).ts if thread else ""
    await post.owe("a", thread_ts=above)
    post.queue.claim("a", post.clock.now())
    for n in range(12):
        await post.slack.say("Camille", "C1", f"What about {n}?", above)
    post.clock.pass_time(timedelta(seconds=61))
    await post.sender.recover()
    await post.sender.drain()
    assert post.said() == []
    assert post.states() == {"a": DeliveryState.OWED}


async def test_the_sender_waits_by_its_own_clock(post: Post) -> None:
    post.clock.stand_still()
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", retry_after=600)
    async with post.running(), asyncio.timeout(60):
        await eventually(lambda: post.outbox.backoffs.until("C1", 0.0) > 0)
        assert post.said() == []
        while not post.said():  # it waits anew whenever something changes
            post.clock.pass_time(timedelta(seconds=60))
            await asyncio.sleep(0.01)
    assert post.clock.monotonic() >= 600


async def test_what_another_workspaces_bot_said_in_a_shared_channel_is_not_taken_for_ours(post: Post) -> None:
    await post.owe("a")
    claimed = post.queue.claim("a", post.clock.now())
    assert claimed
    await SlackTransport(post.client, "T2", post.outbox.limits).post(claimed, post.clock.now())
    after = post.sender = post.another()
    await after.recover()
    for span in (1, 5, 10, 60):
        await post.later(span)
    assert post.said() == ["a", "a"]
    assert post.states()["a"] is DeliveryState.SENT


async def test_what_was_sent_before_metadata_named_its_workspace_is_found_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.owe("a")
    claimed = post.queue.claim("a", post.clock.now())
    assert claimed
    transport = SlackTransport(post.client, WORKSPACE, post.outbox.limits)
    nameless = {"event_type": METADATA, "event_payload": {"delivery": "a", "revision": 0}}
    monkeypatch.setattr(transport, "_metadata", lambda delivery: nameless)
    await transport.post(claimed, post.clock.now())
    after = post.sender = post.another()
    await after.recover()
    for span in (1, 5, 10, 60):
        await post.later(span)
    assert post.said() == ["a"]
