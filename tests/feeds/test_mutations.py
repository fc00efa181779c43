"""Feeds that were broken on their way: whatever is sent, it is read or refused, and nothing else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answer
from bot.errors import SourceFailure
from bot.sources.feeds import Feeds
from tests.clock import START

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"
xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>B</title><link>/b</link>
<itunes:owner><itunes:name>O</itunes:name></itunes:owner><image><title>I</title></image>
<item><title>Zorblax é</title>
<link>/1</link><guid isPermaLink="true">/1</guid><dc:creator>Ada</dc:creator>
<author>a@x.example (Ada)</author>
<pubDate>lun., 23 nov. 2026 07:00 CET</pubDate><description>&lt;p&gt;D &amp;eacute; 😡&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>In reply to <a href="/1#comment-2">X</a>.</p><svg><path/></svg><!--[if x]>]]>
</content:encoded>
<media:group><media:description>M</media:description></media:group><enclosure url="/a.mp3"/>
<source url="https://o.example/f">O</source><category>c</category></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/b/" xml:lang="fr"><title type="html">B</title>
<author><name>zoe</name><email>hidden</email></author><entry><id>t3_a</id>
<title type="xhtml"><div>T</div></title>
<link rel="enclosure" href="a.mp3"/><link href="1"/><content type="text/html" src="1"/><summary>S</summary>
<source><title>O</title><author><name>Src</name></author></source><published>1795417200</published>
<category term="a" label="r/a"/></entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "B", "items": [{
"id": 7, "content_html": "<p>H",
"summary": "S\\ud83d", "authors": [{"name": "Ada"}], "date_published": "2026-11-23T07:00:00Z",
"url": "/1"}]}"""
PIECES = [
    "<", ">", "</item>", "<item>", "<entry>", "&", "&#55357;", "&lt;", "<![CDATA[", "]]>", "<!--", "-->",
    "\x00", "\ud83d", '"', "<description>", "<image>", "<textinput>", "<svg>", "<author>", "</author>",
    'xmlns:a="x y"', "<a:b>", "<a:item>", '<title type="xhtml">', '<content type="image/png">', "<name>",
    "<pubDate>99/99</pubDate>", 'encoding="gbk"', "{", "}", "]", "\\ud800", "<a href='#comment-1'>",
    "<link rel='self' href='http://['>", "<guid isPermaLink='true'>x</guid>",
]  # fmt: skip


@pytest.mark.parametrize("document", [RSS, ATOM, JSON], ids=["rss", "atom", "json"])
@given(data=st.data())
def test_a_mutated_feed_is_read_or_refused(document: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(document)))
        end = data.draw(st.integers(start, min(start + 60, len(document))))
        document = document[:start] + data.draw(st.sampled_from(["", *PIECES])) + document[end:]
    body = document.encode("utf-8", "surrogatepass")
    answer = Answer(
        url="https://blog.example/feed", body=data.draw(st.just(body) | st.binary().map(body.__add__))
    )
    try:
        found = Feeds().read(answer, START)
    except SourceFailure:
        return
    for mention in found:
        for text in (mention.id, mention.url, mention.title, mention.text, mention.author, mention.place):
            text.encode("utf-8")
            assert not any(unicodedata.category(char) == "Cc" and char != "\n" for char in text)


@pytest.mark.parametrize("document", [RSS, ATOM, JSON], ids=["rss", "atom", "json"])
def test_whole_they_are_read(document: str) -> None:
    (mention,) = Feeds().read(Answer(url="https://blog.example/feed", body=document.encode()), START)
    assert mention.url in ("https://blog.example/1", "https://blog.example/b/1")
    assert mention.author in ("Ada", "Src")
    assert mention.dated
