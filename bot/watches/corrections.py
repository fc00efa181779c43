"""What people say of a mention in the place of what was read: its tone, and whether it is about us.

A correction holds for one mention and one watch of a channel. It wins, it teaches, it can be taken back and
can be seen.
"""

import asyncio

from bot.analysis.tone import Tone
from bot.analysis.understanding import Kind
from bot.clock import Clock
from bot.models import Mention, Watch
from bot.storage.mentions import MentionRows
from bot.storage.readings import Correction, ReadingRows
from bot.storage.stories import StoryRows
from bot.storage.teachings import Teaching, TeachingKind, Teachings
from bot.watches.kept_links import KeptLinks, KeptMention
from bot.watches.lookup import WatchLookup
from bot.watches.readings import WatchReadings
from bot.watches.taught import ChannelCorrections, Corrected, WatchCorrections

_KINDS = {Kind.TONE: TeachingKind.TONE, Kind.RELEVANCE: TeachingKind.RELEVANCE}


class Corrections:
    """Keeps corrections, shows them, and takes them back."""

    def __init__(
        self,
        lookup: WatchLookup,
        links: KeptLinks,
        readings: WatchReadings,
        rows: ReadingRows,
        stories: StoryRows,
        teachings: Teachings,
        mentions: MentionRows,
        clock: Clock,
    ) -> None:
        self._lookup = lookup
        self._links = links
        self._readings = readings
        self._rows = rows
        self._stories = stories
        self._teachings = teachings
        self._mentions = mentions
        self._clock = clock

    async def set_tone(
        self, channel: str, user: str, address: str, tone: Tone | None, name: str = ""
    ) -> Corrected:
        """Let a mention count in a tone; as it is read, where that is None. Raises `Refused`."""
        kept = await self._links.one(channel, address, name)
        return await self._correct(kept, user, Kind.TONE, tone)

    async def set_relevance(
        self, channel: str, user: str, address: str, is_ours: bool | None, name: str = ""
    ) -> Corrected:
        """Let a mention be about the watched name, or not; as it is read, where that is None."""
        kept = await self._links.one(channel, address, name)
        return await self._correct(kept, user, Kind.RELEVANCE, is_ours)

    async def listing(self, channel: str) -> ChannelCorrections:
        """What people of a channel taught, the latest first. Raises `Refused` where nothing is watched."""
        place = await self._lookup.channel(channel)
        team = await asyncio.to_thread(self._rows.team, channel)
        watches = [await asyncio.to_thread(self._of, watch) for watch in place.watches]
        taught = [each for each in watches if each.corrections or each.stories]
        named = [watch for watch in place.watches if watch.products]
        here = place.channel
        return ChannelCorrections(here.zone, team, taught, here.urgent, named, here.vips)

    async def undo(self, teaching: Teaching) -> None:
        """Let be again what was said of a mention before, if anything was."""
        mention, before = teaching.about["mention"], teaching.before
        kind = next(kind for kind, taught in _KINDS.items() if taught is teaching.kind)
        if before:
            said = Correction(
                watch=teaching.watch,
                kind=kind,
                mention=mention,
                value=before["value"],
                person=before["person"],
                at=self._clock.now(),
            )
            await asyncio.to_thread(self._rows.correct, teaching.channel, said)
        else:
            whose = teaching.channel, teaching.watch, kind, mention
            await asyncio.to_thread(self._rows.withdraw, *whose)

    async def _correct(
        self, kept: KeptMention, user: str, kind: Kind, value: Tone | bool | None
    ) -> Corrected:
        watch, mention = kept.watch, kept.mention
        read = (await self._readings.read(watch, [mention]))[mention.id]
        before = await asyncio.to_thread(self._said, watch, kind, mention)
        is_changed = value != (before.value if before else None)
        if is_changed:
            await asyncio.to_thread(self._keep, watch, kind, mention, value, user)
            await asyncio.to_thread(self._teachings.record, self._teaching(kept, kind, user, before))
        said = await asyncio.to_thread(self._rows.corrections, watch.channel, watch.id)
        lessons = [each.value for each in said if each.kind == kind]
        return Corrected(
            watch=watch,
            mention=mention,
            kind=kind,
            value=value,
            read=read,
            is_changed=is_changed,
            lessons=lessons,
        )

    def _said(self, watch: Watch, kind: Kind, mention: Mention) -> Correction | None:
        said = self._rows.corrections(watch.channel, watch.id)
        return next((each for each in said if (each.kind, each.mention) == (kind, mention.id)), None)

    def _keep(self, watch: Watch, kind: Kind, mention: Mention, value: Tone | bool | None, user: str) -> None:
        if value is None:
            self._rows.withdraw(watch.channel, watch.id, kind, mention.id)
            return
        said = Correction(
            watch=watch.id, kind=kind, mention=mention.id, value=value, person=user, at=self._clock.now()
        )
        self._rows.correct(watch.channel, said)

    def _teaching(self, kept: KeptMention, kind: Kind, user: str, before: Correction | None) -> Teaching:
        return Teaching(
            channel=kept.watch.channel,
            watch=kept.watch.id,
            kind=_KINDS[kind],
            about={"mention": kept.mention.id},
            before={"value": before.value, "person": before.person} if before else {},
            person=user,
            at=self._clock.now(),
        )

    def _of(self, watch: Watch) -> WatchCorrections:
        said, stories = self._rows.corrections(watch.channel, watch.id), self._stories.said(watch.id)
        ids = {*(each.mention for each in said), *(each.mention for each in stories)}
        mentions = self._mentions.stored(ids)
        return WatchCorrections(
            watch,
            [(each, mentions.get(each.mention)) for each in said],
            [(each, mentions.get(each.mention)) for each in stories],
        )
