"""What a stream is: a source that speaks by itself, and is followed instead of asked."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

import msgspec

from bot.fetching.fetch import Fetch
from bot.models import Mention
from bot.sources.source import Ask, Pages, Source, SourceRequest


class Post(Protocol):
    """A post before anybody is known to want it: cheap to make, and most are dropped at once."""

    @property
    def id(self) -> str:
        """The id of the mention it would be."""

    @property
    def author(self) -> str:
        """Who wrote it: a name, or a number that leads to one."""

    @property
    def withheld(self) -> str:
        """Why it may not be kept, though it is public; empty if it may. It is counted where it is wanted."""

    @property
    def known(self) -> Mention | None:
        """The whole mention, if its author goes by name; None while that must be looked up."""

    @property
    def text(self) -> str:
        """What is looked through: the title, if it has one, and the body."""

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses it points to."""

    @property
    def answers(self) -> tuple[str, ...]:
        """The ids of the mentions it answers, nearest first."""

    def mention(self, now: datetime) -> Mention | None:
        """The whole mention, its author perhaps still by number; None when it may not be told."""


class Flow(msgspec.Struct, frozen=True):
    """What one frame of a stream brought.

    `cursor` is where to go on after it, or where it ended if it cannot be gone back to. `at` is when the
    server saw the event, in seconds since 1970, 0 when it does not say. `edited` says that the post
    was there before, in other words. `deleted` is the id or an alias of a mention that its author took
    back, `author_gone_prefix` how the ids of all mentions begin whose author is gone. `unreadable` says
    why the frame could not be read.
    """

    cursor: str = ""
    at: float = 0.0
    post: Post | None = None
    edited: bool = False
    deleted: str = ""
    author_gone_prefix: str = ""
    unreadable: str = ""


class Wire(Protocol):
    """The one way out for streams: sockets that stay open."""

    def frames(self, url: str, headers: Mapping[str, str] | None = None) -> AsyncGenerator[bytes, None]:
        """What a WebSocket sends, frame by frame, until it ends. Raises a `SourceFailure`.

        It is read only as fast as the frames are taken.
        """


class Stream(Source, ABC):
    """A source that is followed. One that is not connected is silent: it has no past to search."""

    interval = timedelta(minutes=1)
    public_hosts: ClassVar[tuple[str, ...]] = ()
    """Where anybody can follow it; the next one is tried when one fails."""
    host_setting: ClassVar[str] = ""
    """The variable that names other addresses, separated by commas."""
    keeps: ClassVar[timedelta] = timedelta(0)
    """How far back it can be followed from."""
    silence: ClassVar[timedelta | None] = None
    """How long it may say nothing before the connection counts as dead; None when it may at all times."""

    rechecked: ClassVar[int] = 100
    """How many mentions are looked for again before a digest, at most."""

    @property
    def own_hosts(self) -> tuple[str, ...]:
        """The addresses that the bot's own settings name."""
        named = self.value(self.host_setting).split(",")
        return tuple(host.strip() for host in named if host.strip())

    @property
    def hosts(self) -> tuple[str, ...]:
        """The addresses to follow it at, the preferred one first."""
        return self.own_hosts or self.public_hosts

    async def found_hosts(self, fetch: Fetch) -> tuple[str, ...]:
        """The same, where a server must be asked for them. Raises a `SourceFailure`."""
        return self.hosts

    @property
    def whole(self) -> SourceRequest:
        """What stands for everything it says, in states and subscriptions."""
        return SourceRequest(self.name, "")

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """The same for every watch: the words are looked for here."""
        return [self.whole]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Nothing: a stream answers no requests."""
        for page in list[list[Mention]]():
            yield page

    @abstractmethod
    def follow(self, host: str, cursor: str, wire: Wire) -> AsyncGenerator[Flow, None]:
        """What comes after the cursor (from now on, if empty), until the connection ends.

        Raises a `SourceFailure`. What was read before may come again.
        """

    def moment(self, cursor: str) -> datetime | None:
        """The instant a cursor stands for; None for one that stands for none."""
        return None

    def cursor_at(self, moment: datetime) -> str:
        """The cursor that stands for an instant; empty where there is none."""
        return ""

    async def taken_back(self, kept: Mapping[str, Collection[str]], fetch: Fetch) -> frozenset[str]:
        """Those of these mentions (by id, each with its aliases) that stand there no more.

        None where it cannot be asked. Raises a `SourceFailure`.
        """
        return frozenset()

    async def author_ids(self, names: Collection[str], fetch: Fetch) -> frozenset[str]:
        """By which numbers the posts of these authors come, as far as it can be found out now.

        Asked again and again, it looks up what it did not know. None where posts come by name.
        """
        return frozenset()

    async def with_author_names(self, mentions: Sequence[Mention], fetch: Fetch) -> list[Mention]:
        """Those mentions that may be told, by the names people know their authors by."""
        return list(mentions)
