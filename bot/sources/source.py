"""What a source is: one file, one class, found by itself.

A source knows how to put a question, and how to read an answer. Retries, limits, caches and
storage are the fetcher's and the listener's.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

import msgspec

from bot.answer import Answer
from bot.models import Mention


class Setting(msgspec.Struct, frozen=True):
    """A setting a source needs: the variable, what it is, where to get it, what it costs."""

    variable: str
    meaning: str
    where: str
    cost: str = "free"


class Needle(msgspec.Struct, frozen=True):
    """Text without which a query cannot be true of a mention.

    `form` is `words` (one word or a phrase), `handle`, `hashtag` or `prefix`; `text` carries no sigil.
    """

    text: str
    form: str = "words"


class Ask(msgspec.Struct, frozen=True):
    """What a watch wants from sources: any mention of at least one needle, in these languages.

    No languages means any. `feeds` are addresses that the watch's channel added.
    """

    needles: tuple[Needle, ...]
    languages: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()


class Question(msgspec.Struct, frozen=True, order=True):
    """One upstream question; equal questions of different watches are asked once.

    `text` is what is searched (or the address of a feed); `edition` tells variants of one search
    apart (a language and country, an instance).
    """

    source: str
    text: str
    edition: str = ""


class Fetch(Protocol):
    """The one way out: polite HTTP."""

    async def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer, of status 200 or 304 (unchanged since last asked).

        Raises a `SourceFailure` for everything else.
        """


class Source:
    """One kind of place mentions come from. Subclasses fill in what follows."""

    name: ClassVar[str]
    """What commands, settings and tables call it: one lower-case word."""
    title: ClassVar[str]
    """What people call it."""
    interval: ClassVar[timedelta]
    """How often one question may be asked."""
    settings: ClassVar[tuple[Setting, ...]] = ()
    """What it needs before it can be asked."""
    on: ClassVar[bool] = True
    """Whether channels listen to it unless they say otherwise."""
    fragile: ClassVar[str] = ""
    """Why it may stop working any day; empty for a source that is meant to be read by programs."""

    def questions(self, ask: Ask) -> Iterable[Question]:
        """What to ask upstream for a watch; none when the source has nothing to ask for it."""
        raise NotImplementedError

    def search(self, question: Question, since: datetime, fetch: Fetch) -> AsyncIterator[list[Mention]]:
        """The mentions written after `since`, page by page, as far as the source goes.

        Candidates only: the query is asked again here. Raises a `SourceFailure`.
        """
        raise NotImplementedError

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The mentions in one answer. Raises `ChangedFailure` if it is not an answer of this source."""
        raise NotImplementedError
