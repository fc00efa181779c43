"""X's recent posts."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.answer import Answer
from bot.errors import AuthFailure, BudgetSpent, Curtailed, RateFailure, SourceFailure
from bot.fetching import Fetcher
from bot.fetching.fetch import Fetch
from bot.listening.budgets import Budgets
from bot.listening.usage import MemoryLedger
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.source import Ask, SourceRequest
from bot.sources.x import X
from bot.storage.ledger import StoredLedger
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.sources.cases.x import CASE, found, post

SEARCH = "/2/tweets/search/recent"
JSON = {"content-type": "application/json"}


@pytest.fixture
def source(clock: FakeClock) -> X:
    return X(clock, CASE.settings)


async def search(source: X, fetcher: Fetcher, days: float = 1) -> list[Mention]:
    return await counted(source, Budgets(MemoryLedger(), source.clock).within(source, fetcher), days)


async def counted(source: X, fetch: Fetch, days: float = 1) -> list[Mention]:
    request = SourceRequest(source.name, '"zorblax" -is:retweet')
    pages = [page async for page in source.search(request, START - timedelta(days=days), fetch)]
    return [mention for page in pages for mention in page]


def one(source: X, given: dict[str, Any]) -> Mention:
    (mention,) = source.read(Answer(url="https://api.x.com", body=found(given)), START)
    return mention


class TestQuestions:
    def test_one_holds_all_needles_and_the_languages(self, source: X) -> None:
        needles = (
            Needle("vélo pliant"),
            Needle("zbx", "hashtag"),
            Needle("zorblax", "handle"),
            Needle("zorb", "prefix"),
        )
        (request,) = source.requests(Ask(needles, ("fr", "en")))
        assert request.text == (
            '("vélo pliant" OR #zbx OR @zorblax OR "zorb") (lang:fr OR lang:en) -is:retweet'
        )

    def test_one_needle_and_one_language_need_no_brackets(self, source: X) -> None:
        (request,) = source.requests(Ask((Needle("zorblax"),), ("fr",)))
        assert request.text == '"zorblax" lang:fr -is:retweet'

    def test_many_needles_make_queries_that_x_takes(self, source: X) -> None:
        needles = tuple(Needle(f"un nom assez long {number}") for number in range(60))
        asked = list(source.requests(Ask(needles, ("fr", "en", "de"))))
        assert all(len(request.text) <= 512 for request in asked)
        assert all(any(f'"{needle.text}"' in request.text for request in asked) for needle in needles)

    def test_nothing_is_asked_for_nothing(self, source: X) -> None:
        assert list(source.requests(Ask((Needle(' " '),)))) == []


async def test_it_asks_from_the_instant_on_and_never_for_more_than_a_week(
    source: X, fetcher: Fetcher, server: Server
) -> None:
    server.answer(SEARCH, reply(200, found(), JSON))
    await search(source, fetcher, days=1)
    await search(source, fetcher, days=30)
    await search(source, fetcher, days=0)
    starts = [target.split("start_time=")[1][:24] for target in (seen.target for seen in server.seen)]
    assert starts == ["2026-11-22T08%3A00%3A00Z", "2026-11-16T08%3A05%3A00Z", "2026-11-23T07%3A59%3A45Z"]
    assert server.seen[0].headers["authorization"] == "Bearer bearer-of-x"
    assert "expansions" not in server.seen[0].target


async def test_pages_are_followed_to_the_last(source: X, fetcher: Fetcher, server: Server) -> None:
    first = reply(200, found(post(1, "Zorblax", "7"), next_token="b26v"), JSON)
    server.answer(SEARCH, first, reply(200, found(post(2, "Zorblax", "8")), JSON))
    assert [mention.author for mention in await search(source, fetcher)] == ["x:7", "x:8"]
    assert "next_token=b26v" in server.seen[1].target


def test_a_reply_belongs_to_its_conversation(source: X) -> None:
    given = post(
        5, "Zorblax", "7", conversation_id="123", referenced_tweets=[{"type": "replied_to", "id": "1"}]
    )
    mention = one(source, given)
    assert (mention.kind, mention.thread) == (MentionKind.COMMENT, "x:123")
    assert one(source, post(5, "Zorblax", "7")).thread == ""


def test_a_post_that_was_edited_is_still_itself(source: X) -> None:
    edited = one(source, post(9, "Zorblax", "7", edit_history_tweet_ids=["1990000000000000005", "whatever"]))
    assert edited.id == one(source, post(5, "Zorblax", "7")).id
    assert edited.url == "https://x.com/i/web/status/1990000000000000009"


def test_long_posts_are_read_whole_and_unescaped(source: X) -> None:
    given = post(1, "Zorblax…", "7", note_tweet={"text": "Zorblax &amp; moi\nsuite &lt;3"})
    assert one(source, given).text == "Zorblax & moi\nsuite <3"


def test_links_are_the_pages_behind_the_short_ones(source: X) -> None:
    urls = [
        {
            "url": "https://t.co/a",
            "expanded_url": "https://short.example/1",
            "unwound_url": "https://news.example/z",
        },
        {"url": "https://t.co/b", "expanded_url": "https://blog.example/?utm_source=x"},
        {"url": "https://t.co/c", "expanded_url": "https://x.com/lea/status/1/photo/1", "media_key": "3_1"},
    ]
    given = post(1, "Zorblax", "7", entities={"urls": urls})
    assert one(source, given).links == ("https://news.example/z", "https://blog.example/")


@pytest.mark.parametrize(("tag", "expected"), [("fr", "fr"), ("und", ""), ("qme", ""), ("", "")])
def test_its_own_names_for_no_language_are_none(source: X, tag: str, expected: str) -> None:
    assert one(source, post(1, "Zorblax", "7", lang=tag)).lang == expected


@pytest.mark.parametrize(
    ("status", "problem", "expected", "words"),
    [
        (
            402,
            {"title": "CreditsDepleted", "type": "https://api.x.com/2/problems/credits"},
            AuthFailure,
            "credit",
        ),
        (429, {"title": "UsageCapExceeded", "type": "…/usage-capped"}, RateFailure, "this month"),
        (429, {"title": "Too Many Requests"}, RateFailure, "less often"),
        (401, {"title": "Unauthorized", "detail": "Unauthorized"}, AuthFailure, "VEILLE_X_BEARER"),
        (403, {"title": "Client Forbidden", "detail": "no project"}, AuthFailure, "no project"),
    ],
)
async def test_refusals_are_told_apart(
    source: X,
    fetcher: Fetcher,
    server: Server,
    status: int,
    problem: dict[str, str],
    expected: type[SourceFailure],
    words: str,
) -> None:
    server.answer(SEARCH, reply(status, json.dumps(problem).encode(), JSON))
    with pytest.raises(expected, match=words) as caught:
        await search(source, fetcher)
    assert "bearer-of-x" not in caught.value.reason


async def test_a_day_costs_what_is_set_and_not_a_cent_more(
    fetcher: Fetcher, server: Server, engine: Engine, clock: FakeClock
) -> None:
    source = X(clock, {**CASE.settings, "VEILLE_X_DOLLARS_A_DAY": "0.25"})
    budgets = Budgets(StoredLedger(engine), clock)
    page = [post(number, "Zorblax", "7") for number in range(30)]
    other = [post(number, "Zorblax", "7") for number in range(20, 40)]
    server.answer(SEARCH, *(reply(200, found(*posts), JSON) for posts in (page, page, other, [])))
    asked = []
    for _ in range(4):
        await counted(source, budgets.within(source, fetcher))
        asked.append(server.seen[-1].target.split("max_results=")[1].split("&")[0])
    assert asked == ["50", "20", "20", "10"]
    server.answer(SEARCH, reply(200, found(*(post(n, "Zorblax", "7") for n in range(40, 50))), JSON))
    await counted(source, budgets.within(source, fetcher))
    seen = len(server.seen)
    with pytest.raises(BudgetSpent, match=r"\$0\.25"):
        await counted(source, budgets.within(source, fetcher))
    assert len(server.seen) == seen


async def test_a_dollar_a_day_is_what_it_costs_unless_told(
    fetcher: Fetcher, server: Server, engine: Engine, source: X, clock: FakeClock
) -> None:
    server.answer(SEARCH, reply(200, found(), JSON))
    await counted(source, Budgets(StoredLedger(engine), clock).within(source, fetcher, sharers=4))
    assert "max_results=50" in server.seen[0].target


async def test_it_spends_nothing_where_nobody_counts(source: X, fetcher: Fetcher, server: Server) -> None:
    with pytest.raises(AuthFailure, match="nobody counts"):
        await counted(source, fetcher)
    assert server.seen == []


async def test_what_never_ends_is_cut_off(source: X, fetcher: Fetcher, server: Server) -> None:
    pages = (found(post(n, "Zorblax", "7"), next_token=f"b{n}") for n in range(6))
    server.answer(SEARCH, *(reply(200, page, JSON) for page in pages))
    with pytest.raises(Curtailed):
        await search(source, fetcher)
    assert len(server.seen) == 5
