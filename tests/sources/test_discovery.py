"""Sources are found by themselves."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from importlib.metadata import EntryPoint, EntryPoints

import pytest

import bot.sources
from bot.sources import broken, discover
from bot.sources.source import Ask, Question, Source
from tests.clock import FakeClock


class Guestbook(Source):
    """A source that another package brings."""

    name = "guestbook"
    title = "Guestbook"
    interval = timedelta(hours=1)

    def questions(self, ask: Ask) -> Iterable[Question]:
        return []


class Impostor(Guestbook):
    """A source under a name that is taken."""

    name = "feeds"


def announce(monkeypatch: pytest.MonkeyPatch, *values: str) -> None:
    points = EntryPoints(EntryPoint(f"point{n}", value, "veille.sources") for n, value in enumerate(values))
    monkeypatch.setattr(bot.sources, "entry_points", lambda group: points.select(group=group))


def test_the_bots_own_sources_are_found() -> None:
    assert {"feeds", "googlenews", "hackernews"} <= set(discover())


def test_they_are_given_the_clock() -> None:
    clock = FakeClock()
    assert all(source.clock is clock for source in discover(clock).values())


def test_a_package_may_bring_one(monkeypatch: pytest.MonkeyPatch) -> None:
    announce(monkeypatch, f"{__name__}:Guestbook")
    assert isinstance(discover()["guestbook"], Guestbook)
    assert broken == {}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("no_such_package:Thing", "ModuleNotFoundError"),
        (f"{__name__}:Nothing", "AttributeError"),
        (f"{__name__}:announce", "neither a Source"),
        (f"{__name__}:Impostor", "the name feeds is taken"),
        ("bot.sources.source:Source", "lacks a name"),
    ],
)
def test_one_that_fails_disables_itself_alone_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, value: str, reason: str
) -> None:
    announce(monkeypatch, value)
    with caplog.at_level(logging.ERROR):
        found = discover()
    assert {"feeds", "googlenews", "hackernews"} <= set(found)
    (why,) = broken.values()
    assert reason in why
    assert reason in caplog.text
