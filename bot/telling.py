"""What channels are told, and when: digests and welcomes, from what the archive holds."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.delivery import Deliverer, delivery_rows
from bot.digest import Digest, Heard, Known, Section, Unheard, section, sections
from bot.errors import Curtailed
from bot.listening.following import Following
from bot.listening.listener import EVER, Listener
from bot.listening.subscriptions import Sources
from bot.messages.digest import digest_messages
from bot.messages.welcome import welcome_message
from bot.models import Channel, Mention, Person, Watch
from bot.reading.people import person
from bot.reading.quotes import Spots
from bot.sources.source import Question
from bot.storage.archive import Archive, Hit
from bot.storage.deliveries import Delivery
from bot.storage.hearing import Hearing, SourceState
from bot.storage.watchlist import Watchlist
from bot.timetable import Slot, due

log = logging.getLogger(__name__)

DAY = timedelta(hours=24)
LONGEST_WAIT = timedelta(minutes=15)
"""How long a digest waits for streams that are catching up; each sweep asks again."""
_BEHIND = "still going through what was said while it was not followed. The rest comes with the next digest."
FRESH = timedelta(minutes=30)
"""How old the last reading may be when a digest is made of it."""
PATIENCE = timedelta(minutes=2)
"""How long a digest waits for sources that are read again for it."""


class Telling:
    """Composes what a channel is told, and owes it."""

    def __init__(
        self,
        *,
        watchlist: Watchlist,
        archive: Archive,
        hearing: Hearing,
        listener: Listener,
        sources: Sources,
        deliverer: Deliverer,
        clock: Clock,
        followed: Callable[[], Mapping[str, Following]] = dict,
    ) -> None:
        self._followed = followed
        self._watchlist = watchlist
        self._archive = archive
        self._hearing = hearing
        self._listener = listener
        self._sources = sources
        self._deliverer = deliverer
        self._clock = clock
        self._begun = clock.now()
        self._composing = asyncio.Lock()

    async def tell_all_due(self) -> None:
        """Owe every digest whose hour has come."""
        for channel in await asyncio.to_thread(self._watchlist.channels):
            await self.tell_if_due(channel.id)

    async def tell_if_due(self, channel_id: str) -> None:
        """Owe a channel its digest, unless it has had today's already, or a stream is still catching up."""
        async with self._composing:
            channel = await asyncio.to_thread(self._watchlist.channel, channel_id)
            slot = due(channel, self._clock.now()) if channel and not channel.stopped else None
            if not channel or not slot or self._waits(channel, slot):
                return
            key = f"digest:{channel.id}:{slot.day}"
            if not await self._deliverer.knows(f"{key}:0"):
                await self.listen_again(channel)
                await self._owe_digest(channel, key)

    async def tell_anew(self, owed: Delivery, hits: Sequence[Hit]) -> None:
        """Let a digest that is owed say what its mentions say now."""
        channel = await asyncio.to_thread(self._watchlist.channel, owed.channel)
        if channel:
            rows, told = await self._rows(channel, hits, owed.id.removesuffix(":0"), owed.created_at)
            await self._deliverer.owe_instead(rows, told)

    async def digest_now(self, channel: Channel, watches: Sequence[Watch], span: timedelta | None) -> Digest:
        """The digest of what was written in the last `span` (all that is known, if None)."""
        now = self._clock.now()
        since = now - span if span else EVER
        hits = await asyncio.to_thread(
            self._archive.written, channel.id, since, now, [watch.id for watch in watches]
        )
        return await self._digest(channel, watches, hits, since, now)

    async def welcome(self, watch: Watch, channel: Channel) -> None:
        """Look back for a new watch, and owe its channel what was found."""
        asked = await self._listener.look_back(watch, channel)
        now = self._clock.now()
        since = now - timedelta(days=7)
        hits = await asyncio.to_thread(self._archive.written, channel.id, since, now, [watch.id])
        found = await self._section(channel, watch, hits, since) if hits else None
        heard = await self._heard(channel, [answer.question for answer in asked])
        message = welcome_message(watch, found, heard, channel.zone, now)
        await self._deliverer.owe(delivery_rows("welcome", f"welcome:{watch.id}", channel.id, [message], now))

    async def welcome_all_new(self) -> None:
        """Look back for watches whose look-back was never told: the bot was stopped over it."""
        for watch in await asyncio.to_thread(self._watchlist.watches):
            channel = await asyncio.to_thread(self._watchlist.channel, watch.channel)
            if channel and not channel.stopped and not await self._deliverer.knows(f"welcome:{watch.id}:0"):
                await self.welcome(watch, channel)

    async def listen_again(self, channel: Channel) -> None:
        """Read what was not read lately: the bot may have been down."""
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._listener.refresh(channel.id, FRESH)
        except TimeoutError:
            log.warning("Sources are slow; the digest of %s goes without them", channel.id)

    def _waits(self, channel: Channel, slot: Slot) -> bool:
        """Whether a digest waits for streams that go through what was said while the bot was down."""
        last = max(slot.instant, self._begun) + LONGEST_WAIT
        return bool(self._behind(self._listener.asked_by(channel.id))) and self._clock.now() < last

    def _behind(self, asked: Iterable[Question]) -> list[str]:
        """Those streams among what is asked that are catching up."""
        heard = {question.source for question in asked}
        return [name for name, stream in self._followed().items() if name in heard and stream.catching_up]

    async def _owe_digest(self, channel: Channel, key: str) -> None:
        now = self._clock.now()
        if not await self._active(channel):
            return
        async with self._deliverer.turn(channel.id):
            hits = await asyncio.to_thread(self._archive.unsaid, channel.id, now)
            await self._deliverer.owe(*await self._rows(channel, hits, key, now))

    async def _active(self, channel: Channel) -> list[Watch]:
        watches = await asyncio.to_thread(self._watchlist.watches, channel.id)
        return [watch for watch in watches if not watch.paused]

    async def _rows(
        self, channel: Channel, hits: Collection[Hit], key: str, due_at: datetime
    ) -> tuple[list[Delivery], set[str]]:
        """A digest of these hits, and the mentions it tells; it goes on from the one before it was due."""
        since = await self._last_told(channel, due_at)
        digest = await self._digest(channel, await self._active(channel), hits, since, due_at)
        rows = delivery_rows("digest", key, channel.id, digest_messages(digest), due_at)
        return rows, {hit.mention.id for hit in hits}

    async def _last_told(self, channel: Channel, before: datetime) -> datetime:
        last = await self._deliverer.latest(channel.id, "digest", before=before)
        return last.created_at if last else before - DAY

    async def _digest(
        self, channel: Channel, watches: Sequence[Watch], hits: Iterable[Hit], since: datetime, now: datetime
    ) -> Digest:
        by_id = {watch.id: watch for watch in watches}
        found = [
            (by_id[hit.watch], hit.mention)
            for hit in hits
            if hit.watch in by_id and self._listener.query(by_id[hit.watch]).matches(hit.mention)
        ]
        known = self._known_to(channel, since, [mention for _, mention in found])
        told = await asyncio.to_thread(sections, found, known, self._spots)
        spoken = {watch.id for watch, _ in found}
        return Digest(
            zone=channel.zone,
            since=since,
            until=now,
            sections=told,
            quiet=tuple(watch.name for watch in watches if watch.id not in spoken),
            heard=await self.heard(channel),
        )

    async def _section(self, channel: Channel, watch: Watch, hits: Iterable[Hit], since: datetime) -> Section:
        mentions = [hit.mention for hit in hits]
        known = self._known_to(channel, since, mentions)
        return await asyncio.to_thread(section, watch, mentions, known, self._spots(watch))

    def _known_to(self, channel: Channel, before: datetime, told: Sequence[Mention]) -> Known | None:
        """Who picks those whom the channel heard before an instant; nobody, if there is no before."""
        if before == EVER:
            return None
        return lambda who: self._known(channel, who, before, told)

    def _known(
        self, channel: Channel, who: Collection[Person], before: datetime, told: Iterable[Mention]
    ) -> set[Person]:
        """Those people whom the channel heard before an instant; what is told now is not before. Blocks."""
        late = Counter(
            person(mention) for mention in set(told) if mention.dated and mention.created_at < before
        )
        heard = self._archive.heard(channel.id, who, before)
        return {known for known, met in heard.items() if met.mentions > late[known]}

    def _spots(self, watch: Watch) -> Spots:
        return self._listener.query(watch).spots

    async def heard(self, channel: Channel) -> Heard:
        """How the sources that a channel listens to are."""
        return await self._heard(channel, self._listener.asked_by(channel.id))

    async def _heard(self, channel: Channel, asked: Sequence[Question]) -> Heard:
        states = await asyncio.to_thread(self._hearing.states, [(each.source, each.key) for each in asked])
        now = self._clock.now()
        unheard = [state for state in states if _is_unheard(state, now)]
        ill = {state.source for state in unheard}
        read = [state.last_well for state in states if state.last_well]
        return Heard(
            looked_at=max(read, default=None),
            well=len({state.source for state in states if state.last_well} - ill),
            unheard=(
                *self._unheard(channel, unheard),
                *(Unheard(self._sources[name].title, _BEHIND) for name in self._behind(asked)),
            ),
        )

    def _unheard(self, channel: Channel, ill: Sequence[SourceState]) -> tuple[Unheard, ...]:
        """What could not be heard, a line a source or feed, and how many more reasons it had."""
        reasons: dict[str, list[str]] = {}
        for state in ill:
            reasons.setdefault(self._name(channel, state), []).append(state.reason)
        return tuple(Unheard(name, _shortened(list(dict.fromkeys(held)))) for name, held in reasons.items())

    def _name(self, channel: Channel, state: SourceState) -> str:
        title = self._sources[state.source].title
        feed = next((feed.title for feed in channel.feeds if feed.url in state.question), "")
        return f"{title}, {feed}" if feed else title


def _is_unheard(state: SourceState, now: datetime) -> bool:
    """Whether something may be missing: it failed, had too much, or waited long for its budget."""
    late = state.last_well is None or now - state.last_well > FRESH
    return bool(state.failures) or state.label == Curtailed.label or (bool(state.label) and late)


def _shortened(reasons: Sequence[str]) -> str:
    more = f" (and {len(reasons) - 1} more like it)" if len(reasons) > 1 else ""
    return reasons[0].rstrip(".") + more + "."
