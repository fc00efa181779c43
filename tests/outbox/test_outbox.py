"""What is owed is recorded whole, and the sender hears of it whatever becomes of whoever owed it."""

import asyncio
import threading
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine

from bot.outbox.outbox import Outbox
from bot.storage.deliveries import Deliveries
from bot.storage.delivery import DeliveryKind
from bot.storage.delivery_history import DeliveryHistory
from bot.storage.events import SeenEvents
from bot.storage.sendqueue import SendQueue
from tests.clock import FakeClock
from tests.processes import PATIENCE
from tests.storage.samples import DAY, HOUR, NOON, WORKSPACE, delivery


@pytest.fixture
def engine(file_engine: Engine) -> Engine:
    return file_engine


@pytest.fixture
async def outbox(engine: Engine) -> Outbox:
    return Outbox(Deliveries(engine, WORKSPACE), DeliveryHistory(engine, WORKSPACE), FakeClock())


async def test_a_caller_who_is_cancelled_while_it_is_recorded_wakes_the_sender_all_the_same(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe, begun, may_go_on = outbox.deliveries.owe, threading.Event(), threading.Event()

    def slowly(*args: Any) -> bool:
        begun.set()
        may_go_on.wait(PATIENCE)
        return owe(*args)

    monkeypatch.setattr(outbox.deliveries, "owe", slowly)
    caller = asyncio.create_task(outbox.enqueue([delivery()]))
    await asyncio.to_thread(begun.wait, PATIENCE)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert not outbox.changed.is_set(), "the sender would look before it is there"
    may_go_on.set()
    async with asyncio.timeout(PATIENCE):
        await outbox.changed.wait()
    assert await outbox.knows("d1")


@pytest.mark.parametrize(
    ("states", "kept"),
    [
        ("", None),
        ("sent", "d0"),
        ("sent sent", "d1"),
        ("sent owed", "d1"),
        ("sent refused", "d0"),
        ("sent refused owed", "d0"),
        ("sent refused sent", "d2"),
        ("sent refused sent owed", "d3"),
        ("refused", None),
        ("refused owed", "d1"),
    ],
)
async def test_a_digest_goes_on_from_the_last_before_any_was_given_up(
    outbox: Outbox, engine: Engine, states: str, kept: str | None
) -> None:
    for n, state in enumerate(states.split()):
        at = NOON + n * HOUR
        await outbox.enqueue([msgspec.structs.replace(delivery(f"d{n}"), created_at=at)])
        if state == "sent":
            SendQueue(engine, WORKSPACE).claim(f"d{n}", at)
            SendQueue(engine, WORKSPACE).sent(f"d{n}", "1.0", at, 0)
        elif state == "refused":
            SendQueue(engine, WORKSPACE).give_up(f"d{n}", "late", at)
    found = await outbox.latest_kept("C1", DeliveryKind.DIGEST, NOON + DAY)
    assert (found.id if found else None) == kept


async def test_an_event_is_seen_with_the_answer_that_is_owed_to_it(outbox: Outbox, engine: Engine) -> None:
    assert await outbox.enqueue([delivery()], event="Ev1")
    assert not SeenEvents(engine, WORKSPACE).first_time("Ev1", NOON)
    assert SeenEvents(engine, WORKSPACE).first_time("Ev2", NOON)


async def test_an_event_is_not_seen_when_its_answer_cannot_be_recorded(
    outbox: Outbox, engine: Engine
) -> None:
    with pytest.raises(Exception, match="UNIQUE"):
        await outbox.enqueue([delivery(), delivery()], event="Ev1")
    assert SeenEvents(engine, WORKSPACE).first_time("Ev1", NOON)
