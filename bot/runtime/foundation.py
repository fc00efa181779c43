"""What every use-case stands on."""

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.background import Background
from bot.clock import Clock
from bot.fetching.fetcher import Fetcher
from bot.outbox.outbox import Outbox
from bot.storage.stores import Stores
from bot.watches.reloader import Reloader


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """One of each: what is kept, the ways out to Slack and to the sources, and what goes on meanwhile."""

    client: AsyncWebClient
    stores: Stores
    outbox: Outbox
    fetcher: Fetcher
    reloader: Reloader
    background: Background
    clock: Clock
