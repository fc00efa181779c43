"""Where a discussion talks of a name: who must name it, how near each other, and how far it reaches."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.listening.talk import LASTS, MOST_PEOPLE, NEAR, Naming, Remark, compares, talked
from tests.clock import START

HOUR = timedelta(hours=1)


def posts(
    number: int, naming: Mapping[int, str | tuple[str, Naming]], step: timedelta = HOUR
) -> list[Remark]:
    """Posts numbered from 1, each by another person; of those that name it, by whom, and how."""
    found = []
    for rank in range(1, number + 1):
        who = naming.get(rank, (f"by {rank}", Naming.NONE))
        author, how = (who, Naming.NAMED) if isinstance(who, str) else who
        found.append(Remark(str(rank), ("feeds", author), START + rank * step, how))
    return found


def within(found: Mapping[str, str]) -> list[int]:
    return sorted(map(int, found))


def test_two_people_near_each_other_make_a_talk_of_what_led_to_it_and_what_followed() -> None:
    found = talked(posts(30, {3: "ada", 6: "bob"}), is_whole=True)
    assert within(found) == list(range(1, 6 + 2 * NEAR + 1))
    assert set(found.values()) == {"3"}


def test_one_person_who_names_it_in_passing_makes_none() -> None:
    assert talked(posts(30, {3: "ada", 5: "ada"}), is_whole=True) == {}


@pytest.mark.parametrize("number", [40, 300])
def test_many_who_name_it_far_from_each_other_make_none(number: int) -> None:
    spread = {rank: f"by {rank}" for rank in range(2, number, NEAR + 1)}
    assert talked(posts(number, spread), is_whole=True) == {}


def test_who_asks_with_it_or_is_answered_makes_one_among_the_first_posts_alone() -> None:
    asked = ("ada", Naming.TAKEN_UP)
    assert within(talked(posts(30, {3: asked}), is_whole=True)) == list(range(1, 3 + 2 * NEAR + 1))
    assert talked(posts(30, {NEAR + 1: asked}), is_whole=True) == {}
    assert talked(posts(30, {3: asked}), is_whole=False) == {}


def test_staff_counts_as_two() -> None:
    found = talked(posts(8, {NEAR + 1: ("lea", Naming.STAFF)}), is_whole=True)
    assert within(found) == list(range(1, 9))


def test_a_discussion_that_began_without_it_needs_a_third_and_only_what_follows_is_in_the_talk() -> None:
    two = {20: "ada", 22: "bob"}
    assert talked(posts(60, two), is_whole=True) == {}
    found = talked(posts(60, {**two, 24: "cy"}), is_whole=True)
    assert within(found) == list(range(20, 24 + 3 * NEAR + 1))


def test_a_discussion_of_which_the_beginning_is_not_known_needs_a_third() -> None:
    assert talked(posts(9, {1: "ada", 2: "bob"}), is_whole=False) == {}
    assert within(talked(posts(9, {2: "ada", 3: "bob", 4: "cy"}), is_whole=False)) == list(range(2, 10))


def test_however_many_name_it_a_talk_ends_after_a_number_of_posts() -> None:
    many = {rank: f"by {rank}" for rank in range(1, 11)}
    found = talked(posts(60, many, timedelta(minutes=1)), is_whole=True)
    assert within(found)[-1] == 10 + MOST_PEOPLE * NEAR


def test_after_two_days_without_the_name_it_is_over_and_what_stood_long_before_did_not_lead_to_it() -> None:
    soon = talked(posts(9, {3: "ada", 4: "bob"}, LASTS / 2), is_whole=True)
    assert within(soon) == [1, 2, 3, 4, 5, 6]
    late = talked(posts(9, {3: "ada", 4: "bob"}, LASTS + HOUR), is_whole=True)
    assert late == {}


def test_it_compares_where_more_than_half_as_many_people_name_others() -> None:
    ours = posts(9, {1: "ada", 2: "bob"})
    assert not compares(ours, [posts(9, {3: "cy"})])
    assert compares(ours, [posts(9, {3: "cy", 4: "dee"})])
    assert not compares(ours, [posts(9, {3: ("jo", Naming.STAFF), 4: ("flo", Naming.STAFF)})])
    assert not compares(ours, [])
