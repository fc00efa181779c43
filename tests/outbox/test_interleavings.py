"""Whatever befalls two senders, Slack and the way to it, in whatever order: all of it once, and the newest.

Slack is one that lets what it was sent appear within nine seconds or never, whatever it answered.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from bot.outbox.outbox import Outbox
from bot.outbox.sender import Sender
from bot.outbox.slack import Found, NoAnswer, SlackRefusal, SlackTransport
from bot.storage.database import open_database, write_transaction
from bot.storage.deliveries import Deliveries
from bot.storage.delivery_history import DeliveryHistory
from bot.storage.sendqueue import SendQueue
from bot.storage.tables.outbox import deliveries
from tests.clock import FakeClock
from tests.storage.samples import WORKSPACE, delivery

APPEARS = 9.0
"""Seconds within which what Slack took stands there."""
BROKEN_OFF = 80.0
"""Seconds after which a request has ended, one way or another."""
IDS = ("a", "b")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("owe"), st.sampled_from(IDS)),
        st.tuples(st.just("change"), st.sampled_from(IDS)),
        st.tuples(st.sampled_from(["yes", "yes lost", "lost", "late", "limit", "fault"]), st.integers(0, 3)),
        st.tuples(st.just("kill"), st.integers(0, 1)),
        st.tuples(st.just("pass"), st.sampled_from([1, 5, 10])),
    ),
    max_size=40,
)


class Pending(msgspec.Struct, eq=False):
    """A request on its way: what it does at Slack, and who waits for the answer."""

    begun: float
    do: Callable[[], Any]
    answer: "asyncio.Future[Any]"


class Slack:
    """Where messages stand; each request waits for what befalls it."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.pending: list[Pending] = []
        self.late: list[Pending] = []
        self.stands: dict[str, list[int]] = defaultdict(list)
        """By delivery, the revisions of its messages, in the order they appeared."""
        self.shown: dict[str, list[int]] = defaultdict(list)
        """By delivery, the revisions that it has shown, one after the other."""

    async def post(self, of: Any, now: datetime) -> str:
        def do() -> str:
            self.stands[of.id].append(of.revision)
            self.shown[of.id].append(of.revision)
            return f"{len(self.stands[of.id])}.{of.id}"

        return str(await self._request(do))

    async def update(self, of: Any, now: datetime) -> None:
        def do() -> None:
            self.stands[of.id][-1] = of.revision
            self.shown[of.id].append(of.revision)

        await self._request(do)

    async def find(self, of: Any, began: datetime, now: datetime) -> Found | None:
        def do() -> Found | None:
            there = self.stands[of.id]
            return Found(f"{len(there)}.{of.id}", there[-1]) if there else None

        return cast("Found | None", await self._request(do))

    async def _request(self, do: Callable[[], Any]) -> Any:
        pending = Pending(self.clock.monotonic(), do, asyncio.get_running_loop().create_future())
        self.pending.append(pending)
        return await pending.answer

    def befall(self, what: str, which: int) -> None:
        """Let something befall one of the requests on their way."""
        self.pending = [each for each in self.pending if not each.answer.cancelled()]
        if not self.pending:
            return
        pending = self.pending.pop(which % len(self.pending))
        if what in {"yes", "yes lost"}:
            done = pending.do()
        if what == "late":
            self.late.append(msgspec.structs.replace(pending, begun=self.clock.monotonic()))
        if what == "yes":
            pending.answer.set_result(done)
        elif what == "limit":
            pending.answer.set_exception(SlackRefusal("ratelimited", 429))
        elif what == "fault":
            pending.answer.set_exception(SlackRefusal("internal_error"))
        else:
            pending.answer.set_exception(NoAnswer("no answer from Slack"))

    def passes(self, seconds: float) -> None:
        """What must have happened before so many seconds are over, happens."""
        at = self.clock.monotonic() + seconds
        for pending in [each for each in self.late if at - each.begun > APPEARS]:
            self.late.remove(pending)
            pending.do()
        for pending in [each for each in self.pending if at - each.begun > BROKEN_OFF]:
            self.befall("lost", self.pending.index(pending))


class Two:
    """Two senders of one outbox; each may be killed, and is started again."""

    def __init__(self, engine: Engine) -> None:
        self.clock = FakeClock(nap=0.0)
        self.slack = Slack(self.clock)
        self.kept = Deliveries(engine, WORKSPACE)
        self.queues = [SendQueue(engine, WORKSPACE, name) for name in ("one", "two")]
        history = DeliveryHistory(engine, WORKSPACE)
        self.outboxes = [Outbox(self.kept, history, self.clock) for _ in self.queues]
        self.running: list[asyncio.Task[None]] = []
        self.texts: dict[str, str] = {}

    async def start(self, which: int) -> asyncio.Task[None]:
        transport = cast("SlackTransport", self.slack)
        sender = Sender(self.outboxes[which], self.queues[which], transport, self.clock)
        await sender.recover()
        return asyncio.create_task(sender.run())

    async def step(self, what: str, about: Any) -> None:
        """One thing happens, and all that follows from it at once."""
        if what == "owe":
            self.kept.owe([delivery(about)])
        elif what == "change":
            self.texts[about] = f"version {len(self.texts)} {self.clock.monotonic()}"
            self.kept.change(about, {"text": self.texts[about]})
        elif what == "kill":
            self.running[about].cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.running[about]
            self.running[about] = await self.start(about)
        elif what == "pass":
            self.slack.passes(about)
            self.clock.pass_time(timedelta(seconds=about))
        else:
            self.slack.befall(what, about)
        if what in {"owe", "change"}:
            for outbox in self.outboxes:
                outbox.wake()
        for _ in range(30):
            await asyncio.sleep(0)

    async def live(self, steps: list[tuple[str, Any]]) -> None:
        self.running = [await self.start(which) for which in range(2)]
        try:
            for what, about in steps:
                await self.step(what, about)
            for _ in range(25):  # from now on all is well
                await self.step("pass", 30)
                while self.slack.pending:
                    await self.step("yes", 0)
        finally:
            for task in self.running:
                task.cancel()
            await asyncio.gather(*self.running, return_exceptions=True)


async def _inline(call: Callable[..., Any], *args: Any, **named: Any) -> Any:
    return call(*args, **named)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('two') / 'archive.sqlite'}")
    yield engine
    engine.dispose()


@settings(max_examples=8, deadline=None)
@given(steps=STEPS)
def test_all_is_said_once_and_the_newest_stands(archive: Engine, steps: list[tuple[str, Any]]) -> None:
    with write_transaction(archive) as connection:
        connection.execute(delete(deliveries))
    two = Two(archive)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "to_thread", _inline)  # one thing after the other, as the steps say
        asyncio.run(two.live(steps))
    owed = {about for what, about in steps if what == "owe"}
    said = {id_: revisions for id_, revisions in two.slack.stands.items() if revisions}
    assert said.keys() == owed
    for id_, revisions in said.items():
        assert len(revisions) == 1, f"{id_} was said twice"
        kept = two.queues[0].claim_change(id_, two.clock.now())
        assert kept is None, f"{id_} is still to be changed"
        assert two.slack.shown[id_] == sorted(two.slack.shown[id_]), f"{id_} showed something older"
