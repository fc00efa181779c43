"""Feeds of every kind, and what only looks like one."""

import json
from datetime import UTC, datetime

import pytest

from bot.answer import Answer
from bot.errors import BlockedFailure, ChangedFailure, TemporaryFailure
from bot.feeds import Entry, Feed, read_feed
from bot.html import plain

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def read(body: str | bytes, content_type: str = "") -> Feed:
    data = body if isinstance(body, bytes) else body.encode()
    return read_feed(
        Answer(url="https://blog.example/feed", body=data, headers={"content-type": content_type})
    )


def rss(item: str, channel: str = "") -> Entry:
    """The one entry of an RSS 2.0 feed."""
    (entry,) = read(
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">'
        f"<channel>{channel}<item>{item}</item></channel></rss>"
    ).entries
    return entry


def atom(entry: str, feed: str = "") -> Entry:
    """The one entry of an Atom feed."""
    (found,) = read(
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr-CA">'
        f"{feed}<entry>{entry}</entry></feed>"
    ).entries
    return found


class TestFormats:
    def test_rss_2(self) -> None:
        entry = rss(
            "<title>T</title><link>https://blog.example/1</link><guid>g1</guid><description>D</description>"
            "<pubDate>Mon, 23 Nov 2026 13:00:00 +0100</pubDate><dc:creator>Léa</dc:creator>"
        )
        assert (entry.title, entry.link, entry.guid) == ("T", "https://blog.example/1", "g1")
        assert (entry.html, entry.author, entry.written) == ("D", "Léa", NOON)

    def test_atom(self) -> None:
        entry = atom(
            "<title>T</title><link href='https://blog.example/1'/><id>tag:blog.example,2026:1</id>"
            "<published>2026-11-23T12:00:00Z</published><updated>2026-11-24T12:00:00Z</updated>"
            "<author><name>Léa</name></author><summary>S</summary>"
            "<content type='html'>&lt;p&gt;C&lt;/p&gt;</content>"
        )
        assert (entry.title, entry.guid) == ("T", "tag:blog.example,2026:1")
        assert (entry.html, entry.author, entry.written) == ("<p>C</p>", "Léa", NOON)
        assert entry.language == "fr-CA"

    def test_rdf(self) -> None:
        feed = read(
            '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            "<channel rdf:about='x'><title>Blog</title><link>https://blog.example/</link></channel>"
            "<item rdf:about='https://blog.example/1'><title>T</title><link>https://blog.example/1</link>"
            "<dc:date>2026-11-23T12:00:00Z</dc:date><dc:creator>Léa</dc:creator></item></rdf:RDF>"
        )
        assert feed.title == "Blog"
        assert (feed.entries[0].written, feed.entries[0].author) == (NOON, "Léa")

    def test_rss_092_has_no_dates(self) -> None:
        feed = read("<rss version='0.92'><channel><item><title>T</title></item></channel></rss>")
        assert feed.entries[0].written is None

    @pytest.mark.parametrize("content_type", ["application/feed+json", "text/xml", "application/rss+xml", ""])
    def test_json_feed_whatever_it_is_called(self, content_type: str) -> None:
        document = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Blog &amp; Co",
            "home_page_url": "https://blog.example/",
            "language": "fr",
            "authors": [{"name": "Léa"}, {"name": "Tom"}],
            "items": [
                {"id": 7, "url": "https://blog.example/7", "content_text": "1 < 2\nyes", "title": "T",
                 "date_published": "2026-11-23T13:00:00+01:00", "external_url": "https://other.example/"},
                {"id": "8", "content_html": "<p>H</p>", "author": {"name": "Ada"}, "date_published": "soon"},
                "odd",
            ],
        }  # fmt: skip
        feed = read("\ufeff" + json.dumps(document), content_type)
        first, second = feed.entries
        assert (feed.title, feed.author, feed.language) == ("Blog &amp; Co", "Léa, Tom", "fr")
        assert (first.guid, first.written, first.about) == ("7", NOON, "https://other.example/")
        assert first.html == "1 &lt; 2<br>yes"
        assert (second.author, second.written, second.html) == ("Ada", None, "<p>H</p>")

    @pytest.mark.parametrize(
        ("signed", "author"),
        [
            ({"authors": [{"name": "Ada"}, {"name": "Ada"}, {"name": "Tom"}]}, "Ada, Tom"),
            ({"authors": [{"name": "zoe (hidden)"}, {"name": "(hidden)"}]}, "zoe"),
            ({"authors": [{"name": "ada@x.example (Ada)"}]}, "Ada"),
            ({"authors": [{"name": "editor@x.example"}]}, ""),
            ({"authors": [{"name": "Blog"}, {"name": "Ada"}]}, "Ada"),
            ({"authors": [{"name": "Blog"}]}, "Blog"),
            ({"authors": ["Ada", "Tom"]}, "Ada, Tom"),
            ({"author": "Ada"}, "Ada"),
            ({"authors": [{"url": "https://x.example/ada"}], "author": {"name": "Ada"}}, "Ada"),
        ],
    )
    def test_people_sign_a_json_feed_as_they_do_any_other(self, signed: object, author: str) -> None:
        assert isinstance(signed, dict)
        item = {"id": "1", "content_text": "w", **signed}
        document = {"version": "https://jsonfeed.org/version/1.1", "title": "Blog", "items": [item]}
        assert read(json.dumps(document), "application/json").entries[0].author == author

    @pytest.mark.parametrize(
        ("item", "link"),
        [
            ({"id": "https://blog.example/1"}, "https://blog.example/1"),
            ({"id": "/1", "attachments": [{"url": "https://cdn.example/1.mp3"}]}, "/1"),
            ({"id": "1", "attachments": [{"url": "https://cdn.example/1.mp3"}]}, "https://cdn.example/1.mp3"),
            (
                {"id": "https://blog.example/1", "external_url": "https://other.example/"},
                "https://other.example/",
            ),
            ({"id": "https://blog.example/?p=1", "url": "https://blog.example/1"}, "https://blog.example/1"),
        ],
    )
    def test_an_id_of_a_json_feed_that_is_an_address_is_where_it_leads(self, item: object, link: str) -> None:
        assert isinstance(item, dict)
        document = {"version": "https://jsonfeed.org/version/1", "items": [{"content_text": "w", **item}]}
        assert read(json.dumps(document), "application/json").entries[0].link == link

    @pytest.mark.parametrize(
        ("item", "link"),
        [
            ({"guid": "https://blog.example/1"}, "https://blog.example/1"),
            ({"guid": {"#value": "https://blog.example/1", "isPermaLink": "true"}}, "https://blog.example/1"),
            ({"guid": "1", "enclosure": {"url": "https://cdn.example/1.mp3"}}, "https://cdn.example/1.mp3"),
        ],
    )
    def test_so_is_one_of_rss_written_as_json(self, item: object, link: str) -> None:
        document = {"rss": {"channel": {"title": "Blog", "item": [item]}}}
        assert read(json.dumps(document), "application/json").entries[0].link == link

    @pytest.mark.parametrize(
        ("signed", "author"),
        [
            ({"itunes:author": "The Show", "author": "ada@x.example (Ada)"}, "Ada"),
            ({"dc:creator": ["Ada", "Tom"], "author": "desk@x.example"}, "Ada, Tom"),
            ({"itunes:author": "The Show"}, "The Show"),
        ],
    )
    def test_who_writes_signs_before_whose_show_it_is(self, signed: object, author: str) -> None:
        assert isinstance(signed, dict)
        document = {"rss": {"channel": {"title": "Blog", "item": [{"title": "T", **signed}]}}}
        assert read(json.dumps(document), "application/json").entries[0].author == author

    def test_rss_written_as_json(self) -> None:
        item = {"title": "T\nU", "link": "https://blog.example/1", "guid": {"#value": "g"},
                "description": "<b>D</b>", "pubDate": "Mon, 23 Nov 2026 12:00:00 GMT"}  # fmt: skip
        feed = read(json.dumps({"rss": {"channel": {"title": "Blog", "item": item}}}))
        (entry,) = feed.entries
        assert (entry.title, entry.guid, entry.html, entry.written) == ("T U", "g", "<b>D</b>", NOON)

    @pytest.mark.parametrize(
        ("texts", "words"),
        [
            ({"content_html": "<p>Whole</p>", "summary": "Part"}, ("<p>Whole</p>", "Part")),
            ({"content_html": "<img src='x'>", "summary": "Words"}, ("Words", "<img src='x'>")),
            ({"content_html": "Read more", "content_text": "All its words"}, ("All its words", "Read more")),
            ({"summary": "Part"}, ("Part",)),
        ],
    )  # fmt: skip
    def test_all_texts_of_json_are_kept_the_fullest_first(
        self, texts: dict[str, str], words: tuple[str, ...]
    ) -> None:
        feed = read(
            json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", **texts}]})
        )
        assert (feed.entries[0].html, *feed.entries[0].others) == words

    @pytest.mark.parametrize(
        "date", ["2026-11-23T12:00:00.9Z", 1795435200, "1795435200000", "23 nov. 2026 12:00"]
    )
    def test_dates_of_json_are_read_as_those_of_xml(self, date: str | int) -> None:
        item = {"id": "1", "date_published": date, "content_text": "T"}
        feed = read(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [item]}))
        assert feed.entries[0].written == NOON


class TestText:
    @pytest.mark.parametrize(
        ("written", "title"),
        [
            ("Zorblax &#038; cie", "Zorblax & cie"),
            ("Zorblax &amp;#038; cie", "Zorblax & cie"),
            ("Zorblax &amp;amp; cie", "Zorblax & cie"),
            ("<![CDATA[Zorblax & <b>cie</b>]]>", "Zorblax & cie"),
            ("The &lt;b&gt; tag", "The <b> tag"),
            ("two\n lines", "two lines"),
            ("Caf&eacute;", "Café"),
            ("AT&T", "AT&T"),
        ],
    )
    def test_rss_titles_are_unescaped_however_often_they_were_escaped(self, written: str, title: str) -> None:
        assert rss(f"<title>{written}</title>").title == title

    @pytest.mark.parametrize(
        ("element", "title"),
        [
            ("<title type='html'>A &amp;#038; B &amp;lt;x&amp;gt;</title>", "A & B <x>"),
            (
                "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>A <em>B</em></div></title>",
                "A B",
            ),
            ("<title type='text'>the &amp;nbsp; entity</title>", "the &nbsp; entity"),
        ],
    )
    def test_atom_titles_are_read_by_their_type(self, element: str, title: str) -> None:
        assert atom(element).title == title

    def test_the_content_is_read_before_the_summary(self) -> None:
        assert (
            rss("<content:encoded>whole</content:encoded><description>part of</description>").html == "whole"
        )
        assert rss("<content:encoded> </content:encoded><description>part</description>").html == "part"

    def test_what_a_video_says_of_itself_is_its_text(self) -> None:
        assert rss("<media:group><media:description>D</media:description></media:group>").html == "D"

    def test_the_line_that_wordpress_adds_is_left_out(self) -> None:
        html = (
            "<p>Text.</p><p>The post <a href='https://blog.example/1'>T</a> appeared first on "
            "<a href='https://blog.example'>Zorblax</a>.</p>"
        )
        assert rss(f"<description><![CDATA[{html}]]></description>").html.strip() == "<p>Text.</p>"


@pytest.mark.parametrize(
    ("element", "author"),
    [
        ("<author>lea@blog.example (Léa Roux)</author>", "Léa Roux"),
        ("<author>lea@blog.example</author>", "lea"),
        ("<author>noreply@blog.example</author>", ""),
        ("<author>Léa Roux &lt;lea@blog.example&gt;</author>", "Léa Roux"),
        ("<dc:creator>@lea@social.example</dc:creator>", "@lea@social.example"),
        ("<dc:creator>unknown</dc:creator>", ""),
        ("<dc:creator> Léa\n Roux </dc:creator>", "Léa Roux"),
        ("<dc:creator><![CDATA[O&#039;Hara]]></dc:creator>", "O'Hara"),
        ("", ""),
    ],
)
def test_authors_have_names_and_no_mail_address(element: str, author: str) -> None:
    assert rss(f"<title>T</title>{element}").author == author


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("Mon, 23 Nov 2026 12:00:00 GMT", NOON),
        ("Mon, 23 Nov 2026 12:00:00\n      GMT", NOON),
        ("Mon, 23 Nov 2026 07:00:00 EST", NOON),
        ("2026-11-23T12:00:00", NOON),
        ("2026-11-23 12:00:00", NOON),
        ("23 Nov 2026 12:00:00 +0000", NOON),
        ("someday", None),
        ("", None),
        ("Mon, 99 Nov 2026 12:00:00 GMT", None),
        ("0000-00-00T00:00:00Z", None),
    ],
)
def test_dates_are_read_without_a_zone_as_utc(date: str, written: datetime | None) -> None:
    assert rss(f"<title>T</title><pubDate>{date}</pubDate>").written == written


def test_the_address_behind_a_counting_redirect_is_preferred() -> None:
    entry = rss(
        "<link>http://feeds.example/~r/1</link>"
        "<feedburner:origLink>https://blog.example/1</feedburner:origLink>"
    )
    assert entry.link == "https://blog.example/1"


@pytest.mark.parametrize(
    ("item", "link"),
    [
        ("<guid>https://a.example/1</guid>", "https://a.example/1"),
        ("<guid>http://a.example/1</guid>", "http://a.example/1"),
        ('<guid>tag-1</guid><enclosure url="https://a.example/1.mp3"/>', "https://a.example/1.mp3"),
        ('<guid isPermaLink="false">https://a.example/1</guid>', "https://a.example/1"),
        ("<guid>tag-1</guid>", ""),
        ("<guid>https://a.example/1</guid><link>https://a.example/2</link>", "https://a.example/2"),
    ],
)
def test_without_a_link_an_entry_leads_to_its_id_or_to_what_it_encloses(item: str, link: str) -> None:
    assert rss(item).link == link


def test_opaque_ids_stay_as_they_are() -> None:
    assert atom("<id>t3_abc</id><title>T</title>").guid == "t3_abc"
    assert atom("<id>t3_abc</id><title>T</title>", "<id>/.rss</id>").guid == "t3_abc"


@pytest.mark.parametrize(
    "body",
    [
        b"\n <?xml version='1.0'?><rss version='2.0'><channel><item><title>T</title></item></channel></rss>",
        b"<!-- hello --><rss version='2.0'><channel><item><title>T</title></item></channel></rss>",
        b"<rss version='2.0'><channel><item><title>T</title></item></channel>",
        b"<rss version='2.0'><channel><item><title>T\x00\x0b</title></item></channel></rss>",
        b"<rss><channel><item><title>T</title></item></channel></rss>",
    ],
)
def test_a_slightly_broken_feed_is_read(body: bytes) -> None:
    assert [entry.title for entry in read(body).entries] == ["T"]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("bien &#55357;&#56832; dit", "bien 😀 dit"),
        ("bien &#xD83D;&#xDE00; dit", "bien 😀 dit"),
        ("<![CDATA[bien &#55357;&#56832; dit]]>", "bien 😀 dit"),
        ("bien &amp;#55357;&amp;#56832; dit", "bien 😀 dit"),
        ("bien &#55357; dit", "bien dit"),
        ("bien &#99999999999; dit", "bien dit"),
    ],
)
def test_references_to_halves_of_characters_are_read(written: str, read_as: str) -> None:
    entry = rss(f"<title>{written}</title><description>{written}</description><author>{written}</author>")
    assert (entry.title, plain(entry.html), entry.author) == (read_as, read_as, read_as)


def test_a_feed_in_json_may_lie_about_how_it_was_written() -> None:
    document = '{"version":"https://jsonfeed.org/version/1","title":"Café","items":[]}'
    assert read(document.encode("cp1252")).title == "Café"
    assert read(document.encode("utf-16")).title == "Café"


def test_a_document_that_its_parser_fails_on_is_no_feed() -> None:
    with pytest.raises(ChangedFailure, match="a feed was due"):
        read('<?xml version="1.0"?><rss version="2.0" xmlns:a="x\u00a0y"><channel><a:b/></channel></rss>')


def test_raw_html_in_a_broken_feed_is_no_depth() -> None:
    body = "<rss version='2.0'><channel><item><title>T</title><description>" + "x<br><p>" * 800
    assert read(body + "</description></item></channel></rss>").entries[0].title == "T"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "  \n ",
        "hello",
        "<html><body>x</body></html>",
        "<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'></html>",
        "<opml/>",
        "{}",
        "[1]",
        '{"items":[]}',
        "{broken",
    ],
)
def test_what_is_no_feed_is_refused(body: str) -> None:
    with pytest.raises(ChangedFailure, match=r"blog\.example"):
        read(body)


def test_a_challenge_page_is_told_from_a_web_page() -> None:
    with pytest.raises(BlockedFailure):
        read("<!DOCTYPE html><html><title>Just a moment...</title></html>")


DOCTYPE = (
    "<?xml version='1.0'?><!DOCTYPE rss [{}]><rss version='2.0'><channel><title>&a;</title></channel></rss>"
)


@pytest.mark.parametrize(
    "declared",
    [
        "<!ENTITY a 'aaa'><!ENTITY b '&a;&a;&a;'>",
        "<!ENTITY a SYSTEM 'file:///etc/passwd'>",
        "<!entity a system 'http://169.254.169.254/'>",
        f"<!ENTITY a '{'x' * 100}'>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_that_swell_or_reach_out_are_refused(declared: str, encoding: str) -> None:
    with pytest.raises(ChangedFailure, match="overwhelm"):
        read(DOCTYPE.format(declared).encode(encoding))


def test_an_entity_for_a_character_is_harmless() -> None:
    assert read(DOCTYPE.format("<!ENTITY a '&#233;'>")).title == "é"


def test_an_article_about_entities_is_an_article() -> None:
    entry = rss("<title>XXE</title><description><![CDATA[<!ENTITY a SYSTEM 'file:///x'>]]></description>")
    assert entry.title == "XXE"


def test_nesting_beyond_reason_is_refused() -> None:
    with pytest.raises(ChangedFailure, match="overwhelm"):
        read("<rss version='2.0'>" + "<a>" * 1000)


@pytest.mark.parametrize(
    "body",
    [
        b"<?xml version='1.0'?><rss version='2.0'><channel><title>Lampes</title><link>https://lam",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title>Lampes</title>",
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "Lampes", "items": [{"id": "1", "ti',
    ],
    ids=["RSS", "Atom", "JSON"],
)
def test_a_feed_of_which_only_the_head_came_is_no_change_of_format(body: bytes) -> None:
    with pytest.raises(TemporaryFailure, match="broke off"):
        read_feed(Answer(url="https://lampes.example/feed", body=body))


def test_an_empty_feed_that_is_whole_is_a_feed() -> None:
    body = b"<rss version='2.0'><channel><title>Lampes</title></channel></rss>\n<!-- 0.1 s -->"
    assert read_feed(Answer(url="https://lampes.example/feed", body=body)).entries == ()
