"""Documents made to overwhelm their readers are refused before they are read."""

import pytest

from bot.answer import Answer
from bot.errors import ChangedFailure
from bot.feeds import Feed, read_feed

ITEM = "<item><title>Zorblax</title>{}</item>"
SWELLING = "<!DOCTYPE x [\n<!ENTITY a '{}'>\n]>".format("A" * 20_000)
REACHING = "<!DOCTYPE x [\n<!ENTITY a SYSTEM 'file:///etc/passwd'>\n]>"


def read(inner: str, prolog: str = "") -> Feed:
    body = f"{prolog}<rss version='2.0'><channel><title>Blog</title>{inner}</channel></rss>"
    return read_feed(Answer(url="https://blog.example/feed", body=body.encode()))


@pytest.mark.parametrize("before", ["<!-- <a -->", "<?note <a ?>", "<?xml version='1.0'?><!-- <!-- <rss -->"])
@pytest.mark.parametrize("doctype", [SWELLING, REACHING])
def test_entities_are_seen_behind_what_only_looks_like_an_element(before: str, doctype: str) -> None:
    with pytest.raises(ChangedFailure, match="overwhelm"):
        read(ITEM.format("&a;"), before + doctype)


@pytest.mark.parametrize(
    "inner",
    [
        "<a></zz>" * 5_000,
        "<a x='>'>" * 5_000,
        "<a x='/>'>" * 5_000,
        "<é>" * 5_000,
        "<b x='<![CDATA['>" + "<a>" * 5_000 + "<b x=']]>'>",
        "<b x='<!--'>" + "<a>" * 5_000 + "<b x='-->'>",
        "<!--" + "<a>" * 5_000,
        "<!-- -- >" + "<a>" * 5_000 + "-->",
    ],
    ids=["other ends", "quoted end", "quoted slash", "letters", "cdata", "comment", "open", "spaced"],
)
def test_depth_cannot_be_hidden(inner: str) -> None:
    with pytest.raises(ChangedFailure, match="overwhelm"):
        read(inner)


@pytest.mark.parametrize(
    "inner",
    [
        "<item " + " ".join(f"a{n}='1'" for n in range(5_000)) + "><title>x</title></item>",
        "<item " + "".join(f"a{n}=\"'\" b{n}='\"' " for n in range(2_000)) + "><title>x</title></item>",
        ITEM.format("<author>" + "a" * 50_000 + "</author>"),
        ITEM.format("<dc:creator><![CDATA[a@" + "a." * 50_000 + "]]></dc:creator>"),
        "<a" * 50_000,
        "<p>" * 400_000,
    ],
    ids=["attributes", "odd quotes", "author", "creator", "torn tags", "tags"],
)
def test_what_is_beyond_reason_is_refused(inner: str) -> None:
    with pytest.raises(ChangedFailure, match=r"blog\.example sent a document made to overwhelm its readers"):
        read(inner)


def test_what_honest_feeds_do_is_no_danger() -> None:
    many = "".join(ITEM.format("<category>a</category><br>" * 20 + "i &lt;3 this") for _ in range(500))
    crowd = ", ".join(f"Ada Lovelace {n}" for n in range(3_000))
    code = "<![CDATA[<pre><author><a x='" + "z" * 1_000 + "'>" * 600 + "]]>"
    inner = many + ITEM.format(f"<author>{crowd}</author><description>{code}</description><br/>< 3")
    assert len(read(inner).entries) == 501


SIZES = ", ".join(f"https://i.example/a.jpg?w={n}&amp;h={n}&amp;q=45&amp;fit=crop {n}w" for n in range(200))
XHTML = "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{}</div></content>"


@pytest.mark.parametrize(
    "inner",
    [
        XHTML.format(f"<img srcset='{SIZES}' alt=''/>"),
        f'<enclosure url="https://i.example/a.mp3?{"&amp;".join(f"p{n}={n}" for n in range(300))}"/>',
        "".join(f"<category>{n}</category>" for n in range(5_000)),
        "<itunes:keywords>" + ", ".join(map(str, range(5_000))) + "</itunes:keywords>",
        "<media:keywords>" + "lamp, " * 20_000 + "</media:keywords>",
    ],
    ids=["sizes of a picture", "parameters", "categories", "keywords", "keywords of a video"],
)
def test_long_lists_of_an_entry_are_no_danger(inner: str) -> None:
    assert [entry.title for entry in read(ITEM.format(inner)).entries] == ["Zorblax"]


@pytest.mark.parametrize("where", ["{labels}{entry}", "{entry}{labels}"], ids=["head", "end"])
def test_a_blog_may_have_thousands_of_labels(where: str) -> None:
    labels = "".join(f"<category term='label {number}'/>" for number in range(6_000))
    entry = "<entry><title>Zorblax</title><category term='a'/></entry>"
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'>{where.format(labels=labels, entry=entry)}</feed>"
    (read_one,) = read_feed(Answer(url="https://blog.example/feed", body=body.encode())).entries
    assert read_one.title == "Zorblax"


def test_labels_that_name_a_community_are_no_burden_either() -> None:
    labels = "".join(f"<category term='{number}' label='r/{number}'/>" for number in range(20_000))
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'>{labels}<entry><title>Zorblax</title></entry></feed>"
    assert len(read_feed(Answer(url="https://blog.example/feed", body=body.encode())).entries) == 1


def test_half_a_million_signs_that_begin_links_are_read_past() -> None:
    body = "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><title>Zorblax</title>{}</entry></feed>"
    summary = "<summary type='text'>" + "&lt;a " * 500_000 + "</summary>"
    (entry,) = read_feed(Answer(url="https://blog.example/feed", body=body.format(summary).encode())).entries
    assert entry.title == "Zorblax"


def test_a_mail_address_followed_by_brackets_without_end_is_read_past() -> None:
    (entry,) = read(ITEM.format("<author>a@" + "(" * 200_000 + "x</author>")).entries
    assert len(entry.author) <= 2_000


@pytest.mark.parametrize("number", ["1" * 5_000, "1e999", "-1e400"])
def test_a_number_too_long_for_an_id_is_none(number: str) -> None:
    version = '"version":"https://jsonfeed.org/version/1"'
    body = f'{{{version},"items":[{{"id":{number},"content_text":"Zorblax"}}]}}'
    try:
        (entry,) = read_feed(Answer(url="https://blog.example/feed", body=body.encode())).entries
    except ChangedFailure:
        return
    assert entry.guid == ""
