"""What the listeners call."""

import msgspec

from bot.answers.archive import ArchiveCommands
from bot.answers.commands import Commands
from bot.answers.inbox import Inbox
from bot.answers.replies import NameReplies
from bot.background import Background
from bot.outbox.ephemeral import EphemeralTransport
from bot.watches.alert_choices import AlertChoices
from bot.watches.channel_events import ChannelEvents
from bot.watches.channel_settings import ChannelSettings
from bot.watches.lookup import WatchLookup
from bot.watches.removal import WatchRemoval
from bot.watches.service import WatchService
from bot.watches.source_choice import SourceChoice


class Listeners(msgspec.Struct, frozen=True, kw_only=True):
    """The use-cases behind commands, buttons, forms and events, and how their answers go out."""

    commands: Commands
    archive: ArchiveCommands
    lookup: WatchLookup
    watches: WatchService
    removal: WatchRemoval
    sources: SourceChoice
    settings: ChannelSettings
    inbox: Inbox
    replies: NameReplies
    alerts: AlertChoices
    channel_events: ChannelEvents
    ephemeral: EphemeralTransport
    background: Background
