"""What people ask for, by its real parts: a watch list, an archive, an outbox, a Slack; nothing is sent."""

from pathlib import Path
from typing import cast

from msgspec.structs import replace
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine

from bot.alerts.learning import Learning
from bot.background import Background
from bot.console.directory import BOT_USER
from bot.console.workspace import Workspace
from bot.directory.channels import SlackChannels
from bot.directory.people import People
from bot.listening.poll import Poller
from bot.listening.search import SourceSearch
from bot.models import Feed
from bot.storage.alert_mutes import AlertMutes
from bot.storage.alerts import AlertRows
from bot.storage.baselines import Baselines
from bot.storage.changes import WatchChanges
from bot.storage.claims import Claims
from bot.storage.refused_channels import RefusedChannels
from bot.storage.retention import Retention
from bot.storage.search import SearchRows
from bot.storage.source_states import SourceStates
from bot.storage.stories import StoryRows
from bot.storage.teachings import Teachings
from bot.storage.watchlist import Watchlist
from bot.watches.alert_choices import AlertChoices
from bot.watches.alert_replay import AlertReplay
from bot.watches.changes import WatchHistory
from bot.watches.channel_settings import ChannelSettings
from bot.watches.copying import ChannelCopies
from bot.watches.corrections import Corrections
from bot.watches.kept_links import KeptLinks
from bot.watches.lookup import WatchLookup
from bot.watches.queries import WatchQueries
from bot.watches.registry import WatchRegistry
from bot.watches.reloader import Reloader
from bot.watches.removal import WatchRemoval
from bot.watches.service import WatchService
from bot.watches.stops import ChannelStops
from bot.watches.story_edits import StoryEdits
from bot.watches.teams import Teams
from bot.watches.undo import Undo
from bot.watches.untaught import Untaught
from bot.watches.urgent_words import UrgentWords
from bot.watches.vips import Vips
from tests.alerts.parts import windows
from tests.digests.desk import Desk
from tests.storage.samples import WORKSPACE


class RegistryReloader:
    """Lets the registry follow the watch list; there is nothing else to follow it."""

    def __init__(self, watchlist: Watchlist, registry: WatchRegistry) -> None:
        self._watchlist = watchlist
        self._registry = registry

    async def reload(self) -> None:
        await self._registry.reload(self._watchlist.watches(), self._watchlist.channels())


class WatchDesk(Desk):
    """What people ask for in C1, an open channel, C2, another, and C3, a private one without Camille."""

    def __init__(self, engine: Engine, data: Path) -> None:
        super().__init__(engine, data)
        self.slack = Workspace(self.clock)
        self.background = Background()
        self.engine = engine

    async def open(self) -> None:
        """Begin Slack, and build what asks it."""
        await self.slack.start()
        self.slack.add_user("U1", "Camille", "Europe/Paris", "fr-FR")
        self.slack.add_user("U2", "Alex", "America/New_York", "en-US")
        self.slack.add_channel("C1", "ours", ["Camille", "Alex", BOT_USER])
        self.slack.add_channel("C2", "theirs", ["Alex", BOT_USER])
        self.slack.add_channel("C3", "crisis", ["Alex", BOT_USER], private=True)
        self.slack.add_channel("C4", "elsewhere", ["Camille", "Alex"])
        self.client = client = AsyncWebClient(self.slack.bot_token, base_url=self.slack.api_url)
        self.reloader = reloader = cast(Reloader, RegistryReloader(self.watchlist, self.registry))
        poller = cast(Poller, self.poller)
        self.channels, self.changes = SlackChannels(client), WatchChanges(self.engine, WORKSPACE)
        people = People(client, self.clock)
        self.stops = ChannelStops(
            self.watchlist, RefusedChannels(self.engine, WORKSPACE), reloader, self.outbox, self.clock
        )
        common_settings = self.watchlist, self.stops, reloader, people, self.channels
        self.settings = ChannelSettings(*common_settings, self.clock)
        self.lookup = WatchLookup(self.watchlist)
        history = WatchHistory(self.watchlist, self.changes, reloader, self.clock)
        common = self.watchlist, self.registry, self.lookup, self.settings, history
        self.watches = WatchService(*common, self.channels, self.welcomes, self.clock)
        self.queries = WatchQueries(*common[1:], cast(SourceSearch, None), poller, self.hits, self.clock)
        self.removal = WatchRemoval(
            self.watchlist,
            self.lookup,
            history,
            self.changes,
            Retention(self.engine, WORKSPACE),
            self.outbox,
            reloader,
            self.clock,
        )
        self._open_teaching()
        rows, mutes = AlertRows(self.engine, WORKSPACE), AlertMutes(self.engine, WORKSPACE)
        claims = Claims(self.engine, WORKSPACE)
        self.alert_choices = AlertChoices(rows, mutes, claims, self.settings, self.alerts, self.clock)
        seen = windows(self.engine, self.watchlist, self.registry, self.clock)
        learning = Learning(
            Baselines(self.engine, WORKSPACE), SourceStates(self.engine), self.registry, self.clock
        )
        self.alert_replay = AlertReplay(self.lookup, self.settings, seen, learning, self.clock)
        undoing = self.watchlist, self.changes, self.settings, self.removal, self.untaught, poller, reloader
        self.undo = Undo(*undoing, self.background, self.clock)
        copying = self.watchlist, self.settings, history, self.channels, reloader
        self.copies = ChannelCopies(*copying, self.clock)

    def _open_teaching(self) -> None:
        """Build what people teach with."""
        own = self.engine, WORKSPACE
        self.story_rows = StoryRows(*own)
        self.search_rows, self.teachings = SearchRows(*own), Teachings(*own)
        self.links = KeptLinks(self.lookup, self.hits, self.search_rows)
        self.corrections = Corrections(
            self.lookup,
            self.links,
            self.readings,
            self.reading_rows,
            self.story_rows,
            self.teachings,
            self.mentions,
            self.clock,
        )
        self.story_edits = StoryEdits(self.links, self.stories, self.teachings, self.clock)
        self.teams = Teams(self.lookup, self.reading_rows, self.people, self.teachings, self.clock)
        self.urgent = UrgentWords(self.lookup, self.settings, self.teachings, self.clock)
        self.vips = Vips(self.lookup, self.settings, self.people, self.teachings, self.clock)
        taught = self.corrections, self.story_edits, self.teams, self.urgent, self.vips
        self.untaught = Untaught(self.watchlist, self.teachings, *taught, self.mentions, self.clock)

    async def add_feed(self, channel: str, number: int) -> None:
        """Let a channel read so many feeds."""
        now = self.clock.now()
        feeds = tuple(
            Feed(url=f"https://{channel}.example/{n}", title=f"Blog {n}", added_at=now) for n in range(number)
        )
        self.watchlist.set_up(replace(await self.settings.new(channel, "U2"), feeds=feeds))

    async def shut(self) -> None:
        """End what is under way."""
        await self.background.stop()
        await self.slack.stop()
        self.close()
