"""Product Hunt's products and comments."""

import json
from datetime import timedelta

import msgspec
import pytest

from bot.answer import Answer
from bot.errors import AuthFailure, Curtailed, RateFailure, SourceFailure
from bot.fetching import Fetcher
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.producthunt import ProductHunt
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.sources.cases.producthunt import CASE, comment, found, product

JSON = {"content-type": "application/json"}
API = "/v2/api/graphql"


@pytest.fixture
def source(clock: FakeClock) -> ProductHunt:
    return ProductHunt(clock, CASE.settings)


async def search(source: ProductHunt, fetcher: Fetcher) -> list[Mention]:
    request = SourceRequest(source.name, "newest")
    pages = [page async for page in source.search(request, START - timedelta(hours=1), fetcher)]
    return [mention for page in pages for mention in page]


def test_all_watches_ask_the_same(source: ProductHunt) -> None:
    asked = {each for name in ("zorblax", "bidule") for each in source.requests(Ask((Needle(name),)))}
    assert len(asked) == 1
    assert list(source.requests(Ask(()))) == []


async def test_products_of_two_days_are_asked_for_page_after_page(
    source: ProductHunt, fetcher: Fetcher, server: Server
) -> None:
    first = reply(200, found(product(1, "Zorblax", "lea"), cursor="MjA"), JSON)
    server.answer(API, first, reply(200, found(product(2, "Zorblax", "max")), JSON))
    assert len(await search(source, fetcher)) == 2
    asked = [msgspec.json.decode(seen.body)["variables"] for seen in server.seen]
    assert asked == [
        {"since": "2026-11-21T08:00:00Z", "after": None},
        {"since": "2026-11-21T08:00:00Z", "after": "MjA"},
    ]
    assert server.seen[0].headers["authorization"] == "Bearer token-of-producthunt"


def test_comments_are_read_with_their_product(source: ProductHunt) -> None:
    given = product(
        0, "Une sonnette", "[REDACTED]", comments={"nodes": [comment(1, "Comme Zorblax !", "lea")]}
    )
    thing, said = source.read(Answer(url="https://api.producthunt.com", body=found(given)), START)
    assert (thing.title, thing.author) == ("Bidule – A bell for your bike", "")
    assert thing.url == "https://www.producthunt.com/products/bidule-0"
    assert (said.kind, said.thread, said.topic) == (MentionKind.COMMENT, thing.id, thing.title)
    assert (said.text, said.links) == ("Comme Zorblax ! blog", ("https://blog.example/",))


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (
            401,
            {"error": "invalid_oauth_token", "error_description": "Please supply a valid token."},
            AuthFailure,
        ),
        (200, {"error": "invalid_oauth_token"}, AuthFailure),
        (429, {"error": "rate_limit_reached", "details": {"reset_in": 400}}, RateFailure),
        (200, {"error": "rate_limit_reached", "details": {"reset_in": 400}}, RateFailure),
    ],
)
async def test_refusals_are_told_apart(
    source: ProductHunt,
    fetcher: Fetcher,
    server: Server,
    status: int,
    error: dict[str, object],
    expected: type[SourceFailure],
) -> None:
    server.answer(API, reply(status, json.dumps({"data": None, "errors": [error]}).encode(), JSON))
    with pytest.raises(expected) as caught:
        await search(source, fetcher)
    if expected is RateFailure:
        assert caught.value.until == START + timedelta(seconds=400)
    assert "token-of-producthunt" not in caught.value.reason


async def test_what_never_ends_is_cut_off(source: ProductHunt, fetcher: Fetcher, server: Server) -> None:
    pages = (found(product(n, "Zorblax", "lea"), cursor=f"M{n}") for n in range(6))
    server.answer(API, *(reply(200, page, JSON) for page in pages))
    with pytest.raises(Curtailed):
        await search(source, fetcher)
    assert len(server.seen) == 5
