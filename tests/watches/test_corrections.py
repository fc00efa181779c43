"""A person's word about a mention wins, in its channel, until it is taken back."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.analysis.tone import Tone
from bot.analysis.understanding import Kind
from bot.errors import Refusal, Refused
from bot.models import Mention, Watch, WatchKind
from bot.watches.taught import TakenBack
from tests.storage.samples import channel, hit, mention, watch
from tests.watches.desk import WatchDesk

LINK = "https://forum.example/m1"


def said(id_: str = "m1", text: str = "Acme is a lamp.") -> Mention:
    return replace(mention(id_), title="", text=text, card="", lang="en", links=())


@pytest.fixture
async def taught(desk: WatchDesk) -> WatchDesk:
    await desk.set_up(watch(), replace(watch("w2", "Brimeo"), kind=WatchKind.COMPETITOR))
    desk.watchlist.set_up(channel("C2"))
    desk.watchlist.add(watch("w3", "Acme", "C2"))
    desk.search_rows.fill()
    desk.archive.keep([hit(said()), hit(said(), "w3", "C2")])
    return desk


async def tone(desk: WatchDesk, watched: Watch | None = None) -> Tone | None:
    watched = watched or watch()
    return (await desk.readings.read(watched, [said()]))[said().id].tone.value


async def test_a_correction_counts_in_its_channel_alone(taught: WatchDesk) -> None:
    before = await tone(taught)
    done = await taught.corrections.set_tone("C1", "U1", f"{LINK}?utm_source=x", Tone.FAVOURABLE)
    assert (done.watch.id, done.mention.id, done.read.tone.value) == ("w1", "m1", before)
    assert done.is_changed
    assert await tone(taught) is Tone.FAVOURABLE
    assert await tone(taught, watch("w3", "Acme", "C2")) is before


async def test_said_again_it_changes_nothing_and_forgotten_it_is_read_again(taught: WatchDesk) -> None:
    before = await tone(taught)
    for is_changed in (True, False):
        done = await taught.corrections.set_tone("C1", "U1", LINK, Tone.CRITICAL)
        assert done.is_changed is is_changed
    for is_changed in (True, False):
        assert (await taught.corrections.set_tone("C1", "U1", LINK, None)).is_changed is is_changed
    assert await tone(taught) is before


async def test_undo_takes_corrections_back_one_by_one(taught: WatchDesk) -> None:
    before = await tone(taught)
    for value in (Tone.CRITICAL, Tone.FAVOURABLE):
        await taught.corrections.set_tone("C1", "U1", LINK, value)
    await taught.corrections.set_relevance("C1", "U2", LINK, False)
    for kind, expected in (
        ("relevance", Tone.FAVOURABLE),
        ("tone", Tone.CRITICAL),
        ("tone", before),
    ):
        undone = await taught.undo.undo("C1", "U1", "")
        assert isinstance(undone, TakenBack)
        assert (undone.teaching.kind, undone.mention) == (kind, said())
        assert await tone(taught) is expected
    with pytest.raises(Refused) as refused:
        await taught.undo.undo("C1", "U1", "")
    assert refused.value.code is Refusal.UNDO_NOTHING


async def test_undo_takes_back_whatever_was_done_last(taught: WatchDesk) -> None:
    [acme, _] = taught.watchlist.watches("C1")
    await taught.corrections.set_tone("C1", "U1", LINK, Tone.CRITICAL)
    taught.clock.pass_time(timedelta(minutes=1))
    await taught.watches.set_paused(acme, "U1", paused=True)
    assert not isinstance(await taught.undo.undo("C1", "U1", ""), TakenBack)
    assert await tone(taught) is Tone.CRITICAL
    assert isinstance(await taught.undo.undo("C1", "U1", "acme"), TakenBack)
    assert await tone(taught) is not Tone.CRITICAL


async def test_after_a_day_nothing_is_taken_back(taught: WatchDesk) -> None:
    await taught.corrections.set_tone("C1", "U1", LINK, Tone.CRITICAL)
    taught.clock.pass_time(timedelta(days=2))
    with pytest.raises(Refused):
        await taught.undo.undo("C1", "U1", "")
    assert await tone(taught) is Tone.CRITICAL


async def test_lessons_of_each_kind_re_read_what_could_not_be_told(taught: WatchDesk) -> None:
    ordinary = watch("w9", "Orange")
    taught.watchlist.add(ordinary)
    ours = [said(f"o{n}", f"my orange livebox is down, number {n}") for n in range(3)]
    others = [said(f"x{n}", f"an orange juice a day, number {n}") for n in range(3)]
    unsure = said("u", "the livebox is down again, orange")
    taught.archive.keep([hit(each, "w9") for each in (*ours, *others, unsure)])
    assert not (await taught.readings.read(ordinary, [unsure]))["u"].relevance
    for is_ours, posts in ((True, ours), (False, others)):
        for post in posts:
            await taught.corrections.set_relevance("C1", "U1", post.url, is_ours)
    assert (await taught.readings.read(ordinary, [unsure]))["u"].relevance.value is True


@pytest.mark.parametrize("address", ["https://forum.example/m2", "https://elsewhere.example/m1"])
async def test_what_no_watch_of_the_channel_kept_is_refused(taught: WatchDesk, address: str) -> None:
    taught.archive.keep([hit(said("m2"), "w3", "C2")])
    with pytest.raises(Refused) as refused:
        await taught.corrections.set_tone("C1", "U1", address, Tone.CRITICAL)
    assert refused.value.code is Refusal.LINK_UNKNOWN


async def test_before_all_is_indexed_an_unknown_link_may_yet_be_found(desk: WatchDesk) -> None:
    await desk.set_up()
    with pytest.raises(Refused) as refused:
        await desk.corrections.set_tone("C1", "U1", LINK, Tone.CRITICAL)
    assert refused.value.code is Refusal.LINK_UNINDEXED


async def test_of_several_watches_the_one_that_is_meant_is_asked_for(taught: WatchDesk) -> None:
    taught.archive.keep([hit(said(), "w2")])
    with pytest.raises(Refused) as refused:
        await taught.corrections.set_tone("C1", "U1", LINK, Tone.CRITICAL)
    assert (refused.value.code, refused.value.values) == (
        Refusal.LINK_SEVERAL,
        {"names": ("Acme", "Brimeo")},
    )
    done = await taught.corrections.set_tone("C1", "U1", LINK, Tone.CRITICAL, "brim")
    assert done.watch.name == "Brimeo"
    assert await tone(taught) is not Tone.CRITICAL


async def test_what_was_taught_is_listed_with_who_taught_it(taught: WatchDesk) -> None:
    await taught.corrections.set_tone("C1", "U1", LINK, Tone.CRITICAL)
    await taught.corrections.set_relevance("C1", "U2", LINK, True)
    listed = await taught.corrections.listing("C1")
    [acme] = listed.watches
    found = {(each.kind, each.value, each.person): kept.id if kept else "" for each, kept in acme.corrections}
    assert found == {(Kind.TONE, "critical", "U1"): "m1", (Kind.RELEVANCE, True, "U2"): "m1"}
    assert (await taught.corrections.listing("C2")).watches == []
