"""The span of time that words name, in the zone of the channel."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.commands.calendar_words import Clocked
from bot.commands.spans import read_span
from bot.commands.tokens import tokens_of
from bot.locale import speaking

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
        ("in the last week", ("28 12:00", "04 12:00", "in the last week")),
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
        ("between Monday and Tuesday", ("02 00:00", "04 00:00", "from Monday to Tuesday")),
        ("entre jeudi et lundi", ("29 00:00", "03 00:00", "from Thursday to Monday")),
        ("Saturday to Monday", ("31 00:00", "03 00:00", "from Saturday to Monday")),
        ("du 20 au 25 mai", ("20 00:00", "26 00:00", "from 20 May to 25 May")),
        ("from 28 May to 2 June", ("28 00:00", "03 00:00", "from 28 May to 2 June")),
        ("May 20 to 25", ("20 00:00", "26 00:00", "from 20 May to 25 May")),
        ("d’avant-hier à hier", ("02 00:00", "04 00:00", "from 2 June to yesterday")),
        ("between yesterday and today", ("03 00:00", "04 12:00", "from yesterday to today")),
        ("the day before yesterday", ("02 00:00", "03 00:00", "the day before yesterday")),
        ("before Monday", ("30 12:00", "02 00:00", "before Monday")),
        ("avant le 20 mai", ("30 12:00", "20 00:00", "before 20 May")),
        ("jusqu’à hier", ("30 12:00", "04 00:00", "until yesterday")),
        ("in May", ("01 00:00", "01 00:00", "in May")),
        ("en mai 2030", ("01 00:00", "01 00:00", "in May 2030")),
        ("au mois d’octobre", ("01 00:00", "01 00:00", "in October 2030")),
        ("depuis avril", ("01 00:00", "04 12:00", "since April")),
        ("in 2030", ("01 00:00", "01 00:00", "in 2030")),
        ("ce trimestre", ("01 00:00", "04 12:00", "this quarter")),
        ("last quarter", ("01 00:00", "01 00:00", "last quarter")),
        ("the week before last", ("19 00:00", "26 00:00", "the week before last")),
        ("2 days ago", ("02 00:00", "03 00:00", "on 2 June")),
        ("il y a 3 jours", ("01 00:00", "02 00:00", "on 1 June")),
        ("le 20/05", ("20 00:00", "21 00:00", "on 20 May")),
        ("on 5/20", ("20 00:00", "21 00:00", "on 20 May")),
        ("20/05/2031", ("20 00:00", "21 00:00", "on 20 May")),
        ("on 5/6", None),
        ("since 9am", ("04 09:00", "04 12:00", "since 09:00")),
        ("depuis 9h30", ("04 09:30", "04 12:00", "since 09:30")),
        ("since 6:15 pm", ("03 18:15", "04 12:00", "since 18:15")),
        ("dans la dernière heure", ("04 11:00", "04 12:00", "in the last hour")),
        ("on 30 December", ("30 00:00", "31 00:00", "on 30 December 2030")),
        ("depuis le début", ("30 12:00", "04 12:00", "since the beginning")),
        ("next Tuesday", None),
        ("mardi prochain", None),
        ("tomorrow", None),
        ("in December 2033", None),
        ("lately", None),
        ("en ce moment", None),
        ("31 février", None),
        ("the Monday Club’s 3 bikes", ("02 00:00", "03 00:00", "on Monday")),
    ],
)
def test_words_of_time_are_a_span(text: str, expected: tuple[str, str, str] | None) -> None:
    assert span(text) == expected


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("yesterday", "hier"),
        ("since Monday", "depuis lundi"),
        ("mercredi", "mercredi"),
        ("depuis le 1er mai", "depuis le 1er mai"),
        ("on 30 December", "le 30 décembre 2030"),
        ("24h", "au cours des 24 dernières heures"),
        ("in the last week", "au cours de la dernière semaine"),
        ("du 20 au 25 mai", "entre le 20 mai et le 25 mai"),
        ("from Monday to yesterday", "entre lundi et hier"),
        ("until May 20", "jusqu’au 20 mai"),
        ("jusqu’à lundi", "jusqu’à lundi"),
        ("in October", "en octobre 2030"),
        ("last quarter", "le trimestre dernier"),
    ],
)
def test_a_span_is_called_in_the_language_spoken(text: str, called: str) -> None:
    with speaking("fr"):
        found = span(text)
    assert found
    assert found[2] == called


def test_a_day_is_one_of_the_channels_zone() -> None:
    late = Clocked(datetime(2031, 6, 4, 22, 30, tzinfo=UTC), "Europe/Paris")  # past midnight in Paris
    assert span("yesterday", late) == ("04 00:00", "05 00:00", "yesterday")


def test_a_day_of_the_night_the_clocks_change_has_its_own_length() -> None:
    after = Clocked(datetime(2031, 3, 31, 10, 0, tzinfo=UTC), "Europe/Paris")
    found, _ = read_span("hier", after)
    assert found
    assert (found.until - found.since).total_seconds() == 23 * 3600
