"""A channel's own words of safety, and words by which an ordinary name is known."""

import pytest
from msgspec.structs import replace

from bot.analysis.safety import Danger
from bot.commands.new_watch import NewWatch
from bot.errors import Refusal, Refused
from bot.models import Mention, WatchKind
from bot.storage.changes import ChangeKind, WatchChange
from bot.watches import urgent_words
from bot.watches.taught import TakenBack
from tests.storage.samples import hit, mention, watch
from tests.watches.desk import WatchDesk


def said(id_: str, text: str) -> Mention:
    return replace(mention(id_), title="", text=text, card="", lang="en", links=())


async def test_what_holds_an_urgent_word_concerns_safety_in_its_channel(desk: WatchDesk) -> None:
    await desk.set_up()
    post = said("m1", "The hinge of my Acme came loose.")
    desk.archive.keep([hit(post)])
    assert not (await desk.readings.read(watch(), [post]))["m1"].safety
    assert await desk.urgent.add("C1", "U1", ("came loose", "recall")) == ("came loose", "recall")
    read = (await desk.readings.read(watch(), [post]))["m1"].safety
    assert read.value is not None
    assert read.value.dangers == (Danger.URGENT,)
    assert isinstance(await desk.undo.undo("C1", "U1", ""), TakenBack)
    assert not (await desk.readings.read(watch(), [post]))["m1"].safety
    assert await desk.urgent.listing("C1") == ()


async def test_a_word_is_urgent_once_however_it_is_written(desk: WatchDesk) -> None:
    await desk.set_up()
    await desk.urgent.add("C1", "U1", ("recall",))
    assert await desk.urgent.add("C1", "U1", ("Recall", "leak")) == ("recall", "leak")
    assert await desk.urgent.forget("C1", "U1", ("RECALL",)) == ("leak",)
    with pytest.raises(Refused) as refused:
        await desk.urgent.forget("C1", "U1", ("recall",))
    assert refused.value.code is Refusal.URGENT_UNKNOWN


async def test_there_is_a_most(desk: WatchDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urgent_words, "MOST", 1)
    await desk.set_up()
    await desk.urgent.add("C1", "U1", ("recall",))
    with pytest.raises(Refused) as refused:
        await desk.urgent.add("C1", "U1", ("leak",))
    assert refused.value.code is Refusal.URGENT_FULL
    assert await desk.urgent.listing("C1") == ("recall",)


@pytest.mark.parametrize(
    ("kind", "name", "is_ordinary"),
    [
        (WatchKind.BRAND, "Orange", True),
        (WatchKind.COMPETITOR, "Apple", True),
        (WatchKind.TOPIC, "Orange", False),
        (WatchKind.BRAND, "Zorblax", False),
        (WatchKind.BRAND, "Orange Bank", False),
    ],
)
async def test_an_ordinary_name_is_seen_when_it_is_watched(
    desk: WatchDesk, kind: WatchKind, name: str, is_ordinary: bool
) -> None:
    added = await desk.watches.add("C1", "U1", NewWatch(kind, name, name))
    assert added.is_ordinary is is_ordinary


async def test_by_words_of_its_products_an_ordinary_name_is_known_to_be_meant(desk: WatchDesk) -> None:
    orange = (await desk.watches.add("C1", "U1", NewWatch(WatchKind.BRAND, "Orange", "Orange"))).watch
    post = said("m1", "my livebox died again, orange of course")
    desk.archive.keep([hit(post, orange.id)])
    assert not (await desk.readings.read(orange, [post]))["m1"].relevance.value
    named = await desk.watches.set_products(orange, "U1", ("livebox", "sosh"))
    assert (await desk.readings.read(named, [post]))["m1"].relevance.value is True
    undone = await desk.undo.undo("C1", "U1", "orange")
    assert isinstance(undone, WatchChange)
    assert (undone.kind, undone.before.products) == (ChangeKind.PRODUCTS, ())
    assert desk.watchlist.watches("C1")[0].products == ()


async def test_own_words_are_seen_among_what_was_taught(desk: WatchDesk) -> None:
    await desk.set_up()
    await desk.urgent.add("C1", "U1", ("recall",))
    [acme] = desk.watchlist.watches("C1")
    await desk.watches.set_products(acme, "U1", ("lamp",))
    listed = await desk.corrections.listing("C1")
    assert listed.urgent == ("recall",)
    assert [each.products for each in listed.named] == [("lamp",)]
