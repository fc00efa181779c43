"""An outbox with its database and its Slack."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine, select

from bot.console.directory import BOT_USER
from bot.console.workspace import Workspace
from bot.outbox.outbox import Outbox
from bot.outbox.retries import SETTLED
from bot.outbox.sender import Sender
from bot.outbox.slack import SlackTransport
from bot.storage.database import read_transaction
from bot.storage.deliveries import Deliveries
from bot.storage.delivery import Delivery, DeliveryKind, DeliveryState
from bot.storage.delivery_history import DeliveryHistory
from bot.storage.refused_channels import RefusedChannels
from bot.storage.sendqueue import SendQueue
from bot.storage.tables.outbox import deliveries
from bot.watches.health import TROUBLED
from tests.clock import FakeClock
from tests.processes import PATIENCE
from tests.storage.samples import WORKSPACE

TEXT = {"text": "Acme shines."}
BLOCKS = {"text": "Acme shines.", "blocks": [{"type": "divider"}]}


class Post:
    """An outbox with its database and its Slack."""

    def __init__(self, slack: Workspace, engine: Engine, clock: FakeClock, client: AsyncWebClient) -> None:
        self.slack = slack
        self.clock = clock
        self.engine = engine
        self.kept = Deliveries(engine, WORKSPACE)
        self.history = DeliveryHistory(engine, WORKSPACE)
        self.queue = SendQueue(engine, WORKSPACE)
        self.client = client
        self.outbox = Outbox(self.kept, self.history, clock)
        self.sender = self.another()

    def another(self) -> Sender:
        """A sender as after a restart."""
        return Sender(
            self.outbox, self.queue, SlackTransport(self.client, WORKSPACE, self.outbox.limits), self.clock
        )

    @property
    def shut(self) -> dict[str, str]:
        """The channels that are found to take nothing, and why."""
        return RefusedChannels(self.engine, WORKSPACE).unheeded()

    def troubles(self) -> dict[str, int]:
        """What is said of the first channel to have gone wrong lately."""
        return self.history.troubles("C1", self.clock.now() - TROUBLED)

    async def owe(self, *ids: str, channel: str = "C1", notified: Sequence[str] = (), **more: Any) -> None:
        for id_ in ids:
            fields = {"kind": DeliveryKind.DIGEST, "payload": TEXT} | more
            await self.outbox.enqueue(
                [Delivery(id=id_, channel=channel, created_at=self.clock.now(), **fields)], notified
            )

    def states(self) -> dict[str, DeliveryState]:
        """How far each delivery is."""
        with read_transaction(self.engine) as connection:
            return {row.id: DeliveryState(row.state) for row in connection.execute(select(deliveries))}

    async def begun(self, delivery_id: str) -> None:
        """Let a bot die between Slack's yes and the record of it."""
        now = self.clock.now()
        claimed = self.queue.claim(delivery_id, now)
        assert claimed
        await SlackTransport(self.client, WORKSPACE, self.outbox.limits).post(claimed, now)

    def waits(self) -> float:
        """Seconds until the one delivery there is may be tried again."""
        with read_transaction(self.engine) as connection:
            until = connection.execute(select(deliveries.c.not_before)).scalar_one()
        seconds: float = (until - self.clock.now()).total_seconds()
        return seconds

    def said(self, channel: str = "C1") -> list[str]:
        """The ids of what stands in a channel, as its metadata says."""
        room = self.slack.channel(channel).id
        posts = [post for post in self.slack.state.posts.seen(room) if post.author == BOT_USER]
        return [post.metadata["event_payload"]["delivery"] for post in posts if post.metadata]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The sender, on its own for a while."""
        sender = asyncio.create_task(self.sender.run())
        yield
        sender.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sender

    async def until_said(self, *ids: str, channel: str = "C1") -> None:
        """Wait until these stand in a channel."""
        posted = asyncio.Event()
        self.slack.state.watchers.append(lambda _: posted.set())
        async with asyncio.timeout(PATIENCE):
            while self.said(channel) != list(ids):
                await posted.wait()
                posted.clear()

    async def looked_for(self) -> None:
        """Go on until what may stand in Slack was looked for as often as it must be."""
        await self.later(3)
        await self.later(SETTLED)

    async def later(self, seconds: float) -> None:
        """Go on, and send what may be sent then."""
        self.clock.pass_time(timedelta(seconds=seconds))
        await self.sender.drain()
