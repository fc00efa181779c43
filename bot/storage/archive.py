"""Keeps what the bot saw: mentions and their hits, as they come, are edited, and are taken back."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import (
    Connection,
    Engine,
    Row,
    and_,
    delete,
    select,
    update,
)

from bot.addresses import discussion
from bot.models import Mention, MentionKind
from bot.storage.amendments import record_amended
from bot.storage.database import insert_into, write_transaction
from bot.storage.hits import Hit, Reason
from bot.storage.notified import chunks, settle
from bot.storage.reissues import stored_fingerprint
from bot.storage.search_index import index
from bot.storage.tables.hits import hits
from bot.storage.tables.mentions import mention_aliases, mentions
from bot.storage.tables.readings import readings
from bot.storage.types import storable

_Key = tuple[str, str, str]
"""A mention, a workspace, and its watch."""


class Archive:
    """Writes the mentions that some watch wanted, which are public, and hits, each of a workspace. Blocks.

    What one poll found may be wanted in several workspaces: `keep` takes each hit's own, and what is
    reworded, deleted or gone is so in all of them.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, found: Iterable[Hit], fingerprints: Mapping[str, str] | None = None) -> list[Hit]:
        """Keep hits and their mentions, all or nothing; duplicates fall, and those that were new come back.

        A mention keeps the words it was first seen with, unless it is reworded; one that was deleted is
        not kept again. `fingerprints` says, by the ids of mentions, what their re-issues share with them.
        """
        by_key: dict[_Key, Hit] = {}
        for hit in found:
            by_key.setdefault((storable(hit.mention.id), hit.workspace, hit.watch), hit)
        with write_transaction(self._engine) as connection:
            new = _keep(connection, by_key, fingerprints or {})
        return [hit for key, hit in by_key.items() if key in new]

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
            if erased := connection.execute(erase).rowcount == 1:
                _amend(connection, mention_id)
            return erased

    def reword(self, mention: Mention, lost: Collection[str] = ()) -> bool:
        """Let a mention that is here, and was edited by its author, say what it says now.

        Forgotten is that it hit the `lost` watches, where its channel was not told of it yet. False when the
        mention is not here.
        """
        words = {name: getattr(mention, name) for name in ("title", "topic", "text", "card")}
        said_now = {**words, "lang": storable(mention.lang), "links": list(mention.links)}
        its = mentions.c.id == mention.id, mentions.c.deleted_at.is_(None)
        with write_transaction(self._engine) as connection:
            if not connection.execute(update(mentions).where(*its).values(**said_now)).rowcount:
                return False
            pending = hits.c.mention == mention.id, hits.c.watch.in_(lost), hits.c.unsaid.is_(True)
            connection.execute(delete(hits).where(*pending))
            index(connection, [mention.id])
            _amend(connection, mention.id)
            return True

    def remove(self, mention_id: str) -> bool:
        """Forget a mention that its place no longer lists, and all its hits. False when it is not here.

        What a channel was told stays known: listed again, the mention is kept again and is not news.
        """
        with write_transaction(self._engine) as connection:
            its = mentions.c.id == mention_id, mentions.c.deleted_at.is_(None)
            if removed := connection.execute(delete(mentions).where(*its)).rowcount == 1:  # with its hits
                _amend(connection, mention_id)
            return removed


def _keep(connection: Connection, found: Mapping[_Key, Hit], fingerprints: Mapping[str, str]) -> set[_Key]:
    """The keys of those that were new."""
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
    stored = _stored(connection, (id_ for id_, *_ in found))
    _keep_aliases(connection, [hit.mention for (id_, *_), hit in found.items() if id_ in stored])
    rows = [_hit_row(hit, stored[id_]) for (id_, *_), hit in found.items() if id_ in stored]
    if not rows:
        return set()
    insert = insert_into(connection, hits).on_conflict_do_nothing()
    added = connection.execute(insert.returning(hits.c.mention, hits.c.workspace, hits.c.watch), rows)
    new = {(row.mention, row.workspace, row.watch) for row in added}
    _promote(connection, [row for row in rows if row["reason"] == Reason.NAMED], new)
    for chunk in chunks(id_ for id_, *_ in new):
        settle(connection, chunk)
    index(connection, (id_ for id_, *_ in new))
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


def _promote(connection: Connection, named: Iterable[Mapping[str, Any]], new: set[_Key]) -> None:
    """Let what stood in a thread, and now names what is watched, be a mention as others are."""
    watches: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in named:
        if (row["mention"], row["workspace"], row["watch"]) not in new:
            watches[row["workspace"], row["watch"]].append(row["mention"])
    for (workspace, watch), ids in watches.items():
        for chunk in chunks(ids):
            of_watch = hits.c.workspace == workspace, hits.c.watch == watch
            its = *of_watch, hits.c.mention.in_(chunk), hits.c.reason != Reason.NAMED
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


def _amend(connection: Connection, mention: str) -> None:
    """Record that a mention changed, and forget what was read of it: it is read anew."""
    record_amended(connection, [mention])
    connection.execute(delete(readings).where(readings.c.mention == mention))


def _mention_row(hit: Hit, fingerprint: str) -> dict[str, Any]:
    fields = msgspec.structs.asdict(hit.mention)
    del fields["day_only"], fields["aliases"]
    mention = hit.mention
    own = {"lang": storable(mention.lang), "links": list(mention.links), "answers": list(mention.answers)}
    opens = mention.kind is not MentionKind.COMMENT and not mention.answers
    own["page"] = discussion(mention.url) if opens else ""
    seen = {"first_seen": hit.matched_at, "fingerprint": stored_fingerprint(hit.mention.source, fingerprint)}
    return fields | own | seen


def _hit_row(hit: Hit, mention: Row[Any]) -> dict[str, Any]:
    written_at: datetime = mention.created_at if mention.dated else hit.matched_at
    return {
        "workspace": hit.workspace,
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
