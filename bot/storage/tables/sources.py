"""How the requests of sources fare, and what is remembered of their answers."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, Index, Integer, String, Table, Text, text

from bot.storage.tables.base import metadata
from bot.storage.types import Instant

UNREPORTED = text("reported = (failures = 0)")
"""Which states say something of an outage that people may not know: the same."""

source_states = Table(
    "source_states",
    metadata,
    Column("source", String, primary_key=True),
    Column("request", Text, primary_key=True),
    Column("last_asked", Instant),
    Column("last_success", Instant),
    Column("last_new", Instant),
    Column("interval", Float, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("failing_since", Instant),  # unknown of what began to fail before this was kept
    Column("label", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("resting_until", Instant),
    Column("reported", Boolean, nullable=False),
    Column("cursor", Text, nullable=False),
    Index("ix_source_states_unreported", "source", sqlite_where=UNREPORTED, postgresql_where=UNREPORTED),
)

gaps = Table(  # times not heard, until people were told
    "gaps",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("source", String, nullable=False),
    Column("request", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("found_at", Instant, nullable=False),
    sqlite_autoincrement=True,  # the number of a row that was told is given to no other
)

listings = Table(
    "listings",
    metadata,
    Column("source", String, primary_key=True),
    Column("request", Text, primary_key=True),
    Column("entries", JSON, nullable=False),  # of the list at its last reading, in order
    Column("missing", JSON, nullable=False),  # ids that were not in it, and are looked for once more
)
