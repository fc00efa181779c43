"""People who always matter in a channel."""

import pytest
from msgspec.structs import replace

from bot.commands.account_words import Account
from bot.errors import Refusal, Refused
from bot.watches import vips
from bot.watches.taught import TakenBack
from tests.storage.samples import hit, mention
from tests.watches.desk import WatchDesk


@pytest.fixture
async def heard(desk: WatchDesk) -> WatchDesk:
    await desk.set_up()
    post = replace(mention("m1", "Lars"), network="velo.example", place="Forum vélo")
    desk.archive.keep([hit(post)])
    return desk


async def named(desk: WatchDesk) -> list[tuple[str, str]]:
    return [vip.account for vip in await desk.vips.listing("C1")]


async def test_who_is_named_matters_as_they_were_heard_until_they_are_forgotten(heard: WatchDesk) -> None:
    told = await heard.vips.name("C1", "U1", Account("lars", "forum velo"))
    assert (told.account, told.is_changed, told.heard) == (("velo.example", "Lars"), True, {"Forum vélo": 1})
    assert not (await heard.vips.name("C1", "U2", Account("LARS", "velo.example"))).is_changed
    assert await named(heard) == [("velo.example", "Lars")]
    await heard.vips.forget("C1", "U1", Account("lars"))
    assert await named(heard) == []


async def test_a_name_without_a_place_matters_wherever_it_speaks(heard: WatchDesk) -> None:
    await heard.vips.name("C1", "U1", Account("zoe"))
    assert await named(heard) == [("", "zoe")]
    (vip,) = await heard.vips.listing("C1")
    assert vip.since == heard.clock.now()


async def test_who_is_not_named_cannot_be_forgotten(heard: WatchDesk) -> None:
    with pytest.raises(Refused) as refused:
        await heard.vips.forget("C1", "U1", Account("zoe"))
    assert refused.value.code is Refusal.VIP_UNKNOWN


async def test_there_is_a_most(heard: WatchDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vips, "MOST", 1)
    await heard.vips.name("C1", "U1", Account("zoe"))
    with pytest.raises(Refused) as refused:
        await heard.vips.name("C1", "U1", Account("ann"))
    assert refused.value.code is Refusal.VIP_FULL


async def test_what_was_named_last_is_taken_back(heard: WatchDesk) -> None:
    await heard.vips.name("C1", "U1", Account("zoe"))
    await heard.vips.name("C1", "U1", Account("ann"))
    assert isinstance(await heard.undo.undo("C1", "U1", ""), TakenBack)
    assert await named(heard) == [("", "zoe")]


async def test_what_people_taught_lists_them(heard: WatchDesk) -> None:
    await heard.vips.name("C1", "U1", Account("zoe"))
    taught = await heard.corrections.listing("C1")
    assert [vip.author for vip in taught.vips] == ["zoe"]
