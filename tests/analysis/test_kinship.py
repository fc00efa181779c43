"""Twins come near each other and cover each other; neighbours leave something uncovered."""

import pytest

from bot.analysis.content import Content
from bot.analysis.encoder import Alignment
from bot.analysis.kinship import CONFLICT, COVERAGE, CUT, kinship

NEAR = Alignment(0.8, 0.95)


def content(names: str = "", numbers: str = "") -> Content:
    return Content((), frozenset(names.split()), frozenset(numbers.split()))


def test_what_is_near_and_covered_is_kin() -> None:
    found = kinship(content(), content(), 0.7, NEAR, COVERAGE)
    assert found.score == pytest.approx(0.77)
    assert found.margin == pytest.approx(0.77 - CUT)


def test_what_leaves_something_uncovered_is_not_however_near_the_rest_comes() -> None:
    assert kinship(content(), content(), 0.99, Alignment(0.95, COVERAGE - 0.01), COVERAGE).margin < 0


def test_where_strangers_cover_less_of_each_other_less_is_asked_of_twins() -> None:
    alignment = Alignment(0.7, 0.8)
    assert kinship(content(), content(), 0.7, alignment, COVERAGE).margin < 0
    assert kinship(content(), content(), 0.7, alignment, 0.75).margin > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [(content("leeds"), content("hull")), (content("", "40000"), content("", "12000"))],
)
def test_names_or_numbers_that_differ_ask_for_more(one: Content, other: Content) -> None:
    alike = kinship(content(), content(), 0.7, NEAR, COVERAGE)
    assert kinship(one, other, 0.7, NEAR, COVERAGE).margin == pytest.approx(alike.margin - CONFLICT)


def test_a_name_that_both_have_asks_for_less() -> None:
    alike = kinship(content(), content(), 0.7, NEAR, COVERAGE)
    assert kinship(content("geneva"), content("geneve"), 0.7, NEAR, COVERAGE).margin > alike.margin


def test_what_length_brings_is_taken_off() -> None:
    short, long = content(), Content(tuple(f"word{n}" for n in range(40)), frozenset(), frozenset())
    assert kinship(long, long, 0.7, NEAR, COVERAGE).score == pytest.approx(
        kinship(short, short, 0.7, NEAR, COVERAGE).score - 0.02, abs=0.005
    )
    barely = Alignment(0.8, COVERAGE + 0.01)
    assert kinship(short, short, 0.7, barely, COVERAGE).margin > 0
    assert kinship(long, long, 0.7, barely, COVERAGE).margin < 0
