"""local-slack, a Slack-speaking server in a process of its own, and the real bot in another."""

import asyncio
import os
import platform
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from tests.processes import PATIENCE, ROOT, free_port, process

TEAM = "T01"
"""The workspace of the server's token."""

BINARY = Path(__file__).parent / "node_modules" / "local-slack-linux-x64" / "bin" / "local-slack"
HERE = platform.system() == "Linux" and platform.machine() == "x86_64"
CHANNEL, ALICE, BOT = "C01GEN", "U01ALICE", "U01BOT"
SECRET = "signing-secret-of-the-tests"
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-test-token", "SLACK_APP_TOKEN": "xapp-test-token"}
JSON = dict[str, Any]


class LocalSlack:
    """What people do there, and what can be seen."""

    def __init__(
        self, base: str, session: aiohttp.ClientSession, news: aiohttp.ClientWebSocketResponse
    ) -> None:
        self.base = base
        self._session = session
        self._news = news
        self.seen: list[JSON] = []

    @property
    def api_url(self) -> str:
        """The base of its Web API."""
        return f"{self.base}/api/"

    async def command(self, text: str) -> None:
        """Type `/watch` and these words."""
        await self._control("command", channel=CHANNEL, user=ALICE, command="/watch", text=text)

    async def say(self, text: str) -> None:
        """Write a message."""
        await self._control("message", channel=CHANNEL, user=ALICE, text=text)

    async def press(self, message: JSON, action_id: str) -> None:
        """Press a button of a message."""
        blocks = [block for block in message["blocks"] if block["type"] == "actions"]
        block, element = next(
            (block, each) for block in blocks for each in block["elements"] if each["action_id"] == action_id
        )
        action = {"type": "button", "block_id": block["block_id"], **element}
        await self._control("interact", channel=CHANNEL, messageTs=message["ts"], user=ALICE, action=action)

    async def until(self, wanted: Callable[[JSON], bool]) -> JSON:
        """The first message of the bot, new or changed, that is as wanted."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self._next()
                if message.get("user") == BOT and wanted(message):
                    return message

    async def _next(self) -> JSON:
        while True:
            told = msgspec.json.decode((await self._news.receive()).data)
            if isinstance(told.get("message"), dict):
                self.seen.append(told["message"])
                return self.seen[-1]

    async def _control(self, act: str, **what: object) -> None:
        async with self._session.post(f"{self.base}/_control/{act}", json=what) as answer:
            assert answer.status == 200, await answer.text()


@asynccontextmanager
async def local_slack(folder: Path, mode: str, request_url: str = "") -> AsyncIterator[LocalSlack]:
    """A started server with one person, one channel, and the bot in it; `mode` is `socket` or `events`."""
    config, port = folder / "config.json", free_port()
    config.write_bytes(msgspec.json.encode(_config(mode, request_url)))
    command = (str(BINARY), "--config", str(config), "--port", str(port), "--files-dir", str(folder))
    apart = aiohttp.TCPConnector(force_close=True)  # the server ends idle connections as one writes there
    running = process("is running", command, os.environ)
    async with running, aiohttp.ClientSession(connector=apart) as session:
        base = f"http://localhost:{port}"
        async with session.ws_connect(f"{base}/ui") as news:
            yield LocalSlack(base, session, news)


def _config(mode: str, request_url: str) -> JSON:
    app = {
        "appId": "A01",
        "botUserId": BOT,
        "botToken": TOKENS["SLACK_BOT_TOKEN"],
        "appToken": TOKENS["SLACK_APP_TOKEN"],
        "signingSecret": SECRET,
        "mode": mode,
    }
    return {
        "workspace": {"teamId": TEAM},
        "app": app | ({"requestUrl": request_url} if request_url else {}),
        "users": [{"id": ALICE, "name": "alice", "tz": "Europe/Paris", "email": "alice@example.com"}],
        "channels": [{"id": CHANNEL, "name": "general", "members": [ALICE, BOT]}],
    }


def bot(slack: LocalSlack, data: Path, **more: str) -> Any:
    """The real bot, as `python -m bot run` starts it."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_API_URL": slack.api_url,
        "VEILLE_DATA": str(data),
        "VEILLE_ALLOW_PRIVATE": "yes",
        **TOKENS,
        **more,
    }
    return process("Listening to Slack", (sys.executable, "-m", "bot", "run"), environment, data.parent)
