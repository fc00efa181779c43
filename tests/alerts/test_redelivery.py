"""What is owed says no more than what its mentions say now."""

import asyncio
from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.alerts.redelivery import Redelivery
from bot.outbox.outbox import Outbox
from bot.storage import amendments
from bot.storage.amendments import Amendments
from bot.storage.archive import Archive
from bot.storage.deliveries import Deliveries
from bot.storage.delivery import Delivery, DeliveryKind
from bot.storage.delivery_history import DeliveryHistory
from bot.storage.hits import Hit, HitRows
from tests.clock import FakeClock
from tests.storage.samples import WORKSPACE, delivery, hit, mention


class Makers:
    """Two kinds that are made anew; what was made, and with which mentions."""

    def __init__(self, engine: Engine) -> None:
        self.archive = Archive(engine)
        self.outbox = Outbox(Deliveries(engine, WORKSPACE), DeliveryHistory(engine, WORKSPACE), FakeClock())
        self.amendments, self.fault = Amendments(engine), ""
        composers = {DeliveryKind.DIGEST: self, DeliveryKind.ANSWER: self}
        self.redelivery = Redelivery(HitRows(engine, WORKSPACE), self.amendments, self.outbox, composers)
        self.made: list[tuple[str, list[str]]] = []

    async def recompose(self, owed: Delivery, hits: Sequence[Hit]) -> None:
        assert self.outbox.channel_lock(owed.channel).locked(), "nobody composes for the channel meanwhile"
        if owed.id == self.fault:
            raise KeyError("nobody thought of that")
        self.made.append((owed.id, [each.mention.id for each in hits]))


async def test_what_tells_or_quotes_a_changed_mention_is_made_anew_and_nothing_else(engine: Engine) -> None:
    its = Makers(engine)
    its.archive.keep([hit(mention("m1")), hit(mention("m2"))])
    await its.outbox.enqueue([delivery("d1")], ["m1", "m2"])
    await its.outbox.enqueue(
        [replace(delivery("answer:C1:1.0:0", kind=DeliveryKind.ANSWER), mentions=("m1",))]
    )
    await its.outbox.enqueue([replace(delivery("reply:1:0", kind=DeliveryKind.REPLY), mentions=("m1",))])
    await its.outbox.enqueue(
        [replace(delivery("answer:C1:2.0:0", kind=DeliveryKind.ANSWER), mentions=("m2",))]
    )
    its.archive.delete("m1", FakeClock().now())
    await its.redelivery.redeliver()
    assert its.made == [("d1", ["m2"]), ("answer:C1:1.0:0", [])]


async def test_what_was_being_composed_when_a_mention_was_taken_back_is_made_anew(engine: Engine) -> None:
    its = Makers(engine)
    its.archive.keep([hit(mention("m1"))])
    async with its.outbox.channel_lock("C1"):
        its.archive.delete("m1", FakeClock().now())
        amending = asyncio.create_task(its.redelivery.redeliver())
        await asyncio.wait([amending], timeout=0.05)
        await its.outbox.enqueue([delivery("d1")], ["m1"])
    await amending
    assert its.made == [("d1", [])]


async def test_what_was_made_anew_is_not_made_anew_again(engine: Engine) -> None:
    its = Makers(engine)
    its.archive.keep([hit(mention("m1"))])
    await its.outbox.enqueue([delivery("d1")], ["m1"])
    its.archive.delete("m1", FakeClock().now())
    for _ in range(2):
        await its.redelivery.redeliver()
    assert its.made == [("d1", [])]
    assert its.amendments.standing() == []


async def test_what_could_not_be_made_anew_is_tried_again_and_holds_up_nothing_else(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    its = Makers(engine)
    monkeypatch.setattr(amendments, "AT_ONCE", 1)
    for name in ("1", "2"):
        its.archive.keep([hit(mention(f"m{name}"))])
        await its.outbox.enqueue([delivery(f"d{name}")], [f"m{name}"])
        its.archive.delete(f"m{name}", FakeClock().now())
    its.fault = "d1"
    with pytest.raises(KeyError):
        await its.redelivery.redeliver()
    assert its.made == [("d2", [])]
    its.fault = ""
    await its.redelivery.redeliver()
    assert its.made == [("d2", []), ("d1", [])]
