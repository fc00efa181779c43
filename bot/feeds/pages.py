"""A page of the web as somebody reads it: its title, its words, when it was published."""

from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from bot.answer import Answer
from bot.dates import read_date
from bot.errors import ChangedFailure
from bot.feeds.encoding import decoded
from bot.html import line, page, plain, tags

_PUBLISHED = (
    "meta[property='article:published_time'], meta[itemprop=datePublished], meta[name=date], "
    "time[itemprop=datePublished], article time[datetime], time[pubdate]"
)
_TITLES = "meta[property='og:title']"
_TEXTS = ("main", "[role=main]", "article", "body")
"""Where a page says what it is there to say: the first of these of which there is one."""


class WebPage(msgspec.Struct, frozen=True):
    """What a page says; `published` is None where it does not say when."""

    title: str
    text: str
    published: datetime | None = None


def read_page(answer: Answer, fragment: str = "") -> WebPage:
    """The page in an answer, or the part of it that a fragment names.

    Raises `ChangedFailure` for what is no page.
    """
    html = decoded(answer.body, answer.headers.get("content-type", ""))
    parsed = page(html) if "<" in html else None
    if parsed is None:
        raise ChangedFailure("{host} sent no page that I can read.", host=urlsplit(answer.url).hostname or "")
    named = next((each["content"] for each in tags(html, _TITLES) if each.get("content")), "")
    headed = parsed.css_first("title")
    parts = [f'[id="{fragment}"]'] if fragment.replace("-", "").isalnum() else []
    shown = next((found[0] for part in (*parts, *_TEXTS) if len(found := parsed.css(part)) == 1), None)
    return WebPage(
        line(named or (headed.text() if headed else "")),
        plain((shown.html or "") if shown else html),
        _published(html),
    )


def _published(html: str) -> datetime | None:
    for attributes in tags(html, _PUBLISHED):
        written = attributes.get("content") or attributes.get("datetime") or ""
        if found := read_date(written):
            return found.instant
    return None
