"""What is learnt of a watch: how much its strangers cover of each other, and its twins more."""

import random
from datetime import timedelta

import pytest

from bot.analysis.kinship import CEILING, FLOOR
from bot.analysis.story_coverage import ENOUGH, MEASURED, learnt_coverage, strangers
from bot.storage.stories import Window
from tests.analysis.mentions import NOON

VECTOR = bytes(1024)


def covered(middle: float, spread: float = 0.04) -> list[float]:
    drawn = random.Random(1)
    return [drawn.gauss(middle, spread) for _ in range(200)]


def window(number: int, stories: int) -> list[Window]:
    return [
        Window(f"m{n}", f"s{n % stories}", NOON + timedelta(minutes=n), None if n == 7 else VECTOR)
        for n in range(number)
    ]


def test_nothing_is_learnt_from_a_few() -> None:
    assert learnt_coverage(covered(0.7)[: ENOUGH - 1]) is None


def test_more_is_asked_of_a_watch_whose_strangers_are_akin() -> None:
    many_subjects, one_brand = learnt_coverage(covered(0.65)), learnt_coverage(covered(0.80))
    assert many_subjects is not None
    assert one_brand is not None
    assert many_subjects == pytest.approx(0.70, abs=0.01)
    assert one_brand == pytest.approx(0.85, abs=0.01)


def test_what_is_learnt_stays_between_floor_and_ceiling_and_moves_half_of_the_way() -> None:
    assert learnt_coverage(covered(0.2)) == FLOOR
    assert learnt_coverage(covered(0.95)) == CEILING
    assert learnt_coverage(covered(0.2), 0.88) == (0.88 + FLOOR) / 2


def test_a_few_of_one_event_among_the_strangers_change_little() -> None:
    clean, mixed = learnt_coverage(covered(0.75)), learnt_coverage([*covered(0.75)[:180], *[0.97] * 20])
    assert mixed == pytest.approx(clean, abs=0.02)


def test_strangers_are_of_different_stories_and_have_vectors() -> None:
    pairs = strangers(window(90, 9))
    assert len(pairs) == MEASURED
    assert pairs == strangers(window(90, 9))
    for one, other in pairs:
        assert one.story != other.story
        assert "m7" not in {one.mention, other.mention}


@pytest.mark.parametrize(("number", "stories"), [(ENOUGH, 9), (200, 1)])
def test_few_mentions_and_those_of_one_story_have_no_strangers(number: int, stories: int) -> None:
    assert strangers(window(number, stories)) == []
