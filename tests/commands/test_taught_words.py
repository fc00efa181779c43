"""A channel's own words as people type them."""

import pytest

from bot.commands.taught_words import MOST_PRODUCTS, UrgentAsked, read_products, read_urgent
from bot.errors import BadCommand


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("gas leak, rappel produit", UrgentAsked(("gas leak", "rappel produit"))),
        ("add “battery swelling”", UrgentAsked(("battery swelling",))),
        ("remove gas leak, Rappel", UrgentAsked(("gas leak", "Rappel"), is_forgotten=True)),
        ("retirer gas leak", UrgentAsked(("gas leak",), is_forgotten=True)),
        ("", UrgentAsked()),
        ("liste", UrgentAsked()),
        ("recall, RECALL", UrgentAsked(("RECALL",))),
    ],
)
def test_urgent_words_stand_between_commas(typed: str, asked: UrgentAsked) -> None:
    assert read_urgent(typed) == asked


@pytest.mark.parametrize("typed", ["of, recall", "remove", ", ,"])
def test_what_would_ring_always_is_asked_back(typed: str) -> None:
    with pytest.raises(BadCommand):
        read_urgent(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Orange livebox, sosh, fibre", ("Orange", ("livebox", "sosh", "fibre"))),
        ("orange livebox sosh fibre", ("orange", ("livebox", "sosh", "fibre"))),
        ("Orange: livebox, série live", ("Orange", ("livebox", "série live"))),
        ("Orange Bank compte, carte", ("Orange Bank", ("compte", "carte"))),
        ("Orange none", ("Orange", ())),
        ("Orange aucun", ("Orange", ())),
        ("Orange", ("Orange", None)),
        ("Oran livebox, sosh", ("Oran", ("livebox", "sosh"))),
        ("", ("", None)),
    ],
)
def test_products_follow_the_name_that_is_watched(
    typed: str, read: tuple[str, tuple[str, ...] | None]
) -> None:
    assert read_products(typed, ["Orange", "Orange Bank"]) == read


def test_there_is_a_most() -> None:
    with pytest.raises(BadCommand):
        read_products(f"Orange {', '.join(f'word{n}' for n in range(MOST_PRODUCTS + 1))}", ["Orange"])
