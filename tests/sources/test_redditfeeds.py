"""The feeds of Reddit."""

from datetime import timedelta

import pytest

from bot.answer import Answer
from bot.errors import BlockedFailure, ChangedFailure
from bot.fetching import Fetcher
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.redditfeeds import RedditFeeds
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.recorded import recorded
from tests.sources.cases.feeds import item, rss
from tests.sources.cases.redditfeeds import comment, entry, feed

VELO = SourceRequest("redditfeeds", "posts", "velo")


def read(body: bytes) -> list[Mention]:
    return RedditFeeds().read(Answer(url="https://www.reddit.com/r/velo/new/.rss", body=body), START)


async def found(source: RedditFeeds, request: SourceRequest, fetcher: Fetcher) -> list[Mention]:
    pages = source.search(request, START - timedelta(days=1), fetcher)
    return [mention async for page in pages for mention in page]


def test_it_is_off_until_somebody_asks_for_it() -> None:
    source = RedditFeeds()
    assert [setting.variable for setting in source.missing] == ["VEILLE_REDDIT_FEEDS"]
    assert list(source.requests(Ask((Needle("zorblax"),)))) == []
    assert source.gaps == {}


def test_subreddits_are_read_whole_for_all_watches() -> None:
    source = RedditFeeds(values={"VEILLE_REDDIT_FEEDS": "france, r/Velo /r/france/ ?"})
    asked = list(source.requests(Ask((Needle("Acme"),))))
    assert asked == list(source.requests(Ask(())))
    assert [(each.text, each.edition) for each in asked] == [
        ("posts", "france+velo"),
        ("comments", "france+velo"),
    ]


def test_all_of_reddit_is_searched_when_that_is_wanted() -> None:
    source = RedditFeeds(values={"VEILLE_REDDIT_FEEDS": "yes"})
    asked = list(source.requests(Ask((Needle("Orange Money"), Needle("zorb", "prefix")))))
    assert [each.text for each in asked] == ['"Orange Money" OR zorb']


def test_one_request_a_minute_is_the_most() -> None:
    source = RedditFeeds(values={"VEILLE_REDDIT_FEEDS": "velo"})
    assert source.gaps["reddit.com"] > 60
    assert source.budget is not None
    assert source.budget.period / source.budget.requests > timedelta(minutes=1)


async def test_each_is_asked_at_its_address_with_the_token_of_ones_own_feeds(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    server.answer("*", reply(200, feed()))
    token = {"VEILLE_REDDIT_FEED_TOKEN": "abc", "VEILLE_REDDIT_FEED_USER": "ada"}
    source = RedditFeeds(clock, {"VEILLE_REDDIT_FEEDS": "velo"} | token)
    for request in (
        VELO,
        SourceRequest("redditfeeds", "comments", "velo"),
        SourceRequest("redditfeeds", "zorblax"),
    ):
        await found(source, request, fetcher)
    paths = [seen.target.partition("?")[0] for seen in server.seen]
    assert paths == ["/r/velo/new/.rss", "/r/velo/comments/.rss", "/search.rss"]
    assert all(seen.target.endswith("feed=abc&user=ada") for seen in server.seen)


def test_a_post_says_who_and_in_which_subreddit() -> None:
    (mention,) = read(feed(entry(1, "The Zorblax", "ada")))
    assert (mention.author, mention.place, mention.text) == ("ada", "r/velo", "The Zorblax")
    assert (mention.id, mention.kind) == ("feed:reddit.com/t3_q1", MentionKind.POST)


def test_a_comment_knows_its_post() -> None:
    (mention,) = read(feed(comment(1, "The Zorblax", "bob")))
    assert (mention.kind, mention.thread) == (MentionKind.COMMENT, "feed:reddit.com/t3_q7")
    assert (mention.title, mention.topic, mention.author) == ("", "Which wheel?", "bob")


def test_another_feed_is_refused() -> None:
    with pytest.raises(ChangedFailure):
        read(rss(item(1, "x", "ada")))


async def test_a_page_that_keeps_programs_out_is_named_as_one(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    body = b"<!doctype html><html><body>whoa there, pardner! blocked due to a network policy</body></html>"
    server.answer("*", reply(403, body, {"content-type": "text/html"}))
    with pytest.raises(BlockedFailure):
        await found(RedditFeeds(clock), VELO, fetcher)


@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("reddit-home.rss", 24),
        ("feedrs_atom_example_reddit.xml", 1),
        ("feedrs_rss_2.0_reddit.xml", 1),
    ],
)
def test_what_reddit_really_sends_is_read(file: str, count: int) -> None:
    folder = recorded("reddit_rss")
    if folder is None:
        pytest.skip("no recorded answers here")
    mentions = read((folder / file).read_bytes())
    assert len(mentions) == count
    assert all(mention.dated and mention.title and mention.place.startswith("r/") for mention in mentions)
    assert not any("/" in mention.author for mention in mentions)
