"""The newest stories and comments of Lobsters."""

from datetime import timedelta

import pytest

from bot.answer import Answer
from bot.errors import ChangedFailure, Curtailed
from bot.fetching import Fetcher
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.lobsters import Lobsters
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.sources.cases.feeds import item, rss
from tests.sources.cases.lobsters import listing, story

COMMENTS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Lobsters: Newest Comments</title>
<link>https://lobste.rs/comments</link><item><title>Which wheel?</title>
<link>https://lobste.rs/s/ab1/which_wheel#c_xyz123</link><guid>https://lobste.rs/c/xyz123</guid>
<author>ada@users.lobste.rs (ada)</author><pubDate>Mon, 23 Nov 2026 01:00:00 -0600</pubDate>
<description>&lt;p&gt;The Zorblax one.&lt;/p&gt;</description></item></channel></rss>"""


def read(body: bytes) -> list[Mention]:
    return Lobsters().read(Answer(url="https://lobste.rs/newest.json", body=body), START)


def test_all_watches_ask_the_same_two_questions() -> None:
    asked = list(Lobsters().requests(Ask((Needle("Acme"),))))
    assert asked == list(Lobsters().requests(Ask((Needle("Brimeo"), Needle("zorblax")), ("fr", "en"))))
    assert [each.text for each in asked] == ["newest", "comments"]
    assert list(Lobsters().requests(Ask((Needle("Acme"),), ("fr",)))) == []


def test_a_story_says_who_and_what_about() -> None:
    (mention,) = read(listing(story(1, "The Zorblax one", "ada")))
    assert (mention.id, mention.author, mention.text) == ("https://lobste.rs/s/ab1", "ada", "The Zorblax one")
    assert mention.links == ("https://news.example/zorblax",)


def test_an_author_may_be_an_object() -> None:
    (mention,) = read(listing(story(1, "x", "", submitter_user={"username": "ada"})))
    assert mention.author == "ada"


def test_comments_are_read_from_their_feed() -> None:
    (mention,) = read(COMMENTS)
    assert (mention.kind, mention.author) == (MentionKind.COMMENT, "ada")
    assert (mention.source, mention.place) == ("lobsters", "Lobsters")
    assert (mention.topic, mention.text) == ("Which wheel?", "The Zorblax one.")


def test_another_feed_is_refused() -> None:
    with pytest.raises(ChangedFailure):
        read(rss(item(1, "x", "ada")))


async def test_it_turns_pages_until_stories_are_older_than_asked(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    server.answer("/newest.json", reply(200, listing(story(1, "x", "ada"))))
    old = story(2, "x", "ada", created_at="2026-11-01T00:00:00Z")
    server.answer("/newest/page/2.json", reply(200, listing(old)))
    request = SourceRequest("lobsters", "newest")
    pages = [page async for page in Lobsters(clock).search(request, START - timedelta(days=2), fetcher)]
    assert [mention.id for page in pages for mention in page] == ["https://lobste.rs/s/ab1"]
    assert [seen.target for seen in server.seen] == ["/newest.json", "/newest/page/2.json"]


async def test_what_never_ends_is_cut_off(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    server.answer("*", *(reply(200, listing(story(n, "x", "ada"))) for n in range(9)))
    with pytest.raises(Curtailed):
        _ = [
            page
            async for page in Lobsters(clock).search(
                SourceRequest("lobsters", "newest"), START - timedelta(days=1), fetcher
            )
        ]
    assert len(server.seen) == 8
