"""What is owed says no more than what its mentions say now."""

import asyncio
from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy import Engine

from bot.alerts.redelivery import Redelivery
from bot.outbox.queue import Outbox
from bot.storage.archive import Archive, Hit
from bot.storage.deliveries import Deliveries, Delivery
from tests.clock import FakeClock
from tests.storage.samples import delivery, hit, mention


class Makers:
    """Two kinds that are made anew; what was made, and with which mentions."""

    def __init__(self, engine: Engine) -> None:
        self.archive = Archive(engine)
        self.outbox = Outbox(Deliveries(engine), FakeClock())
        self.redelivery = Redelivery(self.archive, self.outbox, {"digest": self.make, "answer": self.make})
        self.made: list[tuple[str, list[str]]] = []

    async def make(self, owed: Delivery, hits: Sequence[Hit]) -> None:
        assert self.outbox.channel_lock(owed.channel).locked(), "nobody composes for the channel meanwhile"
        self.made.append((owed.id, [each.mention.id for each in hits]))


async def test_what_tells_or_quotes_a_changed_mention_is_made_anew_and_nothing_else(engine: Engine) -> None:
    its = Makers(engine)
    its.archive.keep([hit(mention("m1")), hit(mention("m2"))])
    await its.outbox.enqueue([delivery("d1")], ["m1", "m2"])
    await its.outbox.enqueue([replace(delivery("answer:C1:1.0:0", kind="answer"), mentions=("m1",))])
    await its.outbox.enqueue([replace(delivery("reply:1:0", kind="reply"), mentions=("m1",))])
    await its.outbox.enqueue([replace(delivery("answer:C1:2.0:0", kind="answer"), mentions=("m2",))])
    its.archive.delete("m1", FakeClock().now())
    await its.redelivery.amend(["m1"])
    assert its.made == [("d1", ["m2"]), ("answer:C1:1.0:0", [])]


async def test_what_was_being_composed_when_a_mention_was_taken_back_is_made_anew(engine: Engine) -> None:
    its = Makers(engine)
    its.archive.keep([hit(mention("m1"))])
    async with its.outbox.channel_lock("C1"):
        its.archive.delete("m1", FakeClock().now())
        amending = asyncio.create_task(its.redelivery.amend(["m1"]))
        await asyncio.wait([amending], timeout=0.05)
        await its.outbox.enqueue([delivery("d1")], ["m1"])
    await amending
    assert its.made == [("d1", [])]
