"""Sources are found by themselves."""

import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime, timedelta
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import cast

import msgspec
import pytest

import bot.sources
from bot.clock import Clock
from bot.errors import ChangedFailure
from bot.fetching import Fetcher
from bot.fetching.fetch import Fetch
from bot.models import Mention, MentionKind
from bot.sources import api, broken, discover
from bot.sources.api import API
from bot.sources.source import Ask, Source, SourceRequest
from tests.clock import START, FakeClock


class Guestbook(Source):
    """A source that another package brings."""

    api = API
    name = "guestbook"
    title = "Guestbook"
    interval = timedelta(hours=1)

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        return []


class Impostor(Guestbook):
    """A source under a name that is taken."""

    name = "feeds"


class Stillborn(Guestbook):
    """A source that cannot be made."""

    name = "stillborn"

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        raise RuntimeError("no pen\nat hand")


class Quitter(Stillborn):
    """A source that would end the whole process."""

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        raise SystemExit(3)


class Shouting(Guestbook):
    """A source whose name is no word of a command."""

    name = "Guest Book!"


class Yellowed(Guestbook):
    """A source that was written before its interface had a version."""

    api = 0
    own_places = True

    def questions(self, ask: Ask) -> Iterable[SourceRequest]:
        return []


class Unborn(Guestbook):
    """A source that was written for a Veille that is to come."""

    api = API + 1


class Hurried(Guestbook):
    """A source that would be asked without a pause."""

    interval = timedelta(0)


class Speechless(Guestbook):
    """A source that fails at its requests."""

    name = "speechless"

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        raise KeyError("what")


class Prankster(Guestbook):
    """A source whose mentions are in no state to be shown."""

    name = "prankster"

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        return [SourceRequest(self.name, "acme")]

    async def search(
        self, request: SourceRequest, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        yield [PRANK]


class Liar(Prankster):
    """A source whose mentions are none."""

    name = "liar"

    async def search(
        self, request: SourceRequest, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        yield [msgspec.structs.replace(PRANK, author=cast(str, None))]


PRANK = Mention(
    id="a\x00\ud800",
    source="hackernews",
    kind=MentionKind.POST,
    url="javascript:alert(1)",
    title="one\ntwo",
    text="Acme \u202eback\u202c \ud800",
    author="eve\n\u200b",
    created_at=START + timedelta(days=400),
    links=("file:///etc/passwd", "https://acme.example/"),
)


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
        (f"{__name__}:Stillborn", "RuntimeError: no pen at hand"),
        (f"{__name__}:Quitter", "SystemExit: 3"),
        (f"{__name__}:Shouting", "not one lower-case word"),
        (f"{__name__}:Hurried", "its interval a time"),
        (
            f"{__name__}:Yellowed",
            "`questions` is now `requests`. `own_places` is now",
        ),
        (f"{__name__}:Unborn", "install a newer Veille"),
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


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("from bot.sources.source import Question", "`Question` is now `SourceRequest`. Import"),
        ("from bot.sources.reading import decode_items", "bot.sources.reading has no such module. Import"),
        ("from bot.sources.source import Needle, Unheard", "bot.sources.source has no Unheard. Import"),
    ],
)
def test_one_that_imports_what_is_gone_is_told_what_to_import(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str, advice: str
) -> None:
    module = f"veille_yellowed_{abs(hash(line))}"
    (tmp_path / f"{module}.py").write_text(f"{line}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    announce(monkeypatch, f"{module}:Thing")
    discover()
    (why,) = broken.values()
    assert why.startswith("it was written for an earlier version of the interface, of which this is 2: ")
    assert advice in why
    assert "from bot.sources.api, say `api = 2` in the class" in why


def test_one_whose_own_package_lacks_something_is_told_that(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "veille_poor.py").write_text("import no_such_library\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    announce(monkeypatch, "veille_poor:Thing")
    discover()
    assert list(broken.values()) == ["ModuleNotFoundError: No module named 'no_such_library'"]


def test_all_that_is_published_is_there() -> None:
    assert all(hasattr(api, name) for name in api.__all__)
    assert len(set(api.__all__)) == len(api.__all__)


def test_one_that_fails_at_its_questions_is_asked_nothing_more(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    announce(monkeypatch, f"{__name__}:Speechless")
    source = discover()["speechless"]
    assert [list(source.requests(Ask(()))) for _ in range(3)] == [[], [], []]
    assert caplog.text.count("The source speechless fails at its requests") == 1
    assert "KeyError: 'what'" in caplog.text


async def test_what_a_package_brings_is_made_fit_to_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    announce(monkeypatch, f"{__name__}:Prankster")
    source = discover(FakeClock())["prankster"]
    assert isinstance(source, Prankster)
    async with Fetcher() as fetch:
        ((mention,),) = [
            page async for page in source.search(SourceRequest("prankster", "acme"), START, fetch)
        ]
    assert (mention.id, mention.source, mention.url) == ("a", "prankster", "")
    assert (mention.title, mention.text, mention.author) == ("one two", "Acme back", "eve")
    assert (mention.created_at, mention.dated) == (START, False)
    assert mention.links == ("https://acme.example/",)


async def test_what_is_no_mention_is_a_failure_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    announce(monkeypatch, f"{__name__}:Liar")
    source = discover(FakeClock())["liar"]
    async with Fetcher() as fetch:
        with pytest.raises(ChangedFailure, match="Guestbook gives what is no mention"):
            await anext(aiter(source.search(SourceRequest("liar", "acme"), START, fetch)))
