"""`check`: a line each, and what to do where something is wrong."""

import contextlib
import json
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import check as checking
from bot.cli.check import check, findings
from bot.console.directory import TEAM
from bot.console.workspace import Workspace
from bot.directory.scopes import SCOPES
from bot.errors import BlockedFailure
from bot.fetching.fetch import Fetch
from bot.models import Mention, Watch, WatchKind
from bot.sources.discourse import Discourse
from bot.sources.source import Ask, Price, Setting, Source, SourceRequest
from bot.storage.database import open_database
from bot.storage.watchlist import Watchlist
from bot.storage.watchlists import path_of
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.processes import free_port


class Well(Source):
    """A source that answers."""

    name, title, interval = "well", "The Well", timedelta(minutes=1)

    def requests(self, ask: Ask) -> list[SourceRequest]:
        return [SourceRequest(self.name, needle.text) for needle in ask.needles]

    async def search(
        self, question: SourceRequest, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        yield []


class Ill(Well):
    """A source that keeps programs out."""

    name, title = "ill", "The Ill"

    async def search(
        self, question: SourceRequest, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        nothing: list[Mention] = []
        for page in (nothing,):
            if question.text:
                raise BlockedFailure("it shows a page that keeps programs out.")
            yield page


class Chatty(Well):
    """A source with more than is read at once."""

    name, title = "chatty", "The Chatty"

    async def search(
        self, question: SourceRequest, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        yield []
        raise self.more_available()


class Silent(Well):
    """A source that is asked nothing of its own."""

    name, title = "silent", "The Silent"

    def requests(self, ask: Ask) -> list[SourceRequest]:
        return []


class Dear(Well):
    """A source that costs something."""

    name, title = "dear", "The Dear"
    price = Price(10_000, "DEAR_DOLLARS_A_DAY", parameter="count", fewest=10)


class Near(Well):
    """A source on this machine."""

    name, title = "near", "The Near"

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    async def search(
        self, question: SourceRequest, since: datetime, fetch: Fetch
    ) -> AsyncIterator[list[Mention]]:
        await fetch.get(self._url)
        yield []


class Keyed(Well):
    """A source that wants a key."""

    name, title = "keyed", "The Keyed"
    settings = (Setting("KEYED_KEY", "the key", "https://keyed.example/"),)


@pytest.fixture(autouse=True)
def sources(monkeypatch: pytest.MonkeyPatch) -> dict[str, Source]:
    """The sources that are found; a test may take some away."""
    found: dict[str, Source] = {kind.name: kind() for kind in (Well, Chatty, Silent)}
    monkeypatch.setattr(checking, "discover", lambda *_: found)
    monkeypatch.setattr(checking, "broken", {})
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_MODE", "VEILLE_DATA"):
        monkeypatch.delenv(name, raising=False)
    return found


@pytest.fixture
async def slack() -> AsyncIterator[Workspace]:
    async with Workspace(FakeClock()) as slack:
        slack.state.scopes = frozenset(SCOPES)
        yield slack


@pytest.fixture
def folder(tmp_path: Path, slack: Workspace) -> Path:
    """A folder with the settings of a bot in that workspace."""
    settings = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": "s",
        "SLACK_MODE": "http",
        "SLACK_API_URL": slack.api_url,
        "VEILLE_DATA": str(tmp_path / "data"),
    }
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    return tmp_path


async def lines(folder: Path) -> list[str]:
    return [str(finding) async for finding in findings(folder)]


async def test_all_is_well_and_said_a_line_each(folder: Path) -> None:
    said = await lines(folder)
    assert all(line.startswith("well") for line in said)
    for name in ("settings", "bot token", "scopes", "data folder", "The Well", "The Silent"):
        assert any(f"  {name}: " in line for line in said)
    assert any(line.endswith("The Chatty: answers, 0 and more found for “slack”") for line in said)


async def test_a_missing_scope_is_named(folder: Path, slack: Workspace) -> None:
    slack.state.scopes = frozenset(SCOPES) - {"users:read"}
    [wrong] = [line for line in await lines(folder) if line.startswith("WRONG")]
    assert "scopes: missing users:read, to know people's time zones. Paste manifest.yml" in wrong


async def test_what_slack_tells_no_bot_is_listed_to_be_compared(folder: Path) -> None:
    [said] = [line for line in await lines(folder) if "  manifest: " in line]
    assert said.startswith("well")
    assert "/watch and /veille, and app_mention" in said


async def test_a_token_that_slack_refuses_is_said_without_the_token(folder: Path, slack: Workspace) -> None:
    for _ in range(2):
        slack.fail_next("auth.test", error="invalid_auth")
    wrong = [line for line in await lines(folder) if line.startswith("WRONG")]
    assert "Slack says invalid_auth; look at SLACK_BOT_TOKEN in .env" in wrong[0]
    assert slack.bot_token not in "".join(wrong)


async def test_an_app_token_that_slack_refuses_is_said(folder: Path, slack: Workspace) -> None:
    settings = (folder / ".env").read_text().replace("SLACK_MODE=http", f"SLACK_APP_TOKEN={slack.app_token}")
    (folder / ".env").write_text(settings)
    slack.fail_next("apps.connections.open", error="invalid_auth")
    [wrong] = [line for line in await lines(folder) if line.startswith("WRONG")]
    assert "app token: Slack says invalid_auth; look at SLACK_APP_TOKEN" in wrong


async def test_a_slack_that_cannot_be_reached_is_said(folder: Path) -> None:
    settings = (folder / ".env").read_text().replace("127.0.0.1", "127.0.0.1:1/nobody#")
    (folder / ".env").write_text(settings)
    wrong = [line for line in await lines(folder) if line.startswith("WRONG")]
    assert "Slack cannot be reached" in wrong[0]


async def test_a_source_that_does_not_answer_is_said_with_why(
    folder: Path, sources: dict[str, Source]
) -> None:
    sources["ill"] = Ill()
    [wrong] = [line for line in await lines(folder) if line.startswith("WRONG")]
    assert "The Ill: it shows a page that keeps programs out. (blocked)" in wrong


async def test_a_source_that_cannot_be_loaded_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "broken", {"bot.sources.odd": "SyntaxError: what"})
    [wrong] = [line for line in await lines(folder) if line.startswith("WRONG")]
    assert "bot.sources.odd: cannot be loaded: SyntaxError: what" in wrong


async def test_what_is_no_amount_of_dollars_is_said_and_all_else_looked_at(
    folder: Path, sources: dict[str, Source]
) -> None:
    sources["dear"] = Dear(values={"DEAR_DOLLARS_A_DAY": "abc"})
    said = await lines(folder)
    [wrong] = [line for line in said if line.startswith("WRONG")]
    assert "budgets: DEAR_DOLLARS_A_DAY is “abc”; it must be dollars a day, as in 1.00." in wrong
    assert any("  bot token: accepted" in line for line in said)


async def test_a_data_folder_that_cannot_be_used_is_said(folder: Path) -> None:
    (folder / "data").write_text("a file where a folder should be")
    [wrong] = [line for line in await lines(folder) if line.startswith("WRONG")]
    assert "data folder: " in wrong
    assert "VEILLE_DATA" in wrong


async def test_a_watch_list_that_cannot_be_read_is_said(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "watchlist.json").write_text("{ half")
    [wrong] = [line for line in await lines(folder) if line.startswith("WRONG")]
    assert "watchlist.json" in wrong


@pytest.mark.parametrize("hour", ["0900", "09", "25:00"])
async def test_a_digest_hour_that_a_hand_wrote_otherwise_is_said(folder: Path, hour: str) -> None:
    channel = {"zone": "UTC", "set_up_by": "U1", "digest_since": "2026-11-23T12:00:00Z", "digest_at": hour}
    (folder / "data").mkdir()
    content = {"schema": 1, "channels": {"C1": channel}}
    (folder / "data" / "watchlist.json").write_text(json.dumps(content))
    [wrong] = [line for line in await lines(folder) if line.startswith("WRONG")]
    assert f'the channel "C1" has the digest hour "{hour}", which is not of the form HH:MM' in wrong
    assert "Correct it by hand, or with /watch digest." in wrong


async def test_one_wrong_setting_is_said_and_the_others_hold(folder: Path) -> None:
    with (folder / ".env").open("a") as file:
        file.write("VEILLE_HTTP_PORT=many\nVEILLE_LOG=loud\n")
    said = await lines(folder)
    wrong = [line for line in said if line.startswith("WRONG")]
    assert [line.split(": ", 1)[1].split(" is ")[0] for line in wrong] == ["VEILLE_HTTP_PORT", "VEILLE_LOG"]
    assert any(f"data folder: {folder / 'data'} can be read" in line for line in said), "its own folder"
    assert any("  bot token: accepted" in line for line in said)


async def test_of_settings_that_cannot_be_read_nothing_is_guessed(folder: Path) -> None:
    with (folder / ".env").open("a") as file:
        file.write("this is no setting\n")
    [only] = await lines(folder)
    assert only.startswith("WRONG  settings: Line 6 of")


async def test_a_slip_of_the_pen_is_said_with_what_may_be_meant(
    folder: Path, sources: dict[str, Source]
) -> None:
    sources["keyed"] = Keyed()
    with (folder / ".env").open("a") as file:
        file.write("VEILLE_CONTCAT=team@example.org\n")
    [wrong] = [line for line in await lines(folder) if line.startswith("WRONG")]
    assert "VEILLE_CONTCAT is no setting of Veille's. Did you mean VEILLE_CONTACT?" in wrong


async def test_entries_that_name_nothing_usable_are_said(folder: Path, sources: dict[str, Source]) -> None:
    variable = "VEILLE_DISCOURSE"
    sources["discourse"] = Discourse(FakeClock(), {variable: "forum, meta forum"})
    with (folder / ".env").open("a") as file:
        file.write(f"{variable}=forum, meta forum\n")
    said = await lines(folder)
    assert f"WRONG  {variable}: holds forum, meta, which cannot be used and is left out" in said


@pytest.mark.parametrize("written", ["forum", ", ,", "https://"])
async def test_a_source_whose_settings_name_no_place_is_not_well(
    folder: Path, sources: dict[str, Source], written: str
) -> None:
    variable = "VEILLE_DISCOURSE"
    sources["discourse"] = Discourse(FakeClock(), {variable: written})
    with (folder / ".env").open("a") as file:
        file.write(f'{variable}="{written}"\n')
    said = await lines(folder)
    assert f"WRONG  Discourse: asked nowhere: {variable} names nothing that can be asked" in said


async def test_beside_the_running_bot_nothing_is_wrong_and_nothing_touched(folder: Path) -> None:
    (folder / "data").mkdir()
    running = Watchlist(path_of(folder / "data", TEAM), TEAM)
    running.begin()
    said = await lines(folder)
    running.close()
    assert f"well   data folder: {folder / 'data'} is in the hands of a Veille that runs" in said
    assert not (folder / "data" / "archive.sqlite").exists()


async def test_an_archive_is_never_made(folder: Path) -> None:
    assert "well   archive: none is there yet; the bot makes it as it starts" in await lines(folder)
    assert [path.name for path in (folder / "data").iterdir()] == ["watchlist.json.lock"]


async def test_an_archive_of_an_earlier_version_is_not_brought_up_to_date(folder: Path) -> None:
    (folder / "data").mkdir()
    path = folder / "data" / "archive.sqlite"
    open_database(f"sqlite:///{path}").dispose()
    with contextlib.closing(sqlite3.connect(path)) as archive:
        archive.execute("UPDATE alembic_version SET version_num = '0001'")
        archive.commit()
    before = path.read_bytes()
    said = await lines(folder)
    assert "well   archive: an earlier Veille wrote it; the bot brings it up to date as it starts" in said
    assert path.read_bytes() == before


async def test_a_database_that_is_away_is_said_beside_the_running_bot_too(folder: Path) -> None:
    pytest.importorskip("psycopg")
    with (folder / ".env").open("a") as file:
        file.write(f"VEILLE_DATABASE_URL=postgresql://veille:secret@127.0.0.1:{free_port()}/veille\n")
    (folder / "data").mkdir()
    with contextlib.closing(Watchlist(path_of(folder / "data", TEAM), TEAM)) as running:
        running.begin()
        beside = [line for line in await lines(folder) if line.startswith("WRONG")]
    assert beside == [line for line in await lines(folder) if line.startswith("WRONG")]
    assert "archive: postgresql://veille:***@127.0.0.1" in beside[0]


async def test_an_archive_that_was_emptied_is_said(folder: Path) -> None:
    watchlist = Watchlist(path_of(folder / "data", TEAM), TEAM)
    watchlist.add(
        Watch(
            workspace=TEAM,
            id="w1", channel="C1", name="Acme", query="Acme", kind=WatchKind.BRAND, created_by="U1",
            created_at=START, since=START,
        )
    )  # fmt: skip
    watchlist.close()
    [wrong] = [line for line in await lines(folder) if line.startswith("WRONG")]
    assert "archive: 1 watches, but the archive holds nothing" in wrong


async def test_a_source_on_a_private_address_is_asked_where_that_is_allowed(
    folder: Path, sources: dict[str, Source]
) -> None:
    async with Server() as server:
        sources["near"] = Near(server.answer("/near", reply(200, b"[]")))
        [wrong] = [line for line in await lines(folder) if line.startswith("WRONG")]
        assert "The Near: " in wrong
        with (folder / ".env").open("a") as file:
            file.write("VEILLE_ALLOW_PRIVATE=yes\n")
        assert any("well   The Near: answers" in line for line in await lines(folder))


def test_something_wrong_is_status_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended = CliRunner().invoke(check)
    assert ended.exit_code == 1
    assert "WRONG  settings: SLACK_BOT_TOKEN is not set" in ended.output
    assert "well   The Well" in ended.output
