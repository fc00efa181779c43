"""From a page's address to its feed, over real HTTP on loopback."""

from collections.abc import AsyncIterator

import pytest

from bot.errors import BlockedFailure, ChangedFailure, GoneFailure, RefusedAddress, TemporaryFailure
from bot.fetching import DomainLimiter, Fetcher, FetchLimits
from bot.sources.feeds import FoundFeed, find_feed
from tests.clock import FakeClock
from tests.fetching.server import Server, reply
from tests.sources.cases.feeds import write

HTML = {"content-type": "text/html; charset=utf-8"}
FEED = write([("Zorblax", "ada"), ("Zorblax", "bob")])


def said(found: FoundFeed) -> tuple[str, str, int]:
    """What is said of a feed that was found."""
    return found.url, found.title, found.entries


FOUND = ("https://blog.example/flux.xml", "Le blog de Léa", 2)


def page(*links: str) -> bytes:
    """A page whose head holds these links."""
    return reply(200, f"<!DOCTYPE html><html><head>{''.join(links)}</head><p>Hi</html>".encode(), HTML)


def link(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" title="{title}">'


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server() as server:
        yield server


@pytest.fixture
async def fetcher(server: Server) -> AsyncIterator[Fetcher]:
    clock = FakeClock()
    limits = FetchLimits(attempts=1, body=200_000)
    async with Fetcher(
        clock=clock, limiter=DomainLimiter(clock, gap=0.0), limits=limits, routes={"*": server.base}
    ) as fetcher:
        yield fetcher


@pytest.mark.parametrize(
    "address",
    [
        "https://blog.example/flux.xml",
        "blog.example/flux.xml",
        "feed://blog.example/flux.xml",
        "feed:https://blog.example/flux.xml",
    ],
)
async def test_the_address_of_a_feed_is_the_feed(fetcher: Fetcher, server: Server, address: str) -> None:
    server.answer("/flux.xml", reply(200, FEED))
    assert said(await find_feed(address, fetcher)) == FOUND


@pytest.mark.parametrize(
    "head",
    [
        link("/flux.xml"),
        link("flux.xml", "application/atom+xml"),
        link("https://blog.example/flux.xml", "application/feed+json"),
        '<base href="https://blog.example/">'
        '<LINK HREF=flux.xml TYPE="application/rss+xml" REL="feed alternate">',
        link("/comments.xml", title="Comments") + link("/flux.xml"),
        link("javascript:alert(1)") + link("/gone.xml") + link("/flux.xml"),
        "<script>" + "x;" * 80_000 + "</script>" + link("/flux.xml"),
        "<div>" * 500 + link("/flux.xml"),
        link("/other", "text/html") + link("/flux.xml", "text/xml"),
        link("/flux.xml", "application/rss+xml; charset=utf-8"),
        link("/flux.xml", "Application/Atom+XML;type=feed"),
        '</head><p><a href="/menu">Menu</a> <a class=x rel="alternate" type="application/rss+xml" '
        'href="/flux.xml">RSS</a>',
        '</head><a href="/en/" rel="alternate" hreflang="en">English</a> <a rel=feed href=/flux.xml>RSS</a>',
        link("/flux.xml", title="News > RSS"),
        "<!-- " + link("/old.xml") + " -->" + link("/flux.xml"),
        f"<script>'{link('/old.xml')}'</script>" + link("/flux.xml"),
        link("feed://blog.example/flux.xml"),
        link("feed:https://blog.example/flux.xml"),
        '</head><a href="/en/" rel="alternate" hreflang="en">English</a>'
        '<a title="RSS > all" rel="alternate" href="/flux.xml">RSS</a>',
        '</head><a rel="alternate" href="/old.xml">All</a>' + link("/flux.xml"),
    ],
)
async def test_a_page_names_its_feed(fetcher: Fetcher, server: Server, head: str) -> None:
    server.answer("/", page(head))
    server.answer("/flux.xml", reply(200, FEED))
    server.answer("/comments.xml", reply(200, write([])))
    server.answer("/old.xml", reply(200, write([])))
    assert said(await find_feed("https://blog.example/", fetcher)) == FOUND


@pytest.mark.parametrize(
    "header",
    [
        '</flux.xml>; rel="alternate"; type="application/rss+xml"',
        '<https://blog.example/>; rel=canonical, <flux.xml>;type="application/atom+xml";rel="alternate feed"',
        '</en/>; rel="alternate"; hreflang=en, </flux.xml>; rel=alternate; title="a, b; c"; type=text/xml',
        '</comments.xml>; rel=alternate; type=text/xml; title="Comments", '
        "</flux.xml>; rel=alternate; type=text/xml",
    ],
)
async def test_a_header_names_the_feed(fetcher: Fetcher, server: Server, header: str) -> None:
    server.answer("/", reply(200, b"<!DOCTYPE html><title>Blog</title>", HTML | {"link": header}))
    server.answer("/flux.xml", reply(200, FEED))
    server.answer("/comments.xml", reply(200, write([])))
    assert said(await find_feed("https://blog.example/", fetcher)) == FOUND


@pytest.mark.parametrize("path", ["/feed/", "/rss/", "/atom.xml", "/feed.json", "/blog/feed/"])
async def test_a_feed_that_is_not_named_is_looked_for_where_feeds_are(
    fetcher: Fetcher, server: Server, path: str
) -> None:
    server.answer("/blog", page())
    server.answer(path, reply(200, FEED))
    found = await find_feed("https://blog.example/blog", fetcher)
    assert said(found) == (f"https://blog.example{path}", "Le blog de Léa", 2)


async def test_a_feed_known_before_is_found_again(fetcher: Fetcher, server: Server) -> None:
    server.answer("/flux.xml", reply(200, FEED, {"etag": '"1"'}))
    await fetcher.get("https://blog.example/flux.xml")
    assert said(await find_feed("https://blog.example/flux.xml", fetcher)) == FOUND
    assert "if-none-match" not in server.seen[1].headers


async def test_a_feed_sent_with_a_404_is_a_feed(fetcher: Fetcher, server: Server) -> None:
    server.answer("/flux.xml", reply(404, FEED))
    assert (await find_feed("https://blog.example/flux.xml", fetcher)).entries == 2


async def test_a_feed_without_a_title_is_called_by_its_host(fetcher: Fetcher, server: Server) -> None:
    server.answer("/flux.xml", reply(200, b"<rss version='2.0'><channel></channel></rss>"))
    assert (await find_feed("https://blog.example/flux.xml", fetcher)).title == "blog.example"


async def test_a_page_without_a_feed_gets_a_sentence(fetcher: Fetcher, server: Server) -> None:
    server.answer("/", page())
    with pytest.raises(ChangedFailure, match=r"No feed was found at blog\.example.*Give the address"):
        await find_feed("https://blog.example/", fetcher)
    assert len(server.seen) <= 20


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (reply(403, b"<html>no</html>", HTML), BlockedFailure),
        (reply(404, b"<html>no</html>", HTML), GoneFailure),
        (reply(500, b"<html>no</html>", HTML), TemporaryFailure),
    ],
)
async def test_a_page_that_cannot_be_read_says_why(
    fetcher: Fetcher, server: Server, sent: bytes, expected: type[Exception]
) -> None:
    server.answer("*", sent)
    with pytest.raises(expected, match=r"blog\.example"):
        await find_feed("https://blog.example/", fetcher)


@pytest.mark.parametrize(
    "address", ["", "javascript:alert(1)", "ftp://blog.example/", "not an address", "https://"]
)
async def test_what_is_no_address_is_refused(fetcher: Fetcher, server: Server, address: str) -> None:
    with pytest.raises(RefusedAddress):
        await find_feed(address, fetcher)
    assert not server.seen


async def test_private_addresses_are_refused(fetcher: Fetcher) -> None:
    with pytest.raises(RefusedAddress, match="private"):
        await find_feed("http://192.168.1.1/feed", fetcher)


@pytest.mark.parametrize("address", ["https://ann:s3cret@blog.example/feed", "ann@blog.example"])
async def test_an_address_with_a_password_is_refused_without_repeating_it(
    fetcher: Fetcher, server: Server, address: str
) -> None:
    with pytest.raises(RefusedAddress, match="read by everybody here") as caught:
        await find_feed(address, fetcher)
    assert "s3cret" not in caught.value.reason
    assert not server.seen


async def test_an_address_that_is_too_long_to_keep_is_refused(fetcher: Fetcher, server: Server) -> None:
    with pytest.raises(RefusedAddress, match="2,000 bytes at most"):
        await find_feed(f"https://blog.example/{'a' * 2_000}", fetcher)
    assert not server.seen
