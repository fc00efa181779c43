"""Keeps what was read of mentions: each reading a row made once a version, a person's word above it.

1. What was read by the present version of a function is not read again; nor what was read while the same was
   known of the watch, and of its author: whether somebody named them as the team's.
2. What is missing is read when it is asked for, `AT_ONCE` mentions at a time, in a thread, by one who asks
   after the other; the room of readings (`bot.watches.reading_room`) asks for what was kept as it comes.
3. What mentions say of each other is read of those that are asked for together: their thread
   (`thread_evidence`), of which what it makes sure is kept, and their authors (`staff`).
4. A channel's lessons speak over what the rules said (`tone_lessons`, `relevance_lessons`).
5. Where there is an encoder, a mention is read with the impression that it makes; where there is none, or it
   fails, by its words alone, and what was read so stays.
6. A person's correction of a mention speaks over everything.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from types import MappingProxyType
from typing import Final

import msgspec

from bot.analysis.allegiance import is_named
from bot.analysis.encoder import Encoder
from bot.analysis.impressions import Impression
from bot.analysis.lessons import LEAST
from bot.analysis.own_words import own_words
from bot.analysis.reading import Reading, Reason
from bot.analysis.relevance_lessons import RelevanceLessons
from bot.analysis.staff import with_staff
from bot.analysis.thread_evidence import with_threads
from bot.analysis.tone import Tone
from bot.analysis.tone_lessons import ToneLessons
from bot.analysis.understanding import READERS, VERSION, Kind, Understanding, WatchContext, understand
from bot.clock import Clock
from bot.errors import EncoderFailed
from bot.models import Mention
from bot.storage.kept_threads import KeptThreads
from bot.storage.mentions import MentionRows
from bot.storage.readings import Correction, ReadingRows, StoredReading
from bot.storage.types import storable

AT_ONCE: Final = 64
"""Mentions that are read between two looks at what else is to be done."""

NAMED: Final = ".team"
"""Behind the fingerprint of what is known, where a mention's author was named as the team's."""
_DECODER: Final = msgspec.json.Decoder(Understanding)


class ReadingKeeper:
    """Reads mentions for watches, once."""

    def __init__(
        self, mentions: MentionRows, rows: ReadingRows, clock: Clock, encoder: Encoder | None = None
    ) -> None:
        self._mentions = mentions
        self._encoder = encoder
        self._rows = rows
        self._clock = clock
        self._answered = KeptThreads(mentions)
        self._one_at_a_time = asyncio.Lock()  # two rooms that want the same read it once, and hold one core

    async def read(self, context: WatchContext, mentions: Sequence[Mention]) -> dict[str, Understanding]:
        """What was understood of these mentions of a watch, by id; what was not read yet is read now."""
        found = await asyncio.to_thread(self._kept, context, mentions)
        missing = [mention for mention in mentions if mention.id not in found]
        found |= await self._make(context, missing)
        return await asyncio.to_thread(self._together, context, mentions, found)

    async def made(self, context: WatchContext, mentions: Sequence[Mention]) -> dict[str, Understanding]:
        """What was understood of those of these mentions that are read already, by id."""
        found = await asyncio.to_thread(self._kept, context, mentions)
        read = [mention for mention in mentions if mention.id in found]
        return await asyncio.to_thread(self._together, context, read, found)

    async def make(self, context: WatchContext, mentions: Sequence[Mention]) -> None:
        """Read those of these mentions that are not read yet."""
        await self._make(context, mentions)

    async def outdated(self) -> dict[str, list[str]]:
        """A few mentions of which a reading is of an earlier version, by watch."""
        by_watch: dict[str, list[str]] = defaultdict(list)
        for watch, mention in await asyncio.to_thread(self._rows.outdated, VERSION, AT_ONCE):
            by_watch[watch].append(mention)
        return by_watch

    async def renew(self, watch: str, context: WatchContext | None, ids: Collection[str]) -> None:
        """Read these mentions of a watch again, as far as they are there; forget what is known of others."""
        stored = await asyncio.to_thread(self._mentions.stored, ids) if context else {}
        if context:
            await self._make(context, list(stored.values()))
        await asyncio.to_thread(self._rows.forget, watch, set(ids) - stored.keys())

    async def _make(self, context: WatchContext, mentions: Sequence[Mention]) -> dict[str, Understanding]:
        """What was understood of these mentions by themselves, those read now that were not."""
        found: dict[str, Understanding] = {}
        for start in range(0, len(mentions), AT_ONCE):
            some = mentions[start : start + AT_ONCE]
            async with self._one_at_a_time:
                impressions = await self._impressions(some)
                found |= await asyncio.to_thread(self._alone, context, some, impressions)
        return found

    async def _impressions(self, mentions: Sequence[Mention]) -> Mapping[str, Impression]:
        """The impressions that these mentions make, by id; empty where no encoder says them."""
        if self._encoder is None:
            return {}
        try:
            found = await self._encoder.impressions([_text(mention) for mention in mentions])
        except EncoderFailed:  # it said so in the log: words alone are read meanwhile
            return {}
        return {mention.id: impression for mention, impression in zip(mentions, found, strict=True)}

    def _kept(self, context: WatchContext, mentions: Iterable[Mention]) -> dict[str, Understanding]:
        """What is kept of these mentions, by the present version and by what is known now."""
        known = {mention.id: _knowledge(context, mention) for mention in mentions}
        return {
            row.mention: _DECODER.decode(row.read)
            for row in self._rows.of(context.watch, known)
            if row.version == VERSION and row.context == known.get(row.mention)
        }

    def _read_some(
        self, context: WatchContext, mentions: Sequence[Mention], impressions: Mapping[str, Impression]
    ) -> dict[str, Understanding]:
        made = {
            mention.id: understand(_storable(mention), context, impressions.get(mention.id))
            for mention in mentions
        }
        self._keep(context, mentions, made)
        return made

    def _alone(
        self,
        context: WatchContext,
        mentions: Sequence[Mention],
        impressions: Mapping[str, Impression] = MappingProxyType({}),
    ) -> dict[str, Understanding]:
        """What the rules say of mentions, be it kept or read now."""
        found = self._kept(context, mentions)
        missing = [each for each in mentions if each.id not in found]
        return found | self._read_some(context, missing, impressions)

    def _keep(
        self, context: WatchContext, mentions: Iterable[Mention], made: Mapping[str, Understanding]
    ) -> None:
        if rows := [_encoded(each.id, made[each.id], _knowledge(context, each)) for each in mentions]:
            self._rows.keep(context.watch, rows, self._clock.now())

    def _together(
        self, context: WatchContext, mentions: Sequence[Mention], found: Mapping[str, Understanding]
    ) -> dict[str, Understanding]:
        """The same with what the mentions say of each other, and with what people said."""
        if context.name.is_ordinary:
            unsure = [each for each in mentions if not found[each.id].relevance.value]
            above = self._above(context, unsure, {each.id for each in mentions})
            read = self._alone(context, above) | dict(found)
            found = with_threads([*mentions, *above], read)
            sure = [each for each in unsure if found[each.id].relevance.value]
            self._keep(context, sure, found)
        return self._corrected(context, mentions, with_staff(mentions, found))

    def _above(self, context: WatchContext, mentions: Iterable[Mention], known: Set[str]) -> list[Mention]:
        """The kept posts that hold the name above these mentions, without those that are known."""
        names = {name for mention in mentions for name in (*mention.answers, mention.thread) if name} - known
        kept = (each for its in self._answered.answered(names).values() for each in its)
        named = {each.named for each in kept if each.watch == context.watch} - known
        return list(self._mentions.stored(named).values())

    def _corrected(
        self, context: WatchContext, mentions: Sequence[Mention], found: Mapping[str, Understanding]
    ) -> dict[str, Understanding]:
        """The same with what the channel's people said, and what that teaches."""
        said = self._rows.corrections(context.channel, context.watch)
        if not said:
            return dict(found)
        texts = self._mentions.stored({each.mention for each in said})
        taught = _Taught(said, texts, self._alone(context, list(texts.values())))
        return {mention.id: taught.over(mention, found[mention.id]) for mention in mentions}


class _Taught:
    """What the people of a channel said of a watch's mentions."""

    def __init__(
        self, said: Sequence[Correction], texts: Mapping[str, Mention], rules: Mapping[str, Understanding]
    ) -> None:
        self._said = {(each.mention, each.kind): each for each in said}
        by_kind: dict[str, list[Correction]] = defaultdict(list)
        for each in said:
            if each.mention in texts:
                by_kind[each.kind].append(each)
        tones = [(_text(texts[c.mention]), rules[c.mention].tone, Tone(c.value)) for c in by_kind[Kind.TONE]]
        self._tones = ToneLessons(tones) if len(tones) >= LEAST else None
        self._relevances = RelevanceLessons(
            [
                (_text(texts[c.mention]), rules[c.mention].relevance, bool(c.value))
                for c in by_kind[Kind.RELEVANCE]
            ]
        )

    def over(self, mention: Mention, found: Understanding) -> Understanding:
        """What a mention is understood as, with lessons and corrections."""
        text = _text(mention)
        tone = self._tones.tone(text, found.tone) if self._tones else found.tone
        found = msgspec.structs.replace(
            found, tone=tone, relevance=self._relevances.relevance(text, found.relevance)
        )
        for kind in Kind:
            if said := self._said.get((mention.id, kind)):
                value = msgspec.convert(said.value, READERS[kind].value)
                by = Reading(value, (Reason("person", (said.person,)),))
                found = msgspec.structs.replace(found, **{kind.value: by})
        return found


def _storable(mention: Mention) -> Mention:
    """The mention as an archive keeps it: what was just heard may hold what no database takes."""
    said = {name: storable(getattr(mention, name)) for name in ("title", "text", "author", "topic")}
    return msgspec.structs.replace(mention, **said)


def is_known(context: WatchContext, by: str) -> bool:
    """Whether what was read by that knowledge, a fingerprint, was read by what is known now of a watch.

    Whether its author is named since is left open.
    """
    return by in (context.fingerprint, context.fingerprint + NAMED)


def _knowledge(context: WatchContext, mention: Mention) -> str:
    """What is known of a watch and of a mention's author: what was read by other knowledge is read again."""
    return f"{context.fingerprint}{NAMED if is_named(mention, context.team) else ''}"


def _text(mention: Mention) -> str:
    return own_words("\n".join(part for part in (mention.title, mention.text) if part))


def _encoded(mention: str, read: Understanding, context: str) -> StoredReading:
    written = msgspec.json.encode(read).decode()
    return StoredReading(mention=mention, version=VERSION, context=context, read=written)
