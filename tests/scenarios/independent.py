"""Feeds as the standard library reads them, to hold the bot's own reading to."""

import html
import json
import re
import xml.etree.ElementTree as ET
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import msgspec


class Told(msgspec.Struct, frozen=True):
    """An entry: its link, its words without white space, who signed it, the day it is dated in Paris."""

    link: str
    words: str
    text: str
    author: str
    day: str


class _Text(HTMLParser):
    """The text of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def bare(text: str) -> str:
    """A text without any white space, for comparing what only lays out differently."""
    return "".join(text.split())


def entries(body: bytes) -> list[Told]:
    """The entries of an RSS, RDF, Atom, JSON Feed or RSS-in-JSON document."""
    if body.lstrip()[:1] == b"{":
        return _of_json(json.loads(body))
    root = ET.fromstring(body)
    return [_of_element(each) for each in root.iter() if _name(each) in {"item", "entry"}]


def _of_json(document: dict[str, Any]) -> list[Told]:
    if "rss" in document:
        return [_told(each, "", "description", "pubDate") for each in document["rss"]["channel"]["item"]]
    owner = document.get("author", {}).get("name", "")
    return [_told(each, owner, "content_html", "date_published") for each in document["items"]]


def _told(item: dict[str, Any], owner: str, body: str, date: str) -> Told:
    author: dict[str, str] = item.get("author") or next(iter(item.get("authors", [])), {})
    return _entry(
        item.get("url") or item.get("link", ""),
        item.get("title", ""),
        item.get(body) or html.escape(item.get("content_text", "")),
        author.get("name", "") or owner,
        item[date],
    )


def _of_element(item: ET.Element) -> Told:
    held: dict[str, str] = {}
    for child in item:
        name = _name(child)
        if name == "author" and len(child):
            name, child = "creator", child[0]
        if name == "link" and child.get("href"):
            held.setdefault("link", child.get("href", ""))
        elif child.get("type") == "xhtml":
            held.setdefault(name, ET.tostring(child, encoding="unicode"))
        else:
            held.setdefault(name, child.text or "")
    body = max((held.get(name, "") for name in ("encoded", "content", "description", "summary")), key=len)
    date = held.get("pubDate") or held.get("published") or held.get("date") or held.get("updated") or ""
    link = held.get("origLink") or held.get("link", "")  # where FeedBurner's own link leads to
    return _entry(link, held.get("title", ""), body, held.get("creator", ""), date.strip())


def _entry(link: str, title: str, body: str, author: str, date: str) -> Told:
    text = _Text()
    text.feed(f"{body}")
    text.close()
    words = " ".join([html.unescape(title), *text.parts])
    return Told(link.strip(), words, bare(words), author.strip(), _day(date))


def _day(date: str) -> str:
    written = datetime.fromisoformat(date) if re.match(r"\d{4}-", date) else parsedate_to_datetime(date)
    local = written.astimezone(ZoneInfo("Europe/Paris"))
    return f"{local.day} {local:%b %Y}"


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
