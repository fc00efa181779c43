"""What is owed to Slack, and what each channel was told by it."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    text,
)

from bot.storage.tables.base import metadata
from bot.storage.types import Instant, Words

said = Table(
    "said",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("mention", Words, primary_key=True),  # outlives the mention: found again, it is not news
    Column("said_at", Instant, nullable=False),
    Column("delivery", String, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),  # the order owed in
    Column("workspace", String, nullable=False),
    Column("id", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("about", String, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("root", String, nullable=False),
    Column("thread_ts", String, nullable=False),
    Column("state", String, nullable=False),
    Column("ts", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    Column("error", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("sending_at", Instant),
    Column("sent_at", Instant),
    Column("refused_at", Instant),
    Column("asker", String, nullable=False, server_default=text("''")),  # whom an answer is for
    Column("route", String, nullable=False, server_default=text("''")),  # where it goes instead
    Column("lease_until", Instant),  # of whoever has it in hand; run out, another may take it
    Column("postponed_at", Instant),  # a postponement made in the future is one of a wrong clock
    Column("blocks_until", Instant),  # until then what was owed after it waits for it
    Column("looks", Integer, nullable=False, server_default="0"),  # look-ups that failed, since its last try
    Column("absent", Boolean, nullable=False, server_default=false()),  # looked for once, and not found
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    Column("revision", Integer, nullable=False, server_default="0"),  # of its payload
    Column("sent_revision", Integer, nullable=False, server_default="0"),  # what Slack has of it
    Column("lease_owner", String, nullable=False, server_default=text("''")),
    Column("tried_revision", Integer, nullable=False, server_default="0"),  # what its last try carried
    Column("final", String, nullable=False, server_default=text("''")),  # why Slack changes it no more
    Index(None, "workspace", "id", unique=True),
    Index(None, "workspace", "state", "channel", "seq"),
    Index(None, "workspace", "channel", "kind", "seq"),
    Index(None, "workspace", "root"),
)

refused_channels = Table(  # channels that Slack takes nothing for, until that is heeded
    "refused_channels",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("code", String, nullable=False),
    Column("refused_at", Instant, nullable=False),
)

delivery_mentions = Table(  # what each message tells or quotes, whether its channel was told of it or asked
    "delivery_mentions",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("delivery", String, primary_key=True),
    Column("mention", Words, primary_key=True),
    ForeignKeyConstraint(
        ["workspace", "delivery"], ["deliveries.workspace", "deliveries.id"], ondelete="CASCADE"
    ),
    Index(None, "mention"),
)
