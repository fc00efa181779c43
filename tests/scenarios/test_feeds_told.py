"""A digest made of feeds is right in every name, link, date and quotation.

What it says is held to another reading of the same files, made with the standard library alone.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

import msgspec
import pytest

from bot.console.records import Post
from bot.world.reply import Reply
from tests.recorded import recorded
from tests.scenarios.full_bot import Stage, shown
from tests.scenarios.independent import Told, bare, entries

RECORDED = {
    "guardian.rss": "Trump",
    "encoding.rss": "Marcelo",
    "medium-feed.xml": "tranzycji",
    "rdf-standard.xml": "Starlink",
    "DaringFireball.json": "Apple",
    "ScriptingNews.json": "Facebook",
}
"""Files, and a name that is spoken of in each."""
CONSTRUCTED = {
    "rss": """<?xml version="1.0" encoding="ISO-8859-1"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Lampes &amp; lueurs</title><link>https://lampes.example/</link>
<item><title>L&#8217;été chez Acme</title><link>https://lampes.example/1?a=1&amp;b=2</link>
<dc:creator>Zoé Brûlé</dc:creator><pubDate>Tue, 03 Jun 2025 23:30:00 -0500</pubDate>
<description>&lt;p&gt;Court.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>La lampe <b>Acme</b> &eacute;claire &laquo;&nbsp;tr&egrave;s bien&nbsp;&raquo;
la rue &amp; le chemin.</p>
<p>Une autre phrase, sans elle.</p>]]></content:encoded></item>
<item><title>Sans rapport</title><link>https://lampes.example/2</link>
<pubDate>Mon, 02 Jun 2025 10:00:00 GMT</pubDate><description>Rien.</description></item>
<item><title>Acme ferme à Nîmes</title><link>https://lampes.example/3</link>
<pubDate>Sun, 01 Jun 2025 00:10:00 +0200</pubDate><description>Le magasin ferme.</description></item>
</channel></rss>""".encode("latin-1"),
    "atom": """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Night &amp; day</title>
<link href="https://night.example/"/><id>https://night.example/feed</id><updated>2025-06-01T00:00:00Z</updated>
<entry><title type="html">Acme &amp;lt;3</title><id>tag:night.example,2025:1</id>
<link rel="alternate" href="https://night.example/one"/><author><name>Bo &amp; Co</name></author>
<published>2025-05-31T23:59:00-02:00</published><updated>2025-06-20T00:00:00Z</updated>
<content type="html">&lt;p&gt;I ride with my Acme lamp, and 3 &amp;lt; 4.&lt;/p&gt;</content></entry>
<entry><title>日本</title><id>tag:night.example,2025:2</id>
<link href="https://night.example/%E6%97%A5"/><author><name>健</name></author>
<published>2025-05-01T12:00:00Z</published><updated>2025-05-01T12:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>昨日 Acme の本を読んだ。</p></div></content>
</entry>
</feed>""".encode(),
    "json": msgspec.json.encode(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Plain words",
            "home_page_url": "https://plain.example/",
            "items": [
                {
                    "id": "1",
                    "url": "https://plain.example/1",
                    "title": "On lamps",
                    "content_html": "<p>My <em>Acme</em> is a <a href='https://x.example/'>lamp</a>.</p>",
                    "date_published": "2025-05-31T23:30:00-02:00",
                    "authors": [{"name": "Ann O’Nym"}],
                },
                {
                    "id": "2",
                    "url": "https://plain.example/2",
                    "content_text": "Acme <b>is not bold</b> & never was.",
                    "date_published": "2025-05-02T08:00:00Z",
                    "authors": [{"name": "Ann O’Nym"}],
                },
            ],
        }
    ),
}


class Story(msgspec.Struct, frozen=True):
    """A story as the digest tells it: the words quoted, who signs, when it says it was, where it leads."""

    quote: str
    signed: str
    when: str
    link: str
    others: tuple[str, ...]


def stories(posts: list[Post]) -> Iterator[Story]:
    """Every story of a digest and its thread."""
    for post in posts:
        for block in post.blocks:
            parts = block.get("elements", [])
            for n, part in enumerate(parts):
                if part.get("type") == "rich_text_quote":
                    after = takewhile(lambda each: each["type"] != "rich_text_quote", parts[n + 1 :])
                    yield _story(part, list(after))


def _story(quote: dict[str, list[dict[str, str]]], after: list[dict[str, list[dict[str, str]]]]) -> Story:
    *names, last = after[0]["elements"]
    others = [part["url"] for line in after[1:] for part in line["elements"] if "url" in part]
    signed = "".join(part["text"] for part in names).removesuffix(" · ")
    return Story(
        quote["elements"][0]["text"], signed, last.get("fallback") or last["text"], last["url"], tuple(others)
    )


async def told(stage: Stage, body: bytes, name: str) -> list[Post]:
    """The digest of all that a feed says of a name, with its thread."""
    stage.public.pages["feed.example/feed"] = Reply(body=body, content_type="application/octet-stream")
    await stage.command("feed https://feed.example/feed")
    await stage.command(f"topic {name}")
    await stage.command("now all public")
    first = stage.said()[-1]
    return [first, *stage.replies(first)]


def hold(posts: list[Post], expected: list[Told], name: str) -> None:
    """Hold a digest to another reading of what it was made of."""
    speaking = {each.link: each for each in expected if re.search(rf"\b{name}\b", each.words, re.IGNORECASE)}
    found = list(stories(posts))
    assert found
    for story in found:
        entry = speaking[story.link]
        for piece in story.quote.strip("…").split("…"):
            assert bare(piece) in entry.text
        if entry.author:
            assert story.signed.startswith(f"{entry.author} · ")
        assert story.when == entry.day
        assert set(story.others) <= speaking.keys()
    links = [link for story in found for link in (story.link, *story.others)]
    assert len(links) == len(set(links)), "nothing is told twice"
    people = {each.author for each in speaking.values() if each.author}
    unsigned = sum(not each.author for each in speaking.values())
    headline = shown(posts[0]).splitlines()[0]
    assert (f"{len(people)} pe" in headline) == bool(people)
    assert (f"{unsigned} unsigned" in headline) == bool(unsigned)


@pytest.mark.parametrize("kind", CONSTRUCTED)
async def test_a_digest_of_a_feed_is_right_in_every_name_link_date_and_quotation(
    stage: Stage, kind: str
) -> None:
    body = CONSTRUCTED[kind]
    posts = await told(stage, body, "Acme")
    hold(posts, entries(body), "Acme")
    assert len(list(stories(posts))) == 2


@pytest.mark.parametrize(("file", "name"), RECORDED.items())
async def test_a_digest_of_a_real_feed_is_right_in_every_name_link_date_and_quotation(
    stage: Stage, file: str, name: str
) -> None:
    folder = recorded("feeds")
    if folder is None:
        pytest.skip("the recorded answers are not on this machine")
    body = (folder / file).read_bytes()
    hold(await told(stage, body, name), entries(body), name)


@pytest.mark.parametrize("file", ["unrecognized.rss"])
async def test_what_is_no_feed_is_refused_with_a_sentence(stage: Stage, file: str) -> None:
    folder = recorded("feeds")
    body = (folder / file).read_bytes() if folder else b"<head><title>Moved</title></head>"
    stage.public.pages["feed.example/feed"] = Reply(body=body, content_type="text/xml")
    assert "Nothing was added." in await stage.told("feed https://feed.example/feed")


def test_the_other_reading_reads() -> None:
    [first, _, third] = entries(CONSTRUCTED["rss"])
    assert first.author == "Zoé Brûlé"
    assert first.link == "https://lampes.example/1?a=1&b=2"
    assert (first.day, third.day) == ("4 Jun 2025", "1 Jun 2025")
