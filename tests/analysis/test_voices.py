"""Whose say counts."""

from bot.analysis.reading import Reading
from bot.analysis.safety import Danger, Safety
from bot.analysis.understanding import Understanding
from bot.analysis.voices import counted, is_counted
from tests.analysis.readings import english, read

HURT = Reading(Safety((Danger.BODIES,), True))


def test_staff_theirs_and_ours_and_what_is_set_aside_do_not_count() -> None:
    said = [
        english("Lea from Acme here. We are sorry.", thread="t1"),
        english("Lars from Brimeo here. We open in Leeds."),
        english("Selling my Acme kettle, barely used, collection only."),
        english("My Acme kettle leaks."),
    ]
    assert counted(said, read(said)) == said[3:]


def test_what_may_be_a_namesakes_counts_only_where_it_concerns_safety() -> None:
    assert not is_counted(Understanding())
    assert is_counted(Understanding(safety=HURT))
    assert not is_counted(Understanding(relevance=Reading(False), safety=HURT))
    assert is_counted(Understanding(relevance=Reading(True)))


def test_what_was_not_read_yet_counts() -> None:
    said = [english("Acme.")]
    assert counted(said, {}) == said
