"""A search: what the sources know of a query now, for somebody who asks; nothing of it is kept."""

import asyncio
from datetime import datetime

from bot.analysis.language import with_language
from bot.listening.request_runner import Fetched, RequestRunner
from bot.models import Channel, Mention
from bot.query import Query
from bot.sources.source import SourceRequest
from bot.sources.stream import Stream
from bot.watches.subscriptions import Sources, heard_sources, wanted


class SourceSearch:
    """Searches the sources of a channel."""

    def __init__(self, sources: Sources, runner: RequestRunner) -> None:
        self._sources = sources
        self._runner = runner

    async def search(
        self, query: Query, channel: Channel, since: datetime
    ) -> tuple[list[Mention], list[str]]:
        """What the channel's sources know of a query now, newest first, and which could not be heard."""
        candidates, unheard = await self.candidates(query, channel, since)
        return [mention for mention in candidates if query.matches(mention)], unheard

    async def candidates(
        self, query: Query, channel: Channel, since: datetime
    ) -> tuple[list[Mention], list[str]]:
        """What the channel's sources offer for a query, newest first, and which could not be heard."""
        ask = wanted(query, channel)
        names = heard_sources(channel, self._sources)
        put = dict.fromkeys(request for name in names for request in self._sources[name].requests(ask))
        answers = await asyncio.gather(
            *(self._runner.fetch_once(request, since) for request in put if self._is_asked(request))
        )
        found = {
            mention.id: self._sources[asked.request.source].signed(with_language(mention))
            for asked in answers
            for mention in asked.mentions
            if not mention.dated or mention.created_at >= since
        }
        unheard = sorted({missing for asked in answers if (missing := self._missing(asked))})
        return sorted(found.values(), key=lambda mention: mention.created_at, reverse=True), unheard

    def _missing(self, asked: Fetched) -> str:
        """Which source could not be heard, or how far back it was not; empty for neither."""
        title = self._sources[asked.request.source].title
        if asked.failure:
            return title
        return f"{title} before {asked.gap.until:%-d %b, %H:%M} UTC" if asked.gap else ""

    def _is_asked(self, request: SourceRequest) -> bool:
        return not isinstance(self._sources[request.source], Stream)
