"""A name typed by hand finds the people heard here who go by it."""

import pytest

from bot.commands.people_called import people_called

HEARD = [
    ("reddit", "vieuxpignon"),
    ("velo.example", "VieuxPignon"),
    ("velo.example", "vieuxpignon"),
    ("reddit", "old-crank_42"),
    ("velo.example", "@marie@velo.example"),
    ("forum", "Marie Dupont"),
    ("forum", "Lars (Brimeo)"),
    ("forum", "al"),
    ("forum", ""),
]


def called(name: str) -> list[str]:
    """Who is meant, a network a person; `~` before them where they are called nearly so."""
    found = people_called(name, HEARD)
    return [f"{'' if found.is_exact else '~'}{names[0][0]}/{names[0][1]}" for names in found.people]


@pytest.mark.parametrize(
    "written", ["vieuxpignon", "VIEUXPIGNON", "Vieux-Pignon", "@vieuxpignon", "vieux pignon"]
)
def test_one_name_in_two_networks_is_two_people(written: str) -> None:
    assert called(written) == ["reddit/vieuxpignon", "velo.example/VieuxPignon"]


def test_one_name_in_one_network_is_one_person_however_it_is_capitalised() -> None:
    both = people_called("vieuxpignon", HEARD).people[1]
    assert both == (("velo.example", "VieuxPignon"), ("velo.example", "vieuxpignon"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("u/old_crank42", "reddit/old-crank_42"),
        ("vieuxpignon@velo.example", "velo.example/VieuxPignon"),
        ("marie", "velo.example/@marie@velo.example"),
        ("@marie@velo.example", "velo.example/@marie@velo.example"),
        ("marie dupont", "forum/Marie Dupont"),
        ("Lars", "forum/Lars (Brimeo)"),
        ("al", "forum/al"),
        ("old-cranc-42", "~reddit/old-crank_42"),
        ("crank", "~reddit/old-crank_42"),
    ],
)
def test_a_name_is_found_as_people_type_it(written: str, meant: str) -> None:
    assert called(written) == [meant]


@pytest.mark.parametrize("written", ["nobody", "ax", "@", "", "marie@other.example"])
def test_who_was_not_heard_here_is_not_found(written: str) -> None:
    assert called(written) == []
