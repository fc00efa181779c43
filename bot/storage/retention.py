"""What is forgotten whole: all that a watch, or a channel, ever had of the archive."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, select, true

from bot.storage.database import write_transaction
from bot.storage.notified import aside
from bot.storage.tables.alerts import alert_mutes, alerts, baselines, claims
from bot.storage.tables.hits import drops, hits
from bot.storage.tables.mentions import mentions
from bot.storage.tables.outbox import deliveries, said
from bot.storage.tables.questions import questions
from bot.storage.tables.readings import corrections, readings, teachings, team
from bot.storage.tables.stories import (
    story_bridges,
    story_coverage,
    story_joins,
    story_keys,
    story_placements,
)
from bot.storage.tables.watches import watch_changes


class Retention:
    """Ends how long a workspace's hits, and what was made of them, are kept. Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def forget_watch(self, watch: str) -> None:
        """Forget a watch's hits, and the mentions that no other watch wanted.

        What the channel was told stays known: found again by another watch, it is not news.
        """
        with write_transaction(self._engine) as connection:
            _forget_hits(connection, and_(hits.c.workspace == self._workspace, hits.c.watch == watch))
            counted = drops.c.workspace == self._workspace, drops.c.watch == watch
            connection.execute(delete(drops).where(*counted))
            _forget_understood(connection, self._workspace, [watch])

    def forget_channel(self, channel: str) -> None:
        """Forget all that was found for a channel, told to it, and owed to it, be it under way or not.

        Of what Slack has the record stays: it keeps the same from being said again.
        """
        unsent = deliveries.c.state != "sent"
        there = hits.c.channel.in_([channel, aside(channel)])
        its = and_(hits.c.workspace == self._workspace, there)
        with write_transaction(self._engine) as connection:
            watches = connection.scalars(select(hits.c.watch).where(its).distinct()).all()
            _forget_understood(connection, self._workspace, watches)
            _forget_hits(connection, its)
            for table, which in (
                (watch_changes, true()),
                (corrections, true()),
                (team, true()),
                (claims, true()),
                (teachings, true()),
                (said, true()),
                (drops, true()),
                (deliveries, unsent),
                (questions, questions.c.asked.is_not(None)),
            ):
                own = table.c.workspace == self._workspace, table.c.channel == channel, which
                connection.execute(delete(table).where(*own))


def _forget_hits(connection: Connection, whose: ColumnElement[bool]) -> None:
    """Forget hits, and the mentions that nobody else wanted."""
    others = select(hits.c.mention).where(hits.c.mention == mentions.c.id, ~whose).exists()
    orphans = mentions.c.id.in_(select(hits.c.mention).where(whose)) & ~others
    connection.execute(delete(mentions).where(orphans))  # their hits go with them
    connection.execute(delete(hits).where(whose))


def _forget_understood(connection: Connection, workspace: str, watches: Collection[str]) -> None:
    """Forget what was understood of these watches' mentions: which were one story, and what each says."""
    own = story_placements, story_keys, story_bridges, story_joins, story_coverage
    for table in (*own, readings, corrections, alerts, alert_mutes, baselines):
        its = table.c.workspace == workspace, table.c.watch.in_(watches)
        connection.execute(delete(table).where(*its))
