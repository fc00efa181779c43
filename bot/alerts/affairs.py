"""What was heard of a watch, read, and told: the posts of a while, and what an alert says of them."""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from bot.alerts.detectors.backlash import Leaning
from bot.alerts.detectors.silence import WEEK, days_before, is_heard, last_day
from bot.alerts.detectors.turn import REMEMBERED, Spoken
from bot.alerts.posts import Apart, HeardPost, Known, heard_posts
from bot.analysis.affair import Affair, Quoted
from bot.analysis.choice import quotations
from bot.analysis.gravity import gravity
from bot.analysis.people import speaker
from bot.analysis.plain_words import plainest
from bot.analysis.quotes import Spots, quote
from bot.analysis.stories import Story
from bot.analysis.story_keeper import StoryKeeper
from bot.analysis.turns import sure_tone
from bot.analysis.unanswered import unanswered
from bot.analysis.understanding import Understanding
from bot.analysis.voices import by_speaker, is_counted
from bot.clock import Clock
from bot.digests.counts import REGULAR
from bot.locale import Language
from bot.models import Channel, Mention, Person, Watch
from bot.storage.alerts import ASKED_FOR, Alert, AlertKind
from bot.storage.heard_people import HeardPeople
from bot.storage.history import WatchHistory
from bot.storage.hits import Hit, HitRows
from bot.storage.mentions import MentionRows
from bot.watches.readings import WatchReadings
from bot.watches.registry import WatchRegistry

WINDOW: Final = timedelta(hours=24)
"""What is looked at: as long as a story goes on by meaning."""
LONGEST: Final = timedelta(days=7)
"""Of an alert that lasts longer, what came before is not counted again."""
MOST: Final = 2_000
"""Mentions of a watch that are looked at, the newest: a bound for a name of which everybody speaks."""
AHEAD: Final = timedelta(days=1)
"""How far a clock elsewhere may go ahead, so that what it dates is looked at all the same."""
NEW_WITHIN: Final = timedelta(days=2)
"""Who was first heard within this is new here."""
PAST: Final = timedelta(days=7)
"""How long a watch has listened before a newcomer can be told: as far as a look-back goes."""
VOICES: Final = 3
"""Quotations of one alert: the first voice, and the plainest in each language."""


class Window(msgspec.Struct, frozen=True):
    """The posts of a watch since an instant, with what was read of them.

    `spots` finds the watched name in a text, `others` the names of other brands.
    """

    watch: Watch
    posts: Sequence[HeardPost]
    read: dict[str, Understanding]
    spots: Spots
    others: Spots

    def of(self, alert: Alert) -> list[HeardPost]:
        """The posts that an alert tells of; of a story that is told as it comes, those since it began."""
        if alert.kind is AlertKind.SILENCE:
            return []
        if alert.person:
            return [post for post in self.posts if post.mention.id == alert.mention]
        posts = [post for post in self.posts if not alert.story or post.story == alert.story]
        if alert.story and alert.kind not in ASKED_FOR:
            return posts
        return [post for post in posts if post.mention.created_at >= alert.began]


class Windows:
    """Looks at what was heard of watches."""

    def __init__(
        self,
        hits: HitRows,
        mentions: MentionRows,
        people: HeardPeople,
        registry: WatchRegistry,
        stories: StoryKeeper,
        readings: WatchReadings,
        history: WatchHistory,
        clock: Clock,
    ) -> None:
        self._kept = hits
        self._mentions = mentions
        self._people = people
        self._history = history
        self._registry = registry
        self._stories = stories
        self._readings = readings
        self._clock = clock

    async def of(self, watch: Watch, since: datetime) -> Window:
        """What was written for a watch since then, placed and read."""
        hits = await asyncio.to_thread(self._hits, watch, since)
        placed = await self._stories.place(watch, hits)
        read = await self._readings.read(watch, [hit.mention for hit in hits])
        before = await asyncio.to_thread(self._known, watch, hits)
        vips = await asyncio.to_thread(self._readings.vips, watch.channel)
        of_them = Known(read, placed, before, vips)
        posts = await asyncio.to_thread(heard_posts, watch, hits, of_them)
        known = await asyncio.to_thread(self._readings.context, watch)
        return Window(watch, posts, read, known.ours, known.others)

    async def since(self, watch: Watch, began: datetime | None) -> Window:
        """What was written in the last day, and since an alert that lasts began."""
        now = self._clock.now()
        return await self.of(watch, max(min(now - WINDOW, began or now), now - LONGEST))

    async def spoken(self, watch: Watch, people: Collection[Person], zone: str) -> dict[Person, list[Spoken]]:
        """What those of these people who are often heard said of a watch lately, as far as it counts.

        Of the others nothing is read: nearly everybody is heard on a day or two.
        """
        now = self._clock.now()
        whose = watch.channel, watch.id, people, now - REMEMBERED, now + AHEAD
        mentions = await asyncio.to_thread(self._history.by, *whose)
        days = {each.id: each.created_at.astimezone(ZoneInfo(zone)).date() for each in mentions}
        often = [
            each
            for said in by_speaker(mentions).values()
            if len({days[each.id] for each in said}) > REGULAR
            for each in said
        ]
        read = await self._readings.read(watch, often) if often else {}
        return {
            who: [Spoken(each, days[each.id], sure_tone(read[each.id])) for each in said]
            for who, said in by_speaker(each for each in often if is_counted(read[each.id])).items()
        }

    async def days_before(
        self, watch: Watch, channel: Channel, unheard: Collection[date]
    ) -> tuple[datetime, list[int]] | None:
        """Since when nobody spoke of a watch, and how many did on the days to compare.

        None where somebody did in the last day, or it was not wholly listened to.
        """
        now = self._clock.now()
        today = last_day(now, channel.zone)
        whose = channel.id, watch.id
        last = await asyncio.to_thread(self._history.latest, *whose, now - WEEK, now + AHEAD, 1)
        if not last or last[0].created_at >= today[0] or not is_heard(today, channel.zone, unheard):
            return None
        changed = [switch.at for switch in channel.switches if not switch.on]
        spans = days_before(now, channel.zone, max([watch.since, *changed]), unheard)
        return last[0].created_at, [
            await asyncio.to_thread(self._history.people, *whose, *span) for span in spans
        ]

    async def stored(self, mention: str) -> Mention | None:
        """A mention that is kept."""
        return (await asyncio.to_thread(self._mentions.stored, [mention])).get(mention)

    def _hits(self, watch: Watch, since: datetime) -> list[Hit]:
        """The mentions that the watch wants by now."""
        ahead = self._clock.now() + AHEAD
        hits = self._kept.written_between(watch.channel, since, ahead, [watch.id])[:MOST]
        above = self._mentions.stored(hit.via for hit in hits if hit.via)
        return [hit for hit in hits if self._registry.still_wants(watch, hit, above)]

    def _known(self, watch: Watch, hits: Iterable[Hit]) -> set[tuple[str, str]] | None:
        """Who was heard here before; None where there is no past by which that could be told."""
        now = self._clock.now()
        if now - watch.created_at < PAST + NEW_WITHIN:
            return None
        people = {speaker(hit.mention) for hit in hits}
        return set(self._people.histories(watch.channel, people, now - NEW_WITHIN))


class Seen:
    """What is seen of watches in one look: each is loaded once, as far back as its alerts go."""

    def __init__(self, windows: Windows, watches: Mapping[str, Watch], lasting: Iterable[Alert]) -> None:
        self._windows = windows
        self._watches = watches
        self._began: dict[str, datetime] = {}
        for alert in lasting:
            self._began[alert.watch] = min(alert.began, self._began.get(alert.watch, alert.began))
        self._seen: dict[str, Window] = {}
        self._affairs: dict[tuple[str, ...], Affair] = {}

    async def affair(self, alert: Alert, window: Window, language: Language) -> Affair:
        """What an alert tells by now: made once in a look, however many messages say it."""
        key = (alert.id, alert.kind, alert.story, language)
        if key not in self._affairs:
            earlier = await self._windows.stored(alert.earlier) if alert.earlier else None
            self._affairs[key] = await asyncio.to_thread(affair, alert, window, language, earlier)
        return self._affairs[key]

    async def of(self, watch: str) -> Window | None:
        """What is seen of a watch; None where it is gone."""
        if watch not in self._seen:
            known = self._watches.get(watch)
            if known is None:
                return None
            self._seen[watch] = await self._windows.since(known, self._began.get(watch))
        return self._seen[watch]


def affair(alert: Alert, window: Window, language: Language, earlier: Mention | None = None) -> Affair:
    """What an alert tells by now, in what was really written; who has it is for others to add.

    Where it is of no one story, its mentions are those that it quotes: the digest tells the others. `earlier`
    is what was written before, where that is told, too.
    """
    if alert.kind is AlertKind.SILENCE:
        return Affair(
            alert=alert.id,
            watch=window.watch.name,
            kind=alert.kind,
            people=0,
            since=alert.began,
            last=alert.last_at,
            expected=alert.expected,
        )
    told = window.of(alert)
    counted = [post for post in told if post.apart in (None, Apart.LATE)]
    if alert.kind is AlertKind.INSTANT:  # whatever is said was asked for
        counted = told
    own, own_words = [post.mention for post in told], [post.mention for post in counted]
    people = dict.fromkeys(post.person for post in counted)
    grave = [post.mention for post in counted if _is_grave(post, alert)]
    voices = _voices(counted, grave, window, language)
    if earlier:
        voices = (Quoted(earlier, quote(earlier, window.spots)), *voices)
    copies = [post for post in told if post.apart is Apart.COPY]
    story = Story(tuple(own))
    plain = plainest(grave if alert.kind is AlertKind.VIP else own_words, window.read, language)
    waiting = unanswered(own, window.read, window.spots, window.others)
    return Affair(
        alert=alert.id,
        watch=window.watch.name,
        kind=alert.kind,
        story=alert.story,
        people=len(people),
        new=len({post.person for post in counted if post.is_new}),
        against=len({post.person for post in counted if post.leaning is Leaning.AGAINST}),
        places=_places(counted),
        posts=len(told),
        copies=len(copies),
        repeating=len({post.person for post in copies} - people.keys()),
        texts=len(story.copies),
        since=min((each.created_at for each in grave or own_words), default=alert.began),
        last=max((each.created_at for each in own_words), default=alert.last_at),
        expected=alert.expected,
        dangers=_dangers(counted),
        vips=tuple(dict.fromkeys(post.mention.author for post in counted if post.matters)),
        kinds=gravity(own, window.read).kinds,
        title=story.heading(voices[0].mention) if alert.story and voices else "",
        plain=plain.words if plain else "",
        plain_lang=plain.mention.lang if plain else "",
        turned=told[0].tone if alert.person and told else None,
        voices=voices,
        waiting=len(waiting),
        waiting_since=waiting[0].created_at if waiting else None,
        mentions=frozenset(each.id for each in (own if alert.story else [each.mention for each in voices])),
    )


def _places(counted: Iterable[HeardPost]) -> tuple[tuple[str, int], ...]:
    """The places, and how many people spoke in each, most first."""
    spoke = {(post.mention.place or post.mention.source, post.person) for post in counted}
    number = Counter(place for place, _ in spoke)
    return tuple(sorted(number.items(), key=lambda each: (-each[1], each[0])))


def _dangers(counted: Iterable[HeardPost]) -> tuple[str, ...]:
    """The dangers that are surely told of."""
    told = [post.safety for post in counted if post.safety and post.safety.is_sure]
    return tuple(dict.fromkeys(str(danger) for each in told for danger in each.dangers))


def _is_grave(post: HeardPost, alert: Alert) -> bool:
    """Whether it says what an alert rang for: who tells of harm, who is against, who always matters."""
    if alert.kind is AlertKind.SAFETY:
        return post.safety is not None
    if alert.kind is AlertKind.VIP:
        return post.matters
    return alert.kind is AlertKind.BACKLASH and post.leaning is Leaning.AGAINST


def _voices(
    counted: Sequence[HeardPost], grave: Sequence[Mention], window: Window, language: Language
) -> tuple[Quoted, ...]:
    """The first voice, then the most telling words in each language that is spoken."""
    mentions = [post.mention for post in counted]
    if not mentions:
        return ()
    chosen = [(grave or mentions)[0]]
    languages = Counter(mention.lang for mention in mentions).most_common()
    for lang, _ in sorted(languages, key=lambda each: each[0] != language):
        its = [mention for mention in mentions if mention.lang == lang]
        chosen += quotations(its, window.read, language, window.spots)[:1]
    distinct = list({mention.id: mention for mention in chosen}.values())[:VOICES]
    return tuple(Quoted(mention, quote(mention, window.spots)) for mention in distinct)


def quoted(posts: Iterable[HeardPost], spots: Spots) -> list[Quoted]:
    """Posts with the words to quote."""
    return [Quoted(post.mention, quote(post.mention, spots)) for post in posts]
