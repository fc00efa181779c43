"""A feed, as blogs send it."""

from html import escape

from tests.sources.case import Case


def rss(*items: str, channel: str = "") -> bytes:
    """An RSS 2.0 feed of these items."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>Le blog de Léa</title><link>https://blog.example/</link>{channel}{''.join(items)}"
        "</channel></rss>"
    ).encode()


def item(number: int, text: str, author: str, date: str = "Mon, 23 Nov 2026 07:00:00 GMT") -> str:
    """An item, its text markup of its own."""
    return (
        f"<item><title>Note {number}</title><link>https://blog.example/{number}</link>"
        f'<guid isPermaLink="false">note-{number}</guid><pubDate>{date}</pubDate>'
        f"<dc:creator>{escape(author)}</dc:creator><description>{escape(escape(text))}</description></item>"
    )


def write(items: list[tuple[str, str]]) -> bytes:
    return rss(*(item(number, text, author) for number, (text, author) in enumerate(items)))


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1 or str()};" * 10}">' for n in range(1, 10))
    + "]><rss version='2.0'><channel><title>&lol9;</title><item><title>&lol9;</title></item></channel></rss>"
).encode()

CASE = Case(
    content_type="application/rss+xml; charset=utf-8",
    write=write,
    undated=rss(item(1, "no date", "ada", "some day in spring")),
    zoneless=rss(item(1, "no zone", "ada", "2026-11-22T10:00:00")),
    garbage=(
        b'{"no":"feed"}',
        b"just words",
        b"<opml version='2.0'><body/></opml>",
        b"\x00\xff\xfe\x00" * 100,
        BOMB,
        b"[" * 1_000_000,
    ),
)
