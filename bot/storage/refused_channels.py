"""Channels that Slack was found to take nothing for: each a row until that was heeded."""

from sqlalchemy import Connection, Engine, delete, select

from bot.storage.database import read_transaction, write_transaction
from bot.storage.tables.outbox import refused_channels


class RefusedChannels:
    """The channels of a workspace that take nothing, as the sender found them (`SendQueue.hold`). Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def unheeded(self) -> dict[str, str]:
        """The channels that Slack takes nothing for and nobody heeded yet, with its name for the reason."""
        refused = refused_channels.c
        wanted = select(refused.channel, refused.code).where(refused.workspace == self._workspace)
        with read_transaction(self._engine) as connection:
            return {row.channel: row.code for row in connection.execute(wanted)}

    def heed(self, channel: str) -> None:
        """Record that it was heeded that Slack takes nothing for a channel."""
        with write_transaction(self._engine) as connection:
            heed(connection, self._workspace, channel)


def heed(connection: Connection, workspace: str, channel: str) -> None:
    """Record in a transaction that it was heeded that Slack takes nothing for a channel."""
    its = refused_channels.c.workspace == workspace, refused_channels.c.channel == channel
    connection.execute(delete(refused_channels).where(*its))
