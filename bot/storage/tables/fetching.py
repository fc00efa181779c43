"""What is kept of addresses and hosts, and of what their services let be used."""

from sqlalchemy import BigInteger, Column, String, Table, Text

from bot.storage.tables.base import metadata
from bot.storage.types import Instant, Words

spending = Table(
    "spending",
    metadata,
    Column("account", String, primary_key=True),
    Column("begun", Instant, primary_key=True),  # the period: a day, a quarter of an hour
    Column("used", BigInteger, nullable=False),
)

paid = Table(
    "paid",
    metadata,
    Column("account", String, primary_key=True),
    Column("begun", Instant, primary_key=True),
    Column("thing", Words, primary_key=True),
)

rests = Table(
    "rests",
    metadata,
    Column("domain", String, primary_key=True),
    Column("until", Instant, nullable=False),
)

validators = Table(
    "validators",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text, nullable=False),
    Column("modified", Text, nullable=False),
)

moves = Table(
    "moves",
    metadata,
    Column("url", Text, primary_key=True),
    Column("target", Text, nullable=False),
    Column("since", Instant, nullable=False),
)
