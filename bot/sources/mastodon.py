"""Mastodon: what is posted under hashtags, as several servers see it."""

from collections.abc import Awaitable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec

from bot.addresses import web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.clock import Clock
from bot.decoding import decode_json, instant, string, under
from bot.errors import AuthFailure, ChangedFailure, GoneFailure
from bot.fetching.fetch import Fetch
from bot.models import Mention
from bot.query import Needle
from bot.sources.fediverse import mention_of
from bot.sources.pager import Pager
from bot.sources.setting_values import gaps_of, host, understood
from bot.sources.source import Ask, Budget, Page, Pages, Setting, Source, SourceRequest
from bot.text import fold

_INSTANCES = "mastodon.social mstdn.social mas.to piaille.fr mamot.fr"
_PAGE = 40  # the most a timeline gives at once
_PAGES = 10
_LATE = timedelta(hours=1)  # posts are federated after they were written
_LONGEST = 50
_WORDS = 4  # nobody joins more of them to one tag
_LOOKED_AT = timedelta(days=1)


class _Access(msgspec.Struct, frozen=True):
    """Which hashtag timelines a server shows to people without an account there."""

    local: bool = True
    remote: bool = True

    @property
    def params(self) -> Mapping[str, str]:
        """What narrows a request to the half that is shown."""
        if self.local and self.remote:
            return {}
        return {"local": "true"} if self.local else {"remote": "true"}


class Mastodon(Source):
    """Reads hashtag timelines; keyless, 300 requests in five minutes of each server.

    A name is asked for as the tag people make of it (Orange Money: `orangemoney`), so that posts
    without a tag are not heard. A server knows the posts that its people follow, hence several
    servers; a post that more than one of them knows is one mention. Servers that show their timelines
    to members alone are recognised beforehand: some of them would answer that there is nothing.
    Timelines are read back from the newest post, page after page, until posts are older than asked.
    """

    name = "mastodon"
    title = "Mastodon"
    interval = timedelta(minutes=2)
    settings = (
        Setting(
            "VEILLE_MASTODON_INSTANCES",
            "the servers whose hashtag timelines are read",
            "https://joinmastodon.org/servers",
            required=False,
            default=_INSTANCES,
        ),
    )

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        variable = self.settings[0].variable
        self.instances = understood(self.value(variable), variable, host)
        self.gaps = gaps_of(self.instances, 1.5)
        self.budget = Budget(150 * max(1, len(self.instances)), timedelta(minutes=5))
        self._access: dict[str, tuple[datetime, _Access]] = {}

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """One request for each tag and server."""
        tags = dict.fromkeys(tag for needle in ask.needles if (tag := tag_of(needle)))
        return [SourceRequest(self.name, tag, instance) for tag in tags for instance in self.instances]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Newest first, until posts are older than `since`."""
        access = await self._may_ask(request.edition, fetch)
        url = f"https://{request.edition}/api/v1/timelines/tag/{request.text}"
        params = {"limit": str(_PAGE), **access.params}

        def fetch_page(last: str) -> Awaitable[Page]:
            return self.fetch_page(fetch, url, params | ({"max_id": last} if last else {}))

        def following(_: str, page: Page) -> str | None:
            last = _last(page.answer)
            return last["id"] if last and _written(last) >= since - _LATE else None

        async for mentions in Pager[str](self, most=_PAGES).turn("", fetch_page, following):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The mentions in a timeline, in a search, or in one status."""
        server = urlsplit(answer.url).netloc
        found = [mention_of(status, source=self.name, server=server, now=now) for status in _statuses(answer)]
        return [mention for mention in found if mention]

    async def _may_ask(self, instance: str, fetch: Fetch) -> _Access:
        """What the server shows to everybody. Raises `AuthFailure` if that is nothing."""
        looked, access = self._access.get(instance, (None, _Access()))
        if looked is None or self.clock.now() - looked >= _LOOKED_AT:
            access = await _shown(instance, fetch)
            self._access[instance] = (self.clock.now(), access)
        if not (access.local or access.remote):
            raise AuthFailure(
                "{instance} shows hashtags to its members only: take it out of VEILLE_MASTODON_INSTANCES.",
                instance=instance,
            )
        return access


def tag_of(needle: Needle) -> str:
    """The tag people make of a name; empty if they make none.

    Servers compare tags without case and accents. A tag has a letter, and no blanks.
    """
    words = fold(needle.text).split()
    tag = "".join(char for word in words for char in word if char.isalnum() or char == "_")
    usable = any(char.isalpha() for char in tag) and len(tag) <= _LONGEST and len(words) <= _WORDS
    return tag if usable and needle.form != "prefix" else ""


async def _shown(instance: str, fetch: Fetch) -> _Access:
    """What the server says about its timelines; servers that say nothing show them."""
    headers = {"cache-control": "no-cache"}
    try:
        answer = await fetch.get(f"https://{instance}/api/v2/instance", headers=headers)
        document = decode_json(answer)
    except (GoneFailure, ChangedFailure, AuthFailure):
        return _Access()
    shown = under(document, "configuration", "timelines_access", "hashtag_feeds")
    if not isinstance(shown, Mapping):
        return _Access()
    return _Access(*(string(shown, part) in ("", "public") for part in ("local", "remote")))


def _statuses(answer: Answer) -> list[Mapping[str, Any]]:
    document = decode_json(answer)
    found = document
    if isinstance(document, Mapping):
        found = [document] if "uri" in document and "account" in document else document.get("statuses")
    if not isinstance(found, list):
        raise unreadable(answer, "a timeline of Mastodon")
    statuses = [status for status in found if isinstance(status, Mapping)]
    if found and not any(web_address(string(status, "uri")) for status in statuses):
        raise ChangedFailure("This is no timeline of Mastodon: its posts have no uri.", answer=answer)
    return statuses


def _last(answer: Answer) -> dict[str, str] | None:
    """The id and date of a full page's oldest status; None when there is no page after it.

    A page may be short of posts that were deleted, but a server that has more says so.
    """
    statuses = _statuses(answer)
    more = len(statuses) >= _PAGE or 'rel="next"' in answer.headers.get("link", "")
    last = statuses[-1] if statuses else {}
    if not more or not string(last, "id"):
        return None
    return {"id": string(last, "id"), "created_at": string(last, "created_at")}


def _written(status: Mapping[str, str]) -> datetime:
    return instant(status["created_at"]) or datetime.max.replace(tzinfo=UTC)
