"""Of several titles, texts, authors, dates and links of one entry, its own are taken, whatever comes last."""

from itertools import permutations

import pytest

from bot.answer import Answer
from bot.feeds import Entry, Feed, read_feed
from bot.sources.feeds import Feeds
from bot.text import BETWEEN_TEXTS
from tests.clock import START

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:googleplay="http://www.google.com/schemas/play-podcasts/1.0"'
)
OWN = "<description>Lamps by Zorblax in Lyon.</description>"
CAPTION = "A street in the rain"
OTHERS = [
    f"<media:text>{CAPTION}</media:text>",
    f"<media:description>{CAPTION}</media:description>",
    f"<media:group><media:content url='x'/><media:description>{CAPTION}</media:description></media:group>",
    f"<media:content url='x'><media:description type='plain'>{CAPTION}</media:description></media:content>",
    f"<itunes:summary>{CAPTION}</itunes:summary>",
    f"<itunes:subtitle>{CAPTION}</itunes:subtitle>",
    f"<dc:description>{CAPTION}</dc:description>",
    f"<dcterms:abstract>{CAPTION}</dcterms:abstract>",
    f"<googleplay:description>{CAPTION}</googleplay:description>",
    f"<og><title>Card</title><description>{CAPTION}</description></og>",
    f"<description>{CAPTION}</description>",
]


def body(item: str, channel: str = "", root: str = NAMESPACES) -> bytes:
    return f"<rss version='2.0' {root}><channel>{channel}<item>{item}</item></channel></rss>".encode()


def feed(document: bytes) -> Feed:
    return read_feed(Answer(url="https://news.example/feeds/all.xml", body=document))


def rss(item: str, channel: str = "", root: str = NAMESPACES) -> Entry:
    (entry,) = feed(body(item, channel, root)).entries
    return entry


def atom(entry: str, head: str = "") -> Entry:
    document = f"<feed xmlns='http://www.w3.org/2005/Atom'>{head}<entry>{entry}</entry></feed>"
    (found,) = feed(document.encode()).entries
    return found


def text(item: str, channel: str = "") -> str:
    """The words of an item's mention."""
    (mention,) = Feeds().read(Answer(url="https://news.example/feed", body=body(item, channel)), START)
    return mention.text


class TestWords:
    @pytest.mark.parametrize("other", OTHERS)
    def test_its_own_come_first_whatever_follows(self, other: str) -> None:
        entry = rss(f"<title>T</title>{OWN}{other}")
        assert (entry.title, entry.html) == ("T", "Lamps by Zorblax in Lyon.")

    @pytest.mark.parametrize("other", OTHERS[:-1])
    def test_its_own_come_first_whatever_comes_before(self, other: str) -> None:
        entry = rss(f"{other}<title>T</title>{OWN}")
        assert (entry.title, entry.html) == ("T", "Lamps by Zorblax in Lyon.")

    @pytest.mark.parametrize("other", OTHERS)
    def test_all_that_is_said_is_searched(self, other: str) -> None:
        assert text(f"<title>T</title>{OWN}{other}") == f"Lamps by Zorblax in Lyon.{BETWEEN_TEXTS}{CAPTION}"

    @pytest.mark.parametrize("other", OTHERS)
    def test_what_others_say_stands_where_it_says_nothing(self, other: str) -> None:
        assert text(f"<title>T</title>{other}") == CAPTION

    @pytest.mark.parametrize("order", list(permutations(range(3))))
    def test_the_content_is_its_body_in_any_order(self, order: tuple[int, ...]) -> None:
        parts = [
            "<content:encoded><![CDATA[<p>Zorblax opens.</p><p>A second shop.</p>]]></content:encoded>",
            "<description>Zorblax opens. A sec[…]</description>",
            "<media:description>Zorblax opens</media:description>",
        ]
        assert text("".join(parts[place] for place in order)) == "Zorblax opens.\n\nA second shop."

    @pytest.mark.parametrize(
        "stub",
        [
            "Read more",
            "Lire la suite",
            "<![CDATA[<a href='/1'>Read more</a>]]>",
            "<![CDATA[<img src='x' alt=''>]]>",
        ],
    )
    def test_a_content_that_is_a_stub_gives_way_to_the_description(self, stub: str) -> None:
        assert text(f"{OWN}<content:encoded>{stub}</content:encoded>") == "Lamps by Zorblax in Lyon."

    @pytest.mark.parametrize(
        "link",
        [
            "Lire la suite de notre essai",
            "Lire la suite <b>de notre</b> essai",
            "Lire</a> <a href='/2'>suite",
        ],
    )
    def test_a_content_that_is_a_link_gives_way_to_a_longer_description(self, link: str) -> None:
        said = "Les lampes de Zorblax, bientôt vendues à Lyon"
        content = f"<content:encoded><![CDATA[<a href='/1'>{link}</a>]]></content:encoded>"
        assert rss(f"<description>{said}</description>{content}").html == said

    def test_a_content_with_more_words_than_its_description_is_the_body_whatever_links_it_holds(self) -> None:
        content = "<p><a href='/1'>Lamps by Zorblax</a> and <a href='/2'>others of this week</a></p>"
        entry = rss(f"{OWN}<content:encoded><![CDATA[{content}]]></content:encoded>")
        assert entry.html == content

    def test_its_own_words_come_first_however_short_they_are(self) -> None:
        caption = f"<media:description>{CAPTION * 5}</media:description>"
        assert rss(f"<content:encoded>Sold out.</content:encoded>{caption}").html == "Sold out."

    def test_a_content_that_is_no_text_is_none(self) -> None:
        entry = atom("<title>T</title><content type='image/png'>iVBORw0KGgo=</content><summary>S</summary>")
        assert (entry.html, entry.others) == ("S", ())

    def test_a_text_that_came_encoded_is_one(self) -> None:
        entry = atom("<title>T</title><content type='application/octet-stream'>WiA8Yj54PC9iPg==</content>")
        assert entry.html == "Z <b>x</b>"

    def test_what_stands_inside_another_element_of_a_broken_feed_is_still_its_own(self) -> None:
        assert rss("<title>T</title><br><description>D</description>").html == "D"


class TestTitles:
    @pytest.mark.parametrize("tag", ["dc:title", "media:title", "itunes:title"])
    @pytest.mark.parametrize("item", ["<{0}>Photo</{0}><title>T</title>", "<title>T</title><{0}>Photo</{0}>"])
    def test_its_own_is_taken(self, tag: str, item: str) -> None:
        assert rss(item.format(tag)).title == "T"

    @pytest.mark.parametrize("tag", ["dc:title", "media:title", "itunes:title"])
    def test_another_stands_in_where_it_has_none(self, tag: str) -> None:
        assert rss(f"<{tag}>Photo</{tag}><link>/1</link>").title == "Photo"


class TestAuthors:
    @pytest.mark.parametrize(
        ("item", "author"),
        [
            ("<dc:creator>Ada</dc:creator><dc:creator>Bob</dc:creator>", "Ada, Bob"),
            ("<author>Ada</author><author>Bob</author><author>Ada</author>", "Ada, Bob"),
            ("<dc:creator>Ada</dc:creator><itunes:author>The Show</itunes:author>", "Ada"),
            ("<itunes:author>The Show</itunes:author><author>a@x.example (Ada)</author>", "Ada"),
            ("<itunes:author>The Show</itunes:author>", "The Show"),
            (
                "<author>info@x.example (info@x.example)</author><itunes:author>The Show</itunes:author>",
                "The Show",
            ),
            ("<author>ada@x.example (ada@x.example)</author>", "ada"),
            ("<author>desk@x.example</author><dc:creator>Ada</dc:creator>", "Ada"),
            ("<author>noreply@x.example</author><itunes:author>The Show</itunes:author>", "The Show"),
        ],
    )
    def test_of_rss(self, item: str, author: str) -> None:
        assert rss(f"<title>T</title>{item}").author == author

    @pytest.mark.parametrize(
        ("entry", "author"),
        [
            ("<author><name>zoe</name><email>hidden</email></author>", "zoe"),
            ("<author><email>hidden</email><name>zoe</name></author>", "zoe"),
            ("<author><name>zoe</name><email>zoe at b dot example</email></author>", "zoe"),
            ("<author><name>zoe</name><email>zoe@b.example</email></author>", "zoe"),
            ("<author><email>zoe@b.example</email></author>", "zoe"),
            ("<author><email>hidden</email></author>", ""),
            ("<author><name>Ada</name></author><author><name>Bob</name></author>", "Ada, Bob"),
            ("<contributor><name>Cy</name></contributor><author><name>Ada</name></author>", "Ada"),
            ("<source><title>O</title><author><name>Src</name></author></source>", "Src"),
            ("<source><author><name>Src</name></author></source><author><name>Ada</name></author>", "Ada"),
        ],
    )
    def test_of_atom(self, entry: str, author: str) -> None:
        assert atom(f"<title>T</title>{entry}").author == author

    def test_of_a_feed(self) -> None:
        document = (
            "<feed xmlns='http://www.w3.org/2005/Atom'><author><name>zoe</name><email>hidden</email></author>"
        )
        assert feed(f"{document}<entry><title>T</title></entry></feed>".encode()).author == "zoe"


class TestDates:
    @pytest.mark.parametrize(
        ("item", "day"),
        [
            ("<pubDate>Mon, 23 Nov 2026 12:00:00 GMT</pubDate><pubDate>soon</pubDate>", 23),
            ("<pubDate>soon</pubDate><pubDate>Mon, 23 Nov 2026 12:00:00 GMT</pubDate>", 23),
            ("<pubDate>soon</pubDate><dc:date>2026-11-22T12:00:00Z</dc:date>", 22),
            ("<dc:date>2026-11-22T12:00:00Z</dc:date><pubDate>Mon, 23 Nov 2026 12:00:00 GMT</pubDate>", 23),
            ("<og><pubDate>Sun, 01 Nov 2026 12:00:00 GMT</pubDate></og><pubDate>23 Nov 2026</pubDate>", 23),
            ("<pubDate>ven., 20 nov. 2026 12:00:00 +0100</pubDate>", 20),
            ("<pubDate>1795435200</pubDate>", 23),
        ],
    )
    def test_the_first_that_can_be_read_is_taken(self, item: str, day: int) -> None:
        written = rss(f"<title>T</title>{item}").written
        assert written is not None
        assert written.day == day

    def test_a_day_without_an_hour_is_known_for_one(self) -> None:
        assert rss("<title>T</title><pubDate>23 Nov 2026</pubDate>").day_only
        assert not rss("<title>T</title><pubDate>23 Nov 2026 12:00 GMT</pubDate>").day_only


class TestLinks:
    @pytest.mark.parametrize(
        ("entry", "link"),
        [
            ("<link rel='enclosure' href='/a.mp3'/><link rel='alternate' href='/1'/>", "/1"),
            ("<link rel='alternate' href='/1'/><link rel='enclosure' href='/a.mp3'/>", "/1"),
            ("<link rel='enclosure' href='/a'/><link rel='alternate' type='text/plain' href='/1'/>", "/1"),
            (
                "<link rel='enclosure' type='text/html' href='/a'/><id>http://n.example/1</id>",
                "http://n.example/1",
            ),
            ("<link rel='enclosure' href='/a.mp3'/><link rel='via' href='/1'/>", "/1"),
            ("<link rel='self' href='/1.atom'/><link rel='enclosure' href='/a.mp3'/>", "/a.mp3"),
            ("<content type='text/html' src='/1'/><link rel='enclosure' href='/a.mp3'/>", "/1"),
        ],
    )
    def test_the_page_is_taken_before_what_is_attached(self, entry: str, link: str) -> None:
        assert atom(f"<title>T</title>{entry}").link == link

    @pytest.mark.parametrize(
        ("item", "link"),
        [
            ("<guid isPermaLink='true'>/blog/x</guid>", "/blog/x"),
            ("<guid isPermaLink='true'>x</guid><enclosure url='/a.mp3'/>", "x"),
            ("<guid>/blog/x</guid>", "/blog/x"),
            ("<guid isPermaLink='false'>/blog/x</guid>", ""),
            ("<link rel='enclosure'>/a.mp3</link><link>/1</link>", "/1"),
            ("<link>javascript:void(0)</link><guid isPermaLink='true'>/1</guid>", "/1"),
            ("<link>mailto:a@b.example</link><enclosure url='/a.mp3'/>", "/a.mp3"),
            ("<link>HTTPS://n.example/1</link>", "HTTPS://n.example/1"),
            ("<link>n.example:8080/1</link>", "n.example:8080/1"),
        ],
    )
    def test_an_id_that_says_it_is_the_address_is_it(self, item: str, link: str) -> None:
        assert rss(f"<title>T</title>{item}").link == link


class TestAddresses:
    @pytest.mark.parametrize(
        ("channel", "root", "address"),
        [
            ("<link>/blog/</link>", "", "https://news.example/feeds/three"),
            ("<link>https://news.example/blog/</link>", "", "https://news.example/feeds/three"),
            ("", "xml:base='https://other.example/b/'", "https://other.example/b/three"),
            ("", "xml:base='/b/'", "https://news.example/b/three"),
            ("<link>https://blog.example/b/</link>", "", "https://blog.example/b/three"),
        ],
        ids=["relative page", "page", "base", "relative base", "republished elsewhere"],
    )
    def test_they_are_relative_to_the_base_and_not_to_the_page(
        self, channel: str, root: str, address: str
    ) -> None:
        document = body("<title>T</title><link>three</link>", channel, root)
        (mention,) = Feeds().read(Answer(url="https://news.example/feeds/all.xml", body=document), START)
        assert mention.url == address


@pytest.mark.parametrize(
    "document",
    [
        "<rss><r:channel><r:title>B</r:title><r:item><r:title>Zorblax</r:title></r:item></r:channel></rss>",
        "<rss><channel><item><r:title>Zorblax</r:title><r:link>/1</r:link></item></channel></rss>",
        "<a:feed><a:title>B</a:title><a:entry><a:title>Zorblax</a:title></a:entry></a:feed>",
    ],
)
def test_a_prefix_that_nobody_declared_hides_nothing(document: str) -> None:
    assert [entry.title for entry in feed(document.encode()).entries] == ["Zorblax"]


def test_a_prefix_that_is_declared_for_something_else_stays() -> None:
    document = "<rss xmlns:x='urn:x'><channel><item><x:title>Zorblax</x:title></item></channel></rss>"
    (entry,) = feed(document.encode()).entries
    assert entry.title == ""
