"""Times of which something was not heard: told once to the channels that listen to it."""

import asyncio
import hashlib

from bot.clock import Clock
from bot.listening.gaps import Gap
from bot.locale import _, later, speaking
from bot.messages.answers import sentence
from bot.messages.wording import moment
from bot.outbox.queue import Outbox, delivery_rows
from bot.sources.source import Question
from bot.storage.watchlist import Watchlist
from bot.watches.registry import WatchRegistry


class GapNotices:
    """Tells channels of what was said and could not be heard."""

    def __init__(self, watchlist: Watchlist, registry: WatchRegistry, outbox: Outbox, clock: Clock) -> None:
        self._watchlist = watchlist
        self._registry = registry
        self._outbox = outbox
        self._clock = clock

    async def missed(self, question: Question, gap: Gap) -> None:
        """Tell those who listen what was lost, by their own clocks; a gap found again is told already."""
        said = later(
            "{source} was not heard from {since} to {until}, and does not keep for so long what is said "
            "there: what it said in that time is missing here."
        )
        await self._tell(question, gap, said, f"{gap.since:%Y%m%dT%H%M%S}")

    async def left(self, question: Question, gap: Gap) -> None:
        """Tell those who asked that there was more than is read at once; of one source or feed once a day."""
        said = later(
            "{source} was not wholly read from {since} to {until}, for it had more than is read at once: "
            "some of what it said in that time is missing here."
        )
        await self._tell(question, gap, said, f"{self._clock.now():%Y%m%d}")

    async def _tell(self, question: Question, gap: Gap, said: str, once: str) -> None:
        source, now = self._registry.sources[question.source], self._clock.now()
        title = f"{source.title} ({question.text})" if source.own_places else source.title
        place = hashlib.sha256(question.key.encode()).hexdigest()[:16]  # an address may hold a secret
        whose = f"{question.source} {place}" if source.own_places else question.source
        concerned = self._registry.channels(question)
        for channel in await asyncio.to_thread(self._watchlist.channels):
            if channel.id not in concerned:
                continue
            with speaking(channel.language):
                since, until = moment(gap.since, channel.zone), moment(gap.until, channel.zone)
                text = _(said, source=title, since=since, until=until)
            key = f"lost:{channel.id}:{whose}:{once}"
            await self._outbox.enqueue(delivery_rows("notice", key, channel.id, [sentence(text)], now))
