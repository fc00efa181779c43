"""What the bot saw and said: the tables as they are now. Migrations lead here, and a test says so.

What is a workspace's own carries it in its keys: a channel that is shared by Slack Connect has one id in
several workspaces. What is public (mentions, how sources are) is shared.

Each module declares the tables of one subject; all of them are known once this is imported.
"""

from bot.storage.tables import (
    alerts,
    fetching,
    hits,
    mentions,
    outbox,
    questions,
    readings,
    search,
    sources,
    stories,
    watches,
)
from bot.storage.tables.base import metadata

__all__ = [
    "alerts",
    "fetching",
    "hits",
    "mentions",
    "metadata",
    "outbox",
    "questions",
    "readings",
    "search",
    "sources",
    "stories",
    "watches",
]
