"""When a mention is one that was kept before under another id."""

from datetime import timedelta
from typing import Any

import pytest

from bot.listening.reissues import Reissued, recognised
from bot.models import Mention, MentionKind
from bot.sources.feeds import Feeds
from bot.sources.googlenews import GoogleNews
from bot.sources.source import Source
from bot.storage.reissues import Issued
from tests.clock import START

DAY = timedelta(days=1)
PAGE = "https://blog.example/essai"
TEXT = "La lampe Acme éclaire mieux que toutes celles que nous avons essayées."
OTHER = "Rien de ce que nous en avions dit au printemps n'est resté vrai."


def entry(id_: str, **more: Any) -> Mention:
    min_interval = {
        "source": "feeds",
        "kind": MentionKind.ARTICLE,
        "url": PAGE,
        "title": "Essai",
        "text": TEXT,
    }
    return Mention(id=id_, **{"created_at": START, **min_interval, **more})


def found(new: Mention, old: Mention, *beside: Mention, source: Source | None = None) -> dict[str, Reissued]:
    """What a reading of `new` and others recognises, where `old` was kept."""
    known = source or Feeds()
    reading = [new, *beside]
    prints = {each.id: known.fingerprint(each) for each in reading}
    issued = Issued(old, known.fingerprint(old).text, old.created_at)
    return recognised(reading, [new], prints, [issued], START + 30 * DAY)


@pytest.mark.parametrize(
    "new",
    [
        entry("e#1", created_at=START + 6 * DAY),
        entry("e#1", text=OTHER),
        entry("e#1", title="Notre essai"),
        entry("e#1", url="http://www.blog.example/essai/?utm_source=rss"),
        entry("e#1", url=f"{PAGE}?sid=17"),
        entry("e#1", author="Léa"),
    ],
    ids=["date", "words", "title", "way to the address", "parameter", "author"],
)
def test_one_address_and_one_title_or_nearly_the_same_words_are_one_mention(new: Mention) -> None:
    old = entry("e#0")
    assert found(new, old) == {"e#1": Reissued(new, old)}


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (entry("e#1", url="https://blog.example/autre"), entry("e#0")),
        (entry("e#1", url=f"{PAGE}#a"), entry("e#0", url=f"{PAGE}#b")),
        (entry("e#1", url="https://blog.example/"), entry("e#0", url="https://blog.example/")),
        (entry("e#1", created_at=START + 7 * DAY), entry("e#0")),
        (entry("e#1", title="Suite", text=OTHER), entry("e#0")),
        (entry("e#1", url=f"{PAGE}?id=2", text=OTHER), entry("e#0", url=f"{PAGE}?id=1")),
        (entry("e#1", title="Version 1.3"), entry("e#0", title="Version 1.2")),
        (
            entry("e#1", kind=MentionKind.COMMENT, text=OTHER, author="Léa"),
            entry("e#0", kind=MentionKind.COMMENT, author="Léa"),
        ),
        (
            entry("e#1", kind=MentionKind.POST, author="Tom"),
            entry("e#0", kind=MentionKind.POST, author="Léa"),
        ),
        (entry("e#1", title="Re: Essai", text=OTHER), entry("e#0", title="Re: Essai")),
        (
            entry("e#1", kind=MentionKind.COMMENT, text="Merci !", created_at=START + DAY),
            entry("e#0", kind=MentionKind.COMMENT, text="Merci !"),
        ),
    ],
    ids=[
        "address",
        "part of the page",
        "front page",
        "a week",
        "title and words",
        "parameter, and words",
        "number",
        "comments under one page",
        "people",
        "answers under one title",
        "thanks",
    ],
)
def test_what_differs_in_more_is_another_mention(new: Mention, old: Mention) -> None:
    assert found(new, old) == {}


def test_two_that_stand_in_one_reading_are_never_one() -> None:
    new, old = entry("e#1"), entry("e#0")
    assert found(new, old, old) == {}


def test_an_address_that_entries_of_a_reading_share_is_no_entrys_own() -> None:
    beside = entry("e#2", text="Autre chose encore, sans rapport avec ce qui précède.")
    assert found(entry("e#1", text=OTHER), entry("e#0"), beside) == {}
    assert found(entry("e#1", created_at=START + DAY), entry("e#0"), beside).keys() == {"e#1"}


def test_of_two_the_nearest_in_time_is_the_same() -> None:
    known, old = Feeds(), entry("e#0")
    reading = [entry("e#1", created_at=START + DAY), entry("e#2", created_at=START + timedelta(hours=1))]
    prints = {each.id: known.fingerprint(each) for each in reading}
    issued = [Issued(old, known.fingerprint(old).text, START)]
    assert recognised(reading, reading, prints, issued, START).keys() == {"e#2"}


def press(id_: str, **more: Any) -> Mention:
    min_interval = {"source": "googlenews", "url": f"https://news.google.com/rss/articles/{id_}", "text": ""}
    return entry(id_, **{"place": "La Gazette", "title": "Acme ouvre une usine", **min_interval, **more})


@pytest.mark.parametrize("source", [GoogleNews(), Feeds()], ids=lambda source: source.name)
def test_one_headline_of_one_publisher_on_one_day_is_one_article(source: Source) -> None:
    old = press("CBMiAAAAAAAAAAAAAAAA")
    again = press(
        "CBMiBBBBBBBBBBBBBBBB", created_at=START + timedelta(hours=3), title="ACME ouvre une usine !"
    )
    assert found(again, old, source=source) == {again.id: Reissued(again, old)}
    for more in ({"place": "Le Phare"}, {"created_at": START + DAY}, {"title": "Acme ferme une usine"}):
        assert found(press("CBMiCCCCCCCCCCCCCCCC", **more), old, source=source) == {}
