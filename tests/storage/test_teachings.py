"""What was taught lately is a row until it is taken back."""

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.storage.retention import Retention
from bot.storage.teachings import Teaching, TeachingKind, Teachings
from tests.storage.samples import DAY, HOUR, NOON, WORKSPACE

SAID = Teaching(
    channel="C1",
    watch="w1",
    kind=TeachingKind.TONE,
    about={"mention": "m1"},
    before={"value": "neutral", "person": "U1"},
    person="U2",
    at=NOON,
)


@pytest.fixture
def teachings(engine: Engine) -> Teachings:
    return Teachings(engine, WORKSPACE)


def test_the_last_of_a_channel_comes_first(teachings: Teachings, engine: Engine) -> None:
    first = teachings.record(SAID)
    second = teachings.record(replace(SAID, kind=TeachingKind.TEAM, watch="", at=NOON + HOUR))
    teachings.record(replace(SAID, channel="C2"))
    Teachings(engine, "T2").record(SAID)
    assert teachings.of_channel("C1", NOON - HOUR) == [second, first]
    assert teachings.of_channel("C1", NOON + HOUR) == [second]
    teachings.forget(second)
    assert teachings.of_channel("C1", NOON - HOUR) == [first]


def test_what_was_taught_long_ago_goes_with_the_next(teachings: Teachings) -> None:
    teachings.record(SAID)
    late = teachings.record(replace(SAID, at=NOON + 2 * DAY))
    assert teachings.of_channel("C1", NOON - DAY) == [late]


def test_with_its_channel_goes_what_was_taught(teachings: Teachings, engine: Engine) -> None:
    teachings.record(SAID)
    Retention(engine, WORKSPACE).forget_channel("C1")
    assert teachings.of_channel("C1", NOON - DAY) == []
