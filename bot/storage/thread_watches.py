"""Which watches a thread in Slack speaks of: by what the bot told in it, or above it."""

from sqlalchemy import Engine, and_, or_, select

from bot.storage.database import read_transaction
from bot.storage.tables.hits import hits
from bot.storage.tables.outbox import deliveries, delivery_mentions


class ThreadWatches:
    """The threads of a workspace's channels. Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def of(self, channel: str, thread_ts: str) -> set[str]:
        """The watches of which a thread tells: those that got all its mentions, or else any of them.

        Its first message is part of it. A thread of one watch stays so where another got some of it.
        """
        there = deliveries.c.workspace == self._workspace, deliveries.c.channel == channel
        root = select(deliveries.c.id).where(*there, deliveries.c.ts == thread_ts)
        in_thread = or_(
            deliveries.c.ts == thread_ts, deliveries.c.thread_ts == thread_ts, deliveries.c.root.in_(root)
        )
        its_mentions = and_(
            delivery_mentions.c.workspace == deliveries.c.workspace,
            delivery_mentions.c.delivery == deliveries.c.id,
        )
        its = (
            hits.c.workspace == self._workspace,
            hits.c.channel == channel,
            hits.c.mention == delivery_mentions.c.mention,
        )
        wanted = (
            select(hits.c.watch, hits.c.mention)
            .select_from(deliveries)
            .join(delivery_mentions, its_mentions)
            .join(hits, and_(*its))
            .where(*there, in_thread)
        )
        with read_transaction(self._engine) as connection:
            pairs = {(row.watch, row.mention) for row in connection.execute(wanted.distinct())}
        told = {mention for _, mention in pairs}
        watches = {watch for watch, _ in pairs}
        return {each for each in watches if all((each, mention) in pairs for mention in told)} or watches
