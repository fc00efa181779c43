"""What rang, what people said of that, and what is usual for a watch."""

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, String, Table, Text, text

from bot.storage.tables.base import metadata
from bot.storage.types import Instant, Words

alerts = Table(  # what a channel was told at once, or would have been: one row a story, however it goes on
    "alerts",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("watch", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("story", Words, nullable=False),  # empty for what is in no one story
    Column("mention", Words, nullable=False),  # by which its story is found, whatever that is called by now
    Column("person", Words, nullable=False, server_default=text("''")),  # whose it is, if it is of one
    Column("earlier", Words, nullable=False, server_default=text("''")),  # what that person wrote before
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False),  # why it was held back, a code
    Column("root", String, nullable=False),  # the delivery that tells it; several may share one
    Column("step", Integer, nullable=False),
    Column("people", Integer, nullable=False),  # at that step
    Column("places", JSON, nullable=False),  # told by that step
    Column("dangers", JSON, nullable=False),
    Column("expected", Float, nullable=False),  # people, by the watch's past as it rang
    Column("began", Instant, nullable=False),
    Column("found_at", Instant, nullable=False),
    Column("rung_at", Instant),
    Column("stepped_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),  # when the last of its mentions was written
    Index(None, "workspace", "state"),
    Index(None, "workspace", "channel", "found_at"),
    Index(None, "workspace", "watch", "story"),
)

alert_mutes = Table(  # what people said is normal, or muted, and until when
    "alert_mutes",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("kind", String, primary_key=True),  # empty: of any
    Column("story", Words, primary_key=True),  # empty: any
    Column("is_normal", Boolean, nullable=False),
    Column("until", Instant, nullable=False),
    Column("person", String, nullable=False),
    Column("at", Instant, nullable=False),
)

claims = Table(  # who has what in hand, in a channel
    "claims",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("subject", Words, primary_key=True),  # an alert, a story, a mention
    Column("person", String, nullable=False),
    Column("at", Instant, nullable=False),
)

baselines = Table(  # what is usual for a watch, as the detectors know it
    "baselines",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("learnt", Text, nullable=False),  # JSON
    Column("heard_since", Instant, nullable=False),  # without a gap
    Column("stepped_at", Instant, nullable=False),
)
