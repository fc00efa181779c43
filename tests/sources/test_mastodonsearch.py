"""Search on a Mastodon server."""

from datetime import timedelta

import pytest

from bot.answer import Answer
from bot.errors import AuthFailure, ChangedFailure, Curtailed
from bot.fetching import Fetcher
from bot.models import Mention
from bot.query import Needle
from bot.sources.mastodonsearch import MastodonSearch
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.recorded import recorded
from tests.sources.cases.mastodon import status
from tests.sources.cases.mastodonsearch import CASE, found

JSON = {"content-type": "application/json"}
SEARCH = "/api/v2/search"


@pytest.fixture
def source(clock: FakeClock) -> MastodonSearch:
    return MastodonSearch(clock, CASE.settings)


async def search(source: MastodonSearch, fetcher: Fetcher, days: int = 7) -> list[Mention]:
    request = SourceRequest(source.name, '"zorblax"', source.server)
    pages = [page async for page in source.search(request, START - timedelta(days=days), fetcher)]
    return [mention for page in pages for mention in page]


def page(numbers: range, date: str = "2026-11-23T07:00:00Z") -> bytes:
    return reply(200, found(*(status(n, "Zorblax", "lea", created_at=date) for n in numbers)), JSON)


def test_needles_are_asked_of_the_server(source: MastodonSearch) -> None:
    needles = (Needle("vélo pliant"), Needle("zorblax", "hashtag"), Needle("zorb", "prefix"), Needle(" "))
    asked = list(source.requests(Ask(needles)))
    assert [request.text for request in asked] == ['"vélo pliant"', "#zorblax", "zorb"]
    assert {request.edition for request in asked} == {"mastodon.example"}


async def test_the_token_goes_in_a_header(source: MastodonSearch, fetcher: Fetcher, server: Server) -> None:
    server.answer(SEARCH, page(range(1)))
    (mention,) = await search(source, fetcher)
    assert server.seen[0].headers["authorization"] == "Bearer token-7"
    assert "token-7" not in server.seen[0].target
    assert mention.id == "https://piaille.example/users/lea/statuses/0"


async def test_full_pages_are_followed_until_posts_are_too_old(
    source: MastodonSearch, fetcher: Fetcher, server: Server
) -> None:
    server.answer(SEARCH, page(range(40)), page(range(38, 78), "2026-11-20T07:00:00Z"), page(range(90, 130)))
    assert len(await search(source, fetcher, days=1)) == 78
    assert ["offset=0" in server.seen[0].target, "offset=40" in server.seen[1].target] == [True, True]
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    "sent",
    [
        reply(401, b'{"error":"The access token is invalid"}', JSON),
        reply(403, b'{"error":"This action is outside the authorized scopes"}', JSON),
        reply(401),
    ],
)
async def test_a_refused_token_is_named(
    source: MastodonSearch, fetcher: Fetcher, server: Server, sent: bytes
) -> None:
    server.answer(SEARCH, sent)
    with pytest.raises(AuthFailure, match="VEILLE_MASTODON_TOKEN") as caught:
        await search(source, fetcher)
    assert "token-7" not in caught.value.reason


def real(file: str) -> Answer:
    folder = recorded(file.split("/")[0])
    if folder is None:
        pytest.skip("no recorded answers here")
    return Answer(url="https://mastodon.example", body=(folder.parent / file).read_bytes())


@pytest.mark.parametrize("file", ["mastodon/search_all.json", "snac_local/search_empty.json"])
def test_real_searches_without_statuses_are_empty(source: MastodonSearch, file: str) -> None:
    assert source.read(real(file), START) == []


def test_what_a_real_server_says_of_itself_is_no_search(source: MastodonSearch) -> None:
    with pytest.raises(ChangedFailure):
        source.read(real("mastodon/test_entity_searchv2_1.json"), START)


def test_a_real_refusal_is_a_refusal(source: MastodonSearch) -> None:
    with pytest.raises(AuthFailure):
        source.read(real("mastodon/error_401.json"), START)


async def test_what_never_ends_is_cut_off(source: MastodonSearch, fetcher: Fetcher, server: Server) -> None:
    server.answer(SEARCH, *(page(range(40 * n, 40 * n + 40)) for n in range(6)))
    with pytest.raises(Curtailed):
        await search(source, fetcher)
    assert len(server.seen) == 5


async def test_a_server_that_has_the_same_page_at_every_offset_is_asked_twice(
    source: MastodonSearch, fetcher: Fetcher, server: Server
) -> None:
    server.answer(SEARCH, page(range(40)))
    assert len(await search(source, fetcher)) == 40
    assert len(server.seen) == 2


def test_who_does_not_let_posts_be_searched_is_left_out(source: MastodonSearch) -> None:
    shy = status(1, "Zorblax", "ada")
    shy["account"]["indexable"] = False
    answer = Answer(url="https://mastodon.example/api", body=found(shy, status(2, "Zorblax", "lea")))
    assert [mention.author for mention in source.read(answer, START)] == ["lea@piaille.example"]
