"""What was sent and is to say something else says it in Slack: the newest, and nothing older after it."""

from typing import Any

import pytest

from bot.messages.message import Message
from bot.outbox.rate_limits import CALLS
from bot.outbox.retries import SETTLED
from bot.outbox.slack import NoAnswer, SlackTransport
from bot.storage.delivery import Delivery, DeliveryKind, DeliveryState
from bot.storage.due import LEASE
from bot.storage.sendqueue import SendQueue
from tests.outbox.post import Post
from tests.storage.samples import WORKSPACE


async def test_what_was_changed_after_it_was_sent_is_changed_in_slack(post: Post) -> None:
    await post.owe("a")
    await post.sender.drain()
    for text in ("one", "two"):
        assert await post.outbox.update("a", Message(text))
    await post.sender.drain()
    [said] = post.slack.messages("C1")
    assert said.text == "two"
    assert [call.method for call in post.slack.calls].count("chat.update") == 1


@pytest.mark.parametrize(
    "fault", [{"accept_then_drop": True}, {"error": "internal_error"}, {"retry_after": 5}]
)
async def test_an_update_that_fails_is_made_again_and_the_newest_wins(
    post: Post, fault: dict[str, Any]
) -> None:
    await post.owe("a")
    await post.sender.drain()
    await post.outbox.update("a", Message("one"))
    post.slack.fail_next("chat.update", **fault)
    await post.sender.drain()
    await post.outbox.update("a", Message("two"))
    await post.later(SETTLED + 1)
    await post.later(SETTLED + 1)
    [said] = post.slack.messages("C1")
    assert said.text == "two"


async def test_a_change_that_fails_again_and_again_is_tried_ever_more_rarely(post: Post) -> None:
    await post.owe("a")
    await post.sender.drain()
    await post.outbox.update("a", Message("one"))
    for _ in range(100):
        post.slack.fail_next("chat.update", error="internal_error")
    for _ in range(60):
        await post.later(60)
    assert [call.method for call in post.slack.calls].count("chat.update") < 10
    post.slack.forget_faults()
    await post.later(3600)
    assert [each.text for each in post.slack.messages("C1")] == ["one"]


async def test_after_a_kill_within_an_update_it_is_made_again(post: Post) -> None:
    await post.owe("a")
    await post.sender.drain()
    await post.outbox.update("a", Message("one"))
    changed = post.queue.next_due("C1", post.clock.now())
    assert changed
    await SlackTransport(post.client, WORKSPACE, post.outbox.limits).update(
        changed, post.clock.now()
    )  # and nobody records it
    after = post.another()
    await after.recover()
    await after.drain()
    [said] = post.slack.messages("C1")
    assert said.text == "one"
    assert post.queue.channels_due(post.clock.now()) == []


async def test_an_update_that_slack_will_not_have_is_not_tried_for_ever(post: Post) -> None:
    await post.owe("a", "b")
    await post.sender.drain()
    await post.outbox.update("a", Message("one"))
    post.slack.fail_next("chat.update", error="edit_window_closed")
    await post.sender.drain()
    assert post.queue.channels_due(post.clock.now()) == []


async def sent(post: Post, *ids: str, **more: Any) -> None:
    await post.owe(*ids, **more)
    await post.sender.drain()


def texts(post: Post, channel: str = "C1") -> list[str]:
    return [each.text for each in post.slack.messages(channel)]


def changes(post: Post) -> int:
    return [call.method for call in post.slack.calls].count("chat.update")


async def test_a_limit_of_changes_is_obeyed_for_all_of_them_and_holds_up_no_message(post: Post) -> None:
    await sent(post, "a", "b")
    for id_ in ("a", "b"):
        await post.outbox.update(id_, Message("new"))
    post.slack.fail_next("chat.update", retry_after=30)
    await post.sender.drain()
    await post.owe("c")
    await post.later(20)
    assert texts(post) == ["Acme shines.", "Acme shines.", "Acme shines."]
    assert changes(post) == 1
    await post.later(11)
    assert texts(post) == ["new", "new", "Acme shines."]


async def test_slack_is_asked_for_no_more_changes_a_minute_than_it_takes(post: Post) -> None:
    await sent(post, *(f"m{n}" for n in range(CALLS + 5)))
    for n in range(CALLS + 5):
        await post.outbox.update(f"m{n}", Message("new"))
    await post.sender.drain()
    assert changes(post) == CALLS
    await post.later(61)
    assert texts(post) == ["new"] * (CALLS + 5)


async def test_a_message_goes_before_changes(post: Post) -> None:
    await sent(post, "a")
    await post.outbox.update("a", Message("new"))
    await post.owe("b")
    await post.sender.drain()
    assert [call.method for call in post.slack.calls] == ["chat.postMessage"] * 2 + ["chat.update"]


@pytest.mark.parametrize("kind", [DeliveryKind.ALERT, DeliveryKind.ANSWER])
@pytest.mark.parametrize("code", ["edit_window_closed", "cant_update_message", "is_inactive"])
async def test_what_cannot_be_changed_any_more_is_said_beside_it_where_somebody_waits_for_it(
    post: Post, kind: DeliveryKind, code: str
) -> None:
    asked = await post.slack.say("Camille", "C1", "Acme?")
    await sent(post, "a", kind=kind, thread_ts=asked.ts if kind is DeliveryKind.ANSWER else "")
    await post.outbox.update("a", Message("two"))
    post.slack.fail_next("chat.update", error=code)
    await post.sender.drain()
    _, first, anew = post.slack.state.posts.seen(post.slack.channel("C1").id)
    assert (first.text, anew.text) == ("Acme shines.", "two")
    assert anew.thread_ts == (first.thread_ts or first.ts)
    assert not await post.outbox.update("a", Message("three")), "whoever changes it knows that it cannot be"
    await post.later(3600)
    assert changes(post) == 1


async def test_of_a_digest_that_cannot_be_changed_any_more_nothing_is_said_again(post: Post) -> None:
    await sent(post, "a")
    await post.outbox.update("a", Message("two"))
    post.slack.fail_next("chat.update", error="edit_window_closed")
    await post.sender.drain()
    assert texts(post) == ["Acme shines."]
    assert post.troubles() == {"unchanged": 1}


async def test_of_a_message_that_somebody_deleted_nothing_is_said_again(post: Post) -> None:
    await sent(post, "a", kind=DeliveryKind.ALERT)
    post.slack.state.posts.all.clear()
    await post.outbox.update("a", Message("two"))
    await post.sender.drain()
    await post.later(3600)
    assert texts(post) == []
    assert changes(post) == 1
    assert not await post.outbox.update("a", Message("three"))
    assert post.troubles() == {}, "it was somebody's wish"


async def test_what_one_person_alone_was_shown_is_shown_anew(post: Post) -> None:
    await post.owe("a", kind=DeliveryKind.ANSWER, thread_ts="1.0", asker="U1")
    post.slack.fail_next("chat.postMessage", error="restricted_action_thread_locked")
    await post.sender.drain()
    await post.outbox.update("a", Message("two"))
    await post.sender.drain()
    assert [each.text for each in post.slack.ephemerals("C1", "Camille")] == ["Acme shines.", "two"]
    assert changes(post) == 0


async def test_a_change_that_slack_will_not_have_in_any_form_does_not_stand_in_the_way_of_the_next(
    post: Post,
) -> None:
    await sent(post, "a")
    await post.outbox.update("a", Message("one"))
    post.slack.fail_next("chat.update", error="msg_too_long")
    await post.sender.drain()
    await post.later(3600)
    assert changes(post) == 1
    await post.outbox.update("a", Message("two"))
    await post.sender.drain()
    assert texts(post) == ["two"]


async def test_a_change_in_a_channel_that_takes_nothing_waits_until_it_does_again(post: Post) -> None:
    await sent(post, "a")
    await post.outbox.update("a", Message("one"))
    post.slack.fail_next("chat.update", error="is_archived")
    await post.sender.drain()
    assert post.shut == {"C1": "is_archived"}
    await post.later(3600)
    assert changes(post) == 1
    await post.outbox.release("C1")
    await post.sender.drain()
    assert texts(post) == ["one"]
    assert post.shut == {}


async def test_a_change_while_the_token_is_refused_is_made_once_it_is_taken_again(post: Post) -> None:
    await sent(post, "a")
    await post.outbox.update("a", Message("one"))
    post.slack.fail_next("chat.update", error="token_revoked")
    await post.sender.drain()
    assert post.outbox.backoffs.token_refused == "token_revoked"
    await post.later(301)
    assert texts(post) == ["one"]


async def test_nothing_newer_goes_while_an_older_change_may_still_arrive(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sent(post, "a")
    real, lost = SlackTransport.update, list[Delivery]()

    async def on_its_way(transport: SlackTransport, delivery: Delivery, now: Any) -> None:
        if not lost:
            lost.append(delivery)
            raise NoAnswer("no answer from Slack")
        await real(transport, delivery, now)

    monkeypatch.setattr(SlackTransport, "update", on_its_way)
    await post.outbox.update("a", Message("one"))
    await post.sender.drain()
    await post.outbox.update("a", Message("two"))
    await post.outbox.release("C1")  # somebody typed a command there, and all of it is due
    await post.later(SETTLED - 1)
    assert texts(post) == ["Acme shines."]
    await real(
        SlackTransport(post.client, WORKSPACE, post.outbox.limits), lost[0], post.clock.now()
    )  # it arrives after all
    await post.later(2)
    assert texts(post) == ["two"]


async def test_after_a_kill_a_newer_change_waits_for_the_one_that_was_under_way(post: Post) -> None:
    await sent(post, "a")
    await post.outbox.update("a", Message("one"))
    under_way = post.queue.claim_change("a", post.clock.now())
    assert under_way  # and the bot dies
    await post.outbox.update("a", Message("two"))
    after = post.sender = post.another()
    await after.recover()
    await after.drain()
    assert texts(post) == ["Acme shines."]
    await SlackTransport(post.client, WORKSPACE, post.outbox.limits).update(under_way, post.clock.now())
    await post.later(SETTLED)
    assert texts(post) == ["two"]


async def test_what_slack_has_is_known_of_a_message_that_is_found(post: Post) -> None:
    await post.owe("a")
    await post.begun("a")  # Slack has it, which nobody recorded
    await post.outbox.update("a", Message("two"))
    after = post.sender = post.another()
    await after.recover()
    await after.drain()
    assert texts(post) == ["two"]
    assert changes(post) == 1


async def test_two_senders_never_change_one_message_at_once(post: Post) -> None:
    await sent(post, "a")
    await post.outbox.update("a", Message("one"))
    now = post.clock.now()
    other = SendQueue(post.engine, WORKSPACE, "another")
    first = other.claim_change("a", now)
    assert first
    await post.outbox.update("a", Message("two"))
    await post.sender.drain()
    assert changes(post) == 0, "the other has it in hand"
    await post.later(LEASE.total_seconds() + 1)
    assert texts(post) == ["two"]
    other.updated("a", first.revision)  # the other was slow, and nobody knows which of the two came last
    await post.sender.drain()
    await post.later(301)
    assert changes(post) == 2
    assert texts(post) == ["two"]
    assert post.states() == {"a": DeliveryState.SENT}
