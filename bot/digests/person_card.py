"""The card of a person: since when a channel knows them, where they speak, of what, in what tone.

1. A regular is who was heard on `REGULAR` days. Nothing is a score, and nothing is read of how many follow.
2. What is set aside, and what is perhaps not about us, is counted apart, and nothing is read of it.
3. Tone is told by words really written, and only where tone and kind of speech agree (`turns.sure_tone`).
4. Whether the team answered is said where an account of the team's is known.
5. Silent is a regular who was not heard for `SILENCE`; back is who was, after as long.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from bot.analysis.allegiance import Brand
from bot.analysis.people import person
from bot.analysis.quotes import Spots, quote
from bot.analysis.stories import Story
from bot.analysis.tone import Tone
from bot.analysis.turns import sure_tone, turns
from bot.analysis.unanswered import answers, unanswered
from bot.analysis.understanding import Understanding
from bot.analysis.voices import is_counted
from bot.models import Mention, Person, Watch, WatchKind
from bot.storage.heard_people import PersonHistory

REGULAR: Final = 3
"""Days on which somebody was heard, from which on they are a regular."""
SILENCE: Final = timedelta(days=30)
"""Time without a word after which a regular is silent."""
STORIES: Final = 4


class Said(msgspec.Struct, frozen=True):
    """A mention of theirs with the watch that got it, what was understood of it, and its story's mentions."""

    watch: Watch
    mention: Mention
    found: Understanding
    story: Story


class Words(msgspec.Struct, frozen=True):
    """Words of a mention, exactly as they are written in it, and the name of the watch that got it."""

    mention: Mention
    words: str
    watch: str


class CardStory(msgspec.Struct, frozen=True):
    """A story that somebody speaks in: of which watch, its title or their words, their last mention in it."""

    watch: str
    title: str
    mention: Mention


class PersonCard(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel knows of one person, by the mentions of theirs that were read, the newest first.

    `speaks_for` is whom they speak for. `waits` is what of theirs the team has not answered, `answered` what
    it has, with its answer. `is_whole` says that all of theirs was read; a regular `fell_silent`, or is
    `back_after` so long a silence.
    """

    names: tuple[Person, ...]
    history: PersonHistory
    mentions: tuple[Mention, ...]
    places: tuple[tuple[str, int], ...]
    stories: tuple[CardStory, ...] = ()
    speaks_for: Brand | None = None
    critical: Words | None = None
    favourable: Words | None = None
    turn: tuple[Words, Words, Tone] | None = None
    waits: Words | None = None
    answered: tuple[Mention, Mention] | None = None
    is_team_known: bool = False
    is_whole: bool = True
    fell_silent: bool = False
    back_after: timedelta | None = None
    aside: int = 0
    doubtful: int = 0

    @property
    def last(self) -> Mention:
        """What they wrote last."""
        return self.mentions[0]

    @property
    def is_regular(self) -> bool:
        """Whether they were heard on several days."""
        return self.history.days >= REGULAR


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What was heard of a person: all that was read of theirs, newest first, and how the channel knows them.

    `around` are the mentions of the stories they speak in, and `read` what was understood of these, by watch;
    `spots` finds a watch's name in a text.
    """

    names: tuple[Person, ...]
    history: PersonHistory
    said: Sequence[Said]
    around: Mapping[str, Sequence[Mention]]
    read: Mapping[str, Mapping[str, Understanding]]
    spots: Mapping[str, Spots]
    is_team_named: bool = False


def person_card(heard: Heard, now: datetime) -> PersonCard | None:
    """The card of a person; None where all that was read of theirs is about something else."""
    ours = [said for said in heard.said if said.found.relevance.value is not False]
    kept = [said for said in ours if _is_read(said.found)]
    mentions = _once(said.mention for said in ours)
    if not mentions:
        return None
    gap = mentions[0].created_at - mentions[1].created_at if len(mentions) > 1 else timedelta()
    regular = heard.history.days >= REGULAR
    fell_silent = regular and now - mentions[0].created_at >= SILENCE
    waits, answered = _answers(heard)
    return PersonCard(
        names=heard.names,
        history=heard.history,
        mentions=tuple(mentions),
        places=tuple(Counter(each.place or each.source for each in mentions).most_common()),
        stories=tuple(_card_stories(kept or ours, heard.spots))[:STORIES],
        speaks_for=next((said.found.allegiance.value for said in ours if said.found.allegiance), None),
        critical=_latest(kept, Tone.CRITICAL, heard.spots),
        favourable=_latest(kept, Tone.FAVOURABLE, heard.spots),
        turn=_turn(heard),
        waits=waits,
        answered=answered,
        is_team_known=heard.is_team_named or any(map(_has_team, heard.read.values())),
        is_whole=len(_once(said.mention for said in heard.said)) >= heard.history.mentions,
        fell_silent=fell_silent,
        back_after=gap if gap >= SILENCE and not fell_silent else None,
        aside=len(_once(said.mention for said in ours if _is_aside(said.found))),
        doubtful=len(_once(said.mention for said in ours if _is_doubtful(said.found))),
    )


def _is_read(found: Understanding) -> bool:
    """Whether something is read of a mention: it counts, or the staff wrote it."""
    return is_counted(found) or found.is_our_staff or found.is_their_staff


def _is_aside(found: Understanding) -> bool:
    return bool(found.aside) and not found.is_our_staff and not found.is_their_staff


def _is_doubtful(found: Understanding) -> bool:
    return found.relevance.value is None and not _is_read(found)


def _once(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions, each once: two watches may have got one."""
    return list({mention.id: mention for mention in mentions}.values())


def _card_stories(said: Sequence[Said], spots: Mapping[str, Spots]) -> Iterator[CardStory]:
    """The stories that somebody speaks in, the latest first, each title once."""
    titles: set[str] = set()
    for each in said:
        title = each.story.heading(each.mention) or quote(each.mention, spots[each.watch.id])
        if title and title not in titles:
            titles.add(title)
            yield CardStory(each.watch.name, title, each.mention)


def _latest(said: Sequence[Said], tone: Tone, spots: Mapping[str, Spots]) -> Words | None:
    """The latest words in a tone that is sure."""
    for each in said:
        if is_counted(each.found) and sure_tone(each.found) is tone:
            return _words(each, spots)
    return None


def _words(said: Said, spots: Mapping[str, Spots]) -> Words:
    return Words(said.mention, quote(said.mention, spots[said.watch.id]), said.watch.name)


def _turn(heard: Heard) -> tuple[Words, Words, Tone] | None:
    """How somebody turned last, towards one of ours or of theirs."""
    found: list[tuple[Said, Said, Tone]] = []
    for watch in dict.fromkeys(said.watch.id for said in heard.said):
        own = {said.mention.id: said for said in heard.said if said.watch.id == watch}
        read = {id_: said.found for id_, said in own.items()}
        turned = turns((), [said.mention for said in own.values()], read)
        found += [(own[turn.before.id], own[turn.after.id], turn.tone) for turn in turned]
    if not found:
        return None
    before, after, tone = max(found, key=lambda each: each[1].mention.created_at)
    return _words(before, heard.spots), _words(after, heard.spots), tone


def _answers(heard: Heard) -> tuple[Words | None, tuple[Mention, Mention] | None]:
    """What of somebody's waits for the team, and what it answered last."""
    names = set(heard.names)
    for watch in _brands(heard):
        around, read = heard.around.get(watch.id, ()), heard.read.get(watch.id, {})
        theirs = [each for each in around if person(each) in names]
        spots = heard.spots[watch.id]
        for each in unanswered(around, read, spots):
            if each in theirs:
                return Words(each, quote(each, spots), watch.name), None
        team = [each for each in around if each.id in read and read[each.id].is_our_staff]
        asked = unanswered(theirs, read, spots)
        pairs = [(one, other) for other in team for one in asked if answers(other, one)]
        if pairs:
            return None, pairs[0]
    return None, None


def _brands(heard: Heard) -> list[Watch]:
    """The brands of ours of which somebody speaks."""
    watches = {said.watch.id: said.watch for said in heard.said}
    return [watch for watch in watches.values() if watch.kind is WatchKind.BRAND]


def _has_team(read: Mapping[str, Understanding]) -> bool:
    return any(found.is_our_staff for found in read.values())
