"""Bluesky's search."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from bot.answer import Answer
from bot.errors import AuthFailure, BlockedFailure, ChangedFailure, Curtailed, SourceFailure
from bot.fetching import Fetcher
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.atproto import mention_of
from bot.sources.blueskysearch import BlueskySearch
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.recorded import recorded
from tests.sources.cases.blueskysearch import CASE, HOME, WRITER, found, post, session

LOGIN = "/xrpc/com.atproto.server.createSession"
REFRESH = "/xrpc/com.atproto.server.refreshSession"
SEARCH = "/xrpc/app.bsky.feed.searchPosts"
JSON = {"content-type": "application/json"}
EXPIRED = reply(400, b'{"error":"ExpiredToken","message":"Token has expired"}', JSON)
WRONG = reply(401, b'{"error":"AuthenticationRequired","message":"Invalid identifier or password"}', JSON)


@pytest.fixture
def source(clock: FakeClock) -> BlueskySearch:
    return BlueskySearch(clock, CASE.settings)


async def search(source: BlueskySearch, fetcher: Fetcher) -> list[Mention]:
    request = SourceRequest(source.name, '"zorblax"')
    pages = [page async for page in source.search(request, START - timedelta(days=1), fetcher)]
    return [mention for page in pages for mention in page]


def read(source: BlueskySearch, given: dict[str, Any]) -> list[Mention]:
    return source.read(Answer(url="https://pds.example/xrpc", body=found([given])), START)


def test_needles_are_asked_as_they_are_meant(source: BlueskySearch) -> None:
    needles = (
        Needle("vélo  pliant"),
        Needle("zorblax", "hashtag"),
        Needle("zorb", "prefix"),
        Needle('"', "words"),
    )
    asked = [request.text for request in source.requests(Ask(needles))]
    assert asked == ['"vélo pliant"', "#zorblax", "zorb"]


class TestSession:
    async def test_one_login_serves_all_searches_at_the_accounts_own_server(
        self, source: BlueskySearch, fetcher: Fetcher, server: Server
    ) -> None:
        server.answer(LOGIN, reply(200, session(home=HOME), JSON))
        server.answer(SEARCH, reply(200, found([]), JSON))
        await search(source, fetcher)
        await search(source, fetcher)
        login, first, second = server.seen
        assert msgspec.json.decode(login.body) == {
            "identifier": "lea.example",
            "password": "abcd-efgh-ijkl-mnop",
        }
        assert (login.headers["host"], first.headers["host"]) == ("bsky.social", "pds.example")
        assert first.headers["authorization"] == second.headers["authorization"] == "Bearer access-1"
        assert "since=2026-11-22T08%3A00%3A00.000Z" in first.target

    async def test_an_expired_session_is_renewed_once(
        self, source: BlueskySearch, fetcher: Fetcher, server: Server
    ) -> None:
        server.answer(LOGIN, reply(200, session(), JSON))
        server.answer(REFRESH, reply(200, session("access-2", "refresh-2"), JSON))
        server.answer(SEARCH, EXPIRED, reply(200, found([post(1, "Zorblax", "lea.example")]), JSON))
        assert len(await search(source, fetcher)) == 1
        assert server.seen[2].headers["authorization"] == "Bearer refresh-1"
        assert server.seen[3].headers["authorization"] == "Bearer access-2"

    async def test_a_session_that_cannot_be_renewed_is_made_anew(
        self, source: BlueskySearch, fetcher: Fetcher, server: Server
    ) -> None:
        server.answer(LOGIN, reply(200, session(), JSON), reply(200, session("access-3"), JSON))
        server.answer(REFRESH, EXPIRED)
        server.answer(SEARCH, EXPIRED, reply(200, found([]), JSON))
        await search(source, fetcher)
        assert server.seen[-1].headers["authorization"] == "Bearer access-3"

    async def test_a_session_that_is_refused_again_is_a_failure(
        self, source: BlueskySearch, fetcher: Fetcher, server: Server
    ) -> None:
        server.answer(LOGIN, reply(200, session(), JSON))
        server.answer(REFRESH, reply(200, session(), JSON))
        server.answer(SEARCH, EXPIRED)
        with pytest.raises(AuthFailure, match="Token has expired"):
            await search(source, fetcher)
        assert len(server.seen) == 4

    async def test_a_wrong_password_is_not_tried_again_for_an_hour(
        self, source: BlueskySearch, fetcher: Fetcher, server: Server, clock: FakeClock
    ) -> None:
        server.answer(LOGIN, WRONG)
        for _ in range(3):
            with pytest.raises(AuthFailure, match="VEILLE_BLUESKY_PASSWORD") as caught:
                await search(source, fetcher)
            assert caught.value.until == START + timedelta(hours=1)
            assert "abcd" not in caught.value.reason
        assert len(server.seen) == 1
        clock.pass_time(timedelta(hours=1))
        with pytest.raises(AuthFailure):
            await search(source, fetcher)
        assert len(server.seen) == 2

    async def test_a_login_without_a_token_is_a_change(
        self, source: BlueskySearch, fetcher: Fetcher, server: Server
    ) -> None:
        server.answer(LOGIN, reply(200, b'{"did":"x"}', JSON))
        with pytest.raises(ChangedFailure, match="no token"):
            await search(source, fetcher)

    async def test_a_blocking_page_is_a_block(
        self, source: BlueskySearch, fetcher: Fetcher, server: Server
    ) -> None:
        page = b"<html><body><h1>403 Forbidden</h1>Request forbidden by administrative rules.</body></html>"
        server.answer(LOGIN, reply(200, session(), JSON))
        server.answer(SEARCH, reply(403, page, {"content-type": "text/html"}))
        with pytest.raises(BlockedFailure):
            await search(source, fetcher)


async def test_pages_are_read_to_the_last(source: BlueskySearch, fetcher: Fetcher, server: Server) -> None:
    first = found([post(1, "Zorblax", "a.example")], cursor="100")
    server.answer(LOGIN, reply(200, session(), JSON))
    server.answer(SEARCH, reply(200, first, JSON), reply(200, found([post(2, "Zorblax", "b.example")]), JSON))
    assert [mention.author for mention in await search(source, fetcher)] == ["a.example", "b.example"]
    assert "cursor=100" in server.seen[-1].target


def test_a_post_is_named_by_its_at_uri(source: BlueskySearch) -> None:
    (mention,) = read(source, post(7, "Zorblax", "lea.example"))
    assert mention.id == f"at://{WRITER}/app.bsky.feed.post/3n2zorblax007"
    assert mention.url == f"https://bsky.app/profile/{WRITER}/post/3n2zorblax007"
    assert (mention.place, mention.lang, mention.kind) == ("Bluesky", "fr", MentionKind.POST)


def test_a_reply_belongs_to_the_thread_it_answers(source: BlueskySearch) -> None:
    given: dict[str, Any] = post(1, "Zorblax", "lea.example")
    root = f"at://{WRITER}/app.bsky.feed.post/root"
    given["record"]["reply"] = {"root": {"uri": root}, "parent": {"uri": "at://did:plc:x/y/z"}}
    (mention,) = read(source, given)
    assert (mention.kind, mention.thread) == (MentionKind.COMMENT, root)


def test_links_come_from_facets_and_cards(source: BlueskySearch) -> None:
    given: dict[str, Any] = post(1, "news.example/zor…", "lea.example")
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://news.example/zorblax?utm_source=b"}
    tag = {"$type": "app.bsky.richtext.facet#tag", "tag": "velo"}
    given["record"]["facets"] = [{"features": [tag, link]}, {"features": None}, 7]
    given["record"]["embed"] = {"media": {"external": {"uri": "https://blog.example/"}}}
    (mention,) = read(source, given)
    assert mention.links == ("https://news.example/zorblax", "https://blog.example/")


def test_the_card_of_a_page_is_read(source: BlueskySearch) -> None:
    given: dict[str, Any] = post(1, "Lisez ça", "lea.example")
    given["record"]["embed"] = {"external": {"uri": "https://b.example/", "title": "Zorblax ferme"}}
    (mention,) = read(source, given)
    assert (mention.text, mention.card) == ("Lisez ça", "Zorblax ferme")


def test_a_date_later_than_the_servers_is_not_believed(source: BlueskySearch) -> None:
    given: dict[str, Any] = post(1, "Zorblax", "lea.example", "2026-11-23T07:00:00Z")
    given["record"]["createdAt"] = "2026-11-23T07:59:00Z"
    assert read(source, given)[0].created_at == START - timedelta(hours=1)


@pytest.mark.parametrize("holder", ["post", "author", "record"])
def test_what_its_writer_hides_from_outsiders_is_left_out(source: BlueskySearch, holder: str) -> None:
    given: dict[str, Any] = post(1, "Zorblax", "lea.example")
    label = {"val": "!no-unauthenticated", "src": WRITER}
    where = given if holder == "post" else given[holder]
    where["labels"] = {"values": [label]} if holder == "record" else [label]
    assert read(source, given) == []
    where["labels"] = [label | {"neg": True}]
    assert len(read(source, given)) == 1


def test_an_account_without_a_valid_handle_goes_by_its_did(source: BlueskySearch) -> None:
    assert read(source, post(1, "Zorblax", "handle.invalid"))[0].author == WRITER


@pytest.mark.parametrize(
    "uri", ["", "at://", "https://x", "at://did:plc:x/app.bsky.feed.like/1", "at://did:plc:x"]
)
def test_only_posts_are_mentions(uri: str) -> None:
    given = {"text": "Zorblax"}
    assert mention_of(uri, given, source="bluesky", author="", seen=None, now=START) is None


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("error_400_invalid_token.json", AuthFailure),
        ("error_401_auth_missing.json", AuthFailure),
        ("error_400_missing_q.json", ChangedFailure),
        ("error_501_unknown_method.json", ChangedFailure),
    ],
)
def test_real_refusals_are_called_by_their_names(
    source: BlueskySearch, file: str, expected: type[SourceFailure]
) -> None:
    folder = recorded("bluesky_local")
    if folder is None:
        pytest.skip("no recorded answers here")
    with pytest.raises(expected):
        source.read(Answer(url="https://pds.example", body=(folder / file).read_bytes()), START)


def test_a_real_search_is_read(source: BlueskySearch) -> None:
    folder = recorded("bluesky_local")
    if folder is None:
        pytest.skip("no recorded answers here")
    answer = Answer(url="https://pds.example", body=(folder / "search_mock_posts.json").read_bytes())
    mentions = source.read(answer, START)
    assert len(mentions) == len({mention.id for mention in mentions}) == 100
    assert all(mention.dated and mention.author.endswith(".test") for mention in mentions)
    assert {mention.kind for mention in mentions} == {MentionKind.POST, MentionKind.COMMENT}


async def test_what_never_ends_is_cut_off(source: BlueskySearch, fetcher: Fetcher, server: Server) -> None:
    pages = (found([post(n, "Zorblax", "a.example")], cursor=str(n)) for n in range(21))
    server.answer(LOGIN, reply(200, session(), JSON))
    server.answer(SEARCH, *(reply(200, page, JSON) for page in pages))
    with pytest.raises(Curtailed):
        await search(source, fetcher)
    assert "cursor=18" in server.seen[-1].target
