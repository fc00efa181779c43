"""What a source is: one file, one class, found by itself.

A source knows how to put a request, and how to read an answer. Retries, limits, caches and
storage are the fetcher's and the poller's.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar, TypeAlias
from urllib.parse import urlsplit

import msgspec

from bot.addresses import anchored, is_front_page
from bot.answer import Answer
from bot.clock import Clock, SystemClock
from bot.errors import Curtailed, GoneFailure, SourceFailure, TemporaryFailure
from bot.fetching.fetch import Fetch
from bot.models import Mention
from bot.query import Needle
from bot.text import fold, words

Pages: TypeAlias = AsyncIterator[list[Mention]]
"""What a search gives: mentions, page by page."""


class Setting(msgspec.Struct, frozen=True):
    """A setting of a source: the variable, what it is, where to get it, what it costs.

    Without those that are `required` the source cannot be asked; the others make it better, and are
    taken to be `default` when they are not set. `places` says that it names what is read, and is no key.
    """

    variable: str
    meaning: str
    where: str = ""
    cost: str = "free"
    required: bool = True
    default: str = ""
    places: bool = False


class Budget(msgspec.Struct, frozen=True):
    """How many HTTP requests all `SourceRequest`s of a source may use together in a period.

    A period of a day begins at midnight in `zone`, shorter ones are counted from midnight in UTC.
    Where the service counts some requests only, `path` is how the paths of those end.
    """

    requests: int
    period: timedelta
    zone: str = "UTC"
    path: str = ""


class Price(msgspec.Struct, frozen=True):
    """What a service takes for each thing it is asked for, once a day (in UTC) however often it is read.

    `microdollars` are millionths of a dollar. `variable` is the setting that holds the most dollars to
    spend in a day. The request's parameter `parameter` says how many things it may bring, and cannot
    say fewer than `fewest`.
    """

    microdollars: int
    variable: str
    parameter: str
    fewest: int = 1


class Ask(msgspec.Struct, frozen=True, gc=False):
    """What a watch wants from sources: any mention of at least one needle, in these languages.

    No languages means any. `feeds` are addresses that the watch's channel added. `excluded` are words
    and phrases that nothing the watch wants contains: a source that can leave them out sends less.
    """

    needles: tuple[Needle, ...]
    languages: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


THREAD = "thread"
"""The edition of a request that asks for the answers in one thread; its text names the thread."""


class SourceRequest(msgspec.Struct, frozen=True, gc=False, order=True):
    """One upstream question of a source; equal ones of different watches are asked once.

    `text` is what is searched (or the address of a feed); `edition` tells variants of one search
    apart (a language and country, an instance).
    """

    source: str
    text: str
    edition: str = ""

    @property
    def key(self) -> str:
        """Tells it apart from the other requests of its source, in what is stored."""
        return f"{self.edition} {self.text}"

    @classmethod
    def of_key(cls, source: str, key: str) -> "SourceRequest":
        """The request of a source that has this key; no edition holds a space."""
        edition, _, text = key.partition(" ")
        return cls(source, text, edition)


class Fingerprint(msgspec.Struct, frozen=True, gc=False):
    """What a mention shares with the one it is a re-issue of, under another id and date.

    `text` is empty for a mention that shares nothing of the sort. Where it is `proof`, whatever has the
    same is the same mention; else the words are compared too.
    """

    text: str
    proof: bool = False


def press_fingerprint(mention: Mention) -> Fingerprint:
    """Of an article that a search of the press lists under an address of its own: who printed what, when."""
    headline = " ".join(words(fold(mention.title)))
    if not headline or not mention.dated:
        return Fingerprint("")
    day = mention.created_at.astimezone(UTC).date().isoformat()
    return Fingerprint("\x1f".join((fold(mention.place), headline, day)), proof=True)


class Page(msgspec.Struct, frozen=True):
    """One answer, and the mentions read from it."""

    mentions: list[Mention]
    answer: Answer


class Listed(list[Mention]):
    """A page of mentions, and `whole`: all entries of the list they stand in, in its order.

    By that it is seen what was taken from the list, reworded in it, or came and went unread.
    """

    def __init__(self, mentions: Iterable[Mention], whole: Iterable[Mention]) -> None:
        super().__init__(mentions)
        self.whole = tuple(whole)


class Counted:
    """Marks a `Fetch` that lets a source spend no more than its `price` allows."""


class Source:
    """One kind of place mentions come from. Subclasses fill in what follows.

    Made with the clock by which dates are judged, and the values of all settings by variable.
    """

    name: ClassVar[str]
    """What commands, settings and tables call it: one lower-case word."""
    title: ClassVar[str]
    """What people call it."""
    interval: ClassVar[timedelta]
    """How often one request may be asked."""
    network: ClassVar[str] = ""
    """The network it reads, where other sources read it too: whoever writes there is one person."""
    by_site: ClassVar[bool] = False
    """Whether it reads sites that each name people by themselves: the "admin" of two is not one person."""
    settings: ClassVar[tuple[Setting, ...]] = ()
    """What it needs before it can be asked."""
    api: ClassVar[int] = 0
    """The version of `bot.sources.api` that a source of one's own was written for."""
    on: ClassVar[bool] = True
    """Whether channels listen to it unless they say otherwise."""
    channel_scoped: ClassVar[bool] = False
    """Whether it asks places that channels added for themselves: only those channels hear them."""
    has_communities: ClassVar[bool] = True
    """Whether its mentions stand in places that a query can tell apart by name."""
    finds_prefixes: ClassVar[bool] = False
    """Whether its search finds words by how they begin, as `zorbl*` wants."""
    is_rolling_list: ClassVar[bool] = False
    """Whether an answer lists the latest of a place, whoever they are about, and nothing older."""
    fragile: ClassVar[str] = ""
    """Why it may stop working any day; empty for a source that is meant to be read by programs."""
    budget: Budget | None = None
    """What the service allows; its requests are asked as often as that lets all of them have a turn.

    As with `gaps`, a source may allow itself more once it is made: with a key, or on several servers.
    """
    price: ClassVar[Price | None] = None
    """What reading costs; such a source is asked by a `Counted` fetch or not at all."""
    gaps: Mapping[str, float] = {}
    """Registrable domains that want another pause than the usual between two requests, in seconds."""

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        self.clock = clock or SystemClock()
        self.values = dict(values or {})

    @property
    def missing(self) -> list[Setting]:
        """The settings it still needs before it can be asked."""
        return [setting for setting in self.settings if setting.required and not self.value(setting.variable)]

    def value(self, variable: str) -> str:
        """What a setting was set to, or its default; empty when it has neither."""
        defaults = {setting.variable: setting.default for setting in self.settings}
        return self.values.get(variable, "").strip() or defaults.get(variable, "")

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """What to ask upstream for a watch; none when the source has nothing to ask for it."""
        raise NotImplementedError

    def thread(self, mention: Mention) -> SourceRequest | None:
        """What to ask for the answers in the thread in which a mention stands, of the edition `THREAD`.

        None where answers come without being asked for, or cannot be had.
        """
        return None

    def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """The mentions written after `since`, page by page, as far as the source goes.

        Candidates only: the query is asked again here, and what was written a little earlier may be
        among them, since many sources list things late. Raises a `SourceFailure`; at its end
        `more_available()`, where older things are left unread.
        """
        raise NotImplementedError

    def more_available(self) -> Curtailed:
        """What to raise after the last page that is read at once, where more would follow."""
        return Curtailed("{title} has more than is read at once; what is older was left.", title=self.title)

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The mentions in one answer; blocks.

        Raises `ChangedFailure` if it is not an answer of this source, `BlockedFailure` if it is a
        page that keeps programs out.
        """
        raise NotImplementedError

    def read_error_body(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """The mentions in what came with a 404 or a 5xx: some servers send good answers with a bad status.

        Raises the failure again when it brought none that can be read; blocks.
        """
        if failure.answer is None or not isinstance(failure, GoneFailure | TemporaryFailure):
            raise failure
        try:
            return self.read(failure.answer, now)
        except SourceFailure:
            raise failure from None

    def signed(self, mention: Mention) -> Mention:
        """The mention with the network by whose names its author is called."""
        host = (urlsplit(mention.url).hostname or "").removeprefix("www.") if self.by_site else ""
        return msgspec.structs.replace(mention, network=host or self.network or self.name)

    def fingerprint(self, mention: Mention) -> Fingerprint:
        """What tells that a mention was issued before: its page, where that is more than a front page."""
        return Fingerprint("" if is_front_page(mention.url) else anchored(mention.url))

    def billed_ids(self, answer: Answer) -> list[str]:
        """The things in an answer that the service takes its `price` for, each by a name of its own."""
        return []

    async def fetch_page(
        self,
        fetch: Fetch,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """The answer to one request, with the mentions in it: none when it is unchanged since last asked."""
        return await self.read_answer(fetch.get(url, params=params, headers=headers))

    async def read_answer(self, coming: Awaitable[Answer]) -> Page:
        """An answer that was asked for, with the mentions in it: in the body of a failure, too."""
        now = self.clock.now()
        try:
            answer = await coming
        except SourceFailure as failure:
            mentions = await asyncio.to_thread(self.read_error_body, failure, now)
            if failure.answer is None:
                raise
            return Page(mentions, failure.answer)
        return Page([] if answer.unchanged else await asyncio.to_thread(self.read, answer, now), answer)


def longest_gaps(sources: Iterable[Source]) -> dict[str, float]:
    """The pause each domain wants, in seconds: the longest, where several sources ask it."""
    gaps: dict[str, float] = {}
    for source in sources:
        for domain, gap in source.gaps.items():
            gaps[domain] = max(gap, gaps.get(domain, 0.0))
    return gaps
