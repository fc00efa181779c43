"""The search feed of Google News."""

import base64
from html import escape

from bot.query import Needle
from bot.sources.source import Ask
from tests.sources.case import Case
from tests.sources.cases.feeds import BOMB


def article(number: int) -> str:
    """An article's opaque id."""
    return "CBMi" + base64.urlsafe_b64encode(f"article number {number:06}".encode()).decode().rstrip("=")


def item(number: int, headline: str, publisher: str, date: str = "Mon, 23 Nov 2026 07:00:00 GMT") -> str:
    """An item whose description repeats the headline, as they do."""
    link = f"https://news.google.com/rss/articles/{article(number)}?oc=5"
    repeated = (
        f'<a href="{link}" target="_blank">{escape(headline)}</a>&nbsp;&nbsp;<font>{escape(publisher)}</font>'
    )
    return (
        f"<item><title>{escape(headline)} - {escape(publisher)}</title><link>{link}</link>"
        f'<guid isPermaLink="false">{article(number)}</guid><pubDate>{date}</pubDate>'
        f"<description>{escape(repeated)}</description>"
        f'<source url="https://news.example">{escape(publisher)}</source></item>'
    )


def rss(*items: str) -> bytes:
    """The feed of a search of the French edition."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><generator>NFE/5.0</generator>'
        "<title>&quot;zorblax&quot; when:7d - Google Actualités</title>"
        "<link>https://news.google.com/search?q=zorblax&amp;hl=fr&amp;gl=FR&amp;ceid=FR:fr</link>"
        f"<language>fr</language><description>Google Actualités</description>{''.join(items)}</channel></rss>"
    ).encode()


def write(items: list[tuple[str, str]]) -> bytes:
    return rss(*(item(number, text, author or "Gazette") for number, (text, author) in enumerate(items)))


CASE = Case(
    content_type="application/xml; charset=utf-8",
    write=write,
    ask=Ask((Needle("zorblax"),), languages=("it",)),
    undated=rss(item(1, "no date", "Gazette", "some day in spring")),
    zoneless=rss(item(1, "no zone", "Gazette", "2026-11-22T10:00:00")),
    garbage=(
        b'{"no":"feed"}',
        b"just words",
        b"<rss version='2.0'><channel><title>x</title></channel></rss>",
        BOMB,
    ),
)
