"""What one Mastodon server hears of the Fediverse, as it is written."""

from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote, urlencode

from msgspec.structs import replace

from bot.addresses import web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.decoding import decode_json, instant, string, under
from bot.errors import AuthFailure, GoneFailure, SourceFailure
from bot.fetching.fetch import Fetch
from bot.models import DropReason, Mention
from bot.sources.fediverse import canonical, is_unsearchable, mention_of, namespace, numbered, server_of
from bot.sources.source import Setting
from bot.sources.stream import Flow, Stream, Wire
from bot.text import FIELD

_SERVER: Final = "VEILLE_MASTODON_SERVER"
_TOKEN: Final = "VEILLE_MASTODON_TOKEN"
_EDITED: Final = "status.update"
_SPOKEN: Final = ("update", _EDITED)


class Status:
    """A post that was read already: HTML must be undone before words can be looked for."""

    def __init__(self, mention: Mention, withheld: str = "") -> None:
        self.known = mention
        self.withheld = withheld
        self.id = mention.id
        self.author = mention.author

    @property
    def text(self) -> str:
        """The content warning, if there is one, the body, and the card of a page."""
        return FIELD.join(filter(None, (self.known.title, self.known.text, self.known.card)))

    @property
    def links(self) -> tuple[str, ...]:
        """The pages it points to."""
        return self.known.links

    @property
    def answers(self) -> tuple[str, ...]:
        """The status it answers, as its server calls that."""
        return self.known.answers

    def mention(self, now: datetime) -> Mention | None:
        """The mention, as it was read."""
        return self.known


class MastodonStream(Stream):
    """Follows a server's live timeline by WebSocket, which all servers of Mastodon's API speak.

    What was written while it was not connected is not made up for, and said to be missing. Answers and
    deletions name a status by the server's own number.
    """

    name = "mastodonstream"
    title = "Mastodon live"
    network = "mastodon"
    rechecked = 25
    settings = (
        Setting(
            _SERVER,
            "the Mastodon server whose live timeline is followed, as in piaille.fr",
            "the server where you have an account; https://joinmastodon.org/servers lists some",
        ),
        Setting(
            _TOKEN,
            "an access token of an account there, with the scope read:statuses",
            "that server's Preferences → Development → New application",
        ),
    )

    @property
    def own_hosts(self) -> tuple[str, ...]:
        """The server that a setting names."""
        return (f"wss://{self.server}",)

    @cached_property
    def server(self) -> str:
        """The server's host."""
        return server_of(self.value(_SERVER))

    async def found_hosts(self, fetch: Fetch) -> tuple[str, ...]:
        """Where the server says that it streams. Raises `AuthFailure` if it shows its timeline to nobody."""
        try:
            answer = await fetch.get(
                f"https://{self.server}/api/v2/instance", headers={"cache-control": "no-cache"}
            )
        except GoneFailure:
            return (f"wss://{self.server}?stream=public",)
        document = decode_json(answer)
        shown = under(document, "configuration", "timelines_access", "live_feeds")
        parts = [part for part in ("remote", "local") if string(shown, part) != "disabled"]
        if not parts:
            raise AuthFailure(
                "{server} shows its live timeline to nobody: name another in {setting}.",
                server=self.server,
                setting=_SERVER,
            )
        named = string(document, "configuration", "urls", "streaming").rstrip("/")
        base = named if named.startswith(("wss://", "ws://")) else f"wss://{self.server}"
        return (f"{base}?{urlencode({'stream': 'public' if 'remote' in parts else 'public:local'})}",)

    async def follow(self, host: str, cursor: str, wire: Wire) -> AsyncGenerator[Flow, None]:
        """Every public post from now on, every edit, every deletion."""
        base, _, query = host.partition("?")
        url = f"{base}/api/v1/streaming?{query}"
        headers = {"authorization": f"Bearer {self.value(_TOKEN)}"}
        async with aclosing(wire.frames(url, headers)) as frames:
            async for frame in frames:
                now = self.clock.now()
                heard = self.flow(frame, now)
                yield (
                    heard if heard.unreadable else replace(heard, cursor=now.isoformat(), at=now.timestamp())
                )

    async def taken_back(self, kept: Mapping[str, Collection[str]], fetch: Fetch) -> frozenset[str]:
        """Those that the server does not show any more, by the number under which it streamed them."""
        prefix = namespace(self.server)
        gone = set()
        for id_, aliases in kept.items():
            for number in (alias.removeprefix(prefix) for alias in aliases if alias.startswith(prefix)):
                if not await self._shows(number, fetch):
                    gone.add(id_)
        return frozenset(gone)

    async def _shows(self, number: str, fetch: Fetch) -> bool:
        headers = {"authorization": f"Bearer {self.value(_TOKEN)}", "cache-control": "no-cache"}
        try:
            await fetch.get(f"https://{self.server}/api/v1/statuses/{quote(number)}", headers=headers)
        except GoneFailure:
            return False
        return True

    def moment(self, cursor: str) -> datetime | None:
        """A cursor is the instant until which it was heard: there is no going back, but a gap is known."""
        return instant(cursor)

    def flow(self, frame: bytes, now: datetime) -> Flow:
        """What a frame says; `unreadable` when it cannot be read. Most hold JSON in a string of JSON."""
        try:
            event = decode_json(Answer(url="", body=frame))
            name, payload = string(event, "event"), under(event, "payload")
            if name == "delete":
                return Flow(deleted=numbered(self.server, str(payload)))
            if name not in _SPOKEN:
                return Flow() if name else Flow(unreadable="it is no event")
            status = decode_json(Answer(url="", body=str(payload).encode("utf-8", "ignore")))
        except SourceFailure as failure:
            return Flow(unreadable=failure.reason)
        if not isinstance(status, Mapping):
            return Flow(unreadable="it holds no status")
        return self._heard(status, now, edited=name == _EDITED)

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The posts in lines of events."""
        flows = [self.flow(line, now) for line in answer.body.splitlines() if line.strip()]
        if all(each.unreadable for each in flows):
            raise unreadable(answer, "events of Mastodon's streaming")
        found = [each.post.mention(now) for each in flows if each.post and not each.post.withheld]
        return [mention for mention in found if mention]

    def _heard(self, status: Mapping[str, Any], now: datetime, *, edited: bool) -> Flow:
        mention = mention_of(status, source=self.name, server=self.server, now=now)
        if mention is None:  # what may no longer be told is as good as taken back
            return Flow(deleted=canonical(web_address(string(status, "uri"))) if edited else "")
        withheld = DropReason.UNSEARCHABLE if is_unsearchable(status) else ""
        return Flow(post=Status(mention, withheld), edited=edited)
