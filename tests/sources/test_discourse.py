"""Forums that run Discourse."""

import json
from datetime import timedelta

import pytest

from bot.answer import Answer
from bot.errors import AuthFailure, ChangedFailure, Curtailed
from bot.fetching import Fetcher
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.discourse import Discourse
from bot.sources.feeds import Feeds
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.recorded import recorded
from tests.sources.cases.discourse import post, search

QUESTION = SourceRequest("discourse", '"zorblax"', "forum.example")
JSON = {"content-type": "application/json"}


@pytest.fixture
def source(clock: FakeClock) -> Discourse:
    return Discourse(clock, {"VEILLE_DISCOURSE": "forum.example"})


def read(body: bytes, url: str = "https://forum.example/search.json") -> list[Mention]:
    return Discourse().read(Answer(url=url, body=body), START)


async def found(source: Discourse, fetcher: Fetcher) -> list[Mention]:
    pages = [page async for page in source.search(QUESTION, START - timedelta(days=2), fetcher)]
    return [mention for page in pages for mention in page]


def whole(number: int, text: str) -> bytes:
    """A post alone, in full."""
    alone = post(number, "", "ada", cooked=f"<p>{text}</p>", topic_slug="which-wheel")
    del alone["blurb"]
    return json.dumps(alone).encode()


def test_each_needle_that_is_long_enough_is_asked_of_each_forum() -> None:
    source = Discourse(values={"VEILLE_DISCOURSE": "a.example, https://b.example/latest"})
    needles = (Needle("ab"), Needle("東京"), Needle("Orange Money"), Needle("zorb", "prefix"))
    asked = [(each.text, each.edition) for each in source.requests(Ask(needles))]
    texts = ("/posts.json", '"東京"', '"Orange Money"', "zorb")
    assert asked == [(text, forum) for text in texts for forum in ("a.example", "b.example")]
    assert source.gaps == {"a.example": 4.5, "b.example": 4.5}


def test_without_a_forum_there_is_nothing_to_ask() -> None:
    source = Discourse()
    assert [setting.variable for setting in source.missing] == ["VEILLE_DISCOURSE"]
    assert list(source.requests(Ask((Needle("zorblax"),)))) == []


def test_a_post_knows_its_topic() -> None:
    first, second = read(search(post(0, "Zorblax?", "ada"), post(1, "Yes", "bob")))
    assert (first.kind, second.kind) == (MentionKind.POST, MentionKind.COMMENT)
    assert second.url == "https://forum.example/t/which-wheel/11/2"
    assert (second.topic, second.author, second.place) == ("Which wheel?", "bob", "forum.example")
    assert first.thread == second.thread == "https://forum.example/t/which-wheel/11"


@pytest.mark.parametrize(("number", "guid"), [(1, "post-11-2"), (0, "post-11-1"), (0, "topic-11")])
def test_it_is_the_same_mention_as_in_the_forums_own_feeds(number: int, guid: str) -> None:
    (found,) = read(search(post(number, "Zorblax", "ada")))
    feed = (
        "<rss version='2.0'><channel><title>Forum</title><link>https://forum.example</link><item><title>x</title>"
        "<link>https://forum.example/t/which-wheel/11/2</link><description>Zorblax</description>"
        f"<guid isPermaLink='false'>forum.example-{guid}</guid></item></channel></rss>"
    )
    (fed,) = Feeds().read(Answer(url="https://forum.example/posts.rss", body=feed.encode()), START)
    assert found.id == fed.id


async def test_it_asks_for_the_newest_since_a_day_before(
    source: Discourse, fetcher: Fetcher, server: Server
) -> None:
    server.answer("*", reply(200, search(), JSON))
    await found(source, fetcher)
    assert "order%3Alatest%20after%3A2026-11-20" in server.seen[0].target.replace("+", "%20")


async def test_a_cut_post_is_asked_for_in_full_once(
    source: Discourse, fetcher: Fetcher, server: Server
) -> None:
    server.answer("/search.json", reply(200, search(post(1, "the Zorblax…", "ada")), JSON))
    server.answer("/posts/901.json", reply(200, whole(1, "Buy the Zorblax and be happy"), JSON))
    for _ in range(2):
        (mention,) = await found(source, fetcher)
        assert (mention.text, mention.topic) == ("Buy the Zorblax and be happy", "Which wheel?")
    assert [seen.target for seen in server.seen].count("/posts/901.json") == 1


async def test_ten_posts_of_a_search_are_asked_for_at_most(
    source: Discourse, fetcher: Fetcher, server: Server
) -> None:
    cut = [post(number, "the Zorblax…", "ada") for number in range(30)]
    server.answer("/search.json", reply(200, search(*cut), JSON))
    assert len(await found(source, fetcher)) == 30
    assert sum("/posts/" in seen.target for seen in server.seen) == 10


async def test_an_excerpt_stands_where_the_post_cannot_be_had(
    source: Discourse, fetcher: Fetcher, server: Server
) -> None:
    server.answer("/search.json", reply(200, search(post(1, "the Zorblax…", "ada")), JSON))
    assert [mention.text for mention in await found(source, fetcher)] == ["the Zorblax…"]


async def test_it_turns_pages_while_there_are_more(
    source: Discourse, fetcher: Fetcher, server: Server
) -> None:
    pages = [search(post(1, "x", "ada"), more=True), search(post(2, "x", "ada"))]
    server.answer("/search.json", *(reply(200, page, JSON) for page in pages))
    assert len(await found(source, fetcher)) == 2
    assert "page=2" in server.seen[1].target


async def test_for_short_words_the_latest_posts_are_read_back_until_they_are_older_than_asked(
    source: Discourse, fetcher: Fetcher, server: Server
) -> None:
    def latest(first: int, date: str) -> bytes:
        posts = [json.loads(whole(number, "HP")) | {"created_at": date} for number in range(first, first + 2)]
        return reply(200, json.dumps({"latest_posts": posts}).encode(), JSON)

    dates = ("2026-11-23T07:00:00Z", "2026-11-01T07:00:00Z")
    server.answer("/posts.json", latest(20, dates[0]), latest(10, dates[1]))
    request = SourceRequest("discourse", "/posts.json", "forum.example")
    pages = [page async for page in source.search(request, START - timedelta(days=2), fetcher)]
    assert [mention.text for page in pages for mention in page] == ["HP", "HP"]
    assert [seen.target for seen in server.seen] == ["/posts.json", "/posts.json?before=919"]


async def test_a_forum_for_members_is_named_as_one(
    source: Discourse, fetcher: Fetcher, server: Server
) -> None:
    body = b'{"errors":["You need to be logged in"],"error_type":"not_logged_in"}'
    server.answer("*", reply(403, body, JSON))
    with pytest.raises(AuthFailure, match=r"forum\.example shows its posts to members only"):
        await found(source, fetcher)


@pytest.mark.parametrize("odd", [[], {}, [[11]], "11", 1.5, None])
def test_a_post_whose_topic_is_odd_spoils_no_page(odd: object) -> None:
    page = json.loads(search(post(1, "x", "ada", topic_id=odd), post(2, "x", "bob")))
    page["topics"].append({"id": odd})
    assert [each.author for each in read(json.dumps(page).encode())] == ["bob"]


def test_a_post_has_an_address_whatever_its_topic_is_called() -> None:
    page = search(post(1, "x", "ada")).replace(b'"which-wheel"', b'"' + b"9" * 5_000 + b'"')
    assert [each.url for each in read(page)] == ["https://forum.example/t/-/11/2"]


async def test_a_page_of_hidden_posts_does_not_end_the_search(
    source: Discourse, fetcher: Fetcher, server: Server
) -> None:
    pages = [search(post(1, "x", "ada", hidden=True), more=True), search(post(2, "x", "ada"))]
    server.answer("/search.json", *(reply(200, page, JSON) for page in pages))
    assert len(await found(source, fetcher)) == 1


def test_what_is_hidden_is_left_out() -> None:
    assert read(search(post(1, "x", "ada", hidden=True), post(2, "x", "ada", deleted_at="2026"))) == []


@pytest.mark.parametrize(
    ("file", "count"), [("posts_before.json", 3), ("hot.json", None), ("search.json", None)]
)
def test_what_forums_really_send_is_read_or_refused(file: str, count: int | None) -> None:
    folder = recorded("discourse")
    if folder is None:
        pytest.skip("no recorded answers here")
    body = (folder / file).read_bytes()
    if count is None:
        with pytest.raises(ChangedFailure):
            read(body)
        return
    assert len(read(body)) == count
    assert all(mention.dated and mention.title for mention in read(body))


async def test_what_never_ends_is_cut_off(source: Discourse, fetcher: Fetcher, server: Server) -> None:
    pages = [search(post(n, "x", "ada"), more=True) for n in range(1, 5)]
    server.answer("/search.json", *(reply(200, page, JSON) for page in pages))
    with pytest.raises(Curtailed):
        await found(source, fetcher)
    assert len(server.seen) == 3
