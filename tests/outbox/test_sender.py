"""What is owed to Slack goes there once: against lost connections, refusals, limits and kills."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from msgspec.structs import replace
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine, select

from bot.console.directory import BOT_USER
from bot.console.workspace import Workspace
from bot.errors import UnwritableFile
from bot.outbox.queue import STALE, Outbox
from bot.outbox.sender import LONGEST_WAIT, PACE, Sender
from bot.outbox.slack import SlackTransport
from bot.storage.database import open_database, reading
from bot.storage.deliveries import Deliveries, Delivery, DeliveryState
from bot.storage.tables import deliveries
from tests.clock import FakeClock

TEXT = {"text": "Acme shines."}
BLOCKS = {"text": "Acme shines.", "blocks": [{"type": "divider"}]}


class Post:
    """An outbox with its database and its Slack."""

    def __init__(self, slack: Workspace, engine: Engine, clock: FakeClock, client: AsyncWebClient) -> None:
        self.slack = slack
        self.clock = clock
        self._engine = engine
        self.kept = Deliveries(engine)
        self.shut: list[tuple[str, str]] = []
        self.client = client
        self.outbox = Outbox(self.kept, clock)
        self.sender = self.another()

    def another(self) -> Sender:
        """A sender as after a restart."""
        return Sender(self.outbox, SlackTransport(self.client), self.clock, self._on_shut)

    async def owe(self, *ids: str, channel: str = "C1", **more: Any) -> None:
        for id_ in ids:
            fields = {"kind": "digest", "payload": TEXT} | more
            await self.outbox.enqueue(
                [Delivery(id=id_, channel=channel, created_at=self.clock.now(), **fields)]
            )

    def states(self) -> dict[str, DeliveryState]:
        """How far each delivery is."""
        with reading(self._engine) as connection:
            return {row.id: DeliveryState(row.state) for row in connection.execute(select(deliveries))}

    def waits(self) -> float:
        """Seconds until the one delivery there is may be tried again."""
        with reading(self._engine) as connection:
            until = connection.execute(select(deliveries.c.not_before)).scalar_one()
        seconds: float = (until - self.clock.now()).total_seconds()
        return seconds

    def said(self, channel: str = "C1") -> list[str]:
        """The ids of what stands in a channel, as its metadata says."""
        room = self.slack.channel(channel).id
        posts = [post for post in self.slack.state.posts.seen(room) if post.author == BOT_USER]
        return [post.metadata["event_payload"]["delivery"] for post in posts if post.metadata]

    async def later(self, seconds: float) -> None:
        """Go on, and send what may be sent then."""
        self.clock.pass_time(timedelta(seconds=seconds))
        await self.sender.drain()

    async def _on_shut(self, channel: str, reason: str) -> None:
        self.shut.append((channel, reason))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def slack(clock: FakeClock) -> AsyncIterator[Workspace]:
    async with Workspace(clock) as workspace:
        workspace.add_user("U1", "Camille")
        workspace.add_channel("C1", "one", ["Camille", BOT_USER])
        workspace.add_channel("C2", "two", ["Camille", BOT_USER])
        yield workspace


@pytest.fixture
async def post(slack: Workspace, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Post]:
    engine = open_database(f"sqlite:///{tmp_path / 'archive.sqlite'}")
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient("xoxb-console", base_url=slack.api_url, session=session, retry_handlers=[])
        yield Post(slack, engine, clock, client)
    engine.dispose()


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


async def test_a_channel_gets_one_message_a_second_and_others_do_not_wait_for_it(post: Post) -> None:
    await post.owe("a", "b", "c", "d")
    await post.owe("x", channel="C2")
    await post.sender.drain()
    assert [call.status for call in post.slack.calls] == [200] * 5
    stamps = [float(each.ts) for each in post.slack.messages("C1")]
    gaps = [later - sooner for sooner, later in pairwise(stamps)]
    assert all(gap > PACE - 0.001 for gap in gaps)
    assert post.said("C2") == ["x"]


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
    await post.later(5)
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
    await post.later(10)
    post.slack.fail_next("conversations.history", retry_after=5)
    await post.later(10)
    await post.later(10)
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
    await post.later(10)
    assert post.said() == ["b"]
    assert post.states()["a"] is DeliveryState.REFUSED


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
    assert post.states()["a"] is DeliveryState.REFUSED
    assert "a is given up: Slack refused it (no_text)" in caplog.text


@pytest.mark.parametrize("fault", [{"retry_after": 3}, {"status": 500}, {"drop_connection": True}])
async def test_when_sending_the_text_alone_fails_for_now_it_is_tried_again(
    post: Post, fault: dict[str, Any]
) -> None:
    await post.owe("a", payload=BLOCKS)
    post.slack.fail_next("chat.postMessage", error="invalid_blocks")
    post.slack.fail_next("chat.postMessage", **fault)
    await post.sender.drain()
    await post.later(10)
    assert post.said() == ["a"]


@pytest.mark.parametrize("refusal", ["not_in_channel", "channel_not_found", "is_archived"])
async def test_a_shut_channel_is_reported_and_its_messages_wait(post: Post, refusal: str) -> None:
    await post.owe("a", "b")
    post.slack.fail_next("chat.postMessage", error=refusal)
    await post.sender.drain()
    assert [channel for channel, _ in post.shut] == ["C1"]
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
    assert "b is given up: it is too late for it" in caplog.text


async def test_another_refusal_is_logged_and_tried_again(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", error="fatal_error")
    await post.sender.drain()
    assert "a will be tried again: Slack refused it (fatal_error)" in caplog.text
    await post.later(10)
    assert post.said() == ["a"]


async def test_the_rest_of_a_thread_waits_for_its_root(post: Post) -> None:
    await post.owe("root", payload=TEXT)
    await post.owe("reply", root="root")
    post.slack.fail_next("chat.postMessage", status=503)
    await post.sender.drain()
    assert post.said() == []
    await post.later(10)
    root, reply = post.slack.state.posts.seen("C1")
    assert reply.thread_ts == root.ts


async def test_nothing_overtakes_what_was_owed_before_it(post: Post) -> None:
    await post.owe("a")
    post.slack.fail_next("chat.postMessage", status=503)
    await post.sender.drain()
    await post.owe("b")
    await post.sender.drain()
    assert post.said() == []
    await post.later(10)
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
    post.kept.sending("a", post.clock.now())
    await SlackTransport(post.client).post(post.kept.interrupted()[0])
    after = post.another()
    await after.recover()
    await after.drain()
    assert post.said() == ["a", "b"]


async def test_after_a_restart_what_was_under_way_and_never_arrived_is_sent(post: Post) -> None:
    await post.owe("a")
    post.kept.sending("a", post.clock.now())
    after = post.another()
    await after.recover()
    await after.drain()
    assert post.said() == ["a"]


async def test_after_a_long_rest_stale_messages_are_dropped(post: Post) -> None:
    await post.owe("a")
    post.clock.pass_time(STALE + timedelta(seconds=1))
    after = post.another()
    await after.recover()
    await after.drain()
    assert post.said() == []
    assert post.states() == {"a": DeliveryState.REFUSED}


async def test_what_was_ever_owed_is_known(post: Post) -> None:
    await post.owe("a", about="w1")
    assert await post.outbox.knows("a")
    assert not await post.outbox.knows("b")
    latest = await post.outbox.latest("C1", "digest", "w1")
    assert latest is not None
    assert latest.id == "a"
    assert await post.outbox.latest("C1", "digest", "w2") is None


async def test_the_sender_wakes_when_something_is_owed(post: Post) -> None:
    heard = asyncio.Event()
    post.slack.state.watchers.append(lambda happening: heard.set())
    sender = asyncio.create_task(post.sender.run())
    await asyncio.sleep(0)
    await post.owe("a")
    async with asyncio.timeout(10):
        await heard.wait()
    sender.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await sender
    assert post.said() == ["a"]


async def test_what_is_told_anew_or_withdrawn_while_others_go_first_is_said_so(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.owe("a", "b", "c")
    sending = post.kept.sending

    def amended(delivery_id: str, at: datetime) -> bool:
        if delivery_id == "a":
            [told] = [each for each in post.kept.due(at) if each.id == "b"]
            post.kept.replace([replace(told, payload={"text": "less"})])
            post.kept.withdraw("c")
        return sending(delivery_id, at)

    monkeypatch.setattr(post.kept, "sending", amended)
    await post.sender.drain()
    said = [each.text for each in post.slack.messages("C1") if each.author == BOT_USER]
    assert said[1:] == ["less"]


async def test_a_fault_of_the_database_passes(
    post: Post, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    due, faults = post.kept.due, [UnwritableFile("the disk is full")]

    def failing(now: datetime) -> list[Delivery]:
        if faults:
            raise faults.pop()
        return due(now)

    monkeypatch.setattr(post.kept, "due", failing)
    await post.owe("a")
    sender = asyncio.create_task(post.sender.run())
    async with asyncio.timeout(10):
        while not post.said():  # noqa: ASYNC110 (nothing tells of it)
            await asyncio.sleep(0)
    sender.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await sender
    assert post.said() == ["a"]
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
