"""The constructed cases of the field, on machines that have them; their twins stand in the tests beside."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answer import Answer
from bot.models import Mention
from bot.sources.feeds import Feeds
from bot.text import BETWEEN_TEXTS

FOLDER = Path(os.environ.get("VEILLE_SHARED", Path(__file__).parents[3] / "shared")) / "cases" / "feeds"

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def read(name: str) -> list[Mention]:
    file = FOLDER / f"{name}.xml"
    if not file.is_file():
        pytest.skip("no cases here")
    meta = FOLDER / f"{name}.xml.meta.json"
    told = json.loads(meta.read_text()) if meta.is_file() else {"request": {"url": "https://n.example/feed"}}
    url, headers = told["request"]["url"], told.get("headers", {})
    return Feeds().read(Answer(url=url, body=file.read_bytes(), headers=headers), NOW)


@pytest.mark.parametrize(
    ("name", "urls"),
    [
        ("atom_relative", ["https://n.example/blog/z/"]),
        ("h01", ["https://s.example/blog/one", "https://s.example/blog/two", "https://s.example/blog/three"]),
        ("h11", ["https://s.example/blog/x"]),
        ("h08c", ["https://s.example/1"]),
        ("h05_1000", ["https://b.example/p"]),
        ("h05_1001", ["https://b.example/p"]),
    ],
)
def test_addresses(name: str, urls: list[str]) -> None:
    assert [mention.url for mention in read(name)] == urls


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("media_description", f"Zorblax will sell lamps in Lyon.{BETWEEN_TEXTS}A street in the rain."),
        ("content_short", "Zorblax in the teaser."),
    ],
)
def test_words(name: str, text: str) -> None:
    assert [mention.text for mention in read(name)] == [text]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("gb2312_gbk", "Zorblax 镕基 体验"),
        ("gbk_cut", "Zorblax 体验"),
        ("euckr_cp949", "Zorblax 뷁 서울"),
        ("sjis_cp932", "①髙島屋 Zorblax"),
        ("h08a", "Zorblax café"),
    ],
)
def test_encodings(name: str, title: str) -> None:
    assert [mention.title.rstrip("\ufffd") for mention in read(name)] == [title]


def test_authors() -> None:
    assert [mention.author for mention in read("two_authors")] == ["Ann, Bo"]
    assert [mention.author for mention in read("h06")] == ["zoe"] * 6 + ["Ada, Bob", "Src"] + ["zoe"] * 4


def test_an_item_of_each_kind() -> None:
    found = {mention.url.rpartition("/")[2]: mention for mention in read("h03")}
    assert [found[number].text.split("\n")[0] for number in ("1", "2", "3")] == ["The real words."] * 3
    assert [found[number].author for number in ("4", "5", "6", "7")] == [
        "Ada, Bob", "Ada", "Ada Lovelace", "Ada Lovelace",
    ]  # fmt: skip
    assert found["3"].title == "media title after"
    assert "far longer description" in found["9"].text
    assert found["10"].text == "A real description."
    assert found["11"].text == "Hi there"
    assert {"13?a=1&b=2", "14", "15", "18", "19", "20"} <= set(found)


def test_markup_that_is_no_text() -> None:
    chart, cut = read("h10")
    assert "axis" not in chart.text
    assert "<" not in cut.text


def test_dates() -> None:
    (mention,) = read("date_slash")
    assert f"{mention.created_at:%Y-%m-%d %H:%M}" == "2026-11-28 10:00"
