"""Slack is asked for no more than it takes, whoever asks."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.outbox.rate_limits import BETWEEN, CALLS, ChannelLimit, MethodLimit
from tests.clock import FakeClock
from tests.outbox.post import Post
from tests.scenarios.waiting import eventually


def gaps(post: Post, channel: str) -> list[float]:
    stamps = sorted(float(each.ts) for each in post.slack.messages(channel))
    return [later - sooner for sooner, later in pairwise(stamps)]


def lookups(post: Post) -> int:
    return sum(call.method == "conversations.history" for call in post.slack.calls)


async def in_doubt(post: Post, channels: int) -> None:
    """Let a bot die as it sends something to each of so many channels."""
    for number in range(channels):
        room = f"C{number}00"
        post.slack.add_channel(room, f"room-{number}", [*post.slack.channel("C1").members])
        await post.owe(f"d{number}", channel=room)
        await post.begun(f"d{number}")
    post.sender = post.another()
    await post.sender.recover()


async def test_what_is_owed_once_a_channel_is_idle_again_waits_for_its_second_too(post: Post) -> None:
    await post.owe("a")
    await post.sender.drain()
    await post.owe("b")
    await post.sender.drain()
    assert post.said() == ["a", "b"]
    assert gaps(post, "C1")[0] >= BETWEEN - 0.001


async def test_a_person_and_the_conversation_with_them_are_one_channel(post: Post) -> None:
    conversation = (await post.client.conversations_open(users="U1"))["channel"]["id"]
    post.clock.stand_still()

    def are_both_said() -> bool:
        post.clock.pass_time(timedelta(milliseconds=100))
        return len(post.said("@Camille")) == 2

    async with post.running():
        await post.owe("a", channel="U1")
        await post.owe("b", channel=conversation)
        await eventually(lambda: bool(post.said("@Camille")))
        await eventually(are_both_said)
    assert gaps(post, "@Camille")[0] >= BETWEEN - 0.001


async def test_all_channels_together_look_for_no_more_messages_a_minute_than_slack_lets(post: Post) -> None:
    await in_doubt(post, CALLS + 5)
    await post.sender.drain()
    assert lookups(post) == CALLS
    await post.later(61)
    assert lookups(post) == CALLS + 5
    assert all(post.said(f"C{number}00") == [f"d{number}"] for number in range(CALLS + 5))


async def test_while_slack_takes_no_looks_no_channel_looks(post: Post) -> None:
    await in_doubt(post, 1)
    post.slack.fail_next("conversations.history", retry_after=120)
    await post.sender.drain()
    assert lookups(post) == 1
    await post.owe("x", channel="C2")
    await post.begun("x")
    await post.sender.recover()
    await post.later(100)
    assert lookups(post) == 1
    await post.later(60)
    assert lookups(post) == 3
    assert post.said("C2") == ["x"]


async def test_turns_that_are_waited_for_together_come_one_after_the_other() -> None:
    clock = FakeClock()
    limit, told = ChannelLimit(clock), list[Any]()
    for _ in range(3):
        await limit.turn("C1")
        told.append(clock.monotonic())
    await limit.turn("C2")
    assert told == [0.0, BETWEEN, 2 * BETWEEN]
    assert clock.monotonic() == told[-1]
    assert limit.free_at("C3") == 0.0


@pytest.mark.parametrize("held", [0.0, 90.0])
def test_a_method_is_free_once_its_minute_is_over_and_slack_lets(held: float) -> None:
    limit = MethodLimit(FakeClock())
    limit.hold(held)
    for _ in range(CALLS - 1):
        limit.count()
    assert limit.wait() == held
    limit.count()
    assert limit.wait() == max(60.0, held)
