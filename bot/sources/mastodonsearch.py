"""Search of all words on one Mastodon server, which the keyless timelines of hashtags cannot do."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.answer import Answer
from bot.clock import Clock
from bot.decoding import decode_json, instant, mappings, string, told
from bot.errors import AuthFailure, ChangedFailure, SourceFailure
from bot.fediverse import is_unsearchable, mention_of, server_of
from bot.fetching.failures import unreadable
from bot.models import Mention
from bot.sources.search_terms import tagged
from bot.sources.source import Ask, Budget, Fetch, Question, Setting, Source

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

    def questions(self, ask: Ask) -> Iterable[Question]:
        """One question a needle."""
        texts = map(tagged, ask.needles)
        return [Question(self.name, text, self.server) for text in dict.fromkeys(texts) if text]

    async def search(self, question: Question, since: datetime, fetch: Fetch) -> AsyncIterator[list[Mention]]:
        """Newest first, until posts are older than `since`."""
        url = f"https://{self.server}/api/v2/search"
        params = {"q": question.text, "type": "statuses", "limit": str(_PAGE)}
        headers = {"authorization": f"Bearer {self.value(_TOKEN)}"}
        seen: set[str] = set()
        for page in range(_PAGES):
            params["offset"] = str(page * _PAGE)  # posts that come in between move others to the next page
            found, answer = await self.take(fetch.get(url, params=params, headers=headers))
            new = [mention for mention in found or [] if mention.id not in seen]
            seen.update(mention.id for mention in new)
            if new:
                yield new
            if not _goes_on(answer, since - _LATE) or (found and not new):
                return
        raise self.curtailed()

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

    def salvage(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As any source; a refused token is told from a refused request."""
        return super().salvage(_named(failure), now)


def _goes_on(answer: Answer | None, since: datetime) -> bool:
    """Whether the page was full and its posts are not yet older than is asked for."""
    if answer is None or answer.unchanged:
        return False
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
