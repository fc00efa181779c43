"""What the bot saw and said: the tables as they are now. Migrations lead here, and a test says so.

What is a workspace's own carries it in its keys: a channel that is shared by Slack Connect has one id in
several workspaces. What is public (mentions, how sources are) is shared.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
    text,
)

from bot.storage.types import DocId, Instant, Lexemes, Words

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

UNNOTIFIED = text("at_once AND unsaid")
"""Which hits are to be told at once and were not: an index of them alone, and the question that reads it."""
UNREPORTED = text("reported = (failures = 0)")
"""Which states say something of an outage that people may not know: the same."""

hits = Table(
    "hits",
    metadata,
    Column("workspace", String, primary_key=True),
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
    Index(None, "workspace", "channel", "watch", "written_at"),
    Index(None, "workspace", "channel", "written_at"),
    Index(None, "workspace", "channel", "unsaid", "matched_at"),
    Index(None, "workspace", "matched_at"),
    Index(None, "workspace", "channel", "network", "author", "written_at"),
    Index(
        "ix_hits_unnotified",
        "workspace",
        "matched_at",
        sqlite_where=UNNOTIFIED,
        postgresql_where=UNNOTIFIED,
    ),
)

search_rows = Table(  # hits as they are searched and named: a row each, made with it or soon after
    "search_rows",
    metadata,
    Column("docid", DocId, primary_key=True, autoincrement=False),  # sorts by when the mention was written
    Column("workspace", String, nullable=False),
    Column("watch", String, nullable=False),
    Column("mention", Words, nullable=False),
    Column("address", String, nullable=False),  # of its page, hashed
    Column("words", Lexemes, nullable=False),  # on SQLite indexed by the table `search_words` of FTS5
    ForeignKeyConstraint(
        ["workspace", "watch", "mention"],
        ["hits.workspace", "hits.watch", "hits.mention"],
        ondelete="CASCADE",
    ),
    Index(None, "workspace", "watch", "mention", unique=True),
    Index(None, "workspace", "watch", "docid"),
    Index(None, "workspace", "address"),
    Index(None, "words", postgresql_using="gin", postgresql_with={"fastupdate": "off"}).ddl_if(
        dialect="postgresql"
    ),
)

search_fill = Table(  # up to which mention, by id, what was kept before is indexed
    "search_fill",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("mention", Words, nullable=False),
    Column("done", Boolean, nullable=False),
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

amendments = Table(  # mentions that were erased or reworded, until what is owed of them was made anew
    "amendments",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("mention", Words, nullable=False),
    sqlite_autoincrement=True,
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
    Column("request", Text, primary_key=True),
    Column("entries", JSON, nullable=False),  # of the list at its last reading, in order
    Column("missing", JSON, nullable=False),  # ids that were not in it, and are looked for once more
)

drops = Table(
    "drops",
    metadata,
    Column("workspace", String, primary_key=True),
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
    Column("workspace", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("watch", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("before", JSON, nullable=False),
    Column("changed_by", String, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index(None, "workspace", "channel", "seq"),
    Index(None, "changed_at"),
)

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

story_placements = Table(
    "story_placements",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("mention", Words, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("story", Words, nullable=False),  # the id of the mention that began it, here or not
    Column("link", Words, nullable=False),  # the mention that ties it to its story
    Column("tie", String, nullable=False),
    Column("score", Float, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("placed_at", Instant, nullable=False),
    Index(None, "mention"),
    Index(None, "workspace", "watch", "written_at"),
    Index(None, "workspace", "watch", "story", "written_at"),
)

story_keys = Table(  # what ties mentions beyond doubt: pages, threads, hashes of words
    "story_keys",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("mention", Words, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("written_at", Instant, nullable=False),
    Index(None, "mention"),
    Index(None, "written_at"),
)

story_bridges = Table(  # that a mention is kin to one of another story, which did not join by it alone
    "story_bridges",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("mention", Words, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("link", Words, primary_key=True),  # the mention of the other story
    Column("written_at", Instant, nullable=False),
    Index(None, "mention"),
    Index(None, "written_at"),
)

story_joins = Table(  # that a story is part of another, or that a person keeps the two apart
    "story_joins",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("story", Words, primary_key=True),
    Column("other", Words, primary_key=True),
    Column("apart", Boolean, nullable=False),
    Column("mention", Words, nullable=False),
    Column("link", Words, nullable=False),
    Column("tie", String, nullable=False),
    Column("score", Float, nullable=False),
    Column("person", String, nullable=False),  # who said so; empty for the bot itself
    Column("at", Instant, nullable=False),
)

story_coverage = Table(
    "story_coverage",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("coverage", Float, nullable=False),
    Column("pairs", Integer, nullable=False),  # from which it was learnt
    Column("learnt_at", Instant, nullable=False),
)

vectors = Table(  # what public texts mean, as 512 half floats
    "vectors",
    metadata,
    Column("mention", Words, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("version", String, primary_key=True),  # of the encoder
    Column("vector", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
    Index(None, "made_at"),
)

readings = Table(  # what was understood of a mention for a watch, all kinds together
    "readings",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("mention", Words, ForeignKey("mentions.id", ondelete="CASCADE"), primary_key=True),
    Column("version", String, nullable=False),  # of the functions that made it
    Column("context", String, nullable=False),  # a fingerprint of what was known of the watch
    Column("read", Words, nullable=False),  # JSON
    Column("read_at", Instant, nullable=False),
    Index(None, "mention"),
    Index(None, "workspace", "version"),
)

corrections = Table(  # what people said instead, by channel
    "corrections",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("watch", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("mention", Words, primary_key=True),  # outlives the mention: found again, it is still corrected
    Column("value", JSON, nullable=False),
    Column("person", String, nullable=False),
    Column("at", Instant, nullable=False),
)

team = Table(  # accounts that a channel named as the team's own
    "team",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("network", String, primary_key=True),  # empty: of any
    Column("author", Words, primary_key=True),
    Column("person", String, nullable=False),
    Column("at", Instant, nullable=False),
)

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

teachings = Table(  # what people taught within a day, and how it was before
    "teachings",
    metadata,
    Column("seq", DocId, primary_key=True),
    Column("workspace", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("watch", String, nullable=False),  # empty: about the channel
    Column("kind", String, nullable=False),
    Column("about", JSON, nullable=False),
    Column("before", JSON, nullable=False),
    Column("person", String, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "workspace", "channel", "seq"),
    Index(None, "at"),
)
