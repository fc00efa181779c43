"""What people teach the bot of their mentions, and take back, wired."""

from dataclasses import dataclass

from bot.runtime.digesting import Digesting
from bot.runtime.foundation import Foundation
from bot.runtime.listening import Listening
from bot.runtime.watching import Watching
from bot.watches.corrections import Corrections
from bot.watches.kept_links import KeptLinks
from bot.watches.story_edits import StoryEdits
from bot.watches.teams import Teams
from bot.watches.undo import Undo
from bot.watches.untaught import Untaught
from bot.watches.urgent_words import UrgentWords
from bot.watches.vips import Vips


@dataclass(frozen=True, kw_only=True)
class Teaching:
    """One of each."""

    links: KeptLinks
    corrections: Corrections
    story_edits: StoryEdits
    teams: Teams
    urgent: UrgentWords
    vips: Vips
    undo: Undo


def teaching(base: Foundation, heard: Listening, told: Digesting, asked: Watching) -> Teaching:
    """What is taught by links and names, and what takes back whatever was done last."""
    stores, clock, lookup = base.stores, base.clock, asked.lookup
    mentions, people, teachings = stores.mentions, stores.heard_people, stores.teachings
    links = KeptLinks(lookup, stores.hits, stores.search)
    corrections = Corrections(
        lookup, links, told.readings, stores.readings, stores.stories, teachings, mentions, clock
    )
    story_edits = StoryEdits(links, told.keeper, teachings, clock)
    teams = Teams(lookup, stores.readings, people, teachings, clock)
    urgent = UrgentWords(lookup, asked.settings, teachings, clock)
    vips = Vips(lookup, asked.settings, people, teachings, clock)
    untaught = Untaught(
        stores.watchlist, teachings, corrections, story_edits, teams, urgent, vips, mentions, clock
    )
    return Teaching(
        links=links,
        corrections=corrections,
        story_edits=story_edits,
        teams=teams,
        urgent=urgent,
        vips=vips,
        undo=Undo(
            stores.watchlist,
            stores.changes,
            asked.settings,
            asked.removal,
            untaught,
            heard.poller,
            base.reloader,
            base.background,
            clock,
        ),
    )
