"""Queries of watches: tried before they are saved, and changed."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

from bot.analysis.quotes import excerpt
from bot.clock import Clock
from bot.digests.quoted_story import quoted_stories
from bot.errors import Refusal, Refused
from bot.listening.poll import Poller
from bot.listening.poll_policy import LOOK_BACK
from bot.listening.search import SourceSearch
from bot.models import Mention, Watch
from bot.names import name_key
from bot.query import Clause, PreparedText, Query, parse, read_edit, read_name
from bot.storage.changes import ChangeKind
from bot.storage.hits import HitRows
from bot.watches.changes import WatchHistory
from bot.watches.channel_settings import ChannelSettings
from bot.watches.lookup import WatchLookup, one_of
from bot.watches.naming import find, unquoted
from bot.watches.narrow_check import require_narrow
from bot.watches.registry import WatchRegistry
from bot.watches.results import ChannelWatches, Difference, Dropped, Edited, Previewed
from bot.watches.source_check import require_sources


class WatchQueries:
    """Tries and changes what watches listen for."""

    def __init__(
        self,
        registry: WatchRegistry,
        lookup: WatchLookup,
        settings: ChannelSettings,
        history: WatchHistory,
        search: SourceSearch,
        poller: Poller,
        hits: HitRows,
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._lookup = lookup
        self._settings = settings
        self._history = history
        self._search = search
        self._poller = poller
        self._hits = hits
        self._clock = clock

    async def preview(self, channel: str, user: str, query: Query) -> Previewed:
        """What a query would have kept and dropped of the last seven days."""
        require_sources(query, self._registry.sources)
        held = await self._settings.of(channel, user)
        since = self._clock.now() - LOOK_BACK
        candidates, unheard = await self._search.candidates(query.without_exclusions(), held, since)
        kept, dropped = await asyncio.to_thread(_sifted, query, candidates)
        stories = await asyncio.to_thread(quoted_stories, kept, query.spots)
        return Previewed(
            query=query,
            reach=self._registry.reach(query, held),
            kept=len(kept),
            stories=stories,
            dropped=dropped,
            unheard=unheard,
        )

    async def edit_meant(self, channel: str, words: str) -> tuple[Watch, str]:
        """The watch that an edit names, and its new query; an empty one where none was typed.

        Which words are the name is known by what is watched. Raises `BadQuery` and `Refused`.
        """
        place = await self._lookup.channel(channel)
        if called := _called(place, words):
            return called, ""
        if not unquoted(words):
            return await self._lookup.named(channel, words), ""
        name, rest = read_name(words)
        _require_sign(place, name, words)
        if not rest:
            return one_of(find(place.watches, words), words, place.watches), ""
        watch = await self._lookup.named(channel, name)
        return watch, read_edit(words, watch.name)

    async def edit(self, watch: Watch, by: str, query: str) -> Edited | None:
        """Let a watch listen for another query; None where it does already.

        What was said stays said, and history stays history. Raises `BadQuery` and `Refused`.
        """
        before, read = self._registry.query(watch), parse(query)
        require_sources(read, self._registry.sources)
        require_narrow(read)
        if query == watch.query:
            return None
        now = self._clock.now()
        changed = await self._history.change(watch, by, ChangeKind.EDITED, query=query, since=now)
        held = await self._settings.of(watch.channel, by)
        reach = self._registry.reach(read, held)
        return Edited(watch=changed, before=before, query=read, reach=reach)

    async def difference(self, edited: Edited, by: str) -> Difference:
        """What an edited watch keeps of the last seven days, and what it drops that it kept before."""
        watch = edited.watch
        asked = await self._poller.look_back(watch, await self._settings.of(watch.channel, by))
        now, query = self._clock.now(), self._registry.query(watch)
        found = await asyncio.to_thread(
            self._hits.written_between, watch.channel, now - LOOK_BACK, now, [watch.id]
        )
        mentions = [hit.mention for hit in found]
        kept, new, dropped = await asyncio.to_thread(_compared, edited.before, query, mentions)
        stories = await asyncio.to_thread(quoted_stories, new, query.spots)
        titles = self._registry.sources
        ill = {titles[each.request.source].title for each in asked if each.failure}
        return Difference(kept=len(kept), new=len(new), stories=stories, dropped=dropped, unheard=sorted(ill))


def _called(place: ChannelWatches, words: str) -> Watch | None:
    """The watch whose name is just what was typed, though it may look like an operator."""
    typed = unquoted(words).casefold()
    return next((watch for watch in place.watches if watch.name.casefold() == typed), None)


def _require_sign(place: ChannelWatches, name: str, words: str) -> None:
    """Raise `Refused` where a watch's name is followed by a word, which may begin its new query."""
    if find(place.watches, name):
        return
    key = name_key(name)
    begun = [each for each in place.watches if key.startswith(f"{name_key(each.name)} ")]
    if begun:
        watch = max(begun, key=lambda each: len(each.name))
        query = " ".join(words.split()[len(watch.name.split()) :])
        raise Refused(Refusal.EDIT_UNSIGNED, name=watch.name, query=query)


def _compared(
    before: Query, query: Query, mentions: Sequence[Mention]
) -> tuple[list[Mention], list[Mention], list[Dropped]]:
    """What a query keeps as the one before it did, what is new to it, and what it drops of the other's."""
    kept, dropped = _sifted(query, [each for each in mentions if before.matches(each)])
    new = [each for each in mentions if query.matches(each) and not before.matches(each)]
    return kept, new, dropped


def _sifted(query: Query, candidates: Sequence[Mention]) -> tuple[list[Mention], list[Dropped]]:
    """What a query keeps, and what it drops: one of each part, then the next of each.

    What is not about it at all teaches least, and comes last.
    """
    kept: list[Mention] = []
    dropped: list[tuple[bool, int, Dropped]] = []
    about, numbers = query.clauses()[0].label, Counter[str]()
    for mention in candidates:
        clause = query.first_failed_clause(PreparedText.of(mention))
        if clause is None:
            kept.append(mention)
        else:
            numbers[clause.label] += 1
            rank = (clause.label == about, numbers[clause.label])
            dropped.append((*rank, _dropped(query, mention, clause)))
    return kept, [each for _about, _rank, each in sorted(dropped, key=itemgetter(0, 1))]


def _dropped(query: Query, mention: Mention, clause: Clause) -> Dropped:
    """A dropped mention, quoted where the words stand that it is dropped for; else where the others do."""
    telling = clause.spots(mention.text) or clause.spots(mention.title)
    return Dropped(mention, clause.label, excerpt(mention, clause.spots if telling else query.spots))
