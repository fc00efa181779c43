"""What the bot saw: mentions, which watches they hit, and what of it a channel was not told yet."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    delete,
    distinct,
    func,
    select,
    update,
)

from bot.addresses import discussion
from bot.models import Mention, MentionKind, Person
from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.notified import aside, chunks, settle
from bot.storage.tables import (
    deliveries,
    drops,
    hits,
    mention_aliases,
    mentions,
    questions,
    said,
    watch_changes,
)
from bot.storage.types import storable


class Reason(StrEnum):
    """Why a watch got a mention: its own words hold what is watched, or it answers something that does."""

    NAMED = "named"
    THREAD = "thread"


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A mention in which a watch's words occur, or which stands in the thread of one.

    `look_back` is True for what is history to the watch, `at_once` for what is to be told as it is heard.
    `via` is what makes the thread: the id of the mention that names what is watched, or the thread that is
    headed by it.
    """

    watch: str
    channel: str
    mention: Mention
    matched_at: datetime
    look_back: bool = False
    at_once: bool = False
    reason: Reason = Reason.NAMED
    via: str = ""


class PersonHistory(msgspec.Struct, frozen=True, kw_only=True):
    """How a channel knows a person: since when, on how many days (of UTC), by how many mentions."""

    first: datetime
    days: int
    mentions: int


class Issued(msgspec.Struct, frozen=True):
    """A mention as it is kept, its fingerprint, and the date of its latest issue."""

    mention: Mention
    fingerprint: str
    at: datetime


class Archive:
    """All mentions that some watch wanted.

    The instant a mention was written is its `created_at`, or for an undated one when it was matched.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def engine(self) -> Engine:
        """The database it stands in."""
        return self._engine

    def keep(self, found: Iterable[Hit], fingerprints: Mapping[str, str] | None = None) -> list[Hit]:
        """Keep hits and their mentions, all or nothing; the hits that were new come back.

        A mention keeps the words it was first seen with, unless it is reworded; one that was deleted is
        not kept again. `fingerprints` says, by the ids of mentions, what their re-issues share with them.
        """
        by_key: dict[tuple[str, str], Hit] = {}
        for hit in found:
            by_key.setdefault((storable(hit.mention.id), hit.watch), hit)
        with write_transaction(self._engine) as connection:
            new = _keep(connection, by_key, fingerprints or {})
        return [hit for key, hit in by_key.items() if key in new]

    def known(self, ids: Iterable[str]) -> set[str]:
        """Those of the mention ids that are in the archive, or were and are deleted."""
        as_given = {storable(id_): id_ for id_ in ids}
        with read_transaction(self._engine) as connection:
            found = [
                id_
                for chunk in chunks(as_given)
                for id_ in connection.scalars(select(mentions.c.id).where(mentions.c.id.in_(chunk)))
            ]
        return {as_given[id_] for id_ in found}

    def by_alias(self, names: Iterable[str]) -> dict[str, str]:
        """The ids of the mentions that are kept under these other names."""
        as_given = {storable(name): name for name in names}
        columns = mention_aliases.c.alias, mention_aliases.c.mention
        with read_transaction(self._engine) as connection:
            return {
                as_given[row.alias]: row.mention
                for chunk in chunks(as_given)
                for row in connection.execute(select(*columns).where(mention_aliases.c.alias.in_(chunk)))
            }

    def aliases(self, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The other names under which these mentions are kept."""
        found: dict[str, tuple[str, ...]] = {}
        as_given = {storable(id_): id_ for id_ in ids}
        columns = mention_aliases.c.mention, mention_aliases.c.alias
        with read_transaction(self._engine) as connection:
            for chunk in chunks(as_given):
                named = select(*columns).where(mention_aliases.c.mention.in_(chunk))
                for row in connection.execute(named.order_by(mention_aliases.c.alias)):
                    id_ = as_given[row.mention]
                    found[id_] = (*found.get(id_, ()), row.alias)
        return found

    def issued(self, source: str, fingerprints: Iterable[str], since: datetime) -> list[Issued]:
        """The mentions of a source that have one of these fingerprints, issued since then."""
        names = {_fingerprint(source, text): text for text in fingerprints if text}
        table, latest = mentions.c, func.coalesce(mentions.c.issued_at, mentions.c.first_seen)
        wanted = select(table.fingerprint, table.issued_at, table.first_seen, *_OF_MENTION)
        there = wanted.where(table.deleted_at.is_(None), latest >= since)
        found: list[Issued] = []
        with read_transaction(self._engine) as connection:
            for chunk in chunks(names):
                rows = connection.execute(there.where(table.fingerprint.in_(chunk))).mappings()
                found += [_issued(dict(row), names) for row in rows]
        return found

    def reissue(self, mention_id: str, at: datetime) -> None:
        """Record that a mention was issued again, under another id and this date."""
        with write_transaction(self._engine) as connection:
            its = mentions.c.id == mention_id
            connection.execute(update(mentions).where(its).values(issued_at=at))

    def beginning(self, prefix: str) -> set[str]:
        """The ids of the mentions here that begin so: those of one author, where ids name them."""
        begin = mentions.c.id.startswith(prefix, autoescape=True), mentions.c.deleted_at.is_(None)
        wanted = select(mentions.c.id).where(*begin)
        if self._engine.dialect.name == "sqlite":  # whose LIKE reads no index, and which compares by bytes
            wanted = wanted.where(mentions.c.id >= prefix, mentions.c.id < f"{prefix}\U0010ffff")
        with read_transaction(self._engine) as connection:
            return set(connection.scalars(wanted))

    def pending(self, channel: str, before: datetime) -> list[Hit]:
        """What was matched before then and the channel was not told, history aside; oldest match first."""
        waiting = hits.c.channel == channel, hits.c.unsaid.is_(True), hits.c.matched_at < before
        return self._hits(_hits().where(*waiting).order_by(hits.c.matched_at, hits.c.mention, hits.c.watch))

    def due_instant(self, since: datetime) -> list[Hit]:
        """What was matched since then, was to be told at once, and was not; oldest match first."""
        waiting = hits.c.at_once.is_(True), hits.c.unsaid.is_(True), hits.c.matched_at >= since
        return self._hits(_hits().where(*waiting).order_by(hits.c.matched_at, hits.c.mention, hits.c.watch))

    def told_at_once(self, channel: str, since: datetime, before: datetime) -> list[Hit]:
        """What the channel was told as it was heard, in alerts of that time; oldest match first."""
        its = said.c.mention == hits.c.mention, said.c.channel == hits.c.channel
        alert = deliveries.c.id == said.c.delivery, deliveries.c.kind == "alert"
        found = _hits().join(said, and_(*its)).join(deliveries, and_(*alert))
        then = hits.c.channel == channel, said.c.said_at >= since, said.c.said_at < before
        news = hits.c.look_back.is_(False)
        return self._hits(found.where(*then, news).order_by(hits.c.matched_at, hits.c.mention, hits.c.watch))

    def told(self, delivery: str) -> list[Hit]:
        """What a delivery told its channel, without what was deleted since; oldest match first."""
        its = said.c.mention == hits.c.mention, said.c.channel == hits.c.channel, said.c.delivery == delivery
        found = _hits().join(said, and_(*its))
        return self._hits(found.order_by(hits.c.matched_at, hits.c.mention, hits.c.watch))

    def written(
        self, channel: str, since: datetime, until: datetime, watches: Collection[str] | None = None
    ) -> list[Hit]:
        """What was written from `since` on and before `until`, newest first, for these or all watches."""
        span = hits.c.channel == channel, hits.c.written_at >= since, hits.c.written_at < until
        wanted = _newest_first(_hits().where(*span))
        return self._hits(wanted if watches is None else wanted.where(hits.c.watch.in_(watches)))

    def newest(self, channel: str, watches: Collection[str], limit: int) -> list[Hit]:
        """The mentions written last, at most `limit` hits of these watches together, newest first."""
        found: list[Hit] = []
        for watch in watches:  # each reads the end of its own index; all at once would sort everything
            own = _hits().where(hits.c.watch == watch, hits.c.channel == channel)
            found += self._hits(_newest_first(own).limit(limit))
        return sorted(found, key=_written_at, reverse=True)[:limit]

    def heard(
        self, channel: str, people: Collection[Person], before: datetime
    ) -> dict[Person, PersonHistory]:
        """How the channel knew these people before then; whoever it did not know is left out."""
        by_network: dict[str, list[str]] = defaultdict(list)
        for network, author in people:
            if author:  # nobody is not somebody
                by_network[network].append(author)
        known: dict[Person, PersonHistory] = {}
        with read_transaction(self._engine) as connection:
            for network, authors in by_network.items():
                for chunk in chunks(authors):
                    for row in connection.execute(_heard(channel, network, chunk, before)):
                        met = PersonHistory(first=row.first, days=row.days, mentions=row.mentions)
                        known[network, row.author] = met
        return known

    def delete(self, mention_id: str, at: datetime) -> bool:
        """Erase a mention that its author took back; only its id stays. False when it is not here."""
        blank = dict.fromkeys(
            ("url", "title", "text", "author", "place", "thread", "topic", "card", "page", "lang"), ""
        )
        its = mentions.c.id == mention_id, mentions.c.deleted_at.is_(None)
        with write_transaction(self._engine) as connection:
            connection.execute(delete(hits).where(hits.c.mention == mention_id))
            connection.execute(delete(mention_aliases).where(mention_aliases.c.mention == mention_id))
            erase = (
                update(mentions)
                .where(*its)
                .values(**blank, links=[], answers=[], fingerprint="", deleted_at=at)
            )
            return connection.execute(erase).rowcount == 1

    def reword(self, mention: Mention) -> None:
        """Let a mention that is here, and was edited by its author, say what it says now."""
        words = {name: getattr(mention, name) for name in ("title", "topic", "text", "card")}
        said_now = {**words, "lang": storable(mention.lang), "links": list(mention.links)}
        its = mentions.c.id == mention.id, mentions.c.deleted_at.is_(None)
        with write_transaction(self._engine) as connection:
            connection.execute(update(mentions).where(*its).values(**said_now))

    def remove(self, mention_id: str) -> bool:
        """Forget a mention that its place no longer lists, and all its hits. False when it is not here.

        What a channel was told stays known: listed again, the mention is kept again and is not news.
        """
        with write_transaction(self._engine) as connection:
            its = mentions.c.id == mention_id, mentions.c.deleted_at.is_(None)
            return connection.execute(delete(mentions).where(*its)).rowcount == 1  # its hits go with it

    def unmatch(self, mention_id: str, watches: Collection[str]) -> None:
        """Forget that a reworded mention hit these watches, where its channel was not told of it yet."""
        with write_transaction(self._engine) as connection:
            pending = hits.c.mention == mention_id, hits.c.watch.in_(watches), hits.c.unsaid.is_(True)
            connection.execute(delete(hits).where(*pending))

    def stored(self, ids: Iterable[str]) -> dict[str, Mention]:
        """Those of these mentions that are here, as they are kept, by id."""
        wanted = select(*_OF_MENTION).where(mentions.c.deleted_at.is_(None))
        with read_transaction(self._engine) as connection:
            return {
                row["id"]: _mention(dict(row))
                for chunk in chunks(map(storable, ids))
                for row in connection.execute(wanted.where(mentions.c.id.in_(chunk))).mappings()
            }

    def forget_watch(self, watch: str) -> None:
        """Forget a watch's hits, and the mentions that no other watch wanted.

        What the channel was told stays known: found again by another watch, it is not news.
        """
        with write_transaction(self._engine) as connection:
            _forget_hits(connection, hits.c.watch == watch)
            connection.execute(delete(drops).where(drops.c.watch == watch))

    def forget_channel(self, channel: str) -> None:
        """Forget all that was found for a channel, told to it, and owed to it, be it under way or not.

        Of what Slack has the record stays: it keeps the same from being said again.
        """
        unsent = deliveries.c.state != "sent"
        with write_transaction(self._engine) as connection:
            _forget_hits(connection, hits.c.channel.in_([channel, aside(channel)]))
            connection.execute(delete(watch_changes).where(watch_changes.c.channel == channel))
            connection.execute(delete(said).where(said.c.channel == channel))
            connection.execute(delete(drops).where(drops.c.channel == channel))
            connection.execute(delete(deliveries).where(deliveries.c.channel == channel, unsent))
            waiting = questions.c.channel == channel, questions.c.asked.is_not(None)
            connection.execute(delete(questions).where(*waiting))

    def _hits(self, wanted: Select[Any]) -> list[Hit]:
        with read_transaction(self._engine) as connection:
            return [_hit(dict(row)) for row in connection.execute(wanted).mappings()]


def _keep(
    connection: Connection, found: Mapping[tuple[str, str], Hit], fingerprints: Mapping[str, str]
) -> set[tuple[str, str]]:
    """The keys (mention, watch) of those that were new."""
    if not found:
        return set()
    seen = [_mention_row(hit, fingerprints.get(hit.mention.id, "")) for hit in found.values()]
    insert_mention = insert_into(connection, mentions)
    recognisable = insert_mention.on_conflict_do_update(  # what was kept before there were fingerprints
        index_elements=["id"],
        set_={"fingerprint": insert_mention.excluded.fingerprint},
        where=and_(mentions.c.fingerprint == "", insert_mention.excluded.fingerprint != ""),
    )
    connection.execute(recognisable, seen)
    stored = _stored(connection, (id_ for id_, _ in found))
    _keep_aliases(connection, [hit.mention for (id_, _), hit in found.items() if id_ in stored])
    rows = [_hit_row(hit, stored[id_]) for (id_, _), hit in found.items() if id_ in stored]
    if not rows:
        return set()
    insert = insert_into(connection, hits).on_conflict_do_nothing()
    added = connection.execute(insert.returning(hits.c.mention, hits.c.watch), rows)
    new = {(row.mention, row.watch) for row in added}
    _promote(connection, [row for row in rows if row["reason"] == Reason.NAMED], new)
    for chunk in chunks(id_ for id_, _ in new):
        settle(connection, chunk)
    return new


def _keep_aliases(connection: Connection, kept: Iterable[Mention]) -> None:
    """Record by which other names these mentions go; a name that went to another by now is theirs."""
    names = {storable(alias): storable(mention.id) for mention in kept for alias in mention.aliases}
    if names:
        insert = insert_into(connection, mention_aliases)
        newest = insert.on_conflict_do_update(
            index_elements=["alias"], set_={"mention": insert.excluded.mention}
        )
        rows = [{"alias": alias, "mention": mention} for alias, mention in names.items()]
        connection.execute(newest, rows)


def _promote(connection: Connection, named: Iterable[Mapping[str, Any]], new: set[tuple[str, str]]) -> None:
    """Let what stood in a thread, and now names what is watched, be a mention as others are."""
    watches: dict[str, list[str]] = defaultdict(list)
    for row in named:
        if (row["mention"], row["watch"]) not in new:
            watches[row["watch"]].append(row["mention"])
    for watch, ids in watches.items():
        for chunk in chunks(ids):
            its = hits.c.watch == watch, hits.c.mention.in_(chunk), hits.c.reason == Reason.THREAD
            connection.execute(update(hits).where(*its).values(reason=Reason.NAMED, via=""))


def _stored(connection: Connection, ids: Iterable[str]) -> dict[str, Row[Any]]:
    """What the mentions say of who wrote them and when, deleted ones left out.

    It is asked back because a mention may come again with another date or author: all its hits must
    say the same.
    """
    told = select(
        *(mentions.c[name] for name in ("id", "source", "network", "author", "created_at", "dated"))
    )
    there = told.where(mentions.c.deleted_at.is_(None))
    return {
        row.id: row
        for chunk in chunks(ids)
        for row in connection.execute(there.where(mentions.c.id.in_(chunk)))
    }


def _forget_hits(connection: Connection, whose: ColumnElement[bool]) -> None:
    """Forget hits, and the mentions that nobody else wanted."""
    others = select(hits.c.mention).where(hits.c.mention == mentions.c.id, ~whose).exists()
    orphans = mentions.c.id.in_(select(hits.c.mention).where(whose)) & ~others
    connection.execute(delete(mentions).where(orphans))  # their hits go with them
    connection.execute(delete(hits).where(whose))


def _mention_row(hit: Hit, fingerprint: str) -> dict[str, Any]:
    fields = msgspec.structs.asdict(hit.mention)
    del fields["day_only"], fields["aliases"]
    mention = hit.mention
    own = {"lang": storable(mention.lang), "links": list(mention.links), "answers": list(mention.answers)}
    opens = mention.kind is not MentionKind.COMMENT and not mention.answers
    own["page"] = discussion(mention.url) if opens else ""
    seen = {"first_seen": hit.matched_at, "fingerprint": _fingerprint(hit.mention.source, fingerprint)}
    return fields | own | seen


def _fingerprint(source: str, text: str) -> str:
    """As it is stored: addresses are longer than what an index takes."""
    if not text:
        return ""
    return hashlib.sha256(f"{source}\x1f{text}".encode("utf-8", "replace")).hexdigest()[:32]


def _issued(row: dict[str, Any], names: Mapping[str, str]) -> Issued:
    text, again, seen = names[row.pop("fingerprint")], row.pop("issued_at"), row.pop("first_seen")
    mention = _mention(row)
    return Issued(mention, text, again or (mention.created_at if mention.dated else seen))


def _hit_row(hit: Hit, mention: Row[Any]) -> dict[str, Any]:
    written_at: datetime = mention.created_at if mention.dated else hit.matched_at
    return {
        "watch": hit.watch,
        "mention": mention.id,
        "channel": hit.channel,
        "matched_at": hit.matched_at,
        "look_back": hit.look_back,
        "at_once": hit.at_once,
        "reason": hit.reason,
        "via": hit.via,
        "unsaid": not hit.look_back,
        "written_at": written_at,
        "day": written_at.astimezone(UTC).date(),
        "source": mention.source,
        "network": mention.network or mention.source,
        "author": mention.author,
    }


def _written_at(hit: Hit) -> datetime:
    return hit.mention.created_at if hit.mention.dated else hit.matched_at


_OF_HIT = [
    hits.c[name] for name in ("watch", "channel", "matched_at", "look_back", "at_once", "reason", "via")
]
_OF_MENTION = [mentions.c[name] for name in Mention.__struct_fields__ if name not in ("day_only", "aliases")]


def _hits() -> Select[Any]:
    return select(*_OF_HIT, *_OF_MENTION).join_from(hits, mentions)


def _newest_first(wanted: Select[Any]) -> Select[Any]:
    return wanted.order_by(hits.c.written_at.desc(), hits.c.mention.desc(), hits.c.watch)


def _heard(channel: str, network: str, authors: list[str], before: datetime) -> Select[Any]:
    days = func.count(distinct(hits.c.day)).label("days")
    found = func.count(distinct(hits.c.mention)).label("mentions")
    return (
        select(hits.c.author, func.min(hits.c.written_at).label("first"), days, found)
        .where(hits.c.channel == channel, hits.c.network == network)
        .where(hits.c.author.in_(authors), hits.c.written_at < before)
        .group_by(hits.c.author)
    )


def _hit(row: dict[str, Any]) -> Hit:
    own = {column.name: row.pop(column.name) for column in _OF_HIT}
    own["reason"] = Reason(own["reason"])
    return Hit(mention=_mention(row), **own)


def _mention(row: dict[str, Any]) -> Mention:
    lists = {name: tuple(row[name] or ()) for name in ("links", "answers")}
    return Mention(**(row | lists | {"kind": MentionKind(row["kind"])}))
