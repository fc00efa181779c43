"""The span of time that words name, in the zone of the channel."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.spans import Clocked, read_span
from handlers.tokens import tokens_of

WEDNESDAY = Clocked(datetime(2031, 6, 4, 10, 0, tzinfo=UTC), "Europe/Paris")
"""Noon in Paris; Monday was the second."""


def span(text: str, here: Clocked = WEDNESDAY) -> tuple[str, str, str] | None:
    """The first and the last instant in the zone, and how the span is called."""
    found, _ = read_span(" ".join(token.folded for token in tokens_of(text)), here)
    if found is None:
        return None
    zone = ZoneInfo(here.zone)
    since, until = (f"{each.astimezone(zone):%d %H:%M}" for each in (found.since, found.until))
    return since, until, found.label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday", ("03 00:00", "04 00:00", "yesterday")),
        ("d’hier", ("03 00:00", "04 00:00", "yesterday")),
        ("avant-hier", ("02 00:00", "03 00:00", "the day before yesterday")),
        ("since yesterday", ("03 00:00", "04 12:00", "since yesterday")),
        ("depuis avant-hier", ("02 00:00", "04 12:00", "since the day before yesterday")),
        ("last night", ("03 18:00", "04 08:00", "last night")),
        ("today", ("04 00:00", "04 12:00", "today")),
        ("ce matin", ("04 00:00", "04 12:00", "today")),
        ("aujourd’hui", ("04 00:00", "04 12:00", "today")),
        ("this week", ("02 00:00", "04 12:00", "this week")),
        ("cette semaine", ("02 00:00", "04 12:00", "this week")),
        ("depuis le début de la semaine", ("02 00:00", "04 12:00", "this week")),
        ("last week", ("26 00:00", "02 00:00", "last week")),
        ("la semaine dernière", ("26 00:00", "02 00:00", "last week")),
        ("depuis la semaine passée", ("26 00:00", "04 12:00", "since last week")),
        ("this month", ("01 00:00", "04 12:00", "this month")),
        ("le mois dernier", ("01 00:00", "01 00:00", "last month")),
        ("le week-end dernier", ("31 00:00", "02 00:00", "at the weekend")),
        ("since Monday", ("02 00:00", "04 12:00", "since Monday")),
        ("depuis jeudi", ("29 00:00", "04 12:00", "since Thursday")),
        ("on Monday", ("02 00:00", "03 00:00", "on Monday")),
        ("mercredi", ("04 00:00", "04 12:00", "on Wednesday")),
        ("depuis le 20 mai", ("20 00:00", "04 12:00", "since 20 May")),
        ("on May 20th", ("20 00:00", "21 00:00", "on 20 May")),
        ("2031-06-01", ("01 00:00", "02 00:00", "on 1 June")),
        ("24h", ("03 12:00", "04 12:00", "in the last 24 hours")),
        ("les 24 dernières heures", ("03 12:00", "04 12:00", "in the last 24 hours")),
        ("in the past three days", ("01 12:00", "04 12:00", "in the last 3 days")),
        ("depuis deux jours", ("02 12:00", "04 12:00", "in the last 2 days")),
        ("ces derniers jours", ("01 12:00", "04 12:00", "in the last 3 days")),
        ("7j", ("28 12:00", "04 12:00", "in the last 7 days")),
        ("2 weeks ago", ("21 12:00", "04 12:00", "in the last 2 weeks")),
        ("lately", None),
        ("en ce moment", None),
        ("31 février", None),
        ("the Monday Club’s 3 bikes", ("02 00:00", "03 00:00", "on Monday")),
    ],
)
def test_words_of_time_are_a_span(text: str, expected: tuple[str, str, str] | None) -> None:
    assert span(text) == expected


def test_a_day_is_one_of_the_channels_zone() -> None:
    late = Clocked(datetime(2031, 6, 4, 22, 30, tzinfo=UTC), "Europe/Paris")  # past midnight in Paris
    assert span("yesterday", late) == ("04 00:00", "05 00:00", "yesterday")


def test_a_day_of_the_night_the_clocks_change_has_its_own_length() -> None:
    after = Clocked(datetime(2031, 3, 31, 10, 0, tzinfo=UTC), "Europe/Paris")
    found, _ = read_span("hier", after)
    assert found
    assert (found.until - found.since).total_seconds() == 23 * 3600
