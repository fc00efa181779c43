"""What answers people: commands, questions, names and buttons, wired."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.alerts.redelivery import Composer
from bot.answers.archive import ArchiveCommands
from bot.answers.channel import ChannelCommands
from bot.answers.commands import Commands
from bot.answers.inbox import Inbox
from bot.answers.inquiries import InquiryAnswers
from bot.answers.names import NameAnswers
from bot.answers.people import PersonAnswers
from bot.answers.questions import QuestionAnswers
from bot.answers.replies import NameReplies
from bot.answers.teaching import TeachingCommands
from bot.answers.watches import WatchCommands
from bot.clock import Clock
from bot.outbox.ephemeral import EphemeralTransport
from bot.runtime.alerting import Alerting
from bot.runtime.digesting import Digesting
from bot.runtime.foundation import Foundation
from bot.runtime.listening import Listening
from bot.runtime.teaching import Teaching
from bot.runtime.watching import Watching
from bot.storage.delivery import DeliveryKind
from bot.watches.alert_choices import AlertChoices
from bot.watches.alert_replay import AlertReplay
from bot.watches.reasons import MentionReasons
from bot.watches.search import MentionSearch
from handlers.listeners import Listeners


@dataclass(frozen=True, kw_only=True)
class Answering:
    """One of each; `composers` compose anew what answers people, by the kind of delivery."""

    search: MentionSearch
    alerts: AlertChoices
    commands: Commands
    inbox: Inbox
    composers: Mapping[DeliveryKind, Composer]
    listeners: Listeners


def answering(
    base: Foundation, heard: Listening, told: Digesting, rings: Alerting, asked: Watching, taught: Teaching
) -> Answering:
    """What listens to people, by what they can do."""
    stores, clock = base.stores, base.clock
    search = MentionSearch(asked.lookup, stores.mentions, stores.search, clock)
    kept = ArchiveCommands(search, _reasons(base, heard, told, asked, taught))
    alerts = AlertChoices(stores.alerts, stores.alert_mutes, stores.claims, asked.settings, rings.room, clock)
    replay = AlertReplay(asked.lookup, asked.settings, rings.windows, rings.learning, clock)
    commands = _commands(asked, taught, kept, alerts, replay, clock)
    replies = NameReplies(stores.watchlist, heard.registry, stores.hits, base.outbox, clock)
    ephemeral = EphemeralTransport(base.client)
    inbox = Inbox(
        stores.questions,
        stores.events,
        _questions(base, heard, told, asked, commands),
        replies,
        asked.settings,
        base.outbox,
        ephemeral,
        base.background,
        clock,
    )
    return Answering(
        search=search,
        alerts=alerts,
        commands=commands,
        inbox=inbox,
        composers={
            DeliveryKind.ANSWER: inbox,
            DeliveryKind.REPLY: replies,
            DeliveryKind.DIGEST_NOW: asked.digests,
        },
        listeners=Listeners(
            commands=commands,
            archive=kept,
            lookup=asked.lookup,
            watches=asked.watches,
            removal=asked.removal,
            sources=asked.sources,
            settings=asked.settings,
            inbox=inbox,
            replies=replies,
            alerts=alerts,
            channel_events=asked.events,
            ephemeral=ephemeral,
            background=base.background,
        ),
    )


def _reasons(
    base: Foundation, heard: Listening, told: Digesting, asked: Watching, taught: Teaching
) -> MentionReasons:
    """What says why a mention was told, or was not."""
    stores = base.stores
    return MentionReasons(
        asked.lookup,
        taught.links,
        heard.registry,
        stores.hits,
        stores.mentions,
        stores.stories,
        told.readings,
        stores.source_states,
        base.fetcher,
        base.clock,
    )


def _commands(
    asked: Watching,
    taught: Teaching,
    kept: ArchiveCommands,
    alerts: AlertChoices,
    replay: AlertReplay,
    clock: Clock,
) -> Commands:
    """What answers `/watch`."""
    lookup = asked.lookup
    return Commands(
        WatchCommands(
            lookup, asked.watches, asked.queries, asked.removal, taught.undo, alerts, replay, clock
        ),
        ChannelCommands(
            lookup,
            asked.settings,
            asked.digests,
            asked.sources,
            asked.feeds,
            asked.copies,
            asked.health,
            clock,
        ),
        TeachingCommands(
            lookup,
            taught.corrections,
            taught.story_edits,
            taught.teams,
            taught.urgent,
            taught.vips,
            asked.watches,
        ),
        kept,
    )


def _questions(
    base: Foundation, heard: Listening, told: Digesting, asked: Watching, commands: Commands
) -> QuestionAnswers:
    """What answers who speaks to the bot."""
    stores, clock, registry = base.stores, base.clock, heard.registry
    persons = PersonAnswers(
        stores.mentions, stores.heard_people, stores.stories, stores.readings, told.readings, registry, clock
    )
    inquiries = InquiryAnswers(
        persons, told.composer, told.readings, registry, stores.stories, stores.thread_watches, clock
    )
    names = NameAnswers(told.composer, heard.search, clock)
    return QuestionAnswers(asked.lookup, asked.settings, commands, inquiries, names, clock)
