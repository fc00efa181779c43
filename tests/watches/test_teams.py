"""Accounts that a channel names as its own."""

import pytest
from msgspec.structs import replace

from bot.analysis.understanding import Understanding
from bot.commands.account_words import Account
from bot.errors import Refusal, Refused
from bot.watches import teams
from bot.watches.taught import TakenBack
from tests.storage.samples import hit, mention, watch
from tests.watches.desk import WatchDesk


@pytest.fixture
async def heard(desk: WatchDesk) -> WatchDesk:
    await desk.set_up()
    posts = [
        replace(mention("m1", "tomasz@mastodon.social"), network="mastodon", place="mastodon.social"),
        replace(mention("m2", "Lars (Brimeo)"), network="velo.example", place="Forum vélo"),
        replace(mention("m3", "Lars (Brimeo)"), network="bike.example", place="bike.example"),
    ]
    desk.archive.keep([hit(each) for each in posts])
    return desk


async def read(desk: WatchDesk, id_: str) -> Understanding:
    stored = desk.mentions.stored([id_])
    return (await desk.readings.read(watch(), list(stored.values())))[id_]


async def test_a_named_account_speaks_for_us_until_it_is_forgotten(heard: WatchDesk) -> None:
    assert not (await read(heard, "m1")).is_our_staff
    named = await heard.teams.name("C1", "U1", Account("Tomasz@mastodon.social"))
    assert (named.is_changed, named.heard) == (True, {"mastodon.social": 1})
    assert (await read(heard, "m1")).is_our_staff
    assert not (await heard.teams.name("C1", "U2", Account("tomasz@mastodon.social"))).is_changed
    await heard.teams.forget("C1", "U1", Account("tomasz@mastodon.social"))
    assert not (await read(heard, "m1")).is_our_staff
    assert await heard.teams.listing("C1") == []


async def test_a_name_in_a_place_is_of_that_place_alone(heard: WatchDesk) -> None:
    named = await heard.teams.name("C1", "U1", Account("lars (brimeo)", "forum velo"))
    assert named.account == ("velo.example", "Lars (Brimeo)")
    assert (await read(heard, "m2")).is_our_staff
    assert not (await read(heard, "m3")).is_our_staff


async def test_a_place_in_which_nobody_of_that_name_was_heard_is_refused(heard: WatchDesk) -> None:
    with pytest.raises(Refused) as refused:
        await heard.teams.name("C1", "U1", Account("Lars (Brimeo)", "reddit"))
    assert refused.value.code is Refusal.TEAM_ELSEWHERE
    assert set(refused.value.values["places"]) == {"Forum vélo", "bike.example"}  # type: ignore[arg-type]


async def test_who_was_not_heard_yet_can_be_named(heard: WatchDesk) -> None:
    named = await heard.teams.name("C1", "U1", Account("zoe", "Bluesky"))
    assert (named.account, named.heard) == (("bluesky", "zoe"), {})


async def test_undo_takes_a_naming_and_a_forgetting_back(heard: WatchDesk) -> None:
    await heard.teams.name("C1", "U1", Account("tomasz@mastodon.social"))
    await heard.teams.forget("C1", "U1", Account("TOMASZ@mastodon.social"))
    assert isinstance(await heard.undo.undo("C1", "U2", ""), TakenBack)
    assert [member.author for member in await heard.teams.listing("C1")] == ["tomasz@mastodon.social"]
    await heard.undo.undo("C1", "U2", "")
    assert await heard.teams.listing("C1") == []


async def test_there_is_a_most(heard: WatchDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teams, "MOST", 1)
    await heard.teams.name("C1", "U1", Account("ann"))
    with pytest.raises(Refused) as refused:
        await heard.teams.name("C1", "U1", Account("ben"))
    assert refused.value.code is Refusal.TEAM_FULL
    with pytest.raises(Refused) as refused:
        await heard.teams.forget("C1", "U1", Account("zoe"))
    assert refused.value.code is Refusal.TEAM_UNKNOWN
