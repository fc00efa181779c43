"""What is usual for each watch, as the detectors learnt it: a row a watch."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Engine, and_, distinct, func, select

from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.notified import chunks
from bot.storage.tables.alerts import baselines
from bot.storage.tables.hits import hits
from bot.storage.tables.stories import story_placements


class StoredBaseline(msgspec.Struct, frozen=True, kw_only=True):
    """What was learnt of a watch, as JSON; since when without a gap, and at which step last."""

    watch: str
    learnt: str
    heard_since: datetime
    stepped_at: datetime


class Baselines:
    """The baselines of a workspace, and the counts that they learn from. Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def of(self, watches: Iterable[str] | None = None) -> dict[str, StoredBaseline]:
        """The baselines of these watches, or of all."""
        wanted = _rows().where(baselines.c.workspace == self._workspace)
        found: list[Any] = []
        with read_transaction(self._engine) as connection:
            if watches is None:
                found += connection.execute(wanted).mappings()
            else:
                for chunk in chunks(watches):
                    found += connection.execute(wanted.where(baselines.c.watch.in_(chunk))).mappings()
        return {row["watch"]: StoredBaseline(**row) for row in found}

    def put(self, learnt: Iterable[StoredBaseline]) -> None:
        """Keep these in the place of what was known of their watches."""
        rows = [{"workspace": self._workspace, **msgspec.structs.asdict(each)} for each in learnt]
        if not rows:
            return
        with write_transaction(self._engine) as connection:
            insert = insert_into(connection, baselines)
            latest = {name: insert.excluded[name] for name in ("learnt", "heard_since", "stepped_at")}
            keys = ["workspace", "watch"]
            connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=latest), rows)

    def heard(self, since: datetime) -> set[tuple[str, str]]:
        """What was kept since then and is no history: each watch with the mention that it heard."""
        its = hits.c.workspace == self._workspace, hits.c.matched_at >= since, hits.c.look_back.is_(False)
        with read_transaction(self._engine) as connection:
            found = connection.execute(select(hits.c.watch, hits.c.mention).where(*its))
            return {(watch, mention) for watch, mention in found}

    def people(self, since: datetime, until: datetime) -> dict[str, int]:
        """How many people each watch heard of what was written in that time, and heard in it."""
        spoke = (
            select(hits.c.watch, hits.c.network, hits.c.author)
            .where(
                hits.c.workspace == self._workspace,
                hits.c.matched_at >= since,
                hits.c.written_at >= since,
                hits.c.written_at < until,
                hits.c.look_back.is_(False),
                hits.c.author != "",
            )
            .distinct()
            .subquery()
        )
        counted = select(spoke.c.watch, func.count().label("people")).group_by(spoke.c.watch)
        with read_transaction(self._engine) as connection:
            return {row.watch: row.people for row in connection.execute(counted)}

    def ended(self, since: datetime, until: datetime) -> dict[str, list[int]]:
        """By watch, how many people told each story whose last mention was written in that time."""
        table = story_placements.c
        own = table.workspace == self._workspace
        last = (
            select(table.watch, table.story)
            .where(own, table.written_at >= since, table.written_at < until)
            .distinct()
            .subquery()
        )
        same = and_(table.watch == last.c.watch, table.story == last.c.story, own)
        told = and_(
            hits.c.workspace == table.workspace, hits.c.watch == table.watch, hits.c.mention == table.mention
        )
        people = func.count(distinct(hits.c.network + " " + hits.c.author))
        wanted = (
            select(table.watch, table.story, people.label("people"))
            .join(last, same)
            .join(hits, told)
            .group_by(table.watch, table.story)
            .having(func.max(table.written_at) < until)
        )
        found: dict[str, list[int]] = defaultdict(list)
        with read_transaction(self._engine) as connection:
            for row in connection.execute(wanted):
                found[row.watch].append(row.people)
        return found

    def days(self, since: datetime, until: datetime) -> Mapping[str, int]:
        """By watch, on how many days (of UTC) something was written in that time."""
        own = hits.c.workspace == self._workspace
        span = hits.c.written_at >= since, hits.c.written_at < until
        wanted = select(hits.c.watch, func.count(distinct(hits.c.day)).label("days")).where(own, *span)
        with read_transaction(self._engine) as connection:
            return {row.watch: row.days for row in connection.execute(wanted.group_by(hits.c.watch))}


def _rows() -> Any:
    return select(*(baselines.c[name] for name in StoredBaseline.__struct_fields__))
