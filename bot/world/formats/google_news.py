"""Google News search, as its RSS feeds tell it."""

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape
from urllib.parse import quote_plus

import msgspec

from bot.world.formats.algolia import WORD, fold
from bot.world.formats.markup import gmt
from bot.world.formats.page import missing
from bot.world.item import Post
from bot.world.reply import Asked, Reply
from bot.world.sample import Sample

LATEST = 100
"""Items an answer holds at most."""
TOKEN = re.compile(r'(?P<out>-)?(?:(?P<name>\w+):)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
SPANS = {"h": timedelta(hours=1), "d": timedelta(days=1), "m": timedelta(days=30), "y": timedelta(days=365)}


class Term(msgspec.Struct, frozen=True):
    """Words side by side, in the whole article or in its title alone, wanted or not."""

    words: tuple[str, ...]
    where: str = ""
    out: bool = False

    def holds(self, post: Post) -> bool:
        """Whether it is true of an article."""
        if self.where == "site":
            return post.place.host.endswith(self.words) is not self.out
        text = post.title if self.where == "intitle" else f"{post.title}\n{post.item.text}\n{post.place.name}"
        have = tuple(fold(word) for word in WORD.findall(text))
        size = len(self.words)
        return any(have[i : i + size] == self.words for i in range(len(have))) is not self.out


class Query(msgspec.Struct, frozen=True):
    """All groups must hold, each by one of its terms, within a span of time before now."""

    groups: tuple[tuple[Term, ...], ...]
    span: timedelta | None = None

    def holds(self, post: Post, now: datetime) -> bool:
        """Whether an article is found."""
        if self.span is not None and post.at < now - self.span:
            return False
        return all(any(term.holds(post) for term in group) for group in self.groups)


class GoogleNews:
    """Answers `/rss/search` for every edition that has papers in the sample."""

    hosts = ("news.google.com",)

    def __init__(self, sample: Sample) -> None:
        self._sample = sample

    def answer(self, asked: Asked) -> Reply:
        """A feed of the articles found, the best first; HTML for any other path."""
        if asked.path != "/rss/search":
            return missing(asked.host)
        query = parse(asked.params.get("q", ""))
        lang = asked.params.get("ceid", asked.params.get("hl", "en")).rpartition(":")[2][:2]
        posts = self._sample.published("press", asked.now)
        found = [post for post in posts if post.item.lang == lang and query.holds(post, asked.now)]
        found = [post for post in found if query.groups]
        found.sort(key=lambda post: -sum(_in_title(term, post) for group in query.groups for term in group))
        return _feed(asked.params, found[:LATEST])


def parse(text: str) -> Query:
    """A query of words, `"phrases"`, `OR`, `-`, `intitle:`, `site:` and `when:` (`1h`, `7d`, `3m`, `1y`)."""
    groups: list[tuple[Term, ...]] = []
    span = None
    either = False
    for token in TOKEN.finditer(text.replace("(", " ").replace(")", " ")):
        if token.group() == "OR":
            either = bool(groups)
        elif token["name"] == "when":
            span = _span(token["word"] or "")
        elif term := _term(token):
            group = (*groups.pop(), term) if either else (term,)
            groups.append(group)
            either = False
    return Query(tuple(groups), span)


def _term(token: re.Match[str]) -> Term | None:
    text = token["phrase"] or token["word"] or ""
    words = (text,) if token["name"] == "site" else tuple(fold(word) for word in WORD.findall(text))
    return Term(words, where=token["name"] or "", out=bool(token["out"])) if words else None


def _span(text: str) -> timedelta | None:
    found = re.fullmatch(r"(\d+)([hdmy])", text)
    return int(found[1]) * SPANS[found[2]] if found else None


def _in_title(term: Term, post: Post) -> bool:
    return not term.out and Term(term.words, where="intitle").holds(post)


def _feed(params: Mapping[str, str], found: list[Post]) -> Reply:
    named = {name: params.get(name, "") for name in ("q", "hl", "gl", "ceid")}
    address = "&amp;".join(f"{name}={quote_plus(value, safe=':')}" for name, value in named.items())
    title = f'"{escape(named["q"])}" - Google News (sample data)'
    built = gmt(found[0].at) if found else ""
    body = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>'
        f"<generator>NFE/5.0</generator><title>{title}</title>"
        f"<link>https://news.google.com/search?{address}</link><language>{escape(named['hl'])}</language>"
        "<webMaster>news-webmaster@google.com</webMaster><copyright>Sample data: fictional papers</copyright>"
        f"<lastBuildDate>{built}</lastBuildDate><description>Google News</description>"
        f"{''.join(_item(post) for post in found)}</channel></rss>"
    )
    return Reply(body=body.encode(), content_type="application/xml; charset=utf-8")


def _item(post: Post) -> str:
    number = _number(post)
    address = f"https://news.google.com/rss/articles/{number}?oc=5"
    title, paper = escape(post.title, quote=False), escape(post.place.name, quote=False)
    described = (
        f'<a href="{address}" target="_blank">{title}</a>&nbsp;&nbsp;<font color="#6f6f6f">{paper}</font>'
    )
    return (
        f"<item><title>{title} - {paper}</title><link>{address}</link>"
        f'<guid isPermaLink="false">{number}</guid><pubDate>{gmt(post.at)}</pubDate>'
        f"<description>{escape(described, quote=False)}</description>"
        f'<source url="https://{post.place.host}">{paper}</source></item>'
    )


def _number(post: Post) -> str:
    """An opaque article id: what Google's decode to, a few fixed bytes and a name of its own."""
    name = base64.urlsafe_b64encode(hashlib.sha256(post.url.encode()).digest())
    inner = b"AU_yqL" + name
    return base64.urlsafe_b64encode(b"\x08\x13\x22" + bytes([len(inner)]) + inner).decode().rstrip("=")
