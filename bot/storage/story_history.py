"""What became of stories: when somebody spoke in them last, which fell silent, and which were grave."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Engine, and_, func, select

from bot.storage.database import read_transaction
from bot.storage.notified import chunks
from bot.storage.tables.readings import readings
from bot.storage.tables.stories import story_placements
from bot.storage.types import storable

_SURE: Final = '%"is_sure":true%'
"""How a reading is written that is sure of a danger."""


class StoryHistory:
    """The past of a workspace's stories. Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def last(self, watch: str, stories: Iterable[str]) -> dict[str, datetime]:
        """When the last mention of each of these stories was written."""
        table = story_placements.c
        latest = select(table.story, func.max(table.written_at).label("last")).group_by(table.story)
        with read_transaction(self._engine) as connection:
            return {
                row.story: row.last
                for chunk in chunks(map(storable, stories))
                for row in connection.execute(latest.where(self._of(watch), table.story.in_(chunk)))
            }

    def silent(self, watch: str, since: datetime, until: datetime, limit: int) -> list[str]:
        """The stories of which the last mention was written in that time, those of most mentions first."""
        table, number = story_placements.c, func.count().label("number")
        of_them = select(table.story, number).where(self._of(watch), table.written_at >= since)
        ended = of_them.group_by(table.story).having(func.max(table.written_at) < until)
        with read_transaction(self._engine) as connection:
            rows = connection.execute(ended.order_by(number.desc(), table.story).limit(limit))
            return [row.story for row in rows]

    def members(self, watch: str, story: str, limit: int) -> list[str]:
        """The mentions of a story, the latest first, so many at most."""
        table = story_placements.c
        its = select(table.mention).where(self._of(watch), table.story == story)
        latest = its.order_by(table.written_at.desc(), table.mention).limit(limit)
        with read_transaction(self._engine) as connection:
            return list(connection.scalars(latest))

    def grave(
        self, watch: str, stories: Iterable[str], since: datetime, until: datetime
    ) -> list[tuple[str, str]]:
        """The mentions of these stories in that time that were read as surely dangerous: story and mention.

        The latest first.
        """
        table = story_placements.c
        same = and_(*(table[name] == readings.c[name] for name in ("workspace", "watch", "mention")))
        wanted = select(table.story, table.mention, table.written_at).join_from(
            story_placements, readings, same
        )
        then = self._of(watch), table.written_at >= since, table.written_at < until
        found: list[tuple[datetime, str, str]] = []
        with read_transaction(self._engine) as connection:
            for chunk in chunks(map(storable, stories)):
                its = wanted.where(*then, table.story.in_(chunk), readings.c.read.like(_SURE))
                found += [(row.written_at, row.story, row.mention) for row in connection.execute(its)]
        return [(story, mention) for _, story, mention in sorted(found, reverse=True)]

    def _of(self, watch: str) -> ColumnElement[bool]:
        return and_(story_placements.c.workspace == self._workspace, story_placements.c.watch == watch)
