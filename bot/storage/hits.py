"""The hits of a workspace's watches, with their mentions: what was found, and what a channel was told."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Engine, Select, and_, select

from bot.models import Mention
from bot.storage.database import read_transaction
from bot.storage.delivery import DeliveryKind
from bot.storage.mentions import OF_MENTION, mention_of
from bot.storage.notified import DELIVERY_OF_IT, SAME_MENTION, chunks
from bot.storage.tables.hits import UNNOTIFIED, hits
from bot.storage.tables.mentions import mentions
from bot.storage.tables.outbox import deliveries, said
from bot.storage.types import storable


class Reason(StrEnum):
    """Why a watch got a mention: its own words hold what is watched, it answers something that does, or it
    stands beside that in a discussion that talks of it.
    """

    NAMED = "named"
    THREAD = "thread"
    TALK = "talk"


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A mention in which the words of a workspace's watch occur, or which stands in the thread of one.

    `look_back` is True for what is history to the watch, `at_once` for what is to be told as it is heard.
    `via` is what makes the thread: the id of the mention that names what is watched, or the thread that is
    headed by it.
    """

    workspace: str
    watch: str
    channel: str
    mention: Mention
    matched_at: datetime
    look_back: bool = False
    at_once: bool = False
    reason: Reason = Reason.NAMED
    via: str = ""


class HitRows:
    """Reads the hits of a workspace. Blocks.

    The instant a mention was written is its `created_at`, or for an undated one when it was matched.
    """

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def pending(self, channel: str, before: datetime) -> list[Hit]:
        """What was matched before then and the channel was not told, history aside; oldest match first."""
        waiting = hits.c.channel == channel, hits.c.unsaid.is_(True), hits.c.matched_at < before
        return self._hits(
            self._own().where(*waiting).order_by(hits.c.matched_at, hits.c.mention, hits.c.watch)
        )

    def due_instant(self, since: datetime, channel: str | None = None) -> list[Hit]:
        """What was matched since then, was to be told at once, and was not; oldest match first.

        Of one channel, or of all.
        """
        waiting = self._own().where(UNNOTIFIED, hits.c.matched_at >= since)
        its = waiting if channel is None else waiting.where(hits.c.channel == channel)
        return self._hits(its.order_by(hits.c.matched_at, hits.c.mention, hits.c.watch))

    def told_at_once(self, channel: str, since: datetime, before: datetime) -> list[Hit]:
        """What the channel was told as it was heard, in alerts of that time; oldest match first."""
        alert = and_(DELIVERY_OF_IT, deliveries.c.kind == DeliveryKind.ALERT)
        found = self._own().join(said, SAME_MENTION).join(deliveries, alert)
        then = hits.c.channel == channel, said.c.said_at >= since, said.c.said_at < before
        news = hits.c.look_back.is_(False)
        return self._hits(found.where(*then, news).order_by(hits.c.matched_at, hits.c.mention, hits.c.watch))

    def told(self, delivery: str) -> list[Hit]:
        """What a delivery told its channel, without what was deleted since; oldest match first."""
        found = self._own().join(said, and_(SAME_MENTION, said.c.delivery == delivery))
        return self._hits(found.order_by(hits.c.matched_at, hits.c.mention, hits.c.watch))

    def written_between(
        self, channel: str, since: datetime, until: datetime, watches: Collection[str] | None = None
    ) -> list[Hit]:
        """What was written from `since` on and before `until`, newest first, for these or all watches."""
        span = hits.c.channel == channel, hits.c.written_at >= since, hits.c.written_at < until
        wanted = _newest_first(self._own().where(*span))
        return self._hits(wanted if watches is None else wanted.where(hits.c.watch.in_(watches)))

    def kept_since(self, since: datetime) -> list[Hit]:
        """What was heard from then on for any watch, whenever it was written; newest first."""
        return self._hits(_newest_first(self._own().where(hits.c.matched_at >= since)))

    def newest(self, channel: str, watches: Collection[str], limit: int) -> list[Hit]:
        """The mentions written last, at most `limit` hits of these watches together, newest first."""
        found: list[Hit] = []
        for watch in watches:  # each reads the end of its own index; all at once would sort everything
            own = self._own().where(hits.c.watch == watch, hits.c.channel == channel)
            found += self._hits(_newest_first(own).limit(limit))
        return sorted(found, key=written_at, reverse=True)[:limit]

    def of(self, watches: Collection[str], ids: Iterable[str]) -> list[Hit]:
        """The hits of these mentions for these watches, newest first."""
        found: list[Hit] = []
        for chunk in chunks(map(storable, ids)):
            own = self._own().where(hits.c.watch.in_(watches), hits.c.mention.in_(chunk))
            found += self._hits(_newest_first(own))
        return found

    def notified(self, channel: str, ids: Iterable[str]) -> dict[str, tuple[datetime, str]]:
        """When the channel was told these mentions, and by which kind of delivery, as far as that is kept."""
        wanted = select(said.c.mention, said.c.said_at, deliveries.c.kind).outerjoin_from(
            said, deliveries, DELIVERY_OF_IT
        )
        its = said.c.workspace == self._workspace, said.c.channel == channel
        with read_transaction(self._engine) as connection:
            return {
                row.mention: (row.said_at, row.kind or "")
                for chunk in chunks(map(storable, ids))
                for row in connection.execute(wanted.where(*its, said.c.mention.in_(chunk)))
            }

    def _own(self) -> Select[Any]:
        """The workspace's hits with their mentions."""
        return (
            select(*_OF_HIT, *OF_MENTION).join_from(hits, mentions).where(hits.c.workspace == self._workspace)
        )

    def _hits(self, wanted: Select[Any]) -> list[Hit]:
        with read_transaction(self._engine) as connection:
            return [_hit(dict(zip(_NAMES, row, strict=True))) for row in connection.execute(wanted)]


def written_at(hit: Hit) -> datetime:
    """When its mention was written; for an undated one, when it was matched."""
    return hit.mention.created_at if hit.mention.dated else hit.matched_at


_OF_HIT = [hits.c[name] for name in Hit.__struct_fields__ if name != "mention"]
_NAMES = [column.name for column in (*_OF_HIT, *OF_MENTION)]


def _newest_first(wanted: Select[Any]) -> Select[Any]:
    return wanted.order_by(hits.c.written_at.desc(), hits.c.mention.desc(), hits.c.watch)


def _hit(row: dict[str, Any]) -> Hit:
    own = {name: row.pop(name) for name in _NAMES[: len(_OF_HIT)]}
    own["reason"] = Reason(own["reason"])
    return Hit(mention=mention_of(row), **own)
