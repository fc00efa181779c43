"""The hours of digests, as people type them."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.digest_hours import read_digest_hours
from bot.dates.hour import read_hour
from bot.errors import BadCommand
from bot.models import Channel, DigestHours
from tests.analysis.mentions import NOON
from tests.storage.samples import WORKSPACE

WEEKDAYS, ALL = (1, 2, 3, 4, 5), (1, 2, 3, 4, 5, 6, 7)


def channel(*digests: DigestHours, off: bool = False, since: datetime = NOON) -> Channel:
    hours = digests or (DigestHours(),)
    return Channel(
        workspace=WORKSPACE,
        id="C1",
        zone="Europe/Paris",
        set_up_by="U1",
        digest_since=since,
        digests=hours,
        digest_off=off,
    )


def at(*hours: str, days: Sequence[int] = WEEKDAYS) -> tuple[DigestHours, ...]:
    return tuple(DigestHours(at=each, days=tuple(days)) for each in hours)


def every(hours: int, days: Sequence[int] = WEEKDAYS, span: str = "00:00 23:59") -> tuple[DigestHours, ...]:
    begin, until = span.split()
    return (DigestHours(at=begin, days=tuple(days), every=hours, until=until),)


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("mon wed fri 9:00", at("09:00", days=(1, 3, 5))),
        ("9:00 mon wed fri", at("09:00", days=(1, 3, 5))),
        ("mon 9:00 wed fri", at("09:00", days=(1, 3, 5))),
        ("lundi, mercredi et vendredi à 9h", at("09:00", days=(1, 3, 5))),
        ("9am", at("09:00")),
        ("5 p.m.", at("17:00")),
        ("12am", at("00:00")),
        ("12 pm", at("12:00")),
        ("9", at("09:00")),
        ("0900", at("09:00")),
        ("9 heures 30", at("09:30")),
        ("9h et demie", at("09:30")),
        ("mon-fri 9", at("09:00")),
        ("monday to friday 9", at("09:00")),
        ("Mon–Fri 9", at("09:00")),
        ("du lundi au vendredi à 9 heures", at("09:00")),
        ("lun.-ven. 9h", at("09:00")),
        ("fri-mon 9", at("09:00", days=(1, 5, 6, 7))),
        ("twice a day", at("09:00", "17:00")),
        ("deux fois par jour", at("09:00", "17:00")),
        ("2x/day", at("09:00", "17:00")),
        ("twice daily at 8 and 16", at("08:00", "16:00")),
        ("3 fois par jour", at("09:00", "13:00", "17:00")),
        ("08:30, 17:00", at("08:30", "17:00")),
        ("17h et 8h30", at("08:30", "17:00")),
        ("weekdays 9:00 17:00", at("09:00", "17:00")),
        ("9:00 weekdays 17:00", at("09:00", "17:00")),
        ("mon 9:00 fri 17:00", at("09:00", days=(1,)) + at("17:00", days=(5,))),
        ("9h lundi, 17h vendredi", at("09:00", days=(1,)) + at("17:00", days=(5,))),
        ("hourly", every(1)),
        ("every hour", every(1)),
        ("toutes les heures", every(1)),
        ("every 2 hours", every(2)),
        ("toutes les deux heures en semaine", every(2)),
        ("hourly every day", every(1, ALL)),
        ("hourly 9-18", every(1, span="09:00 18:00")),
        ("toutes les heures de 9h à 18h", every(1, span="09:00 18:00")),
        ("weekly monday 9:00", at("09:00", days=(1,))),
        ("weekly", at("09:00", days=(1,))),
        ("friday 16:00 weekly", at("16:00", days=(5,))),
        ("une fois par semaine le jeudi à 10h", at("10:00", days=(4,))),
        ("hebdo mardi", at("09:00", days=(2,))),
        ("chaque lundi", at("09:00", days=(1,))),
        ("chaque matin", at("09:00", days=ALL)),
        ("tous les matins à 8h30", at("08:30", days=ALL)),
        ("every evening", at("18:00", days=ALL)),
        ("8 in the evening", at("20:00")),
        ("weekday mornings", at("09:00")),
        ("matin et soir", at("09:00", "18:00")),
        ("à midi", at("12:00")),
        ("every day but not sunday", at("09:00", days=(1, 2, 3, 4, 5, 6))),
        ("tous les jours sauf le dimanche à 8h", at("08:00", days=(1, 2, 3, 4, 5, 6))),
        ("le week-end à 10h", at("10:00", days=(6, 7))),
    ],
)
def test_hours_are_understood_as_they_are_said(words: str, hours: tuple[DigestHours, ...]) -> None:
    assert read_digest_hours(words).of(channel()).digests == hours


@pytest.mark.parametrize("words", ["stop", "off", "Stop it!", "turn off", "arrête", "désactiver", "jamais"])
def test_whoever_wants_no_digest_is_understood(words: str) -> None:
    stopped = read_digest_hours(words).of(channel(*at("08:30", "17:00")))
    assert stopped.digest_off
    assert stopped.digests == at("08:30", "17:00"), "kept for when it is wanted again"


@pytest.mark.parametrize("words", ["on", "turn it on", "resume", "reprendre"])
def test_a_digest_that_is_wanted_again_is_what_it_was(words: str) -> None:
    before = channel(*at("08:30", days=(1, 4)), *every(1, days=(5,)))
    assert read_digest_hours(words).of(read_digest_hours("off").of(before)) == before


def test_an_hour_brings_a_digest_back_that_was_off() -> None:
    assert not read_digest_hours("10:00").of(channel(off=True)).digest_off


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        (at("08:30", "17:00"), "mon fri", at("08:30", "17:00", days=(1, 5))),
        (at("09:00", days=(1, 4)), "10:00", at("10:00", days=(1, 4))),
        (at("09:00", days=(1, 4)), "tokyo", at("09:00", days=(1, 4))),
        (every(1), "10:00", at("10:00")),
        (every(1), "sat sun", every(1, days=(6, 7))),
        (at("08:30", "17:00"), "weekly", at("08:30", days=(1,))),
        (at("09:00", days=(1,)), "twice a day", at("09:00", "17:00")),
        (at("09:00", days=(1,)), "hourly", every(1)),
    ],
)
def test_what_is_not_said_stays_as_it_is(
    before: tuple[DigestHours, ...], words: str, after: tuple[DigestHours, ...]
) -> None:
    assert read_digest_hours(words).of(channel(*before)).digests == after


@pytest.mark.parametrize(
    "words", ["25:00", "09:61", "13pm", "9-17", "every other day", "5 times a day", "at", "", "GMT+2", "sauf"]
)
def test_what_is_no_hour_changes_nothing_and_is_named(words: str) -> None:
    with pytest.raises(BadCommand, match="is no hour, day or time zone"):
        read_digest_hours(words).of(channel())


def test_a_zone_of_several_words_is_found() -> None:
    assert read_digest_hours("9am New York").of(channel()).zone == "America/New_York"
    assert read_digest_hours("9h heure de Tokyo").of(channel()).zone == "Asia/Tokyo"


def test_more_hours_than_a_day_has_are_refused() -> None:
    many = " ".join(f"{hour}:{minute:02}" for hour in range(24) for minute in (0, 30))
    with pytest.raises(BadCommand, match="at most 24"):
        read_digest_hours(many).of(channel())


DAY_NAMES = st.sampled_from(
    [
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"),
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    ]
)
HOURS = st.lists(st.tuples(st.integers(0, 23), st.integers(0, 59)), min_size=1, max_size=5, unique=True)
FORMS = st.sampled_from(["{0:02}:{1:02}", "{0}:{1:02}", "{0}h{1:02}", "{0:02}.{1:02}", "{0:02}{1:02}"])


@given(DAY_NAMES, st.sets(st.integers(1, 7), min_size=1), HOURS, FORMS, st.booleans(), st.randoms())
def test_days_and_hours_add_up_in_whatever_order_and_form(
    names: Sequence[str],
    days: set[int],
    hours: list[tuple[int, int]],
    form: str,
    days_first: bool,
    random: Random,
) -> None:
    said_days = [names[day - 1] for day in days]
    said_hours = [form.format(*hour) for hour in hours]
    random.shuffle(said_days)
    said = [*said_days, *said_hours] if days_first else [*said_hours, *said_days]
    wanted = at(*sorted(f"{hour:02}:{minute:02}" for hour, minute in hours), days=sorted(days))
    assert read_digest_hours(" ".join(said)).of(channel()).digests == wanted


@given(st.text(max_size=60))
def test_whatever_is_typed_is_hours_or_refused(words: str) -> None:
    try:
        changed = read_digest_hours(words).of(channel())
    except BadCommand:
        return
    assert changed.digests
    assert all(hours.days and read_hour(hours.at) == hours.at for hours in changed.digests)
