"""What is said to those who ask: the newest of a name, what was found of one that nobody watches, neither."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from bot.digests.digest import QuotedStory
from bot.messages.blocks import escaped, line, note, rich, words
from bot.messages.digest import fitting
from bot.messages.message import Block, Message
from bot.messages.stories import mentions_of, story_blocks, story_in_words
from bot.messages.wording import clipped, count, listed, shortened, signed

NAMED = 20
"""Watched names repeated in one sentence."""
MOST_TOLD = 3
"""Names of which stories are quoted in one answer."""
LONGEST_NAME = 120
WEEK_LABEL = "in the last seven days"
ASKABLE = "“@veille Acme”, “what about Acme since Monday?” or “quoi de neuf sur Acme ?”"
COMMANDS = "“@veille list”, “@veille status” and “@veille help” are answered too."
NOTHING_WATCHED = "Nothing is watched here yet. Begin with: /watch brand NAME"
INVITED = (
    "I listen to what the public says of the names you care about, and tell this channel each morning "
    "who spoke, where, and in which words; nothing is ever posted in public.",
    "Begin with /watch brand and a name, for instance /watch brand Acme; /watch help lists the rest.",
)


class Part(msgspec.Struct, frozen=True):
    """What is said of one name: a sentence, and the stories that are quoted under it."""

    opening: str
    stories: Sequence[QuotedStory] = ()


def together(found: Sequence[tuple[str, Part]], label: str) -> tuple[list[Part], list[str]]:
    """The parts of as many names as are told at once, and a remark that has every other name.

    Of more names those that something was said of come first; none is left out without a word.
    """
    if len(found) <= MOST_TOLD:
        return [part for _, part in found], []
    speaking = [(name, part) for name, part in found if part.stories]
    silent = [name for name, part in found if not part.stories]
    if not speaking:
        return [Part(nothing_of(shortened(silent, NAMED), label))], []
    more = [name for name, _ in speaking[MOST_TOLD:]]
    remarks = [more_of(more)] if more else []
    remarks += [nothing_of(shortened(silent, NAMED), label or "yet")] if silent else []
    return [part for _, part in speaking[:MOST_TOLD]], remarks


def parts_message(parts: Sequence[Part], remarks: Sequence[str], now: datetime) -> Message:
    """The parts one after the other, as far as there is room, and the remarks in small print."""
    last: list[Block] = [note(" ".join(remarks))] if remarks else []
    blocks: list[Block] = []
    for place, part in enumerate(parts):
        fixed = [*blocks, rich(line(words(part.opening))), *last]
        to_come = [rich(line(words(each.opening))) for each in parts[place + 1 :]]
        told = fitting([*fixed, *to_come], (story_blocks(story, now) for story in part.stories))
        blocks += [rich(line(words(part.opening))), *told]
    text = "\n".join([*_plainly(parts), *remarks])
    quoted = mentions_of(story for part in parts for story in part.stories)
    return Message(escaped(clipped(text, 3_500)), (*blocks, *last), quoted)


def _plainly(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        yield part.opening
        for story in part.stories:
            yield story_in_words(story)


def newest(name: str, narrowed: str = "") -> str:
    """Above the newest mentions of a watch."""
    return f"The newest of {_called(name, narrowed)}:"


def of_span(name: str, label: str, mentions: int, people: int, unsigned: int, narrowed: str = "") -> str:
    """Above the mentions of a watch in a span of time."""
    said = signed(count(mentions, "mention"), people, unsigned)
    return f"Of {_called(name, narrowed)} {label}, {said}:"


def nothing_of(name: str, label: str = "", narrowed: str = "") -> str:
    """Where a watch knows nothing, or nothing of that time."""
    if label or narrowed:
        return f"Nothing is known of {_called(name, narrowed)}{f' {label}' if label else ''}."
    return f"Nothing is known of {name} yet. /watch status says how the sources are."


def _called(name: str, narrowed: str) -> str:
    return f"{name} (narrowed by {narrowed})" if narrowed else name


def found_of(name: str, label: str, mentions: int, people: int, unsigned: int) -> str:
    """Above what the sources know of a name that is not watched."""
    said = signed(f"{count(mentions, 'mention')} of {name}", people, unsigned)
    return f"{_capital(label)}, {said}:"


def nothing_found(name: str, label: str, unheard: Sequence[str]) -> str:
    """Where the sources know nothing of a name that is not watched."""
    nothing = "nothing was found" if unheard else "nothing was said"
    return f"{_capital(label)} {nothing} of {name} where I listen."


def unwatched(name: str, kind: str) -> str:
    """How a name is watched that is not."""
    return f"{name} is not watched here: /watch {kind} {name}"


def unheard_of(sources: Sequence[str]) -> str:
    """Which sources could not be asked."""
    return f"Not heard: {listed(sources)}."


def more_of(names: Sequence[str]) -> str:
    """That something was said of other names, too."""
    each = "each of them" if len(names) > 1 else "it"
    return f"There is more, of {shortened(names, NAMED)}: ask me about {each} by name."


def left_out(names: Sequence[str]) -> str:
    """Which names were not looked for, because too many were asked about at once."""
    return f"Not looked for: {shortened(names, NAMED)}. I look for {MOST_TOLD} names at once."


def paused(name: str) -> str:
    """That a watch does not listen now."""
    return f"{name} is paused: nothing new of it is heard. /watch resume {name} listens again."


def taken_for(written: str, name: str) -> str:
    """That a name was read in what is nearly one."""
    return f"“{clipped(written, LONGEST_NAME)}” was taken for {name}."


def since_when(name: str, day: str) -> str:
    """That a span begins before its watch did."""
    return f"{name} is watched since {day}, and a week before that was looked back on."


def unclear(watched: Sequence[str]) -> str:
    """That a question was not understood, and what can be asked."""
    return f"I did not understand that. Ask me about a name: {ASKABLE}. {COMMANDS}{_watched(watched)}"


def greeting(watched: Sequence[str]) -> str:
    """What can be asked, to somebody who only said hello."""
    return f"I am here. Ask me about a name: {ASKABLE}. {COMMANDS}{_watched(watched)}"


def _watched(names: Sequence[str]) -> str:
    return f" Watched here: {shortened(names, NAMED)}." if names else ""


def several(written: str, names: Sequence[str]) -> str:
    """That what was written may be one of several watched names."""
    return f"“{clipped(written, LONGEST_NAME)}” could be {shortened(names, NAMED, 'or')}: write more of it."


def cannot_look(reason: str) -> str:
    """Why something cannot be looked for."""
    return f"I cannot look for that. {reason}"


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def invited_message() -> Message:
    """Two lines to a channel that the bot comes into: what it does, and how to begin."""
    return Message(escaped("\n".join(INVITED)), (rich(*(line(words(each)) for each in INVITED)),))
