"""Lemmy: posts and comments of its communities, by the search of several servers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.clock import Clock
from bot.decoding import decode_json, instant, mappings, settled, string, told, under
from bot.errors import AuthFailure, ChangedFailure, GoneFailure, RateFailure, SourceFailure
from bot.fetching.fetch import Fetch
from bot.html import line
from bot.models import Mention, MentionKind
from bot.sources.fediverse import canonical
from bot.sources.markdown import unmarked
from bot.sources.pager import Pager
from bot.sources.setting_values import gaps_of, host, understood
from bot.sources.source import Ask, Budget, Page, Pages, Setting, Source, SourceRequest

_INSTANCES = "lemmy.world jlai.lu sh.itjust.works feddit.org"
_PAGE = 50
_PAGES = 5
_LATE = timedelta(hours=6)  # what is written elsewhere comes in by federation, hours later at times
_LOOKED_AT = timedelta(days=1)
_REST = timedelta(minutes=10)  # searches are counted over ten minutes
_LINKS = 20
_WHOLE = {"cache-control": "no-cache"}
_FROM_1_0 = re.compile(r"[1-9]\d{0,3}\.")


class Lemmy(Source):
    """Searches posts and comments; keyless, by default 60 searches in ten minutes of each server.

    Servers before 1.0 speak version 3 of the API, later ones version 4; which one is looked up once a
    day. What is federated to several servers is one mention, by its `ap_id`. Dates of servers before
    0.19 have no zone and are in UTC. What bots wrote, and what was deleted or removed, is left out.
    """

    name = "lemmy"
    title = "Lemmy"
    interval = timedelta(minutes=5)
    finds_prefixes = True
    settings = (
        Setting(
            "VEILLE_LEMMY_INSTANCES",
            "the servers whose communities are searched",
            "https://join-lemmy.org/instances",
            required=False,
            default=_INSTANCES,
        ),
    )

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        variable = self.settings[0].variable
        self.instances = understood(self.value(variable), variable, host)
        self.gaps = gaps_of(self.instances, 2.0)
        self.budget = Budget(40 * max(1, len(self.instances)), timedelta(minutes=10))
        self._versions: dict[str, tuple[datetime, int]] = {}

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """One request for each needle and server."""
        texts = dict.fromkeys(line(needle.text) for needle in ask.needles)
        return [SourceRequest(self.name, text, server) for text in texts if text for server in self.instances]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Newest first, until all of a page is older than `since`."""
        version = await self._version(request.edition, fetch)
        url = f"https://{request.edition}/api/v{version}/search"
        params = _params(request.text, version, self.clock.now() - since + _LATE)
        pager = Pager[dict[str, str]](self, most=_PAGES, since=since - _LATE)

        def following(asked: dict[str, str], page: Page) -> dict[str, str] | None:
            turned = _following(page.answer, asked, version)
            return None if turned is None or _is_past(page.answer, since - _LATE) else asked | turned

        async for mentions in pager.turn(params, lambda asked: self.fetch_page(fetch, url, asked), following):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The mentions in a search of either version."""
        document = decode_json(answer)
        if not isinstance(document, Mapping):
            raise unreadable(answer, "a search of Lemmy")
        _refuse_limits(document, answer, now)
        views = list(_views(document))
        if not views and not _is_search(document):
            raise unreadable(answer, "a search of Lemmy")
        ids = _comment_ids(views)
        found = [_mention(view, ids, now) for view in views]
        if views and not any(string(_subject(view), "ap_id") for view in views):
            raise ChangedFailure("This is no search of Lemmy: what it found has no ap_id.", answer=answer)
        return [mention for mention in found if mention]

    def read_error_body(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As for every source; older servers say "too many requests" with a 400."""
        if failure.answer is not None and isinstance(failure, ChangedFailure):
            _refuse_limits(told(failure.answer), failure.answer, now)
        return super().read_error_body(failure, now)

    async def _version(self, instance: str, fetch: Fetch) -> int:
        """The version of the API the server speaks; 3 if it does not tell."""
        looked, version = self._versions.get(instance, (None, 3))
        if looked is None or self.clock.now() - looked >= _LOOKED_AT:
            version = await _spoken(instance, fetch)
            self._versions[instance] = (self.clock.now(), version)
        return version


async def _spoken(instance: str, fetch: Fetch) -> int:
    """What a server says its version is, asked in the words of version 3, and of version 4 if it must be."""
    for version in (3, 4):
        try:
            answer = await fetch.get(f"https://{instance}/api/v{version}/site", headers=_WHOLE)
            said = string(decode_json(answer), "version")
        except (GoneFailure, ChangedFailure, AuthFailure):
            continue
        return 4 if _FROM_1_0.match(said) else 3
    return 3


def _params(text: str, version: int, window: timedelta) -> dict[str, str]:
    if version == 4:
        return {
            "search_term": text,
            "time_range_seconds": str(max(3600, int(window.total_seconds()))),
            "sort": "new",
            "listing_type": "all",  # else a server shows its own communities alone
            "limit": str(_PAGE),
        }
    return {
        "q": text,
        "type_": "All",
        "sort": "New",
        "listing_type": "All",
        "limit": str(_PAGE),
        "page": "1",
    }


def _following(answer: Answer, asked: Mapping[str, str], version: int) -> dict[str, str] | None:
    """What asks for the next page; None when there is none."""
    document = decode_json(answer)
    if version == 4:
        cursor = string(document, "next_page")
        return {"page_cursor": cursor} if cursor else None
    full = any(len(mappings(document, part)) >= _PAGE for part in ("posts", "comments"))
    return {"page": str(int(asked["page"]) + 1)} if full else None


def _is_past(answer: Answer, since: datetime) -> bool:
    """Whether none of what a page holds is newer, what bots wrote counted in."""
    document = decode_json(answer)
    views = _views(document) if isinstance(document, Mapping) else ()
    dates = [written for view in views if (written := _written(_subject(view)))]
    return bool(dates) and max(dates) <= since


def _refuse_limits(document: object, answer: Answer, now: datetime) -> None:
    if string(document, "error") in ("rate_limit_error", "too_many_requests"):
        name = urlsplit(answer.url).hostname or "The server"
        raise RateFailure(
            "{name} asks to be searched less often.", until=now + _REST, answer=answer, name=name
        )


def _is_search(document: Mapping[str, Any]) -> bool:
    return any(isinstance(document.get(part), list) for part in ("posts", "comments", "results", "search"))


def _views(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What was found: version 3 keeps posts and comments apart, version 4 has one list of both."""
    for part in ("posts", "comments", "results", "search"):
        for view in mappings(document, part):
            inner = view.get(str(view.get("type_", "")).lower())
            nested = isinstance(inner, Mapping) and "creator" in inner
            found = inner if nested else view
            if isinstance(found, Mapping) and ("post" in found or "comment" in found):
                yield found


def _subject(view: Mapping[str, Any]) -> Mapping[str, Any]:
    subject = view.get("comment") or view.get("post")
    return subject if isinstance(subject, Mapping) else {}


def _written(subject: Mapping[str, Any]) -> datetime | None:
    return instant(subject.get("published_at") or subject.get("published"))


def _comment_ids(views: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The ids of the comments in an answer, by the numbers in which the server says what answers what."""
    comments = [_subject(view) for view in views if isinstance(view.get("comment"), Mapping)]
    return {str(each.get("id")): canonical(web_address(string(each, "ap_id"))) for each in comments}


def _mention(view: Mapping[str, Any], ids: Mapping[str, str], now: datetime) -> Mention | None:
    subject, is_comment = _subject(view), isinstance(view.get("comment"), Mapping)
    url = web_address(string(subject, "ap_id"))
    typed = string(subject, "content") or string(subject, "body")
    title = line(string(view, "post", "name"))
    if not url or not (typed or (title and not is_comment)) or not _may_be_kept(view, subject):
        return None
    created_at, dated = settled(_written(subject), now)
    said = unmarked(typed)
    links = (normalised(web_address(string(subject, "url"))), *said.links)
    opening = canonical(web_address(string(view, "post", "ap_id")))
    parent = ids.get(string(subject, "path").rpartition(".")[0].rpartition(".")[2], "")
    return Mention(
        id=canonical(url),
        source=Lemmy.name,
        kind=MentionKind.COMMENT if is_comment else MentionKind.POST,
        url=url,
        title="" if is_comment else title,
        topic=title if is_comment else "",
        text=said.text,
        author=_name(view, "creator"),
        place=f"c/{_name(view, 'community')}" if _name(view, "community") else urlsplit(url).netloc,
        created_at=created_at,
        dated=dated,
        thread=opening if is_comment else "",
        answers=tuple(dict.fromkeys(each for each in (parent, opening) if each)) if is_comment else (),
        links=tuple(dict.fromkeys(link for link in links if link))[:_LINKS],
    )


def _may_be_kept(view: Mapping[str, Any], subject: Mapping[str, Any]) -> bool:
    gone = subject.get("deleted") is True or subject.get("removed") is True
    return not gone and under(view, "creator", "bot_account") is not True


def _name(view: Mapping[str, Any], part: str) -> str:
    """`name@server` of a person or a community; its actor is the address of its profile."""
    name = line(string(view, part, "name"))
    actor = string(view, part, "ap_id") or string(view, part, "actor_id")
    server = urlsplit(web_address(actor)).netloc
    return f"{name}@{server}" if name and server else name
