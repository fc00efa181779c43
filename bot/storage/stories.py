"""Which mentions of a watch are one story: each placement a row made once, and what it was made by."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Select, and_, case, delete, func, or_, select, update

from bot.models import Person
from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.notified import chunks
from bot.storage.tables.hits import hits
from bot.storage.tables.stories import (
    story_bridges,
    story_coverage,
    story_joins,
    story_keys,
    story_placements,
    vectors,
)
from bot.storage.types import storable
from bot.storage.vectors import here

CERTAIN = ("page", "copy", "person")
"""The ties that leave no doubt in which story a mention belongs."""
FEW = 8
"""Mentions that one key finds: the latest of a thread of thousands stand for all of it."""


class PlacedMention(msgspec.Struct, frozen=True, kw_only=True):
    """A mention in its story, the mention that links it there (the first one itself), and by what tie."""

    mention: str
    story: str
    link: str
    tie: str
    score: float
    written_at: datetime


class JoinedStory(msgspec.Struct, frozen=True, kw_only=True):
    """That a story is part of another, or is kept apart from it; who said so, if a person did."""

    story: str
    other: str
    apart: bool = False
    mention: str = ""
    link: str = ""
    tie: str = ""
    score: float = 1.0
    person: str = ""


class Standing(msgspec.Struct, frozen=True):
    """A story as it stands: when its first mention was written, and how many no certain tie put there."""

    begun: datetime
    loose: int


class Window(msgspec.Struct, frozen=True):
    """A placed mention as others are compared with it."""

    mention: str
    story: str
    written_at: datetime
    vector: bytes | None


class LearntCoverage(msgspec.Struct, frozen=True):
    """What was learnt of a watch: how much its twins cover of each other, from how many pairs, and when."""

    coverage: float
    pairs: int
    learnt_at: datetime


class StoryRows:
    """The stories of a workspace. Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def placed(self, watch: str, mentions: Iterable[str]) -> dict[str, PlacedMention]:
        """Those of these mentions that have a place, by id."""
        found: dict[str, PlacedMention] = {}
        with read_transaction(self._engine) as connection:
            for chunk in chunks(map(storable, mentions)):
                its = self._of(story_placements, watch), story_placements.c.mention.in_(chunk)
                for row in connection.execute(_placements().where(*its)):
                    found[row.mention] = PlacedMention(**row._mapping)
        return found

    def stories_of(self, watch: str, mentions: Iterable[str]) -> dict[str, str]:
        """The story of those of these mentions that have a place, by id."""
        table, found = story_placements.c, dict[str, str]()
        with read_transaction(self._engine) as connection:
            for chunk in chunks(map(storable, mentions)):
                its = self._of(story_placements, watch), table.mention.in_(chunk)
                for mention, story in connection.execute(select(table.mention, table.story).where(*its)):
                    found[mention] = story
        return found

    def sharing(self, watch: str, keys: Collection[str]) -> list[tuple[str, str, str]]:
        """The placed mentions that have one of these keys: key, mention and story, latest first."""
        wanted = select(story_keys.c.key, story_keys.c.mention, story_placements.c.story).join(
            story_placements, and_(_same(story_keys, story_placements))
        )
        latest = story_keys.c.written_at.desc(), story_keys.c.mention
        with read_transaction(self._engine) as connection:
            return [
                (row.key, row.mention, row.story)
                for key in sorted(keys)
                for row in connection.execute(
                    wanted.where(self._of(story_keys, watch), story_keys.c.key == key)
                    .order_by(*latest)
                    .limit(FEW)
                )
            ]

    def window(self, watch: str, since: datetime, until: datetime, version: str, limit: int) -> list[Window]:
        """The placed mentions of that time, the latest if they are more than `limit`, with their vectors."""
        table = story_placements.c
        its = and_(vectors.c.mention == table.mention, vectors.c.version == version)
        wanted = select(table.mention, table.story, table.written_at, vectors.c.vector)
        then = self._of(story_placements, watch), table.written_at >= since, table.written_at <= until
        latest = wanted.outerjoin_from(story_placements, vectors, its).where(*then)
        with read_transaction(self._engine) as connection:
            rows = connection.execute(latest.order_by(table.written_at.desc(), table.mention).limit(limit))
            return [Window(row.mention, row.story, row.written_at, row.vector) for row in rows]

    def standing(self, watch: str, stories: Iterable[str]) -> dict[str, Standing]:
        """How each of these stories stands."""
        table = story_placements.c
        first, certain = func.min(table.written_at).label("first"), table.tie.in_(CERTAIN)
        loose = func.sum(case((certain, 0), else_=1)).label("loose")
        its = select(table.story, first, loose).group_by(table.story)
        with read_transaction(self._engine) as connection:
            return {
                row.story: Standing(row.first, row.loose)
                for chunk in chunks(map(storable, stories))
                for row in connection.execute(
                    its.where(self._of(story_placements, watch), table.story.in_(chunk))
                )
            }

    def begun(self, watch: str, stories: Iterable[str]) -> dict[str, datetime]:
        """When the first mention of each of these stories was written."""
        return {story: found.begun for story, found in self.standing(watch, stories).items()}

    def bridges(self, watch: str, stories: Collection[str]) -> Counter[frozenset[str]]:
        """How many mentions of one of these stories are kin to another of them, by the pair."""
        table, ours, theirs = story_bridges.c, story_placements.alias(), story_placements.alias()
        named, found = list(map(storable, stories)), Counter[frozenset[str]]()
        its = (
            select(ours.c.story, theirs.c.story, func.count(table.mention.distinct()))
            .join(ours, _same(story_bridges, ours))
            .join(theirs, and_(_same_watch(story_bridges, theirs), theirs.c.mention == table.link))
            .where(self._of(story_bridges, watch), ours.c.story.in_(named), theirs.c.story.in_(named))
            .where(ours.c.story != theirs.c.story)
            .group_by(ours.c.story, theirs.c.story)
        )
        with read_transaction(self._engine) as connection:
            for one, other, mentions in connection.execute(its):
                found[frozenset({one, other})] += mentions
        return found

    def speakers(self, watch: str, stories: Iterable[str], before: datetime) -> dict[str, frozenset[Person]]:
        """Who had spoken in each of these stories before an instant."""
        table, found = story_placements.c, defaultdict[str, set[Person]](set)
        spoke = select(table.story, hits.c.network, hits.c.author).distinct()
        joined = spoke.join(hits, and_(_same(story_placements, hits)))
        with read_transaction(self._engine) as connection:
            for chunk in chunks(map(storable, stories)):
                its = table.story.in_(chunk), table.written_at < before, hits.c.author != ""
                for row in connection.execute(joined.where(self._of(story_placements, watch), *its)):
                    found[row.story].add((row.network, row.author))
        return {story: frozenset(people) for story, people in found.items()}

    def members(self, watch: str, story: str) -> list[PlacedMention]:
        """All mentions of a story, oldest first."""
        table = story_placements.c
        its = _placements().where(self._of(story_placements, watch), table.story == story)
        with read_transaction(self._engine) as connection:
            rows = connection.execute(its.order_by(table.written_at, table.mention))
            return [PlacedMention(**row._mapping) for row in rows]

    def apart(self, watch: str, stories: Collection[str]) -> set[frozenset[str]]:
        """The pairs among these stories that a person parted."""
        table, found = story_joins.c, set()
        named = list(map(storable, stories))
        both = or_(table.story.in_(named), table.other.in_(named))
        with read_transaction(self._engine) as connection:
            its = select(table.story, table.other).where(self._of(story_joins, watch), table.apart, both)
            for row in connection.execute(its):
                found.add(frozenset({row.story, row.other}))
        return found

    def joins(self, watch: str, story: str) -> list[JoinedStory]:
        """What was joined into a story, or is kept apart from it."""
        table = story_joins.c
        its = select(*(table[name] for name in JoinedStory.__struct_fields__)).where(
            self._of(story_joins, watch), or_(table.story == story, table.other == story)
        )
        with read_transaction(self._engine) as connection:
            return [JoinedStory(**row._mapping) for row in connection.execute(its.order_by(table.at))]

    def keep(
        self,
        watch: str,
        placed: PlacedMention,
        keys: Collection[str],
        bridges: Collection[str],
        joins: Sequence[JoinedStory],
        at: datetime,
    ) -> None:
        """Keep where a mention belongs, what others find it by, to which mentions of other stories it is kin,
        and which stories it joins; all or nothing.

        A mention that has a place keeps it, and one that is no longer here needs none.
        """
        whose = {"workspace": self._workspace, "watch": watch}
        row = {**whose, **msgspec.structs.asdict(placed), "placed_at": at}
        with write_transaction(self._engine) as connection:
            if not here(connection, [placed.mention]):
                return
            insert = insert_into(connection, story_placements).on_conflict_do_nothing()
            new = insert.values(row).returning(story_placements.c.mention)
            if connection.execute(new).first() is None:
                return
            its = {**whose, "mention": placed.mention, "written_at": placed.written_at}
            for table, name, values in ((story_keys, "key", keys), (story_bridges, "link", bridges)):
                if rows := [{**its, name: storable(value)} for value in sorted(values)]:
                    connection.execute(insert_into(connection, table).on_conflict_do_nothing(), rows)
            for join in joins:
                self._join(connection, watch, join, at)

    def join(self, watch: str, join: JoinedStory, at: datetime) -> None:
        """Make one story of two: what is in `story` is in `other` from now on."""
        with write_transaction(self._engine) as connection:
            self._join(connection, watch, join, at)

    def split(self, watch: str, mentions: Collection[str], split: JoinedStory, at: datetime) -> None:
        """Move these mentions from the story `other` into `story`, which never joins it again by itself."""
        table = story_placements.c
        with write_transaction(self._engine) as connection:
            for chunk in chunks(map(storable, mentions)):
                its = self._of(story_placements, watch), table.mention.in_(chunk)
                connection.execute(update(story_placements).where(*its).values(story=split.story))
            self._record(connection, watch, split, at)

    def move_back(self, watch: str, stories: Mapping[str, str], story: str, other: str) -> None:
        """Let mentions stand in the stories they stood in before a person split or joined these two."""
        table = story_placements.c
        with write_transaction(self._engine) as connection:
            for mention, before in stories.items():
                its = self._of(story_placements, watch), table.mention == storable(mention)
                connection.execute(update(story_placements).where(*its).values(story=before))
            said = self._of(story_joins, watch), story_joins.c.story == story, story_joins.c.other == other
            connection.execute(delete(story_joins).where(*said))

    def said(self, watch: str) -> list[JoinedStory]:
        """What people joined and split of a watch's stories, the latest first."""
        table = story_joins.c
        its = select(*(table[name] for name in JoinedStory.__struct_fields__)).where(
            self._of(story_joins, watch), table.person != ""
        )
        with read_transaction(self._engine) as connection:
            rows = connection.execute(its.order_by(table.at.desc(), table.story))
            return [JoinedStory(**row._mapping) for row in rows]

    def coverage(self, watch: str) -> LearntCoverage | None:
        """What was learnt of a watch, if anything was."""
        with read_transaction(self._engine) as connection:
            row = connection.execute(select(story_coverage).where(self._of(story_coverage, watch))).first()
        return LearntCoverage(row.coverage, row.pairs, row.learnt_at) if row is not None else None

    def learn(self, watch: str, learnt: LearntCoverage) -> None:
        """Keep what was learnt of a watch."""
        row = {"workspace": self._workspace, "watch": watch, **msgspec.structs.asdict(learnt)}
        with write_transaction(self._engine) as connection:
            insert = insert_into(connection, story_coverage).values(row)
            newer = insert.on_conflict_do_update(
                index_elements=["workspace", "watch"], set_=msgspec.structs.asdict(learnt)
            )
            connection.execute(newer)

    def forget_ties(self, before: datetime) -> int:
        """Forget by what mentions written before then are tied to others; how many keys and bridges."""
        with write_transaction(self._engine) as connection:
            return sum(
                connection.execute(delete(table).where(table.c.written_at < before)).rowcount
                for table in (story_keys, story_bridges)
            )

    def _of(self, table: Any, watch: str) -> Any:
        return and_(table.c.workspace == self._workspace, table.c.watch == watch)

    def _join(self, connection: Connection, watch: str, join: JoinedStory, at: datetime) -> None:
        """What was kept apart from the one that ends is kept apart from the other."""
        table, ends, stays = story_joins.c, storable(join.story), storable(join.other)
        its = self._of(story_placements, watch), story_placements.c.story == ends
        connection.execute(update(story_placements).where(*its).values(story=stays))
        kept = connection.execute(
            select(story_joins).where(
                self._of(story_joins, watch), table.apart, or_(table.story == ends, table.other == ends)
            )
        )
        for row in kept.all():
            pair = {row.story, row.other} - {ends} | {stays}
            if len(pair) == 2:
                one, other = sorted(pair)
                again = JoinedStory(
                    story=one, other=other, apart=True, mention=row.mention, person=row.person
                )
                self._record(connection, watch, again, row.at)
        self._record(connection, watch, join, at)

    def _record(self, connection: Connection, watch: str, join: JoinedStory, at: datetime) -> None:
        row = {"workspace": self._workspace, "watch": watch, **msgspec.structs.asdict(join), "at": at}
        insert = insert_into(connection, story_joins).values(row)
        said = {name: row[name] for name in ("apart", "mention", "link", "tie", "score", "person", "at")}
        connection.execute(
            insert.on_conflict_do_update(index_elements=["workspace", "watch", "story", "other"], set_=said)
        )


def _same_watch(one: Any, other: Any) -> Any:
    return and_(*(one.c[name] == other.c[name] for name in ("workspace", "watch")))


def _same(one: Any, other: Any) -> Any:
    return and_(_same_watch(one, other), one.c.mention == other.c.mention)


def _placements() -> Select[Any]:
    return select(*(story_placements.c[name] for name in PlacedMention.__struct_fields__))
