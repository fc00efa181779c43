"""Names: which are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.names import name_key


@pytest.mark.parametrize(
    "names",
    [
        ("L'Oréal", "l’oreal"),
        ("Ａｃｍｅ", "ACME"),
        ("Straße", "STRASSE"),
        ("  Orange   Money ", "orange money"),
        ("e\u0301clair", "éclair"),
        ("ﬁn", "FIN"),
        ("Coca-Cola", "coca cola"),
        ("Zorblax™", "Zorblax"),
        ("Zorblax ®", "zorblax"),
        ("Acme, Inc.", "Acme Inc"),
        ("Dr. Oetker", "Dr Oetker"),
        ("Rolls‑Royce", "rolls royce"),
    ],
)
def test_these_are_one_name(names: tuple[str, str]) -> None:
    assert name_key(names[0]) == name_key(names[1])


@pytest.mark.parametrize(
    "names", [("C++", "C"), ("C#", "C"), ("Yahoo!", "Yahoo"), ("Booking.com", "Booking com"), ("U2", "U 2")]
)
def test_these_are_two_names(names: tuple[str, str]) -> None:
    assert name_key(names[0]) != name_key(names[1])


@pytest.mark.parametrize("nothing", ["", " ", "™", "-", "— ®"])
def test_what_holds_nothing_to_look_for_has_no_key(nothing: str) -> None:
    assert name_key(nothing) == ""


@given(st.text())
def test_a_key_is_its_own_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)
