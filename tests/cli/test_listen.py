"""Asking the sources once, from a terminal."""

import json
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import bot.sources
from bot.cli.listen import listen
from bot.errors import TemporaryFailure
from bot.fetching.fetch import Fetch
from bot.models import Mention, MentionKind
from bot.sources.api import API
from bot.sources.source import Ask, Source, SourceRequest

NOW = datetime.now(UTC)


class Guestbook(Source):
    """A source that knows two texts, one of them old, and one that does not match."""

    api = API
    name = "guestbook"
    title = "Guestbook"
    interval = timedelta(hours=1)

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        return [SourceRequest(self.name, needle.text) for needle in ask.needles]

    async def search(
        self, question: SourceRequest, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        yield [_said("Acme\u202e shines", 1), _said("Acme of old", 24 * 30), _said("Nobody", 1)]


class Deaf(Guestbook):
    """A source that cannot be reached."""

    name = "deaf"
    title = "Deaf"

    async def search(
        self, question: SourceRequest, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        for page in list[list[Mention]]():
            yield page
        raise TemporaryFailure("deaf.example could not be reached.")


class Clumsy(Guestbook):
    """A source with a fault."""

    name = "clumsy"
    title = "Clumsy"

    async def search(
        self, question: SourceRequest, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        for page in list[list[Mention]]():
            yield page
        raise KeyError("what")


class Chatty(Guestbook):
    """A source with more than is read at once."""

    name = "chatty"
    title = "Chatty"

    async def search(
        self, question: SourceRequest, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        yield [_said("Acme shines", 1)]
        raise self.more_available()


class Mute(Guestbook):
    """A source with nothing to ask."""

    name = "mute"
    title = "Mute"

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        return []


def _said(text: str, hours: int) -> Mention:
    return Mention(
        id=text,
        source="guestbook",
        kind=MentionKind.POST,
        url="https://guestbook.example/1",
        text=text,
        author="ann",
        place="Guestbook",
        created_at=NOW - timedelta(hours=hours),
    )


@pytest.fixture(autouse=True)
def guests(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """These sources, announced as packages announce theirs; no settings."""
    kinds = (Guestbook, Deaf, Clumsy, Chatty, Mute)
    points = EntryPoints(
        EntryPoint(kind.name, f"{__name__}:{kind.__name__}", "veille.sources") for kind in kinds
    )
    monkeypatch.setattr(bot.sources, "entry_points", lambda group: points.select(group=group))
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(listen, arguments)


def asked(*names: str) -> Result:
    return run("acme", *(word for name in names for word in ("--source", name)))


def test_it_prints_what_is_new_enough_and_matches() -> None:
    result = asked("guestbook")
    assert result.exit_code == 0
    assert result.stdout == "1 h ago · ann · Guestbook\n  Acme shines\n  https://guestbook.example/1\n"


def test_it_prints_json_lines() -> None:
    result = run("acme", "--source", "guestbook", "--json", "--since", "9w")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["Acme shines", "Acme of old"]


def test_a_source_with_more_than_is_read_says_so() -> None:
    result = asked("chatty")
    assert result.exit_code == 0
    assert "Acme shines" in result.stdout
    assert result.stderr == "Chatty has more than is read at once; what is older was left.\n"


def test_nothing_found_is_status_one() -> None:
    result = run("zorblax", "--source", "guestbook")
    assert (result.exit_code, result.output) == (1, "")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("deaf", "Deaf could not be heard: deaf.example could not be reached."),
        ("clumsy", "Clumsy could not be heard: a fault in reading it (KeyError)."),
    ],
)
def test_a_source_that_cannot_be_heard_is_named_and_the_others_go_on(name: str, reason: str) -> None:
    result = asked(name, "guestbook")
    assert result.exit_code == 0
    assert "Acme shines" in result.stdout
    assert reason in result.stderr
    alone = asked(name)
    assert alone.exit_code == 2
    assert reason in alone.stderr
    assert alone.stderr.endswith("No source could be heard.\n")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("mute", "There is nothing to ask the sources for this query."),
        ("bluesky", "Bluesky is followed live and cannot be asked: only a watch hears it."),
        ("feeds", "Feeds reads what a channel added for itself, and nothing else."),
        ("x", "X needs VEILLE_X_BEARER"),
        ("gestbook", "There is no source “gestbook”. Did you mean guestbook? There are appstore, "),
    ],
)
def test_a_source_that_is_not_asked_is_told_with_the_reason(name: str, reason: str) -> None:
    result = asked(name)
    assert result.exit_code == 2
    assert reason in result.stderr


def test_a_source_is_asked_once_however_it_is_written() -> None:
    assert asked("Guestbook", "guestbook").stdout.count("Acme shines") == 1


@pytest.mark.parametrize("since", ["banana", "-5d", "7", "1000d"])
def test_what_is_no_span_is_told_with_an_example(since: str) -> None:
    result = run("acme", "--since", since)
    assert result.exit_code == 2
    assert f"“{since}” is no span; write 12h, 7d or 2w" in result.stderr


def test_a_bad_query_is_shown_with_the_place() -> None:
    result = run("(acme")
    assert result.exit_code == 2
    assert result.stderr.startswith("(acme\n^\nThis bracket is never closed")


def test_a_query_may_begin_with_a_minus() -> None:
    assert "Acme shines" in run("-old acme", "--source", "guestbook").stdout
