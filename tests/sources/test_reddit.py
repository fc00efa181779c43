"""Reddit's posts and comments, with an app."""

import base64
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from bot.answer import Answer
from bot.errors import AuthFailure, ChangedFailure, Curtailed, GoneFailure, SourceFailure
from bot.fetching import Fetcher
from bot.fetching.failures import failure_of
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.reddit import Reddit
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.recorded import recorded
from tests.sources.cases.reddit import CASE, WRITTEN, comment, listing, post, token

JSON = {"content-type": "application/json"}
TOKEN = "/api/v1/access_token"
SEARCH = "/search"
PLACES = "/r/france+velo/comments"
DENIED = reply(401, b"<html><title>page not found</title>captcha</html>", {"content-type": "text/html"})


@pytest.fixture
def source(clock: FakeClock) -> Reddit:
    return Reddit(clock, {**CASE.settings, "VEILLE_REDDIT_SUBREDDITS": "r/velo, france velo"})


@pytest.fixture
def server(server: Server) -> Server:
    server.answer(TOKEN, reply(200, token(), JSON))
    return server


def page(*things: dict[str, Any], after: str | None = None) -> bytes:
    return reply(200, listing(*things, after=after), JSON)


async def read(source: Reddit, fetcher: Fetcher, edition: str = "") -> list[Mention]:
    request = SourceRequest(source.name, "france+velo" if edition else '"zorblax"', edition)
    pages = [page async for page in source.search(request, START - timedelta(days=1), fetcher)]
    return [mention for page in pages for mention in page]


def test_posts_are_searched_and_communities_read_once_for_all_watches(source: Reddit) -> None:
    first = list(source.requests(Ask((Needle("vélo pliant"), Needle("zorb", "prefix")))))
    second = list(source.requests(Ask((Needle("bidule"),))))
    assert [request.text for request in first] == ['"vélo pliant" OR zorb', "france+velo"]
    assert first[1] == second[1]
    assert list(source.requests(Ask(()))) == []


class TestToken:
    async def test_one_token_serves_all_questions_until_it_ends(
        self, source: Reddit, fetcher: Fetcher, server: Server, clock: FakeClock
    ) -> None:
        server.answer(TOKEN, reply(200, token("token-1"), JSON), reply(200, token("token-2"), JSON))
        server.answer(SEARCH, page())
        await read(source, fetcher)
        await read(source, fetcher)
        clock.pass_time(timedelta(hours=24))
        await read(source, fetcher)
        asked = server.seen[0]
        assert asked.body == b"grant_type=client_credentials"
        assert asked.headers["authorization"] == "Basic " + base64.b64encode(b"app:secret-of-app").decode()
        bearers = [seen.headers["authorization"] for seen in server.seen if "/search" in seen.target]
        assert bearers == ["Bearer token-1", "Bearer token-1", "Bearer token-2"]

    async def test_a_token_that_is_said_to_last_for_ever_is_replaced_after_a_day(
        self, source: Reddit, fetcher: Fetcher, server: Server, clock: FakeClock
    ) -> None:
        server.answer(TOKEN, reply(200, token("token-1", 10**30), JSON), reply(200, token("token-2"), JSON))
        server.answer(SEARCH, page())
        await read(source, fetcher)
        clock.pass_time(timedelta(hours=24))
        await read(source, fetcher)
        assert server.seen[-1].headers["authorization"] == "Bearer token-2"

    async def test_a_refused_token_is_replaced_once(
        self, source: Reddit, fetcher: Fetcher, server: Server
    ) -> None:
        server.answer(TOKEN, reply(200, token("token-1"), JSON), reply(200, token("token-2"), JSON))
        server.answer(SEARCH, DENIED, page(post(1, "Zorblax", "lea")))
        assert len(await read(source, fetcher)) == 1
        assert server.seen[-1].headers["authorization"] == "Bearer token-2"

    async def test_an_app_that_is_refused_is_not_tried_again_for_an_hour(
        self, source: Reddit, fetcher: Fetcher, server: Server
    ) -> None:
        server.answer(TOKEN, reply(401, b'{"message": "Unauthorized", "error": 401}', JSON))
        for _ in range(2):
            with pytest.raises(AuthFailure, match="VEILLE_REDDIT_CLIENT_SECRET") as caught:
                await read(source, fetcher)
            assert "secret-of-app" not in caught.value.reason
        assert len(server.seen) == 1

    async def test_an_answer_without_a_token_is_a_change(
        self, source: Reddit, fetcher: Fetcher, server: Server
    ) -> None:
        server.answer(TOKEN, reply(200, b'{"error": "unsupported_grant_type"}', JSON))
        with pytest.raises(ChangedFailure, match="no token"):
            await read(source, fetcher)


class TestPages:
    async def test_comments_are_read_back_to_what_was_read_before(
        self, source: Reddit, fetcher: Fetcher, server: Server
    ) -> None:
        old = comment(3, "Zorblax", "zoe", created_utc=WRITTEN - 2 * 86_400)
        first = page(comment(1, "Zorblax", "lea"), comment(2, "Zorblax", "max"), after="t1_com002")
        server.answer(PLACES, first, page(comment(2, "Zorblax", "max"), old, after="t1_com003"))
        found = await read(source, fetcher, "comments")
        assert [mention.author for mention in found] == ["lea", "max", "zoe"]
        assert ["after" in seen.target for seen in server.seen[1:]] == [False, True]

    async def test_a_deleted_anchor_is_replaced_by_the_one_before(
        self, source: Reddit, fetcher: Fetcher, server: Server
    ) -> None:
        first = page(comment(1, "Zorblax", "lea"), comment(2, "Zorblax", "max"), after="t1_com002")
        server.answer(PLACES, first, page(), page(comment(3, "Zorblax", "zoe")))
        assert len(await read(source, fetcher, "comments")) == 3
        assert "after=t1_com002" in server.seen[2].target
        assert "after=t1_com001" in server.seen[3].target

    async def test_a_listing_that_never_ends_is_cut_off(
        self, source: Reddit, fetcher: Fetcher, server: Server
    ) -> None:
        pages = [page(post(n, "Zorblax", "lea"), after=f"t3_zbx{n:03}") for n in range(1, 12)]
        server.answer(SEARCH, *pages)
        with pytest.raises(Curtailed):
            await read(source, fetcher)
        assert len(server.seen) == 11

    async def test_no_requests_remaining_lets_reddit_rest(
        self, source: Reddit, fetcher: Fetcher, server: Server
    ) -> None:
        spent = {
            **JSON,
            "x-ratelimit-remaining": "0.0",
            "x-ratelimit-reset": "253",
            "x-ratelimit-used": "996",
        }
        server.answer(SEARCH, reply(200, listing(), spent))
        await read(source, fetcher)
        assert fetcher.limiter.cooling_down() == {"reddit.com": START + timedelta(seconds=253)}


def one(source: Reddit, thing: dict[str, Any]) -> Mention:
    (mention,) = source.read(Answer(url="https://oauth.reddit.com", body=listing(thing)), START)
    return mention


def test_a_comment_stands_in_its_community_under_its_posts_title(source: Reddit) -> None:
    html = '<div class="md"><p>Zorblax &gt; tous, <a href="/r/velo/wiki">voir</a></p></div>'
    mention = one(source, comment(7, "x", "lea", body_html=html))
    assert (mention.kind, mention.topic, mention.place) == (MentionKind.COMMENT, "Quel vélo ?", "r/velo")
    assert (mention.id, mention.thread) == ("feed:reddit.com/t1_com007", "feed:reddit.com/t3_zbx000")
    assert mention.text == "Zorblax > tous, voir"
    assert mention.links == ("https://www.reddit.com/r/velo/wiki",)


def test_a_post_points_to_the_page_it_is_about(source: Reddit) -> None:
    mention = one(source, post(1, "Zorblax", "lea", is_self=False, url="https://news.example/z?utm_source=r"))
    assert mention.links == ("https://news.example/z",)
    assert one(source, post(1, "Zorblax", "lea")).links == ()


@pytest.mark.parametrize(
    "thing",
    [
        comment(1, "[removed]", "lea"),
        comment(1, "[deleted]", "[deleted]"),
        post(1, "Zorblax", "lea", selftext="[removed]"),
        post(1, "Zorblax", "lea", removed_by_category="moderator"),
        post(1, "Zorblax", "lea", is_robot_indexable=False),
        post(1, "Zorblax", "lea", quarantine=True),
        comment(1, "Zorblax rules", "AutoModerator"),
    ],
)
def test_what_was_taken_back_or_said_by_nobody_is_no_mention(source: Reddit, thing: dict[str, Any]) -> None:
    assert source.read(Answer(url="https://oauth.reddit.com", body=listing(thing)), START) == []


def test_the_words_of_an_account_that_is_gone_have_no_author(source: Reddit) -> None:
    assert one(source, comment(1, "Zorblax", "[deleted]")).author == ""


def real(file: str) -> Answer:
    folder = recorded("reddit")
    if folder is None:
        pytest.skip("no recorded answers here")
    meta = msgspec.json.decode((folder / f"{file}.meta.json").read_bytes())
    headers = {name.lower(): value for name, value in meta["headers"].items()}
    return Answer(
        url=meta["request"]["url"], status=meta["status"], headers=headers, body=(folder / file).read_bytes()
    )


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("comments_listing_askreddit.json", MentionKind.COMMENT),
        ("comments_stream_2023_page1.json", MentionKind.COMMENT),
        ("new_submissions.json", MentionKind.POST),
    ],
)
def test_real_listings_are_read(source: Reddit, file: str, kind: MentionKind) -> None:
    mentions = source.read(real(file), START)
    assert len({mention.id for mention in mentions}) == len(mentions) > 90
    assert {mention.kind for mention in mentions} == {kind}
    assert all(mention.dated and mention.place.startswith("r/") for mention in mentions)
    for mention in mentions:  # the title above a comment is another's
        assert bool(mention.title) == (kind is MentionKind.POST)
        assert bool(mention.topic) == (kind is MentionKind.COMMENT)
    assert not any("&gt;" in mention.text or "<p>" in mention.text for mention in mentions)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("error_401_invalid_token.json", AuthFailure),
        ("error_403_quarantined.json", AuthFailure),
        ("error_404_b.json", GoneFailure),
    ],
)
def test_real_refusals_are_called_by_their_names(
    source: Reddit, file: str, expected: type[SourceFailure]
) -> None:
    failure = failure_of(real(file), START)
    assert failure is not None
    with pytest.raises(expected):
        source.read_error_body(failure, START)
