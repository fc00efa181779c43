"""Threads' posts."""

import json
from datetime import timedelta

import pytest

from bot.answer import Answer
from bot.errors import AuthFailure, ChangedFailure, Curtailed, RateFailure, SourceFailure, TemporaryFailure
from bot.fetching import Fetcher
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.source import Ask, SourceRequest
from bot.sources.threads import MetaThreads
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.sources.cases.threads import CASE, found, post

JSON = {"content-type": "application/json"}
SEARCH = "/v1.0/keyword_search"


@pytest.fixture
def source(clock: FakeClock) -> MetaThreads:
    return MetaThreads(clock, CASE.settings)


async def search(source: MetaThreads, fetcher: Fetcher, edition: str = "") -> list[Mention]:
    request = SourceRequest(source.name, "zorblax", edition)
    pages = [page async for page in source.search(request, START - timedelta(days=1), fetcher)]
    return [mention for page in pages for mention in page]


def test_words_and_tags_are_different_questions(source: MetaThreads) -> None:
    asked = list(source.requests(Ask((Needle("zorblax"), Needle("zorblax", "hashtag"), Needle("zorblax")))))
    assert asked == [SourceRequest("threads", "zorblax"), SourceRequest("threads", "zorblax", "TAG")]


async def test_it_asks_for_recent_posts_with_the_token_in_a_header(
    source: MetaThreads, fetcher: Fetcher, server: Server
) -> None:
    server.answer(SEARCH, reply(200, found(), JSON))
    await search(source, fetcher, "TAG")
    (seen,) = server.seen
    assert seen.headers["authorization"] == "Bearer token-of-threads"
    assert "token-of-threads" not in seen.target
    assert "search_mode=TAG" in seen.target
    assert f"since={int(START.timestamp()) - 86_400}" in seen.target


async def test_full_pages_are_followed(source: MetaThreads, fetcher: Fetcher, server: Server) -> None:
    full = found(*(post(number, "Zorblax", "lea") for number in range(100)), after="QVFI")
    server.answer(
        SEARCH, reply(200, full, JSON), reply(200, found(post(200, "Zorblax", "max"), after="Z"), JSON)
    )
    assert len(await search(source, fetcher)) == 101
    assert "after=QVFI" in server.seen[1].target
    assert len(server.seen) == 2


def test_a_reply_is_a_comment_and_its_card_a_link(source: MetaThreads) -> None:
    given = post(
        1, "Zorblax", "lea", is_reply=True, link_attachment_url="https://news.example/z?utm_source=t"
    )
    (mention,) = source.read(Answer(url="https://graph.threads.net", body=found(given)), START)
    assert (mention.kind, mention.links) == (MentionKind.COMMENT, ("https://news.example/z",))


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, 190, AuthFailure),
        (500, 10, AuthFailure),
        (403, 4, RateFailure),
        (400, 613, RateFailure),
        (500, 2, TemporaryFailure),
        (400, 100, AuthFailure),
    ],
)
async def test_refusals_are_told_apart_by_their_code(
    source: MetaThreads,
    fetcher: Fetcher,
    server: Server,
    status: int,
    code: int,
    expected: type[SourceFailure],
) -> None:
    error = {"message": "Error validating access token", "type": "OAuthException", "code": code}
    server.answer(SEARCH, reply(status, json.dumps({"error": error}).encode(), JSON))
    with pytest.raises(SourceFailure) as caught:
        await search(source, fetcher)
    assert type(caught.value) is expected
    assert "token-of-threads" not in caught.value.reason


def test_an_answer_without_posts_or_error_is_a_change(source: MetaThreads) -> None:
    with pytest.raises(ChangedFailure):
        source.read(Answer(url="https://graph.threads.net", body=b'{"error":7}'), START)


async def test_what_never_ends_is_cut_off(source: MetaThreads, fetcher: Fetcher, server: Server) -> None:
    pages = (
        found(*(post(100 * page + n, "Zorblax", "lea") for n in range(100)), after=f"Q{page}")
        for page in range(4)
    )
    server.answer(SEARCH, *(reply(200, page, JSON) for page in pages))
    with pytest.raises(Curtailed):
        await search(source, fetcher)
    assert len(server.seen) == 3
