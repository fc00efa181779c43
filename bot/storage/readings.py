"""What was understood of mentions, and what people corrected: rows that outlive a restart.

A reading is a watch's own, since about whom a mention speaks, and in what tone, depends on the watch. It is
made once a version of the function that makes it; a person's correction stands above it, in one channel.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Engine, Table, and_, delete, func, or_, select

from bot.models import Person
from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.notified import chunks
from bot.storage.tables.hits import hits
from bot.storage.tables.readings import corrections, readings, team
from bot.storage.types import storable

_RENEWED: Final = ("version", "context", "read", "read_at")


class StoredReading(msgspec.Struct, frozen=True, kw_only=True):
    """All that was read of one mention for one watch: JSON, as the analysis writes it.

    `version` names the functions that made it, `context` is a fingerprint of what was known of the watch.
    """

    mention: str
    version: str
    context: str = ""
    read: str


class HeardMention(msgspec.Struct, frozen=True):
    """A hit, and by what knowledge of its watch the mention was read; empty where it was not."""

    watch: str
    mention: str
    context: str


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said of a mention, for one watch of a channel: its value stands above the bot's."""

    watch: str
    kind: str
    mention: str
    value: Any
    person: str
    at: datetime


class TeamMember(msgspec.Struct, frozen=True, kw_only=True):
    """An account that somebody of a channel named as the team's own; of any network where that is empty."""

    author: str
    network: str = ""
    person: str
    at: datetime


class ReadingRows:
    """The readings of a workspace, and its people's corrections. Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def of(self, watch: str, mentions: Iterable[str]) -> list[StoredReading]:
        """What was read of these mentions for a watch, by whatever version."""
        columns = [readings.c[name] for name in StoredReading.__struct_fields__]
        own = self._own(readings, watch=watch)
        with read_transaction(self._engine) as connection:
            return [
                StoredReading(mention=mention, version=version, context=context, read=read)
                for chunk in chunks(map(storable, mentions))
                for mention, version, context, read in connection.execute(
                    select(*columns).where(own, readings.c.mention.in_(chunk))
                )
            ]

    def heard(self, since: datetime, version: str) -> list[HeardMention]:
        """What was heard from then on for any watch, and how this version read it; the first heard first."""
        same = and_(*(readings.c[name] == hits.c[name] for name in ("workspace", "watch", "mention")))
        its = and_(same, readings.c.version == version)
        columns = hits.c.watch, hits.c.mention, func.coalesce(readings.c.context, "").label("context")
        then = hits.c.workspace == self._workspace, hits.c.matched_at >= since
        wanted = select(*columns).select_from(hits.outerjoin(readings, its)).where(*then)
        with read_transaction(self._engine) as connection:
            rows = connection.execute(wanted.order_by(hits.c.matched_at, hits.c.mention))
            return [HeardMention(row.watch, row.mention, row.context) for row in rows]

    def keep(self, watch: str, made: Iterable[StoredReading], now: datetime) -> None:
        """Keep readings, each in place of what was read before of its mention; of what is gone, none."""
        rows = [
            {
                "workspace": self._workspace,
                "watch": watch,
                "read_at": now,
                **msgspec.structs.asdict(each),
                "mention": storable(each.mention),
            }
            for each in made
        ]
        with write_transaction(self._engine) as connection:
            here = {
                name
                for chunk in chunks(dict.fromkeys(row["mention"] for row in rows))
                for name in connection.scalars(
                    select(hits.c.mention).where(self._own(hits, watch=watch), hits.c.mention.in_(chunk))
                )
            }
            if kept := [row for row in rows if row["mention"] in here]:
                insert = insert_into(connection, readings)
                renewed = {name: insert.excluded[name] for name in _RENEWED}
                key = list(readings.primary_key)
                connection.execute(insert.on_conflict_do_update(index_elements=key, set_=renewed), kept)

    def outdated(self, version: str, limit: int) -> list[tuple[str, str]]:
        """Watches and mentions that were read by another version than this; at most so many."""
        other = or_(readings.c.version < version, readings.c.version > version)  # as an index can be asked
        wanted = select(readings.c.watch, readings.c.mention).where(
            readings.c.workspace == self._workspace, other
        )
        with read_transaction(self._engine) as connection:
            return [(row.watch, row.mention) for row in connection.execute(wanted.limit(limit))]

    def forget(self, watch: str, mentions: Iterable[str]) -> None:
        """Forget what was read of these mentions for a watch; corrections stay."""
        own = self._own(readings, watch=watch)
        with write_transaction(self._engine) as connection:
            for chunk in chunks(map(storable, mentions)):
                connection.execute(delete(readings).where(own, readings.c.mention.in_(chunk)))

    def correct(self, channel: str, said: Correction) -> None:
        """Keep what a person said, in place of what anybody said before of the same."""
        row = {"workspace": self._workspace, "channel": channel, **msgspec.structs.asdict(said)}
        row["mention"] = storable(said.mention)
        with write_transaction(self._engine) as connection:
            insert = insert_into(connection, corrections).values(**row)
            latest = {name: row[name] for name in ("value", "person", "at")}
            connection.execute(
                insert.on_conflict_do_update(index_elements=list(corrections.primary_key), set_=latest)
            )

    def withdraw(self, channel: str, watch: str, kind: str, mention: str) -> bool:
        """Forget a correction; whether there was one."""
        own = self._own(corrections, channel=channel, watch=watch, kind=kind, mention=storable(mention))
        with write_transaction(self._engine) as connection:
            return connection.execute(delete(corrections).where(own)).rowcount > 0

    def corrections(self, channel: str, watch: str) -> list[Correction]:
        """What people said in a channel of the mentions of a watch, the latest first."""
        columns = [corrections.c[name] for name in Correction.__struct_fields__]
        wanted = select(*columns).where(self._own(corrections, channel=channel, watch=watch))
        latest = corrections.c.at.desc(), corrections.c.mention, corrections.c.kind
        with read_transaction(self._engine) as connection:
            return [Correction(**row) for row in connection.execute(wanted.order_by(*latest)).mappings()]

    def name_member(self, channel: str, member: TeamMember) -> None:
        """Keep that an account is the team's own."""
        row = {"workspace": self._workspace, "channel": channel, **msgspec.structs.asdict(member)}
        with write_transaction(self._engine) as connection:
            connection.execute(insert_into(connection, team).values(**row).on_conflict_do_nothing())

    def unname_member(self, channel: str, account: Person) -> bool:
        """Forget that an account, a network and an author, is the team's own; whether it was named."""
        own = self._own(team, channel=channel, network=account[0], author=account[1])
        with write_transaction(self._engine) as connection:
            return connection.execute(delete(team).where(own)).rowcount > 0

    def team(self, channel: str) -> list[TeamMember]:
        """The accounts that a channel named, the first named first."""
        columns = [team.c[name] for name in TeamMember.__struct_fields__]
        wanted = select(*columns).where(self._own(team, channel=channel)).order_by(team.c.at, team.c.author)
        with read_transaction(self._engine) as connection:
            return [TeamMember(**row) for row in connection.execute(wanted).mappings()]

    def _own(self, table: Table, **named: str) -> ColumnElement[bool]:
        """The rows of this workspace that have these values."""
        return and_(
            table.c.workspace == self._workspace, *(table.c[name] == value for name, value in named.items())
        )
