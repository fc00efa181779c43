"""Search of all words on one Mastodon server, which the keyless timelines of hashtags cannot do."""

from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.answer import Answer
from bot.bodies import unreadable
from bot.clock import Clock
from bot.decoding import decode_json, instant, mappings, string, told
from bot.errors import AuthFailure, ChangedFailure, SourceFailure
from bot.fetching.fetch import Fetch
from bot.models import Mention
from bot.sources.fediverse import is_unsearchable, mention_of, server_of
from bot.sources.pager import Pager
from bot.sources.search_terms import tagged
from bot.sources.source import Ask, Budget, Page, Pages, Setting, Source, SourceRequest

_SERVER = "VEILLE_MASTODON_SERVER"
_TOKEN = "VEILLE_MASTODON_TOKEN"
_PAGE = 40  # the most a search gives at once
_PAGES = 5
_LATE = timedelta(hours=1)  # posts are federated after they were written


class MastodonSearch(Source):
    """Searches what a server knows, newest first; with a token, 300 requests in five minutes.

    A server finds words only if it runs Elasticsearch, and only in posts whose authors let
    them be found; one without it answers that there is nothing.
    """

    name = "mastodonsearch"
    title = "Mastodon search"
    network = "mastodon"
    interval = timedelta(minutes=5)
    budget = Budget(200, timedelta(minutes=5))
    settings = (
        Setting(
            _SERVER,
            "the Mastodon server that is searched, as in piaille.fr; it must have full-text search",
            "the server where you have an account; https://joinmastodon.org/servers lists some",
        ),
        Setting(
            _TOKEN,
            "an access token of an account there, with the scope read:search",
            "that server's Preferences → Development → New application",
        ),
    )

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        self.server = server_of(self.value(_SERVER))

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """One request a needle."""
        texts = map(tagged, ask.needles)
        return [SourceRequest(self.name, text, self.server) for text in dict.fromkeys(texts) if text]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Newest first, until posts are older than `since`."""
        url = f"https://{self.server}/api/v2/search"
        params = {"q": request.text, "type": "statuses", "limit": str(_PAGE)}
        headers = {"authorization": f"Bearer {self.value(_TOKEN)}"}

        def fetch_page(offset: int) -> Awaitable[Page]:
            return self.fetch_page(fetch, url, {**params, "offset": str(offset)}, headers)

        def following(offset: int, page: Page) -> int | None:  # new posts move others to the next page
            return offset + _PAGE if _goes_on(page.answer, since - _LATE) else None

        async for mentions in Pager[int](self, most=_PAGES).turn(0, fetch_page, following):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The statuses in the answer to a search."""
        document = decode_json(answer)
        if not isinstance(document, Mapping):
            raise unreadable(answer, "a search of Mastodon")
        if not isinstance(document.get("statuses"), list):
            raise _named(
                ChangedFailure("This is not a search of Mastodon: it has no statuses.", answer=answer)
            )
        statuses = mappings(document, "statuses")
        if document["statuses"] and not any(string(status, "uri") for status in statuses):
            raise ChangedFailure("Mastodon answers in a new way: its statuses have no uri.", answer=answer)
        server = urlsplit(answer.url).netloc or self.server
        found = [
            mention_of(status, source=self.name, server=server, now=now)
            for status in statuses
            if not is_unsearchable(status)
        ]
        return list({mention.id: mention for mention in found if mention}.values())

    def read_error_body(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As any source; a refused token is told from a refused request."""
        return super().read_error_body(_named(failure), now)


def _goes_on(answer: Answer, since: datetime) -> bool:
    """Whether the page was full and its posts are not yet older than is asked for."""
    statuses = mappings(decode_json(answer), "statuses")
    dates = [date for status in statuses if (date := instant(status.get("created_at")))]
    return len(statuses) >= _PAGE and bool(dates) and min(dates) > since


def _named(failure: SourceFailure) -> SourceFailure:
    """The failure by what the body says: what is wrong with the token, in the server's own words."""
    said = string(told(failure.answer), "error").lower()
    if isinstance(failure, AuthFailure) or "access token" in said or "not authorized" in said:
        return AuthFailure(
            "The Mastodon server does not accept {token}: it needs a token with the scope read:search.",
            until=failure.until,
            answer=failure.answer,
            token=_TOKEN,
        )
    return failure
