"""`run`: the bot as an operator starts it."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.__main__ import main
from bot.clock import SystemClock
from bot.console.directory import BOT_USER, TEAM
from bot.console.records import Happening
from bot.console.workspace import Workspace
from bot.models import Channel, Switch
from bot.sources import discover
from bot.storage.watchlist import Watchlist
from bot.storage.watchlists import path_of
from tests.processes import PATIENCE, ROOT, free_port, process

SECRET = "signing-secret-of-the-tests"


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m bot run` in a folder, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


class Ended(NamedTuple):
    """How a command ended: its exit status, and what it complained of."""

    returncode: object
    stderr: str


@pytest.fixture
def run_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    """Runs `python -m bot run` like `run`, in this process: where its end is all that matters."""

    def run_here(**environment: str) -> Ended:
        monkeypatch.setattr(os, "environ", environment)
        monkeypatch.setattr(sys, "argv", ["bot", "run"])
        monkeypatch.setattr(logging.getLogger(), "handlers", [])  # as in a process of its own: standard error
        monkeypatch.chdir(tmp_path)
        with pytest.raises(SystemExit) as end:
            main()
        return Ended(end.value.code, capsys.readouterr().err)

    return run_here


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_MODE": "http"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_MODE": "pigeon"}, "SLACK_MODE"),
        ({"VEILLE_HTTP_PORT": "many"}, "VEILLE_HTTP_PORT"),
        ({"VEILLE_CONTACT": "équipe@example.org"}, "VEILLE_CONTACT"),
    ],
)
def test_a_bad_setting_is_one_sentence_and_status_2(
    tmp_path: Path, settings: dict[str, str], named: str
) -> None:
    ended = run(tmp_path, **settings)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert named in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VEILLE_DATA", "/dev/null/data"),
        ("VEILLE_DATABASE_URL", "archive.sqlite"),
        ("VEILLE_DATABASE_URL", "mysql://localhost/veille"),
        ("VEILLE_JETSTREAM_URL", "https://jetstream.example"),
    ],
)
def test_a_setting_found_bad_while_starting_is_named_too(
    tmp_path: Path, run_here: Callable[..., Ended], name: str, value: str
) -> None:
    settings = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_API_URL": "http://127.0.0.1:9/",
        "VEILLE_DATA": str(tmp_path),
    }
    ended = run_here(**settings | {name: value})
    assert ended.returncode == 2
    assert name in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr


def test_a_missing_token_says_where_to_get_it(tmp_path: Path) -> None:
    assert "https://api.slack.com/apps" in run(tmp_path).stderr


def test_a_malformed_file_of_settings_is_one_sentence_and_status_2(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-1\nthis is no setting\n")
    ended = run(tmp_path)
    assert ended.returncode == 2
    assert "Line 2 of" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_watch_list_that_cannot_be_read_stops_the_start_and_is_left_alone(
    tmp_path: Path, run_here: Callable[..., Ended]
) -> None:
    (tmp_path / "watchlist.json").write_text("{ half a file")
    tokens = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_API_URL": "http://127.0.0.1:9/",
    }
    ended = run_here(VEILLE_DATA=str(tmp_path), **tokens)
    assert ended.returncode == 1
    assert "watchlist.json" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert (tmp_path / "watchlist.json").read_text() == "{ half a file"


def test_a_database_that_cannot_be_reached_is_one_sentence(
    tmp_path: Path, run_here: Callable[..., Ended]
) -> None:
    pytest.importorskip("psycopg")
    ended = run_here(
        SLACK_BOT_TOKEN="xoxb-1",
        SLACK_APP_TOKEN="xapp-1",
        VEILLE_DATA=str(tmp_path),
        VEILLE_DATABASE_URL=f"postgresql+psycopg://veille:secret@127.0.0.1:{free_port()}/veille",
    )
    assert ended.returncode == 1
    [sentence] = ended.stderr.splitlines()
    assert "cannot be reached" in sentence
    assert "secret" not in sentence


class Site:
    """A workspace, and the bot in HTTP mode with nothing to listen to beyond this machine."""

    def __init__(self, slack: Workspace, data: Path) -> None:
        self.slack = slack
        self.data = data
        self.base = f"http://127.0.0.1:{free_port()}"
        slack.connect_url(f"{self.base}/slack/events", SECRET)
        self._said = asyncio.Condition()
        slack.state.watchers.append(self._noticed)
        self._wake: set[asyncio.Task[None]] = set()

    def bot(self) -> AbstractAsyncContextManager[asyncio.subprocess.Process]:
        """The bot, ready."""
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **self.settings}
        return process("Listening to Slack", (sys.executable, "-m", "bot", "run"), environment, self.data)

    @property
    def settings(self) -> dict[str, str]:
        """What the bot's `.env` would hold."""
        return {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_MODE": "http",
            "SLACK_API_URL": self.slack.api_url,
            "VEILLE_HTTP_PORT": self.base.rpartition(":")[2],
            "VEILLE_DATA": str(self.data),
        }

    async def until_said(self, words: str) -> None:
        """Wait until the bot said this in the channel."""
        async with asyncio.timeout(PATIENCE), self._said:
            await self._said.wait_for(lambda: any(words in text for text in self.said()))

    def said(self) -> list[str]:
        """What the bot said in the channel."""
        return [post.text for post in self.slack.messages("C1") if post.author == BOT_USER]

    def _noticed(self, happening: Happening) -> None:
        task = asyncio.get_running_loop().create_task(self._notify())
        self._wake.add(task)
        task.add_done_callback(self._wake.discard)

    async def _notify(self) -> None:
        async with self._said:
            self._said.notify_all()


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    now = datetime.now(UTC)
    off = tuple(Switch(source=name, on=False, at=now) for name in discover())
    watchlist = Watchlist(path_of(tmp_path, TEAM), TEAM)
    watchlist.set_up(
        Channel(
            workspace=TEAM,
            id="C1",
            zone="UTC",
            set_up_by="U1",
            digest_since=now,
            digest_off=True,
            switches=off,
        )
    )
    watchlist.close()
    async with Workspace(SystemClock()) as slack:
        slack.add_user("U1", "Camille")
        slack.add_channel("C1", "veille-demo", ["Camille", BOT_USER])
        yield Site(slack, tmp_path)


async def test_in_http_mode_it_answers_and_ends_when_told_to(site: Site) -> None:
    async with site.bot() as running:
        async with aiohttp.ClientSession() as session, session.get(f"{site.base}/healthz") as answer:
            assert answer.status == 200
        assert (await site.slack.command("Camille", "veille-demo", "/watch", "brand Acme")).ok
        await site.until_said("Acme is watched here now")
    assert running.returncode == 0


async def test_a_port_that_is_taken_is_one_sentence_and_status_2(site: Site) -> None:
    taken = str(urlsplit(site.slack.api_url).port)
    ended = await asyncio.to_thread(run, site.data, **site.settings | {"VEILLE_HTTP_PORT": taken})
    assert ended.returncode == 2
    assert f"port {taken}" in ended.stderr.splitlines()[-1]
    assert "VEILLE_HTTP_PORT" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr


async def test_a_request_that_slack_did_not_sign_is_refused(site: Site) -> None:
    async with site.bot(), aiohttp.ClientSession() as session:
        body = {"command": "/watch", "text": "list", "user_id": "U1", "channel_id": "C1"}
        async with session.post(f"{site.base}/slack/events", data=body) as answer:
            assert answer.status == 401
    assert [call.method for call in site.slack.calls] == ["auth.test"]


async def test_killed_as_slack_accepts_a_message_it_does_not_say_it_again(site: Site) -> None:
    async with site.bot() as running:

        def kill(happening: Happening) -> None:
            if happening.post and happening.post.author == BOT_USER and not happening.post.to:
                os.kill(running.pid, signal.SIGKILL)

        site.slack.state.watchers.append(kill)
        await site.slack.command("Camille", "veille-demo", "/watch", "brand Acme")
        await running.wait()
        site.slack.state.watchers.remove(kill)
    assert running.returncode == -signal.SIGKILL
    assert len(site.said()) == 1
    async with site.bot():
        await site.slack.command("Camille", "veille-demo", "/watch", "now public")
        await site.until_said("Nothing is known of Acme")
    assert len(site.said()) == 2


async def test_a_token_of_another_workspace_is_refused_before_anything_is_sent(site: Site) -> None:
    path_of(site.data, TEAM).rename(path_of(site.data, "T0OTHER"))
    listed = path_of(site.data, "T0OTHER")
    listed.write_text(listed.read_text().replace(TEAM, "T0OTHER"))
    ended = await asyncio.to_thread(run, site.data, **site.settings)
    assert ended.returncode == 2
    last = ended.stderr.splitlines()[-1]
    assert last.startswith(f"SLACK_BOT_TOKEN is of the workspace Veille ({TEAM}), and ")
    assert (
        "T0OTHER: use a token of that one, or give this one a data folder of its own (VEILLE_DATA)." in last
    )
    assert [call.method for call in site.slack.calls] == ["auth.test"]


def test_a_token_that_slack_refuses_is_one_sentence_and_status_2(tmp_path: Path, refusing: str) -> None:
    ended = run(tmp_path, SLACK_BOT_TOKEN="xoxb-wrong", SLACK_APP_TOKEN="xapp-wrong", SLACK_API_URL=refusing)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].startswith(
        "Slack refuses SLACK_BOT_TOKEN (invalid_auth): copy it again"
    )
    assert "xoxb-wrong" not in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.fixture
def refusing() -> Iterator[str]:
    """The address of a Slack that knows no token."""

    class Refusal(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(b'{"ok": false, "error": "invalid_auth"}')

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Refusal) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/api/"
        server.shutdown()
