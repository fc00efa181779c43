"""Feeds as mentions: who speaks, where, and when two entries are the same."""

from datetime import timedelta

import pytest

from bot.answer import Answer
from bot.errors import ChangedFailure
from bot.fetching import Fetcher
from bot.models import Mention, MentionKind
from bot.query import Needle, parse
from bot.sources.feeds import Feeds
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.recorded import recorded
from tests.sources.cases.feeds import item as dated_item
from tests.sources.cases.feeds import rss

ADDRESS = "https://blog.example/feed"


def read(body: bytes, url: str = ADDRESS) -> list[Mention]:
    return Feeds().read(Answer(url=url, body=body), START)


def one(item: str, channel: str = "", url: str = ADDRESS) -> Mention:
    """The mention of a feed's only item."""
    (mention,) = read(rss(f"<item>{item}</item>", channel=channel), url)
    return mention


def titled(title: str, *items: str) -> bytes:
    """A feed under another title."""
    return rss(*items).replace("Le blog de Léa".encode(), title.encode())


class TestIdentity:
    @pytest.mark.parametrize(
        ("item", "identity"),
        [
            ("<guid>https://Blog.example/1/?utm_source=rss</guid><link>x</link>", "https://blog.example/1"),
            ("<guid>https://blog.example/?p=1</guid><link>/one</link>", "https://blog.example/?p=1"),
            ("<guid>https://blog.example/1#comment-2</guid>", "https://blog.example/1#comment-2"),
            ("<guid isPermaLink='false'>tag:blog.example,2026:1</guid>", "feed:tag:blog.example,2026:1"),
            ("<guid isPermaLink='false'>urn:uuid:1-2</guid>", "feed:urn:uuid:1-2"),
            (
                "<guid isPermaLink='false'>42</guid><link>https://blog.example/1</link>",
                "feed:blog.example/42",
            ),
            ("<link>https://blog.example/1/#comment-2</link>", "https://blog.example/1#comment-2"),
            ("<link>https://blog.example/1#xtor=RSS-1</link>", "https://blog.example/1"),
            ("<link>/blog/1</link><guid>/blog/1</guid>", "https://blog.example/blog/1"),
            ("<link>1</link><guid>1</guid>", "https://blog.example/1"),
            ("<guid isPermaLink='true'>/blog/1</guid>", "https://blog.example/blog/1"),
        ],
    )
    def test_it_is_the_guid_else_the_link(self, item: str, identity: str) -> None:
        assert one(f"<title>T</title><description>w</description>{item}").id == identity

    @pytest.mark.parametrize(
        "item",
        [
            "<guid>https://blog.example/</guid><link>/{}</link>",
            "<guid isPermaLink='false'>0</guid><link>/{}</link>",
            "<guid>https://blog.example/news</guid><link>/news</link>",
            "<link>/news</link>",
            "<guid>https://blog.example/</guid><link>https://blog.example/</link>",
        ],
    )
    def test_entries_that_share_a_guid_or_a_link_are_told_apart(self, item: str) -> None:
        items = [f"<item><title>T{number}</title>{item.format(number)}</item>" for number in range(3)]
        found = read(rss(*items))
        assert [mention.title for mention in found] == ["T0", "T1", "T2"]
        assert found == read(rss(*items))

    def test_an_entry_whose_title_was_changed_is_one(self) -> None:
        entry = "<guid isPermaLink='false'>7</guid><link>/7</link>"
        items = [f"<item><title>{title}</title>{entry}</item>" for title in ("Teh", "The")]
        assert len(read(rss(*items))) == 1

    @pytest.mark.parametrize(
        ("older", "newer"),
        [
            ("<title>Search is down</title>", "<title>Search is back</title><pubDate>{newer}</pubDate>"),
            ("<title>Zorblax 1.4.2</title>", "<title>Zorblax 1.4.3</title>"),
            ("<title>Status</title><description>Search is down</description>", "<title>Status</title>"),
            (
                "<title>A walk</title><pubDate>{older}</pubDate>",
                "<title>A walk</title><pubDate>{newer}</pubDate>",
            ),
        ],
    )
    @pytest.mark.parametrize("name", ["<guid>https://blog.example/status</guid>", "<link>/status</link>"])
    def test_two_entries_of_one_id_and_address_are_two_if_they_say_other_things(
        self, older: str, newer: str, name: str
    ) -> None:
        dates = {"older": "Sun, 22 Nov 2026 07:00:00 GMT", "newer": "Mon, 23 Nov 2026 07:00:00 GMT"}
        items = [f"<item>{item.format(**dates)}{name}</item>" for item in (newer, older)]
        (alone,) = read(rss(items[1]))
        found = [mention.id for mention in read(rss(*items))]
        assert len(set(found)) == 2
        assert found[1] == alone.id
        assert found == [mention.id for mention in read(rss(*items))]

    def test_a_guid_that_is_too_long_for_a_key_is_shortened(self) -> None:
        long = one(f"<title>T</title><guid isPermaLink='false'>{'9' * 5_000}</guid><link>/1</link>")
        assert len(long.id) < 100

    def test_an_entry_is_one_whichever_way_its_site_is_reached(self) -> None:
        ways = (
            "http://blog.example/1",
            "https://www.blog.example/1/",
            "https://blog.example/1?utm_medium=rss",
        )
        assert len({one(f"<title>T</title><guid>{way}</guid><link>{way}</link>").id for way in ways}) == 1

    def test_a_status_in_a_feed_is_the_status_on_its_server(self) -> None:
        page = "https://piaille.example/@lea/117020593741189701"
        status = "https://piaille.example/users/lea/statuses/117020593741189701"
        assert one(f"<title>T</title><guid>{page}</guid><link>{page}</link>").id == status

    def test_short_guids_of_two_sites_are_two(self) -> None:
        item = "<title>T</title><guid isPermaLink='false'>1</guid><link>/1</link>"
        other = rss(f"<item>{item}</item>").replace(b"blog.example", b"other.example")
        assert one(item).id != read(other, "https://other.example/feed")[0].id

    def test_two_feeds_of_a_site_agree(self) -> None:
        item = "<title>T</title><guid isPermaLink='false'>1</guid><link>https://www.blog.example/1</link>"
        assert one(item).id == one(item, url="https://blog.example/tag/zorblax/feed").id

    def test_words_and_date_stand_in_for_a_missing_guid_and_link(self) -> None:
        first, second = read(rss("<item><title>A</title></item>", "<item><title>B</title></item>"))
        assert first.id != second.id
        assert [first.id, second.id] == [
            mention.id
            for mention in read(rss("<item><title>A</title></item>", "<item><title>B</title></item>"))
        ]

    def test_an_entry_twice_is_one_mention(self) -> None:
        entry = "<item><title>T</title><link>/1</link></item>"
        assert len(read(rss(entry, entry))) == 1


class TestAddresses:
    @pytest.mark.parametrize(
        ("link", "url"),
        [
            ("/1", "https://blog.example/1"),
            ("2026/1", "https://blog.example/2026/1"),
            ("https://other.example/1?utm_source=rss", "https://other.example/1?utm_source=rss"),
            ("javascript:alert(1)", "https://blog.example/"),
            ("", "https://blog.example/"),
        ],
    )
    def test_links_are_resolved_and_only_web_addresses(self, link: str, url: str) -> None:
        assert one(f"<title>T</title><link>{link}</link>").url == url

    def test_a_feed_without_a_link_resolves_against_its_own_address(self) -> None:
        body = b"<rss version='2.0'><channel><item><title>T</title><link>/1</link></item></channel></rss>"
        assert read(body)[0].url == "https://blog.example/1"

    def test_links_to_other_sites_are_kept_once_without_tracking(self) -> None:
        html = (
            '<a href="https://news.example/z?utm_source=x">a</a> <a href="https://news.example/z#b">b</a> '
            '<a href="/tag/z">tag</a> <a href="https://twitter.com/intent/tweet?url=x">share</a> '
            '<a href="javascript:alert(1)">no</a>'
        )
        mention = one(f"<title>T</title><link>/1</link><description><![CDATA[{html}]]></description>")
        assert mention.links == ("https://news.example/z",)


class TestPhrases:
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("<p>We like Acme, Inc.</p>", True),
            ("<p>We like Acme<br>Inc</p>", True),
            ("<p>We like Acme</p><p>Inc is a word</p>", False),
            ("<ul><li>Acme</li><li>Inc</li></ul>", False),
        ],
    )
    def test_a_phrase_reaches_over_no_end_of_a_paragraph(self, words: str, found: bool) -> None:
        mention = one(f"<title>T</title><description><![CDATA[{words}]]></description>")
        assert parse('"acme inc"').matches(mention) is found

    def test_a_phrase_reaches_from_no_text_of_an_entry_into_the_next(self) -> None:
        others = "<itunes:summary>Inc and others</itunes:summary>"
        mention = one(f"<title>T</title><description>We like Acme</description>{others}")
        assert not parse('"acme inc"').matches(mention)
        assert parse('acme "inc and others"').matches(mention)


class TestPeopleAndPlaces:
    def test_a_blog_post_is_an_article_in_its_blog(self) -> None:
        mention = one("<title>T</title><link>/1</link>", "<language>fr-FR</language>")
        assert (mention.kind, mention.place, mention.lang) == (MentionKind.ARTICLE, "Le blog de Léa", "fr")

    @pytest.mark.parametrize(
        ("feed", "item", "title", "place"),
        [
            ("Comments for Le blog", "Comment on Zorblax &amp; moi by Tom", "Zorblax & moi", "Le blog"),
            ("Commentaires pour Le blog", "Commentaires sur Zorblax par Tom", "Zorblax", "Le blog"),
            ("Comments on: Zorblax", "By: Tom", "Zorblax", "blog.example"),
            ("Commentaires sur : Zorblax", "Par : Tom", "Zorblax", "blog.example"),
        ],
    )
    def test_comments_stand_under_their_post(self, feed: str, item: str, title: str, place: str) -> None:
        (mention,) = read(
            titled(
                feed,
                f"<item><title>{item}</title><link>https://blog.example/z/#comment-9</link>"
                "<dc:creator>Tom</dc:creator><description>Bof.</description></item>",
            )
        )
        assert mention.kind is MentionKind.COMMENT
        assert (mention.title, mention.topic, mention.place, mention.author) == ("", title, place, "Tom")
        assert mention.answers == ("https://blog.example/z",)
        assert mention.thread == "https://blog.example/z"
        assert mention.url == "https://blog.example/z/#comment-9"

    @pytest.mark.parametrize(
        ("feed", "item", "heading"),
        [
            ("Comments on Le blog: Essai", "Zorblax est nul, vraiment, je...", "Le blog: Essai"),
            ("Comments on Le blog: Essai", "Zorblax est nul, vraiment, je ne sais.", "Le blog: Essai"),
            ("Comments on Le blog: Essai", "", "Le blog: Essai"),
            ("Le blog", "Zorblax est nul…", ""),
            ("Le blog", "Zorblax", "Zorblax"),
        ],
    )
    def test_the_beginning_of_a_comment_is_no_heading_of_its_page(
        self, feed: str, item: str, heading: str
    ) -> None:
        (mention,) = read(
            titled(
                feed,
                f"<item><title>{item}</title><link>https://blog.example/z?showComment=17#c9</link>"
                "<description>Zorblax est nul, vraiment, je ne sais.</description></item>",
            )
        )
        assert (mention.kind, mention.title, mention.topic) == (MentionKind.COMMENT, "", heading)
        assert (mention.thread, mention.id) == ("https://blog.example/z", "https://blog.example/z#c9")

    @pytest.mark.parametrize(
        ("title", "heading"),
        [
            ('New comment by tom in "Zorblax raises money"', "Zorblax raises money"),
            ("Answer by Tom Roe for Why does Zorblax fail?", "Why does Zorblax fail?"),
            ("Comment by Tom on Why does Zorblax fail?", "Why does Zorblax fail?"),
        ],
    )
    def test_who_answers_what_is_the_heading_of_an_answer(self, title: str, heading: str) -> None:
        who = title.partition(" by ")[2].split(" in ")[0].split(" for ")[0].split(" on ")[0]
        said = f"<link>https://f.example/i?id=12</link><dc:creator>{who}</dc:creator><description>So?</description>"
        mention = one(f"<title>{title}</title>{said}")
        assert (mention.kind, mention.title, mention.topic) == (MentionKind.COMMENT, "", heading)

    def test_what_a_headline_says_of_another_is_a_headline(self) -> None:
        title = "Answer by Zorblax for owners of lamps"
        said = "<link>https://f.example/12</link><dc:creator>Tom</dc:creator><description>So?</description>"
        mention = one(f"<title>{title}</title>{said}")
        assert (mention.kind, mention.title) == (MentionKind.ARTICLE, title)

    def test_a_mail_that_answers_is_a_comment(self) -> None:
        mention = one(
            "<title>Re: [users] Zorblax</title><link>https://l.example/12</link><description>So?</description>"
        )
        assert (mention.kind, mention.title, mention.topic) == (MentionKind.COMMENT, "", "[users] Zorblax")

    def test_the_number_of_a_comment_is_no_heading(self) -> None:
        mention = one(
            "<title>Comment #12</title><link>https://f.example/a#isso-12</link><description>So?</description>"
        )
        assert (mention.title, mention.topic, mention.text) == ("", "", "So?")

    def test_what_lemmy_puts_above_a_post_is_none_of_its_words(self) -> None:
        above = "submitted by <a href='/u/tom'>tom</a> to <a href='/c/velo'>velo</a><br>3 points | "
        words = f"{above}<a href='/post/1'>2 comments</a><br><a href='https://a.example/'>https://a.example/</a><p>So?</p>"
        mention = one(f"<title>T</title><description><![CDATA[{words}]]></description>")
        assert mention.text == "So?"

    def test_the_results_of_a_search_stand_in_the_blog(self) -> None:
        (mention,) = read(titled("Search Results for “zorblax” – Le blog", "<item><title>T</title></item>"))
        assert mention.place == "Le blog"

    @pytest.mark.parametrize(
        "link", ["/viewtopic.php?t=1#p2", "/forum/viewtopic.php?t=1", "/t/zorblax/12/3", "/@lea/11223344"]
    )
    def test_forums_and_timelines_hold_posts(self, link: str) -> None:
        item = f"<title>T</title><description>w</description><link>{link}</link>"
        assert one(item).kind in (MentionKind.POST, MentionKind.COMMENT)

    def test_a_timeline_is_its_owners_and_its_posts_have_no_titles(self) -> None:
        (mention,) = read(
            titled(
                "léa (@lea@social.example)",
                "<item><title>Zorblax,  c'est ...</title><link>/lea/p/1</link>"
                "<description>&lt;p&gt;Zorblax, c'est bien.&lt;/p&gt;</description></item>",
            ).replace(
                b"</title><link>https://blog", b"</title><generator>snac/2.75</generator><link>https://blog"
            )
        )
        assert (mention.kind, mention.author) == (MentionKind.POST, "@lea@social.example")
        assert (mention.title, mention.text) == ("", "Zorblax, c'est bien.")

    def test_a_subreddit_is_the_place(self) -> None:
        body = (
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>France</title><entry><id>t3_1</id><title>Z</title>"
            "<category term='france' label='r/france'/><author><name>/u/lea</name></author>"
            "<link href='https://www.reddit.com/r/france/comments/1/z/'/><content type='html'>"
            "&lt;p&gt;Bof&lt;/p&gt; submitted by &lt;a href='x'&gt;/u/lea&lt;/a&gt;&lt;br/&gt;"
            "&lt;a href='https://news.example/z'&gt;[link]&lt;/a&gt; &lt;a href='y'&gt;[comments]&lt;/a&gt;"
            "</content></entry></feed>"
        )
        (mention,) = read(body.encode(), "https://www.reddit.com/r/france/.rss")
        assert (mention.place, mention.kind, mention.text) == ("r/france", MentionKind.POST, "Bof")
        assert mention.id == "feed:reddit.com/t3_1"
        assert mention.links == ("https://news.example/z",)

    def test_a_video_is_a_video(self) -> None:
        body = (
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:yt='http://www.youtube.com/xml/schemas/2015' "
            "xmlns:media='http://search.yahoo.com/mrss/'><title>Zorblax TV</title>"
            "<entry><id>yt:video:abc</id>"
            "<yt:videoId>abc</yt:videoId><title>Unboxing</title><author><name>Zorblax TV</name></author>"
            "<link rel='alternate' href='https://www.youtube.com/watch?v=abc'/>"
            "<media:group><media:description>Dans la boîte</media:description></media:group></entry></feed>"
        )
        (mention,) = read(body.encode())
        assert (mention.kind, mention.id, mention.text) == (
            MentionKind.VIDEO,
            "feed:yt:video:abc",
            "Dans la boîte",
        )


@pytest.mark.parametrize(
    "end", ["Lire la suite…", "Continue reading...", "Read more of this story at Slash."]
)
def test_what_software_adds_below_is_left_out(end: str) -> None:
    text = f"<p>Zorblax ouvre.</p><p>{end}</p>"
    assert one(f"<title>T</title><description><![CDATA[{text}]]></description>").text == "Zorblax ouvre."


def test_a_reference_escaped_once_too_often_is_its_character() -> None:
    html = "Filip&amp;#233;ndula &amp;amp; co"
    assert (
        one(f"<title>T</title><description><![CDATA[{html}]]></description>").text == "Filipéndula &amp; co"
    )


def test_an_entry_without_words_is_no_mention() -> None:
    assert read(rss("<item><link>https://blog.example/1</link></item>")) == []


def test_of_an_endless_feed_the_newest_are_read() -> None:
    body = rss(*(dated_item(n, "Zorblax", "ada", "Mon, 23 Nov 2026 07:00:00 GMT") for n in range(2100)))
    old = dated_item(9999, "Zorblax", "ada", "Mon, 23 Nov 2020 07:00:00 GMT").encode()
    found = read(body.replace(b"<item>", old + b"<item>", 1))
    assert len(found) == 2000
    assert all(mention.created_at.year == 2026 for mention in found)


class TestSearch:
    def test_each_feed_is_asked_once(self) -> None:
        ask = Ask(
            (Needle("zorblax"),), feeds=("https://a.example/f", "https://b.example/f", "https://a.example/f")
        )
        assert [request.text for request in Feeds().requests(ask)] == [
            "https://a.example/f",
            "https://b.example/f",
        ]
        assert not list(Feeds().requests(Ask((Needle("zorblax"),))))

    async def test_what_is_old_is_left_and_what_came_late_is_not(
        self, fetcher: Fetcher, server: Server, clock: FakeClock
    ) -> None:
        items = (
            dated_item(1, "new", "ada", "Mon, 23 Nov 2026 07:59:00 GMT"),
            dated_item(2, "late", "ada", "Tue, 17 Nov 2026 20:00:00 GMT"),
            dated_item(3, "old", "ada", "Sun, 15 Nov 2026 20:00:00 GMT"),
            dated_item(4, "undated", "ada", ""),
        )
        server.answer("/feed", reply(200, rss(*items)))
        pages = Feeds(clock).search(SourceRequest("feeds", ADDRESS), START - timedelta(minutes=15), fetcher)
        assert [mention.text async for page in pages for mention in page] == ["new", "late", "undated"]


NO_FEEDS = {
    "unrecognized.rss",
    "fftests.html",
    "error_404.html",
    "rest_posts_empty.json",
    "content_api_401.json",
    "llms.txt",
    "error_401_search_no_token.html",
    "instance_v1.json",
    "search_empty.json",
    "tag_timeline.json",
}


@pytest.mark.parametrize(
    "folder", ["feeds", "feeds_encodings", "wordpress_local", "ghost_local", "snac_local", "reddit_rss"]
)
def test_recorded_feeds_read_well(folder: str) -> None:
    path = recorded(folder)
    if path is None:
        pytest.skip("no recorded answers here")
    for file in sorted(path.iterdir()):
        if file.name.endswith(".meta.json"):
            continue
        if file.name in NO_FEEDS:
            with pytest.raises(ChangedFailure):
                read(file.read_bytes())
            continue
        found = read(file.read_bytes())
        for mention in found:
            words = mention.title + mention.text + mention.author + mention.place
            assert "\ufffd" not in words, file.name
            assert not any(entity in words for entity in ("&#", "&amp;", "&eacute;", "<p>", "Ã©")), file.name
            assert mention.title or mention.text
            assert mention.url.startswith("http"), file.name
        assert len({mention.id for mention in found}) == len(found)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("feeds/encoding.rss", "Mãe de utente é a nova presidente da Raríssimas"),
        ("feeds_encodings/encoding_WINDOWS-1251.xml", "Цитата #17703"),
        ("feeds_encodings/koi8r.xml", "Первая новость"),
        ("feeds_encodings/feed-utf16le.xml", "Test feed title 1"),
        ("feeds_encodings/invalid-prolog.xml", "Café"),
        ("feeds_encodings/utf8-incorrect-prolog.xml", "Café"),
        ("wordpress_local/atom.xml", "Zorblax & cie : « avis » été 2026 😀"),
        ("wordpress_local/rdf.xml", "Zorblax & cie : « avis » été 2026 😀"),
        ("ghost_local/rss.xml", "Zorblax & Cie – l’été"),
    ],
)
def test_recorded_feeds_in_every_encoding_are_readable(file: str, words: str) -> None:
    folder, _, name = file.partition("/")
    path = recorded(folder)
    if path is None:
        pytest.skip("no recorded answers here")
    assert read((path / name).read_bytes())[0].title == words


def test_the_title_of_an_answer_is_that_of_what_it_answers() -> None:
    opening = "<item><title>Zorblax leaks</title><link>/viewtopic.php?t=1&amp;p=1</link><author>Ada</author>"
    answer = "<item><title>Support • Re: Zorblax leaks</title><link>/viewtopic.php?t=1&amp;p=2</link>"
    answer += "<description>Not mine.</description><pubDate>Mon, 23 Nov 2026 07:30:00 GMT</pubDate></item>"
    opening += "<description>Help!</description><pubDate>Mon, 23 Nov 2026 07:00:00 GMT</pubDate></item>"
    body = rss(answer, opening)
    said, asked = read(body)
    assert (asked.title, asked.topic, asked.answers) == ("Zorblax leaks", "", ())
    assert (said.title, said.topic, said.text) == ("", "Zorblax leaks", "Not mine.")
    assert said.kind is MentionKind.COMMENT
    assert asked.id in said.answers
