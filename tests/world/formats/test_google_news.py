import calendar
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest

from bot.world.formats.google_news import parse
from tests.clock import START
from tests.world.conftest import Visitor

SEARCH = "https://news.google.com/rss/search"
FRENCH = {"hl": "fr", "gl": "FR", "ceid": "FR:fr"}
ENGLISH = {"hl": "en-US", "gl": "US", "ceid": "US:en"}


async def ask(visitor: Visitor, q: str, edition: dict[str, str] = FRENCH) -> Any:
    answer = await visitor.get(SEARCH, {"q": q, **edition})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/xml")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    return feed.entries


def instant(entry: Any) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(entry.published_parsed), UTC)


async def titles(visitor: Visitor, q: str, edition: dict[str, str] = FRENCH) -> set[str]:
    return {entry.title for entry in await ask(visitor, q, edition)}


async def test_an_article_has_the_shape_of_an_article(visitor: Visitor) -> None:
    (entry,) = await ask(visitor, '"facteurs à vélo"')
    paper = "Matin de Bretagne"
    assert entry.title.endswith(f" - {paper}")
    assert entry.source == {"href": "https://matin-de-bretagne.example", "title": paper}
    assert re.fullmatch(r"https://news\.google\.com/rss/articles/CBMi[\w-]+\?oc=5", entry.link)
    assert entry.link.split("/")[-1].removesuffix("?oc=5") == entry.id
    assert entry.summary.startswith(f'<a href="{entry.link}"')
    assert paper in entry.summary
    assert instant(entry) == START - timedelta(minutes=8300)


async def test_each_article_has_an_id_of_its_own(visitor: Visitor) -> None:
    entries = await ask(visitor, "zorblax OR brimeo OR vélo OR de OR la OR le")
    assert len({entry.id for entry in entries}) == len(entries) > 25


async def test_each_edition_has_its_language(visitor: Visitor) -> None:
    french, english = await titles(visitor, "zorblax"), await titles(visitor, "zorblax", ENGLISH)
    assert len(french) > 10
    assert len(english) > 5
    assert not french & english
    swiss = {"hl": "fr-CH", "gl": "CH", "ceid": "CH:fr"}
    assert await titles(visitor, "zorblax", swiss) == french


async def test_the_words_of_the_article_count_but_its_title_comes_first(visitor: Visitor) -> None:
    found = [entry.title for entry in await ask(visitor, "zorblax")]
    named = ["zorblax" in title.lower() for title in found]
    assert False in named
    assert named == sorted(named, reverse=True)


async def test_a_phrase_is_found_side_by_side_whatever_its_accents(visitor: Visitor) -> None:
    assert await titles(visitor, '"plan velo"') == await titles(visitor, '"Plan Vélo"') != set()
    assert await titles(visitor, '"vélo plan"') == set()


async def test_either_word_will_do_and_another_is_excluded(visitor: Visitor) -> None:
    zorblax, brimeo = await titles(visitor, "zorblax"), await titles(visitor, "brimeo")
    assert await titles(visitor, "zorblax OR brimeo") == zorblax | brimeo
    assert await titles(visitor, "zorblax brimeo") == zorblax & brimeo != set()
    assert await titles(visitor, "brimeo -zorblax") == brimeo - zorblax != set()


async def test_a_span_of_time_bounds_the_articles(visitor: Visitor) -> None:
    day, week = await titles(visitor, "zorblax when:1d"), await titles(visitor, "zorblax when:7d")
    assert set() < day < week < await titles(visitor, "zorblax")
    for entry in await ask(visitor, "zorblax when:1d"):
        assert instant(entry) >= START - timedelta(days=1)


async def test_titles_and_papers_can_be_asked_for(visitor: Visitor) -> None:
    assert all("zorblax" in title.lower() for title in await titles(visitor, "intitle:zorblax"))
    assert {
        title.rpartition(" - ")[2] for title in await titles(visitor, "zorblax site:journal-des-pme.example")
    } == {"Le Journal des PME"}


async def test_parts_of_words_are_not_found(visitor: Visitor) -> None:
    assert await titles(visitor, "zorbla") == set()


@pytest.mark.parametrize("q", ["", "when:7d", '""', "OR", "sans-aucun-rapport"])
async def test_nothing_found_is_an_empty_feed(visitor: Visitor, q: str) -> None:
    assert await ask(visitor, q) == []


async def test_other_paths_are_pages_that_are_not_there(visitor: Visitor) -> None:
    assert (await visitor.get("https://news.google.com/rss/articles/CBMi")).status_code == 404


def test_a_span_that_is_none_is_ignored() -> None:
    assert parse("x when:soon").span is None
    assert parse("x when:3m").span == timedelta(days=90)
