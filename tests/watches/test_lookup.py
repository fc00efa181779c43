"""Finding a watch by what somebody typed of its name."""

import pytest
from msgspec.structs import replace

from bot.errors import Refusal, Refused
from bot.watches.lookup import one_of
from bot.watches.naming import find, is_whole, namesakes
from tests.storage.samples import watch
from tests.watches.desk import WatchDesk

ACME, LIGHT, OTHER = watch(), watch("w2", "Acme Light"), watch("w3", "Brimeo")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Acme", [ACME]),
        ("ACME", [ACME]),
        ("“acme light”", [LIGHT]),
        ("ac", [ACME, LIGHT]),
        ("light", [LIGHT]),
        ("Acme = Acme", [ACME]),
        ("Zorblax", []),
        ("", []),
    ],
)
def test_the_closest_way_in_which_any_is_named_is_meant(typed: str, meant: list[object]) -> None:
    assert find((ACME, LIGHT, OTHER), typed) == meant


def test_of_watches_that_nothing_tells_apart_the_newest_is_meant() -> None:
    assert find((ACME, replace(ACME, id="w9")), "acme") == [replace(ACME, id="w9")]


def test_a_part_of_a_name_does_not_name_it_whole() -> None:
    assert is_whole("acme", ACME)
    assert not is_whole("acm", ACME)


def test_watches_of_one_name_are_refused_with_their_queries() -> None:
    twin = replace(ACME, id="w9", query="acme lang:fr")
    assert namesakes((ACME, twin, OTHER)) == [[ACME, twin]]
    with pytest.raises(Refused) as refused:
        one_of((ACME, twin), "Acme", (ACME, twin))
    assert refused.value.code is Refusal.WATCH_NAMESAKES
    assert refused.value.values == {"watches": ("Acme = Acme", "Acme = acme lang:fr")}


async def test_what_finds_no_watch_says_why(desk: WatchDesk) -> None:
    with pytest.raises(Refused) as never:
        await desk.lookup.named("C1", "Acme")
    await desk.set_up(ACME, LIGHT)
    codes = {}
    for typed in ("", "ac", "Acne"):
        with pytest.raises(Refused) as refused:
            await desk.lookup.named("C1", typed)
        codes[typed] = refused.value
    with pytest.raises(Refused) as gone:
        await desk.lookup.by_id("C1", "w7")
    assert never.value.code is Refusal.NEVER_SET_UP
    assert gone.value.code is Refusal.WATCH_GONE
    assert codes[""].values == {"names": ("Acme", "Acme Light")}
    assert codes["ac"].code is Refusal.WATCH_AMBIGUOUS
    assert codes["Acne"].values == {"written": "Acne", "near": "Acme", "names": ("Acme", "Acme Light")}
