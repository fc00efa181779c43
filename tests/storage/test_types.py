"""Instants and strangers' words come back from the database as they went in."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, delete, insert, select
from sqlalchemy.exc import StatementError

from bot.storage.database import read_transaction, write_transaction
from bot.storage.tables.questions import events
from bot.storage.types import Instant, storable
from tests.storage.samples import NOON, WORKSPACE


def stored(engine: Engine, *instants: datetime) -> list[datetime]:
    """The instants as the database sorts them."""
    with write_transaction(engine) as connection:
        connection.execute(delete(events))
        seen = [{"event_id": str(n), "seen_at": instant} for n, instant in enumerate(instants)]
        rows = [{"workspace": WORKSPACE, **each} for each in seen]
        connection.execute(insert(events), rows)
    with read_transaction(engine) as connection:
        return list(connection.scalars(select(events.c.seen_at).order_by(events.c.seen_at)))


def test_an_instant_comes_back_in_utc_with_its_microseconds(engine: Engine) -> None:
    in_paris = NOON.astimezone(ZoneInfo("Europe/Paris"))
    [back] = stored(engine, in_paris)
    assert back == NOON
    assert back.tzinfo is UTC
    assert back.microsecond == 123456


def test_instants_sort_by_time_whatever_their_offset(engine: Engine) -> None:
    early = datetime(2026, 11, 23, 23, tzinfo=timezone(timedelta(hours=14)))
    late = datetime(2026, 11, 23, 1, tzinfo=timezone(timedelta(hours=-11)))
    middle = datetime(2026, 11, 23, 11, 59, 59, 999999, tzinfo=UTC)
    assert stored(engine, late, middle, early) == [early, middle, late]


def test_an_instant_without_a_zone_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="has no zone"):
        stored(engine, datetime(2026, 11, 23))  # noqa: DTZ001


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.timezones()))  # noqa: DTZ001
def test_any_instant_comes_back(instant: datetime) -> None:
    engine = create_engine("sqlite://")
    bound = Instant().process_bind_param(instant, engine.dialect)
    assert Instant().process_result_value(bound, engine.dialect) == instant.astimezone(UTC)
    engine.dispose()


@given(st.text(st.characters(exclude_categories=())))
def test_what_is_storable_is_utf_8_without_nul(text: str) -> None:
    clean = storable(text)
    assert "\x00" not in clean
    assert clean.encode().decode() == clean
    assert storable(clean) == clean


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_sound_text_is_stored_as_it_is(text: str) -> None:
    assert storable(text) == text
