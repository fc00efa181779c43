"""Why a mention was told, and why it was not: what is kept of it, and what its page says now."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from bot.analysis.language import with_language
from bot.analysis.understanding import Understanding
from bot.bodies import host_of
from bot.clock import Clock
from bot.errors import Refused, SourceFailure, TemporaryFailure
from bot.feeds.pages import WebPage, read_page
from bot.fetching import Fetcher
from bot.fetching.memory import MemoryValidators
from bot.models import Channel, Mention, MentionKind, Watch
from bot.query import PreparedText, Query
from bot.storage.hits import HitRows
from bot.storage.mentions import MentionRows
from bot.storage.source_state import SourceState
from bot.storage.source_states import SourceStates
from bot.storage.stories import StoryRows
from bot.watches.found import Listened, Matched, Unmatched, Why, WhyNot
from bot.watches.kept_links import KeptLinks, KeptMention
from bot.watches.lookup import WatchLookup
from bot.watches.readings import WatchReadings
from bot.watches.registry import WatchRegistry
from bot.watches.results import ChannelWatches

LONGEST: Final = 15.0
"""Seconds that a page is waited for."""
LATELY: Final = timedelta(days=2)
"""How far back is looked for what was dropped, where a page does not say when it was written."""
RECENT: Final = 500
"""Newest mentions of a channel by which it is known which source brings a site's."""
_WHOLE: Final = {"cache-control": "no-cache"}


class MentionReasons:
    """Says why."""

    def __init__(
        self,
        lookup: WatchLookup,
        links: KeptLinks,
        registry: WatchRegistry,
        hits: HitRows,
        mentions: MentionRows,
        stories: StoryRows,
        readings: WatchReadings,
        states: SourceStates,
        fetcher: Fetcher,
        clock: Clock,
    ) -> None:
        self._lookup = lookup
        self._links = links
        self._registry = registry
        self._hits = hits
        self._mentions = mentions
        self._stories = stories
        self._readings = readings
        self._states = states
        self._fetcher = fetcher
        self._clock = clock

    async def why(self, channel: str, address: str, name: str = "") -> list[Why]:
        """Why a mention was kept, for each watch that did. Raises `Refused` where none did."""
        place = await self._lookup.channel(channel)
        found = await self._links.all(channel, address, name)
        return [await self._why(place.channel, kept) for kept in found]

    async def why_not(self, channel: str, address: str, name: str = "") -> WhyNot:
        """Why what stands at an address was not told. Raises `Refused` where nothing is watched."""
        place = await self._lookup.channel(channel)
        watches = [await self._lookup.named(channel, name)] if name else list(place.watches)
        known = await self._known(channel, address, name)
        host = host_of(address).removeprefix("www.")
        found = WhyNot(
            zone=place.channel.zone,
            address=address,
            host=host,
            known=known,
            sources=await asyncio.to_thread(self._listened, place, host),
        )
        try:
            page = await self._page(address)
        except SourceFailure as failure:
            dropped = await asyncio.to_thread(self._dropped, place.channel, watches, None)
            return replace(found, failure=failure, dropped=dropped)
        said = await asyncio.to_thread(self._mention, address, page)
        return replace(
            found,
            title=page.title,
            written_at=page.published,
            watches=await asyncio.to_thread(self._asked, watches, said),
            dropped=await asyncio.to_thread(self._dropped, place.channel, watches, page.published),
        )

    async def _why(self, channel: Channel, kept: KeptMention) -> Why:
        mention = kept.mention
        read = (await self._readings.read(kept.watch, [mention]))[mention.id]
        return await asyncio.to_thread(self._told, channel, kept, read)

    def _told(self, channel: Channel, kept: KeptMention, read: Understanding) -> Why:
        watch, hit, mention = kept.watch, kept.hit, kept.mention
        told_at, told_by = self._hits.notified(watch.channel, [mention.id]).get(mention.id, (None, ""))
        tied = self._stories.placed(watch.id, [mention.id]).get(mention.id)
        near = self._mentions.stored({hit.via, tied.link if tied else ""} - {""})
        return Why(
            zone=channel.zone,
            watch=watch,
            hit=hit,
            matched=_matched(self._registry.query(watch), mention),
            above=near.get(hit.via),
            told_at=told_at,
            told_by=told_by,
            tied=tied,
            link=near.get(tied.link) if tied else None,
            mentions=len(self._stories.members(watch.id, tied.story)) if tied else 0,
            read=read,
        )

    async def _known(self, channel: str, address: str, name: str) -> tuple[str, ...]:
        """The watches that kept it."""
        try:
            return tuple(kept.watch.name for kept in await self._links.all(channel, address, name))
        except Refused:
            return ()

    async def _page(self, address: str) -> WebPage:
        """What stands at an address now. Raises `SourceFailure`."""
        fetch = self._fetcher.with_validators(MemoryValidators())
        try:
            async with asyncio.timeout(LONGEST):
                answer = await fetch.get(address.partition("#")[0], headers=_WHOLE)
        except TimeoutError as error:
            raise TemporaryFailure(
                "{host} did not answer within {n} seconds.", host=host_of(address), n=f"{LONGEST:g}"
            ) from error
        return await asyncio.to_thread(read_page, answer, urlsplit(address).fragment)

    def _mention(self, address: str, page: WebPage) -> Mention:
        """The page as a source might have heard it."""
        return with_language(
            Mention(
                id=address,
                source="",
                kind=MentionKind.ARTICLE,
                url=address,
                title=page.title,
                text=page.text,
                created_at=page.published or self._clock.now(),
                dated=page.published is not None,
            )
        )

    def _asked(self, watches: Sequence[Watch], said: Mention) -> tuple[Unmatched, ...]:
        """What each watch makes of a page."""
        subject = PreparedText.of(said)
        found = []
        for watch in watches:
            clauses = self._registry.query(watch).clauses()
            failed = [each.label for each in clauses if not each.needs_source and not each.keeps(subject)]
            unknown = [each.label for each in clauses if each.needs_source]
            found.append(Unmatched(watch, tuple(failed), tuple(unknown)))
        return tuple(found)

    def _listened(self, place: ChannelWatches, host: str) -> tuple[Listened, ...]:
        """How the channel's sources fare, those first that brought something of the site before."""
        brought = self._brought(place, host)
        asked = [(request.source, request.key) for request in self._registry.asked_by(place.channel.id)]
        by_name: dict[str, list[SourceState]] = defaultdict(list)
        for state in self._states.states(asked):
            feed = place.channel.feed_name(state.text)
            if not feed or _is_of(state.text, host):
                by_name[feed or self._registry.sources[state.source].title].append(state)
        found = [_listened(name, held, brought.get(held[0].source)) for name, held in by_name.items()]
        return tuple(sorted(found, key=lambda each: (each.last_of_site is None, each.title)))

    def _brought(self, place: ChannelWatches, host: str) -> dict[str, datetime]:
        """When each source brought something of a site last, of what the channel heard lately."""
        found: dict[str, datetime] = {}
        for hit in self._hits.newest(place.channel.id, [each.id for each in place.watches], RECENT):
            if _is_of(hit.mention.url, host):
                found.setdefault(hit.mention.source, hit.matched_at)
        return found

    def _dropped(
        self, channel: Channel, watches: Sequence[Watch], written_at: datetime | None
    ) -> dict[tuple[str, str, str], int]:
        """How much was dropped since the day it was written: by watch, source and reason."""
        since = written_at or self._clock.now() - LATELY
        names = {watch.id: watch.name for watch in watches}
        found: Counter[tuple[str, str, str]] = Counter()
        for drop in self._states.drops(channel.workspace, channel.id, since.date()):
            is_that_day = written_at is None or (drop.day - since.date()).days <= LATELY.days
            if drop.watch in names and is_that_day:
                title = self._registry.sources[drop.source].title
                found[names[drop.watch], title, drop.reason] += drop.count
        return dict(found)


def _matched(query: Query, mention: Mention) -> tuple[Matched, ...]:
    """The parts of a query that hold for a mention, each with its words there."""
    subject = PreparedText.of(mention)
    texts = [mention.title, mention.text, mention.card]
    return tuple(
        Matched(
            clause.label,
            tuple(dict.fromkeys(text[slice(*spot)] for text in texts for spot in clause.spots(text))),
        )
        for clause in query.clauses()
        if clause.keeps(subject)
    )


def _is_of(address: str, host: str) -> bool:
    return host_of(address).removeprefix("www.") == host


def _listened(title: str, states: Sequence[SourceState], last_of_site: datetime | None) -> Listened:
    """One source by all that is asked of it: read last at all, failing since the first failed."""
    read = [state.last_success for state in states if state.last_success]
    failing = [state.failing_since for state in states if state.failures and state.failing_since]
    return Listened(title, max(read, default=None), min(failing, default=None), last_of_site)
