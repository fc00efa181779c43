"""Alerts are rows: one a story, kept over restarts, a workspace's own; and what people muted."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.storage.alert_mutes import AlertMute, AlertMutes
from bot.storage.alerts import Alert, AlertKind, AlertRows, AlertState
from bot.storage.archive import Archive
from bot.storage.retention import Retention
from tests.storage.samples import DAY, HOUR, NOON, WORKSPACE, hit

ALERT = Alert(
    id="w1:a:0",
    channel="C1",
    watch="w1",
    kind=AlertKind.BACKLASH,
    story="m1",
    mention="m1",
    places=("forum.example",),
    dangers=("roads",),
    began=NOON,
    found_at=NOON,
    stepped_at=NOON,
    last_at=NOON,
)
MUTE = AlertMute(watch="w1", kind=AlertKind.SPIKE, is_normal=True, until=NOON + DAY, person="U1", at=NOON)


@pytest.fixture
def rows(engine: Engine) -> AlertRows:
    return AlertRows(engine, WORKSPACE)


def test_an_alert_comes_back_as_it_was_kept_last(rows: AlertRows) -> None:
    rows.keep(ALERT)
    told = replace(ALERT, state=AlertState.OPEN, root="alert:w1:0", rung_at=NOON, step=2, people=12)
    rows.keep(told)
    assert rows.of(ALERT.id) == told
    assert rows.told_by("alert:w1:0") == [told]


def test_alerts_are_a_workspaces_own(rows: AlertRows, engine: Engine) -> None:
    rows.keep(ALERT)
    assert AlertRows(engine, "T2").of(ALERT.id) is None
    assert AlertRows(engine, "T2").lasting() == []


def test_what_is_over_does_not_last_and_is_counted(rows: AlertRows) -> None:
    rows.keep(replace(ALERT, id="w1:a:0", state=AlertState.OVER))
    again = replace(ALERT, id="w1:a:1", state=AlertState.OPEN)
    rows.keep(again)
    rows.keep(replace(ALERT, id="w2:b:0", watch="w2"))
    assert rows.lasting("w1") == [again]
    assert {alert.id for alert in rows.lasting()} == {"w1:a:1", "w2:b:0"}
    assert rows.number("w1", "m1") == 1


def test_a_channels_alerts_are_those_found_or_told_lately(rows: AlertRows) -> None:
    rows.keep(replace(ALERT, id="old", found_at=NOON - 2 * DAY, stepped_at=NOON - 2 * DAY))
    rows.keep(replace(ALERT, id="stepped", found_at=NOON - 2 * DAY, stepped_at=NOON))
    rows.keep(replace(ALERT, id="elsewhere", channel="C2"))
    assert [alert.id for alert in rows.since("C1", NOON - HOUR)] == ["stepped"]


def test_an_alert_goes_with_its_story_into_the_one_that_it_is_joined_to(rows: AlertRows) -> None:
    rows.keep(ALERT)
    rows.rename("w1", "m1", "m0")
    assert [alert.story for alert in rows.lasting("w1")] == ["m0"]


def test_a_forgotten_watch_has_no_alerts_and_no_mutes(rows: AlertRows, engine: Engine) -> None:
    Archive(engine).keep([hit()])
    rows.keep(ALERT)
    AlertMutes(engine, WORKSPACE).put(MUTE)
    Retention(engine, WORKSPACE).forget_watch("w1")
    assert rows.lasting() == []
    assert AlertMutes(engine, WORKSPACE).of("w1", NOON) == []


def test_what_is_muted_lasts_until_its_end_or_is_taken_back(engine: Engine) -> None:
    mutes = AlertMutes(engine, WORKSPACE)
    story = replace(MUTE, kind="", story="m1", is_normal=False, until=NOON + HOUR)
    mutes.put(MUTE)
    mutes.put(story)
    assert mutes.of("w1", NOON) == [story, MUTE]
    assert mutes.of("w1", NOON + 2 * HOUR) == [MUTE]
    assert mutes.of("w2", NOON) == []
    assert mutes.forget("w1", AlertKind.SPIKE)
    assert not mutes.forget("w1", AlertKind.SPIKE)
    assert mutes.of("w1", NOON + timedelta(hours=2)) == []


def test_what_is_muted_again_lasts_from_then_on(engine: Engine) -> None:
    mutes = AlertMutes(engine, WORKSPACE)
    mutes.put(MUTE)
    longer = replace(MUTE, until=NOON + 3 * DAY, person="U2")
    mutes.put(longer)
    assert mutes.of("w1", NOON) == [longer]
