"""The search feed of Bing News."""

from html import escape
from urllib.parse import quote

from bot.query import Needle
from bot.sources.source import Ask
from tests.sources.case import Case
from tests.sources.cases.feeds import BOMB


def item(
    number: int, headline: str, publisher: str, date: str = "Mon, 23 Nov 2026 07:00:00 GMT", url: str = ""
) -> str:
    """An article behind the counter."""
    target = quote(url or f"https://news.example/zorblax/{number}", safe="")
    link = f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=6a1f&url={target}&c=1&mkt=it-it"
    return (
        f"<item><title>{escape(headline)}</title><link>{escape(link)}</link>"
        f"<description>Comincia cos&#236;…</description><pubDate>{date}</pubDate>"
        f"<News:Source>{escape(publisher)}</News:Source></item>"
    )


def rss(*items: str) -> bytes:
    """The feed of a search of the Italian market."""
    return (
        '<?xml version="1.0" encoding="utf-8" ?>'
        '<rss version="2.0" xmlns:News="https://www.bing.com/news/search?q=zorblax&amp;format=rss"><channel>'
        "<title>zorblax - BingNews</title>"
        "<link>https://www.bing.com:80/news/search?q=zorblax&amp;format=rss&amp;setlang=it</link>"
        f"<description>Search results</description>{''.join(items)}</channel></rss>"
    ).encode()


def write(items: list[tuple[str, str]]) -> bytes:
    return rss(*(item(number, text, author or "Gazette") for number, (text, author) in enumerate(items)))


CASE = Case(
    content_type="text/xml; charset=utf-8",
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
