"""What may have been meant for an operator is pointed out."""

import pytest

from bot.query import hint


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Orange ET Sosh", "“ET” is looked for as a word; the operator is AND."),
        ("Orange OU Sosh lang:fr", "“OU” is looked for as a word; the operator is OR."),
        ("Orange = orange SAUF jus", "“SAUF” is looked for as a word; the operator is NOT."),
        (
            "La Poste - jus",
            "The dash before “jus” counts as a space; -jus, without one between, leaves it out.",
        ),
    ],
)
def test_what_looks_like_an_operator_and_is_none_is_pointed_out(typed: str, told: str) -> None:
    assert hint(typed) == told


@pytest.mark.parametrize(
    "typed",
    [
        "Orange -jus",
        "Orange et Sosh",
        "LE ROUGE ET LE NOIR",
        "ET le clown",
        'Orange "Sosh ET moi"',
        "Orange « Sosh OU moi »",
        "Coca-Cola",
        'Acme "2019 - 2024"',
        "Orange AND Sosh",
        "Toi ET moi = (toi moi)",
    ],
)
def test_what_is_meant_as_it_stands_is_left_alone(typed: str) -> None:
    assert hint(typed) == ""
