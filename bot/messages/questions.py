"""What is said to those who ask: the newest of a name, what was found of one that nobody watches, neither."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from bot.digests.quoted_story import QuotedStory
from bot.locale import _, _n
from bot.messages.blocks import escaped, line, note, rich, words
from bot.messages.layout import fitting
from bot.messages.message import LONGEST_TEXT, Block, Message, cut
from bot.messages.stories import mentions_of, story_blocks, story_in_words
from bot.messages.wording import capital, clipped, listed, shortened, signed

NAMED = 20
"""Watched names repeated in one sentence."""
MOST_TOLD = 3
"""Names of which stories are quoted in one answer."""
LONGEST_NAME = 120


def week_label() -> str:
    """The span that is looked back on where none is asked for."""
    return _("in the last seven days")


def nothing_watched() -> str:
    """That a channel watches nothing, and how to begin."""
    return _("Nothing is watched here yet. Begin with: /watch brand NAME")


class Part(msgspec.Struct, frozen=True):
    """What is said of one name: a sentence, and the stories that are quoted under it."""

    opening: str
    stories: Sequence[QuotedStory] = ()


def parts_message(
    parts: Sequence[Part], remarks: Sequence[str], now: datetime, page: Message | None = None
) -> Message:
    """The parts one after the other, under a page if there is one; the remarks in small print.

    Stories are quoted as far as there is room.
    """
    last: list[Block] = [note(" ".join(remarks))] if remarks else []
    blocks: list[Block] = [*page.blocks] if page else []
    for place, part in enumerate(parts):
        fixed = [*blocks, rich(line(words(part.opening))), *last]
        to_come = [rich(line(words(each.opening))) for each in parts[place + 1 :]]
        told = fitting([*fixed, *to_come], (story_blocks(story, now) for story in part.stories))
        blocks += [rich(line(words(part.opening))), *told]
    text = escaped("\n".join([*_plainly(parts), *remarks]))
    quoted = mentions_of(story for part in parts for story in part.stories)
    if page:
        text = "\n".join(filter(None, (page.text, text)))
        quoted |= page.mentions
    return Message(cut(text, LONGEST_TEXT), (*blocks, *last), quoted)


def _plainly(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        yield part.opening
        for story in part.stories:
            yield story_in_words(story)


def nothing_of(names: Sequence[str], label: str = "", narrowed: str = "") -> str:
    """Where nothing is known of watches, or nothing of that time."""
    if label:
        return _("Nothing is known of {name} {span}.", name=called(names, narrowed), span=label)
    return _("Nothing is known of {name} yet. /watch status says how the sources are.", name=called(names))


def nothing_lately(names: Sequence[str], label: str) -> str:
    """Where nothing is known of watches in that time, and something is of an earlier one."""
    older = _("Older mentions are known: /watch now all shows them.")
    return f"{nothing_of(names, label)} {older}"


def called(names: Sequence[str], narrowed: str = "") -> str:
    """Names in a sentence, with what narrows the one."""
    listed_names = shortened(names, NAMED)
    return _("{name} (narrowed by {query})", name=listed_names, query=narrowed) if narrowed else listed_names


def found_of(name: str, label: str, mentions: int, people: int, unsigned: int) -> str:
    """Above what the sources know of a name that is not watched."""
    what = _n("{n} mention of {name}", "{n} mentions of {name}", mentions, name=name)
    return _("{span}, {said}:", span=capital(label), said=signed(what, people, unsigned))


def nothing_found(name: str, label: str, unheard: Sequence[str]) -> str:
    """Where the sources know nothing of a name that is not watched."""
    if unheard:
        return _("{span} nothing was found of {name} where I listen.", span=capital(label), name=name)
    return _("{span} nothing was said of {name} where I listen.", span=capital(label), name=name)


def unwatched(name: str, kind: str) -> str:
    """How a name is watched that is not."""
    return _("{name} is not watched here: /watch {kind} {name}", name=name, kind=kind)


def unheard_of(sources: Sequence[str]) -> str:
    """Which sources could not be asked."""
    return _("Not heard: {sources}.", sources=listed(sources))


def left_out(names: Sequence[str]) -> str:
    """Which names were not looked for, because too many were asked about at once."""
    return _(
        "Not looked for: {names}. I look for {n} names at once.", names=shortened(names, NAMED), n=MOST_TOLD
    )


def paused(name: str) -> str:
    """That a watch does not listen now."""
    return _("{name} is paused: nothing new of it is heard. /watch resume {name} listens again.", name=name)


def taken_for(written: str, name: str) -> str:
    """That a name was read in what is nearly one."""
    return _("“{written}” was taken for {name}.", written=clipped(written, LONGEST_NAME), name=name)


def since_when(names: Sequence[str], day: str) -> str:
    """That a span begins before these watches did."""
    listed_names = shortened(names, NAMED)
    if len(names) > 1:
        said = _("{names} are watched since {day}, and a week before that was looked back on.")
    else:
        said = _("{names} is watched since {day}, and a week before that was looked back on.")
    return said.format(names=listed_names, day=day)


def none_of(kind: str) -> str:
    """That a channel watches nothing of a kind."""
    if kind == "competitor":
        return _("No competitor is watched here yet. Begin with: /watch competitor NAME")
    return _("No brand of ours is watched here yet. Begin with: /watch brand NAME")


def unclear(watched: Sequence[str]) -> str:
    """That a question was not understood, and what can be asked."""
    return " ".join((_("I did not understand that."), *_askable(watched)))


def greeting(watched: Sequence[str]) -> str:
    """What can be asked, to somebody who only said hello."""
    return " ".join((_("I am here."), *_askable(watched)))


def _askable(watched: Sequence[str]) -> Iterator[str]:
    yield _(
        "Ask me about a name: “@veille Acme”, “what about Acme since Monday?”; why, and how it stands: “why "
        "are people angry at Acme?”, “is this serious?”, “what should I read?”, “what changed since last "
        "week?”, “compare Acme and Brimeo”, “who turned?”, “what has nobody answered?”; or about somebody: "
        "“who is vieuxpignon?”. “@veille list”, “@veille status” and “@veille help” are answered too."
    )
    if watched:
        yield _("Watched here: {names}.", names=shortened(watched, NAMED))


def several(written: str, names: Sequence[str]) -> str:
    """That what was written may be one of several watched names."""
    return _(
        "“{written}” could be {names}: write more of it.",
        written=clipped(written, LONGEST_NAME),
        names=shortened(names, NAMED, "or"),
    )


def cannot_look(reason: str) -> str:
    """Why something cannot be looked for."""
    return _("I cannot look for that. {reason}", reason=reason)


def invited_message() -> Message:
    """Two lines to a channel that the bot comes into: what it does, and how to begin."""
    said = (
        _(
            "I listen to what the public says of the names you care about, and tell this channel each "
            "morning who spoke, where, and in which words; nothing is ever posted in public."
        ),
        _("Begin with /watch brand and a name, for instance /watch brand Acme; /watch help lists the rest."),
    )
    return Message(escaped("\n".join(said)), (rich(*(line(words(each)) for each in said)),))
