"""What people in Slack asked, and which events of it were seen."""

from sqlalchemy import JSON, Boolean, Column, Index, String, Table, Text, false

from bot.storage.tables.base import metadata
from bot.storage.types import Instant

events = Table(
    "events",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("event_id", String, primary_key=True),
    Column("seen_at", Instant, nullable=False),
    Index(None, "seen_at"),
)

questions = Table(
    "questions",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("ts", String, primary_key=True),
    Column("edited", String, nullable=False),
    Column("asked", JSON(none_as_null=True)),  # until its answer went
    Column("answered", Boolean, nullable=False, server_default=false()),
    Column("read_as", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Index(None, "received_at"),
)
