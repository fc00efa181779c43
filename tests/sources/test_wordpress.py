"""WordPress sites, by the feeds of their search and comments."""

from datetime import timedelta

import pytest

from bot.answer import Answer
from bot.errors import ChangedFailure, Curtailed
from bot.fetching import Fetcher
from bot.models import MentionKind
from bot.query import Needle
from bot.sources.feeds import Feeds
from bot.sources.source import Ask, SourceRequest
from bot.sources.wordpress import WordPress
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.recorded import recorded
from tests.sources.cases.feeds import item, rss

SITE = "https://blog.example/velo"
COMMENTS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Comments for Le blog</title><link>https://blog.example</link><item>
<title>Comment on Which wheel? by Ada</title><link>https://blog.example/wheel/#comment-7</link>
<dc:creator>Ada</dc:creator><pubDate>Mon, 23 Nov 2026 07:00:00 +0000</pubDate>
<guid isPermaLink="false">https://blog.example/?p=3#comment-7</guid>
<description>The Zorblax one</description></item></channel></rss>"""


def test_needles_are_searched_on_each_site_and_comments_are_read_for_all_watches() -> None:
    source = WordPress(values={"VEILLE_WORDPRESS": "blog.example/velo/, http://other.example x"})
    asked = [(each.text, each.edition) for each in source.requests(Ask((Needle("Orange Money"),)))]
    sites = (SITE, "http://other.example")
    assert asked == [(text, site) for text in ('"Orange Money"', "/comments/feed/") for site in sites]


async def test_each_is_asked_at_its_address(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    server.answer("/velo/", reply(200, rss(item(1, "Zorblax", "Ada"))), reply(200, COMMENTS))
    found = []
    for text in ("zorblax", "/comments/feed/"):
        request = SourceRequest("wordpress", text, SITE)
        pages = WordPress(clock).search(request, START - timedelta(days=1), fetcher)
        found += [mention async for page in pages for mention in page]
    assert [seen.target for seen in server.seen] == [
        "/velo/?s=zorblax&feed=rss2",
        "/velo/?feed=comments-rss2",
    ]
    assert [mention.kind for mention in found] == [MentionKind.ARTICLE, MentionKind.COMMENT]
    assert [mention.title or mention.topic for mention in found] == ["Note 1", "Which wheel?"]


async def found(fetcher: Fetcher, clock: FakeClock) -> list[str]:
    request = SourceRequest("wordpress", "zorblax", SITE)
    pages = WordPress(clock).search(request, START - timedelta(hours=1), fetcher)
    return [mention.id async for page in pages for mention in page]


@pytest.mark.parametrize("end", [reply(404, rss()), reply(404, b"<html>no</html>"), reply(200, rss())])
async def test_a_search_is_read_page_by_page(
    fetcher: Fetcher, server: Server, clock: FakeClock, end: bytes
) -> None:
    pages = [rss(*(item(number, "x", "Ada") for number in range(first, first + 10))) for first in (0, 10)]
    server.answer("/velo/", *(reply(200, page) for page in pages), end)
    assert len(await found(fetcher, clock)) == 20
    assert ["paged=2" in server.seen[1].target, "paged=3" in server.seen[2].target] == [True, True]


async def test_a_site_that_has_the_same_page_under_every_number_is_asked_twice(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    server.answer("*", reply(200, rss(*(item(number, "x", "Ada") for number in range(10)))))
    assert len(await found(fetcher, clock)) == 10
    assert len(server.seen) == 2


async def test_what_was_read_at_the_last_poll_is_not_read_again_page_by_page(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    week = [item(number, "x", "Ada", "Fri, 20 Nov 2026 07:00:00 GMT") for number in range(1, 10)]
    server.answer("*", reply(200, rss(item(0, "x", "Ada"), *week)))
    assert len(await found(fetcher, clock)) == 10
    assert len(server.seen) == 1


REPLIES = ["In reply to", "En réponse à", "Als Antwort auf", "En respuesta a", "返信先:"]


@pytest.mark.parametrize("words", REPLIES)
@pytest.mark.parametrize(
    "body",
    [
        '<p>{0} <a href="{1}">Zorblax Fan</a>.</p>\n<p>Mine too</p>',
        '{0} <a href="{1}">Zorblax Fan</a>.\n\nMine too',
        "{0} &lt;a href=&quot;{1}&quot;&gt;Zorblax Fan&lt;/a&gt;.\n\nMine too",
        "{0} &lt;a href=&#034;{1}&#034;&gt;Zorblax Fan&lt;/a&gt;. Mine too]]></description><content:encoded>"
        '<![CDATA[<p>{0} <a href="{1}">Zorblax Fan</a>.</p><p>Mine too</p>]]></content:encoded>'
        "<description><![CDATA[",
    ],
    ids=["markup", "lines", "escaped", "both"],
)
def test_whom_a_comment_answers_is_not_what_it_says(words: str, body: str) -> None:
    written = f"<description><![CDATA[{body}]]></description>".format(words, "https://x.example/#comment-6")
    feed = COMMENTS.replace(b"<description>The Zorblax one</description>", written.encode())
    (mention,) = WordPress().read(Answer(url="https://blog.example/?feed=comments-rss2", body=feed), START)
    assert mention.text == "Mine too"


@pytest.mark.parametrize(
    "body",
    [
        '<p><a href="{0}">Zorblax Fan</a> への返信。</p>\n<p>Mine too</p>',
        '<a href="{0}">Zorblax Fan</a>님에 대한 답글\n\nMine too',
        '<p><a href="{0}">Zorblax Fan</a> 的回复。</p><p>Mine too</p>',
        "&lt;a href=&quot;{0}&quot;&gt;Zorblax Fan&lt;/a&gt; への返信。 Mine too",
    ],
)
def test_whom_it_answers_may_come_first(body: str) -> None:
    written = f"<description><![CDATA[{body}]]></description>".format("https://x.example/#comment-6")
    feed = COMMENTS.replace(b"<description>The Zorblax one</description>", written.encode())
    (mention,) = WordPress().read(Answer(url="https://blog.example/?feed=comments-rss2", body=feed), START)
    assert mention.text == "Mine too"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('<p>See <a href="{0}">my answer</a>: Zorblax fails</p>', "See my answer: Zorblax fails"),
        ('<p><a href="{0}">Ada</a> is right</p><p>Zorblax fails</p>', "Ada is right\n\nZorblax fails"),
    ],
)
def test_a_link_to_another_comment_in_its_words_is_a_part_of_them(body: str, text: str) -> None:
    written = f"<description><![CDATA[{body}]]></description>".format("https://x.example/#comment-6")
    feed = COMMENTS.replace(b"<description>The Zorblax one</description>", written.encode())
    (mention,) = WordPress().read(Answer(url="https://blog.example/?feed=comments-rss2", body=feed), START)
    assert mention.text == text


def test_a_comment_in_two_forms_is_said_once() -> None:
    both = (
        "<description><![CDATA[So &lt;strong&gt;bad&lt;/strong&gt; 😡]]></description><content:encoded>"
        '<![CDATA[<p>So <strong>bad</strong> <img alt="😡" class="wp-smiley" /></p>]]></content:encoded>'
    )
    feed = COMMENTS.replace(b"<description>The Zorblax one</description>", both.encode())
    (mention,) = WordPress().read(Answer(url="https://blog.example/?feed=comments-rss2", body=feed), START)
    assert mention.text == "So bad 😡"


async def test_old_posts_end_a_search(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    old = [item(number, "x", "Ada", "Sat, 31 Oct 2026 07:00:00 GMT") for number in range(5, 10)]
    server.answer("*", reply(200, rss(*(item(number, "x", "Ada") for number in range(5)), *old)))
    assert len(await found(fetcher, clock)) == 5
    assert len(server.seen) == 1


def test_a_mention_is_the_same_as_in_the_sites_own_feed() -> None:
    answer = Answer(url="https://blog.example/feed", body=COMMENTS)
    (found,), (fed,) = WordPress().read(answer, START), Feeds().read(answer, START)
    assert (found.id, found.author, found.source) == (fed.id, "Ada", "wordpress")


@pytest.mark.parametrize(
    ("file", "count"),
    [("search_rss2.xml", 1), ("atom.xml", 2), ("rdf.xml", 2), ("rss092.xml", 2), ("error_404.html", None)],
)
def test_what_sites_really_send_is_read_or_refused(file: str, count: int | None) -> None:
    folder = recorded("wordpress_local")
    if folder is None:
        pytest.skip("no recorded answers here")
    answer = Answer(url="http://blog.example/feed", body=(folder / file).read_bytes())
    if count is None:
        with pytest.raises(ChangedFailure):
            WordPress().read(answer, START)
        return
    assert len(WordPress().read(answer, START)) == count


async def test_what_never_ends_is_cut_off(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    pages = [rss(*(item(10 * page + n, "x", "Ada") for n in range(10))) for page in range(6)]
    server.answer("/velo/", *(reply(200, page) for page in pages))
    with pytest.raises(Curtailed):
        await found(fetcher, clock)
    assert len(server.seen) == 5
