"""What the bot saw and said: the tables as they are now. Migrations lead here, and a test says so."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    false,
    text,
)

from bot.storage.types import Instant, Words

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

mentions = Table(
    "mentions",
    metadata,
    Column("id", Words, primary_key=True),
    Column("source", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("url", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("place", Words, nullable=False),
    Column("lang", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("dated", Boolean, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("thread", Words, nullable=False),
    Column("links", JSON, nullable=False),
    Column("topic", Words, nullable=False, server_default=text("''")),
    Column("card", Words, nullable=False, server_default=text("''")),
    Column("answers", JSON),  # unknown of what was kept before there were threads
    Column("page", Words, nullable=False, server_default=text("''")),  # of what opens a discussion: its url
    Index(None, "page"),
    Column("deleted_at", Instant),  # set on a tombstone: the id is known, the words are gone
    Column("network", String, nullable=False, server_default=text("''")),
    Column("fingerprint", String, nullable=False, server_default=text("''")),  # shared with what re-issues it
    Column("issued_at", Instant),  # the date of its latest re-issue, if there was one
    Index(None, "fingerprint"),
)

hits = Table(
    "hits",
    metadata,
    Column("watch", String, primary_key=True),
    Column("mention", Words, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("channel", String, nullable=False),
    Column("matched_at", Instant, nullable=False),
    Column("look_back", Boolean, nullable=False),
    Column("at_once", Boolean, nullable=False, server_default=false()),
    Column("reason", String, nullable=False, server_default=text("'named'")),
    Column("via", Words, nullable=False, server_default=text("''")),  # of what stands in a thread: whose
    # What follows repeats what can be derived, so that each question reads one index.
    Column("unsaid", Boolean, nullable=False),  # to be told, and not yet told in this channel
    Column("written_at", Instant, nullable=False),  # created_at, or matched_at of an undated mention
    Column("day", Date, nullable=False),  # of written_at, in UTC
    Column("source", String, nullable=False),
    Column("network", String, nullable=False, server_default=text("''")),
    Column("author", Words, nullable=False),
    Index(None, "mention"),
    Index(None, "channel", "watch", "written_at"),
    Index(None, "channel", "written_at"),
    Index(None, "channel", "unsaid", "matched_at"),
    Index(None, "channel", "network", "author", "written_at"),
)

mention_aliases = Table(  # other names of what is kept, by which answers and deletions call it
    "mention_aliases",
    metadata,
    Column("alias", Words, primary_key=True),
    Column("mention", Words, ForeignKey("mentions.id", ondelete="CASCADE"), nullable=False),
    Index(None, "mention"),
)

said = Table(
    "said",
    metadata,
    Column("channel", String, primary_key=True),
    Column("mention", Words, primary_key=True),  # outlives the mention: found again, it is not news
    Column("said_at", Instant, nullable=False),
    Column("delivery", String, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),  # the order owed in
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
    Column("lease_until", Instant),  # of whoever sends it; run out, it may be sent by another
    Column("postponed_at", Instant),  # a postponement made in the future is one of a wrong clock
    Column("blocks_until", Instant),  # until then what was owed after it waits for it
    Column("looks", Integer, nullable=False, server_default="0"),  # look-ups that failed, since its last try
    Column("absent", Boolean, nullable=False, server_default=false()),  # looked for once, and not found
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    Column("revision", Integer, nullable=False, server_default="0"),  # of its payload
    Column("sent_revision", Integer, nullable=False, server_default="0"),  # what Slack has of it
    Index(None, "id", unique=True),
    Index(None, "state", "channel", "seq"),
    Index(None, "channel", "kind", "seq"),
    Index(None, "root"),
)

delivery_mentions = Table(  # what each message tells or quotes, whether its channel was told of it or asked
    "delivery_mentions",
    metadata,
    Column("delivery", String, ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True),
    Column("mention", Words, primary_key=True),
    Index(None, "mention"),
)

source_states = Table(
    "source_states",
    metadata,
    Column("source", String, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("last_asked", Instant),
    Column("last_well", Instant),
    Column("last_heard", Instant),
    Column("interval", Float, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("label", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("resting_until", Instant),
    Column("told", Boolean, nullable=False),
    Column("cursor", Text, nullable=False),
)

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

listings = Table(
    "listings",
    metadata,
    Column("source", String, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("entries", JSON, nullable=False),  # of the list at its last reading, in order
    Column("missing", JSON, nullable=False),  # ids that were not in it, and are looked for once more
)

drops = Table(
    "drops",
    metadata,
    Column("channel", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("source", String, primary_key=True),
    Column("reason", String, primary_key=True),
    Column("count", Integer, nullable=False),
)

watch_changes = Table(
    "watch_changes",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("channel", String, nullable=False),
    Column("watch", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("before", JSON, nullable=False),
    Column("changed_by", String, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index(None, "channel", "seq"),
    Index(None, "changed_at"),
)

events = Table(
    "events",
    metadata,
    Column("event_id", String, primary_key=True),
    Column("seen_at", Instant, nullable=False),
    Index(None, "seen_at"),
)

questions = Table(
    "questions",
    metadata,
    Column("channel", String, primary_key=True),
    Column("ts", String, primary_key=True),
    Column("edited", String, nullable=False),
    Column("asked", JSON(none_as_null=True)),  # until its answer went
    Column("answered", Boolean, nullable=False, server_default=false()),
    Column("read_as", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Index(None, "received_at"),
)
