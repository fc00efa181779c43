"""Backlash: people who have something against a name, of one story, in several places."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.detectors.backlash import (
    Backlash,
    Bounds,
    Gathering,
    Leaning,
    Voice,
    backlash,
    critical_rise,
    gathered,
)
from bot.alerts.detectors.spike import scaled

NOON = datetime(2026, 6, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def told(
    people: int,
    places: int = 3,
    leaning: Leaning = Leaning.AGAINST,
    *,
    name: str = "person",
    apart: timedelta = 10 * MINUTE,
    is_copy: bool = False,
    is_new: bool = False,
) -> list[Voice]:
    """A post of each of so many people, the last of them at noon."""
    return [
        Voice(f"{name} {n}", f"place {n % places}", NOON - n * apart, leaning, is_copy, is_new)
        for n in range(people)
    ]


def rung(
    voices: list[Voice], gathering: Gathering | None = None, bounds: Bounds | None = None
) -> Backlash | None:
    return backlash(voices, NOON, gathering or Gathering(), bounds or Bounds())


def test_six_aggrieved_people_in_three_places_are_a_backlash() -> None:
    rings = rung(told(6))
    assert rings is not None
    assert (len(rings.people), len(rings.places), rings.since) == (6, 3, NOON - 50 * MINUTE)


@pytest.mark.parametrize(
    "voices",
    [
        pytest.param(told(5), id="five people"),
        pytest.param(told(30, places=1), id="one place"),
        pytest.param(told(30, apart=2 * timedelta(hours=1), places=5), id="three days"),
        pytest.param(told(30, leaning=Leaning.OTHERWISE), id="praise"),
        pytest.param(told(30, leaning=Leaning.UNKNOWN), id="bare facts alone"),
        pytest.param(told(40, is_copy=True), id="one text"),
        pytest.param([*told(1), *told(1)] * 20, id="one person, forty posts"),
        pytest.param(
            [*told(8, is_new=True), *told(9, name="copy", is_copy=True)], id="a net of new accounts"
        ),
        pytest.param(
            [*told(4), *told(6, name="other", leaning=Leaning.OTHERWISE)], id="a launch that some dislike"
        ),
    ],
)
def test_what_is_no_backlash(voices: list[Voice]) -> None:
    assert rung(voices) is None


def test_half_of_a_backlash_may_be_told_in_bare_facts() -> None:
    assert rung([*told(3), *told(3, name="other", leaning=Leaning.UNKNOWN)])


def test_newcomers_count_beside_people_who_were_known() -> None:
    rings = rung([*told(2), *told(4, name="new", is_new=True)])
    assert rings is not None
    assert len(rings.newcomers) == 4


def test_where_nobody_was_known_it_takes_twice_as_many() -> None:
    assert rung(told(11, is_new=True)) is None
    assert rung(told(12, is_new=True))


def test_those_who_repeat_a_text_are_counted_apart() -> None:
    rings = rung([*told(6), *told(3, name="copy", is_copy=True)])
    assert rings is not None
    assert (len(rings.people), len(rings.repeating), rings.posts) == (6, 3, 9)


def test_a_watch_whose_stories_gather_many_rings_later() -> None:
    busy = Gathering()
    for _ in range(60):
        busy = gathered(busy, 12)
    assert rung(told(12), busy) is None
    assert rung(told(30), busy)


def test_one_affair_does_not_hide_the_next() -> None:
    gathering = Gathering()
    for people in (1, 2, 1, 1, 3, 1, 200):
        gathering = gathered(gathering, people)
    assert rung(told(9), gathering)


def test_a_small_community_sets_its_own_bounds() -> None:
    assert rung(told(3), bounds=Bounds(people=3)) is None  # three people gather by chance
    assert rung(told(4), bounds=Bounds(people=4))


@given(st.permutations(told(6) + told(3, name="copy", is_copy=True)))
def test_the_order_in_which_posts_were_kept_changes_nothing(voices: list[Voice]) -> None:
    in_order = rung(told(6) + told(3, name="copy", is_copy=True))
    found = rung(voices)
    assert in_order is not None
    assert found is not None
    assert (set(found.people), found.since, found.posts) == (
        set(in_order.people),
        in_order.since,
        in_order.posts,
    )


@given(st.integers(1, 12), st.integers(1, 5), st.sampled_from(list(Leaning)))
def test_one_more_aggrieved_person_never_ends_it(people: int, places: int, leaning: Leaning) -> None:
    before = told(people, places, leaning)
    if rung(before):
        assert rung([*before, Voice("one more", "place 0", NOON, Leaning.AGAINST)])


def test_four_critical_people_of_five_are_a_rise_where_one_of_ten_usually_is() -> None:
    assert critical_rise([*told(4), *told(1, name="other", leaning=Leaning.UNKNOWN)], 0.1)
    assert not critical_rise([*told(4), *told(1, name="other", leaning=Leaning.UNKNOWN)], 0.6)
    assert not critical_rise(told(3), 0.1)


def test_a_rise_of_accounts_without_a_past_is_none() -> None:
    assert not critical_rise(told(10, is_new=True), 0.1)


def test_the_gathering_follows_what_stories_gather() -> None:
    gathering = Gathering()
    for _ in range(200):
        gathering = gathered(gathering, 5)
    assert abs(gathering.level - scaled(5)) < 0.2
