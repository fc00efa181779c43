"""Times of which something was not heard: told once to the channels that listen to it.

1. A gap is a row until it was told (`storage.gaps`): a kill in between tells it at the next start.
2. What a stream does not keep any more is told once for its beginning, however often it is found again.
3. That there was more than is read at once, of one source or feed, is told once a day.
"""

import asyncio
from typing import Final

from bot.clock import Clock
from bot.locale import N_, _, speaking
from bot.messages.answers import sentence
from bot.messages.wording import moment
from bot.outbox.keys import gap_key
from bot.outbox.outbox import Outbox, delivery_rows
from bot.sources.source import SourceRequest
from bot.storage.delivery import DeliveryKind
from bot.storage.gaps import Gap, GapKind, Gaps
from bot.storage.watchlist import Watchlist
from bot.watches.registry import WatchRegistry

_LOST: Final = N_(
    "{source} was not heard from {since} to {until}, and does not keep for so long what is said "
    "there: what it said in that time is missing here."
)
_UNREAD: Final = N_(
    "{source} was not wholly read from {since} to {until}, for it had more than is read at once: "
    "some of what it said in that time is missing here."
)


class GapNotices:
    """Tells channels of what was said and could not be heard."""

    def __init__(
        self, watchlist: Watchlist, registry: WatchRegistry, gaps: Gaps, outbox: Outbox, clock: Clock
    ) -> None:
        self._watchlist = watchlist
        self._registry = registry
        self._gaps = gaps
        self._outbox = outbox
        self._clock = clock

    async def report(self) -> None:
        """Tell of every gap that is not told yet, the first found first."""
        for gap in await asyncio.to_thread(self._gaps.unreported):
            if gap.source in self._registry.sources:  # else nobody hears it any more
                await self._tell(gap)
            await asyncio.to_thread(self._gaps.clear, [gap])

    async def _tell(self, gap: Gap) -> None:
        """Tell those who listen, by their own clocks."""
        source, now = self._registry.sources[gap.source], self._clock.now()
        request = SourceRequest.of_key(gap.source, gap.request)
        title = f"{source.title} ({request.text})" if source.channel_scoped else source.title
        is_lost = gap.kind is GapKind.LOST
        once = f"{gap.since:%Y%m%dT%H%M%S}" if is_lost else f"{gap.found_at:%Y%m%d}"
        concerned = self._registry.channels(request)
        for channel in await asyncio.to_thread(self._watchlist.channels):
            if channel.id not in concerned:
                continue
            with speaking(channel.language):
                since, until = moment(gap.since, channel.zone), moment(gap.until, channel.zone)
                text = _(_LOST if is_lost else _UNREAD, source=title, since=since, until=until)
            key = gap_key(channel.id, gap.source, gap.request if source.channel_scoped else "", once)
            await self._outbox.enqueue(
                delivery_rows(DeliveryKind.NOTICE, key, channel.id, [sentence(text)], now)
            )
