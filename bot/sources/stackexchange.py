"""Stack Exchange: the newest questions of its sites, Stack Overflow by default."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.clock import Clock
from bot.decoding import decode_json, mappings, moment, settled, string, told, under
from bot.errors import AuthFailure, ChangedFailure, RateFailure, SourceFailure, TemporaryFailure
from bot.fetching.fetch import Fetch
from bot.html import hrefs, line, plain
from bot.models import Mention, MentionKind
from bot.sources.pager import Pager
from bot.sources.setting_values import understood
from bot.sources.source import Ask, Budget, Page, Pages, Setting, Source, SourceRequest

_API = "https://api.stackexchange.com/2.3/questions"
_SITES, _KEY = "VEILLE_STACKEXCHANGE_SITES", "VEILLE_STACKEXCHANGE_KEY"
_NEWEST = "newest"
_PAGE = 100
_PAGES = 10
_LATE = timedelta(minutes=10)
_LINKS = 20
_SITE = re.compile(r"[a-z0-9][a-z0-9.\-]*")
_MORE_IN = re.compile(r"(\d+) second")
_REST = timedelta(minutes=5)


class StackExchange(Source):
    """Lists the newest questions of each site and matches them here: one request a site for all watches.

    So brands that nobody asks about cost nothing, and needles need not look technical to be asked.
    Keyless 300 requests a day of one address, 10,000 with a key; a listing brings up to 100 questions,
    which are hours of Stack Overflow. The answer says how many requests are left, and at times to
    wait before the same is asked again (`backoff`): both are obeyed. Answers and comments are not
    listened to. Texts are CC BY-SA: the author and the link belong with every quote.
    """

    name = "stackexchange"
    title = "Stack Exchange"
    interval = timedelta(minutes=10)
    gaps = {"stackexchange.com": 2.0}  # noqa: RUF012
    settings = (
        Setting(
            _SITES,
            "the sites whose new questions are read, as they are called in its API",
            "https://api.stackexchange.com/docs/sites",
            required=False,
            default="stackoverflow",
        ),
        Setting(
            _KEY,
            "a key that raises the limit from 300 to 10,000 requests a day",
            "https://stackapps.com/apps/oauth/register",
            required=False,
        ),
    )

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        self.sites = understood(self.value(_SITES), _SITES, _site)
        self.budget = Budget(9_000 if self.value(_KEY) else 280, timedelta(days=1))
        self._until: datetime | None = None

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """The newest of each site, whatever the watch."""
        return [SourceRequest(self.name, _NEWEST, site) for site in self.sites]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Newest first, page by page, while the service allows it."""
        params = self._params(request.edition, since - _LATE)

        async def fetch_page(number: int) -> Page:
            self._wait_if_told()
            page = await self.fetch_page(fetch, _API, {**params, "page": str(number)})
            self._heed(told(page.answer))
            return page

        def following(number: int, page: Page) -> int | None:
            return number + 1 if page.mentions and under(told(page.answer), "has_more") is True else None

        async for mentions in Pager[int](self, most=_PAGES).turn(1, fetch_page, following):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The questions in a listing or a search."""
        document = decode_json(answer)
        if isinstance(document, Mapping) and "error_id" in document:
            raise _failure(document, answer, now)
        items = mappings(document, "items")
        if not isinstance(under(document, "items"), list):
            raise unreadable(answer, "a listing of Stack Exchange")
        questions = [item for item in items if isinstance(item.get("question_id"), int)]
        if under(document, "items") and not questions:
            raise ChangedFailure("This is no listing of questions: they have no ids.", answer=answer)
        return [mention for item in questions if (mention := _mention(item, now))]

    def read_error_body(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As for every source; what is wrong stands in the body, and statuses say little of it."""
        document = told(failure.answer)
        if failure.answer is not None and isinstance(document, Mapping) and "error_id" in document:
            raise _failure(document, failure.answer, now)
        return super().read_error_body(failure, now)

    def _params(self, site: str, after: datetime) -> dict[str, str]:
        params = {
            "site": site,
            "order": "desc",
            "sort": "creation",
            "fromdate": str(max(0, int(after.timestamp()))),
            "pagesize": str(_PAGE),
            "filter": "withbody",
        }
        return params | ({"key": self.value(_KEY)} if self.value(_KEY) else {})

    def _heed(self, document: object) -> None:
        """Remember until when nothing may be asked: quotas begin anew at midnight UTC."""
        now = self.clock.now()
        backoff, left = under(document, "backoff"), under(document, "quota_remaining")
        if isinstance(left, int) and left <= 0:
            self._until = (now + timedelta(days=1)).replace(hour=0, minute=1, second=0, microsecond=0)
        elif isinstance(backoff, int) and backoff > 0:
            self._until = now + timedelta(seconds=min(backoff, 86_400))

    def _wait_if_told(self) -> None:
        if self._until and self._until > self.clock.now():
            raise RateFailure(
                "{host} asked not to be asked again before {when} UTC.",
                until=self._until,
                host="Stack Exchange",
                when=f"{self._until:%H:%M}",
            )


def _site(entry: str) -> str:
    """The name of a site in the API: `askubuntu` for askubuntu.com, `math` for math.stackexchange.com."""
    name = entry.lower().removeprefix("https://").rstrip("/").removesuffix(".stackexchange.com")
    name = name.removesuffix(".com")
    return name if _SITE.fullmatch(name) else ""


def _failure(document: Mapping[str, Any], answer: Answer, now: datetime) -> SourceFailure:
    """What an error means, by the name it goes by."""
    name, said = string(document, "error_name"), line(string(document, "error_message"))[:200]
    if name == "throttle_violation":
        seconds = _MORE_IN.search(said)
        wait = timedelta(seconds=min(int(seconds[1]), 86_400)) if seconds else _REST
        return RateFailure(
            "Stack Exchange is asked too often: {said}", until=now + wait, answer=answer, said=said
        )
    if name in ("access_denied", "access_token_required", "invalid_access_token", "key_required") or (
        "key" in said and name == "bad_parameter"
    ):
        return AuthFailure("Stack Exchange refuses {key}: {said}", answer=answer, key=_KEY, said=said)
    if name in ("internal_error", "temporarily_unavailable"):
        return TemporaryFailure("Stack Exchange is in trouble: {said}", answer=answer, said=said)
    return ChangedFailure("Stack Exchange does not understand the question: {said}", answer=answer, said=said)


def _mention(item: Mapping[str, Any], now: datetime) -> Mention | None:
    url = web_address(string(item, "link"))
    title, html = line(plain(string(item, "title"))), string(item, "body")
    if not url or not title:
        return None
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    created_at, dated = settled(moment(item.get("creation_date")), now)
    links = (normalised(web_address(link, url)) for link in hrefs(html))
    return Mention(
        id=f"https://{host}/q/{item['question_id']}",  # as its feeds call it; slugs change with titles
        source=StackExchange.name,
        kind=MentionKind.POST,
        url=url,
        title=title,
        text=plain(html),
        author=line(plain(string(item, "owner", "display_name"))),
        place=host,
        created_at=created_at,
        dated=dated,
        lang=_language(host),
        links=tuple(dict.fromkeys(link for link in links if link))[:_LINKS],
    )


def _language(host: str) -> str:
    """That of the sites that have one in their name, as es.stackoverflow.com does."""
    first, _, rest = host.partition(".")
    return first if len(first) == 2 and rest == "stackoverflow.com" else ""
