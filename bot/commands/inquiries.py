"""What somebody wants to know of what was said: an aspect, of names, of a time; or who somebody is.

1. A person, by the frame that holds the name; what is watched is no person.
2. An aspect by its words, without the names and times around them; then the same with its slips undone.
3. A comparison of less than two names is one with another time, if one is named; what stands behind the words
   that compare is the time before.
4. Of a name that nobody watches the sources are asked instead (`questions`).
"""

from collections.abc import Sequence

import msgspec

from bot.commands.asked_people import AskedPerson, asked_person
from bot.commands.aspects import Aspect, Meant, meant
from bot.commands.calendar_words import Clocked, Span
from bot.commands.compared_times import compared_times
from bot.commands.kinds_asked import kind_asked, place_asked
from bot.commands.slips import mended
from bot.commands.spans import read_span, within
from bot.commands.tokens import Token, tokens_of
from bot.commands.unwatched_names import unwatched_names
from bot.commands.watched_names import Named, watched_names


class Inquiry(msgspec.Struct, frozen=True):
    """An aspect that is asked about: of watches by their place in the list, or of a kind of them.

    `others` are names beside them that nobody watches. `before` is the time that `span` is compared with.
    `place` is a network that is named. `taken` are words that were taken for a watched name one letter away.
    `person` is who is asked about.
    """

    aspect: Aspect
    watches: tuple[int, ...] = ()
    others: tuple[str, ...] = ()
    span: Span | None = None
    before: Span | None = None
    taken: tuple[str, ...] = ()
    kind: str = ""
    place: str = ""
    person: AskedPerson | None = None


def read_inquiry(text: str, watched: Sequence[str], here: Clocked) -> Inquiry | None:
    """What a text without Slack's marks wants to know; None where it asks for no aspect."""
    if person := _person(text, watched):
        return Inquiry(Aspect.PERSON, person=person)
    read = _Asked(text, watched, here)
    if found := read.inquiry():
        return found
    without_slips = mended(text, read.tokens, read.named_places)
    return _Asked(without_slips, watched, here).inquiry() if without_slips != text else None


def _person(text: str, watched: Sequence[str]) -> AskedPerson | None:
    """Who is asked about; nobody, where the name holds a watched one, or may be meant for one."""
    person = asked_person(text)
    if person is None:
        return None
    read = tokens_of(person.name)
    named = [each for each in watched_names(read, watched) if _stands_apart(person.name, read, each)]
    return None if any(not (person.is_sure and each.is_near) for each in named) else person


def _stands_apart(name: str, read: Sequence[Token], named: Named) -> bool:
    """Whether a watched name stands among spaces: `nath.acme` is somebody, whatever Acme is."""
    before, after = name[: read[named.first].start], name[read[named.last].end :]
    return (not before or before[-1].isspace()) and (not after or after[0].isspace())


class _Asked:
    """A question with its names and times found in it."""

    def __init__(self, text: str, watched: Sequence[str], here: Clocked) -> None:
        self.tokens = tokens_of(text)
        self._text = text
        self._named = watched_names(self.tokens, watched)
        self._folded, self._here = " ".join(token.folded for token in self.tokens), here
        self._span, places = read_span(self._folded, here)
        self._timed = within(self.tokens, places) - self.named_places
        self._meant = meant(self._masked())

    @property
    def named_places(self) -> frozenset[int]:
        """The places of the tokens that are watched names."""
        return frozenset(place for each in self._named for place in range(each.first, each.last + 1))

    def inquiry(self) -> Inquiry | None:
        """The first aspect that this question can ask for; None for none."""
        for each in self._meant:
            if aspect := self._aspect(each):
                return self._of(aspect, each)
        return None

    def _aspect(self, found: Meant) -> Aspect | None:
        """The aspect that is asked for; a comparison of less than two names is one with another time."""
        if found.aspect is not Aspect.COMPARED or len(self._watches()) > 1:
            return found.aspect
        if self._span or any(each.aspect is Aspect.CHANGED for each in self._meant):
            return Aspect.CHANGED
        return found.aspect

    def _of(self, aspect: Aspect, found: Meant) -> Inquiry | None:
        others = self._others(found)
        if others and (aspect is Aspect.COMPARED or not self._named):
            return None  # the sources are asked of these
        times = compared_times(self._folded, self._here) if aspect is Aspect.CHANGED else None
        return Inquiry(
            aspect,
            self._watches(),
            tuple(others),
            span=times[0] if times else self._span,
            before=times[1] if times else None,
            taken=tuple(each.written for each in self._named if each.is_near),
            place=place_asked(" ".join(self._words())),
            kind="" if self._named else kind_asked(" ".join(self._words())),
        )

    def _watches(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(each.watch for each in self._named))

    def _others(self, found: Meant) -> list[str]:
        """The names that nobody watches, without the words by which the aspect is asked for."""
        names = unwatched_names(self._text, self.tokens, self._timed, self._named)
        spoken = [self._text[start:end] for start, end in found.spans]
        return [name for name in dict.fromkeys(names) if not any(name in part for part in spoken)]

    def _words(self) -> list[str]:
        apart = self.named_places | self._timed
        return [token.folded for place, token in enumerate(self.tokens) if place not in apart]

    def _masked(self) -> str:
        """The text with blanks for its names and times, so that all places stay the same."""
        text = self._text
        for place in self.named_places | self._timed:
            token = self.tokens[place]
            text = text[: token.start] + " " * (token.end - token.start) + text[token.end :]
        return text
