"""Harm: one who surely tells of it, or two who perhaps do."""

from datetime import UTC, datetime, timedelta

from bot.alerts.detectors.safety import HarmReport, harm

NOON = datetime(2026, 6, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def warning(person: str, hours: float = 0, *, is_sure: bool = True, danger: str = "fire") -> HarmReport:
    return HarmReport(person, NOON - hours * HOUR, (danger,), is_sure)


def test_one_who_is_sure_is_enough_and_two_are_red() -> None:
    one, two = harm([warning("ann")], NOON), harm([warning("ann"), warning("ben")], NOON)
    assert one is not None
    assert two is not None
    assert (one.is_red, two.is_red) == (False, True)


def test_one_person_who_says_it_twice_is_one() -> None:
    said_twice = harm([warning("ann"), warning("ann", 1)], NOON)
    assert said_twice is not None
    assert not said_twice.is_red


def test_of_what_is_unsure_a_second_person_is_waited_for() -> None:
    assert harm([warning("ann", is_sure=False), warning("ann", 1, is_sure=False)], NOON) is None
    both = harm([warning("ann", is_sure=False), warning("ben", is_sure=False)], NOON)
    assert both is not None
    assert both.sure == ()


def test_what_was_written_long_ago_or_is_yet_to_come_does_not_ring() -> None:
    assert harm([warning("ann", 9), warning("ben", -1)], NOON) is None
    assert harm([], NOON) is None


def test_the_dangers_are_those_that_are_surely_told() -> None:
    found = harm([warning("ann", danger="roads"), warning("ben", is_sure=False, danger="fire")], NOON)
    assert found is not None
    assert found.dangers == ("roads",)


def test_impressions_of_whole_texts_ring_only_beside_somebody_whose_words_tell() -> None:
    people = ("ann", "ben", "cleo")
    seeming = [HarmReport(person, NOON, ("people",), False, is_told=False) for person in people]
    assert harm(seeming, NOON) is None
    found = harm([*seeming, warning("dora", is_sure=False)], NOON)
    assert found is not None
    assert found.people == (*people, "dora")
