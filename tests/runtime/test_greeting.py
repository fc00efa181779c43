"""Waiting for Slack."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.console.workspace import Workspace
from bot.directory.scopes import SCOPES
from bot.errors import BadSettings
from bot.runtime import greeting
from bot.runtime.greeting import APP_TOKEN, BOT_TOKEN, persist, team_of
from tests.clock import FakeClock
from tests.processes import free_port

Answer = Callable[[], web.Response]
HTML = {"content_type": "text/html"}
OUTAGES: dict[str, Answer] = {
    "502 in HTML": lambda: web.Response(status=502, text="<h1>Bad Gateway</h1>", content_type="text/html"),
    "502 in plain text": lambda: web.Response(status=502, text="upstream connect error"),
    "200 in plain text": lambda: web.Response(text="ok"),
    "JSON that is none": lambda: web.Response(text="{ half", content_type="application/json"),
    "503 in JSON that is none": lambda: web.Response(
        status=503, text="oops", content_type="application/json"
    ),
    "a list": lambda: web.json_response([]),
    "no object": lambda: web.json_response("maintenance"),
    "nothing": lambda: web.Response(),
    "an empty object": lambda: web.json_response({}),
    **{
        word: lambda word=word: web.json_response({"ok": False, "error": word})  # type: ignore[misc]
        for word in (
            "org_login_required",
            "accesslimited",
            "internal_error",
            "fatal_error",
            "service_unavailable",
            "team_added_to_org",
            "a_word_of_tomorrow",
        )
    },
    "rate limited": lambda: web.json_response(
        {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"}
    ),
}


class Slack:
    """A Web API that says what it is told to, and then that all is well."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.url = ""

    async def answer(self, _: web.Request) -> web.Response:
        if self.answers:
            return self.answers.pop(0)()
        return web.json_response({"ok": True, "url": "wss://slack.example/"})


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Slack]:
    monkeypatch.setattr(greeting, "FIRST_WAIT", 0.001)
    slack = Slack()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.url = "http://{}:{}/api/".format(*runner.addresses[0][:2])
    yield slack
    await runner.cleanup()


def client(url: str) -> AsyncWebClient:
    return AsyncWebClient("xoxb-secret", base_url=url, retry_handlers=[])


@pytest.mark.parametrize("outage", OUTAGES)
@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
async def test_an_outage_is_waited_out_and_said(
    slack: Slack, outage: str, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    slack.answers = [OUTAGES[outage]] * 2
    asked = client(slack.url)
    assert await persist(lambda: asked.api_call(method), BOT_TOKEN, asyncio.Event())
    said = [record for record in caplog.records if record.name == greeting.__name__]
    assert len(said) == 2
    for record in said:
        assert record.levelno == logging.WARNING
        assert "asking again in" in record.getMessage()
        assert record.exc_info is None
        assert "secret" not in record.getMessage()


async def test_a_slack_that_is_not_there_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    stop = asyncio.Event()
    asked = client(f"http://127.0.0.1:{free_port()}/api/")
    waiting = asyncio.create_task(persist(asked.auth_test, BOT_TOKEN, stop))
    async with asyncio.timeout(20):
        while "Slack cannot be reached" not in caplog.text:
            await asyncio.wait({waiting}, timeout=0.01)
    stop.set()
    assert await waiting is False


async def test_a_slack_that_says_nothing_does_not_hold_up_the_end() -> None:
    stop, asked = asyncio.Event(), asyncio.Event()

    async def silence() -> None:
        asked.set()
        await asyncio.Event().wait()

    waiting = asyncio.create_task(persist(silence, BOT_TOKEN, stop))
    await asked.wait()
    stop.set()
    assert await asyncio.wait_for(waiting, 60) is False


@pytest.mark.parametrize(
    "word",
    [
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "not_allowed_token_type",
        "missing_scope",
    ],
)
async def test_a_token_that_will_not_do_ends_the_start_with_a_sentence(slack: Slack, word: str) -> None:
    slack.answers = [lambda: web.json_response({"ok": False, "error": word})]
    with pytest.raises(BadSettings, match=rf"Slack refuses SLACK_APP_TOKEN \({word}\): copy it again"):
        await persist(client(slack.url).auth_test, APP_TOKEN, asyncio.Event())


@pytest.mark.parametrize(
    ("granted", "logged"),
    [
        (frozenset(SCOPES), ""),
        (frozenset(SCOPES) - {"im:write"}, "Slack does not grant im:write; paste this version's manifest"),
    ],
    ids=["all", "all but one"],
)
async def test_what_slack_does_not_grant_is_logged_at_the_start(
    granted: frozenset[str], logged: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with Workspace(FakeClock()) as workspace:
        workspace.state.scopes = granted
        client = AsyncWebClient(workspace.bot_token, base_url=workspace.api_url)
        with caplog.at_level(logging.WARNING, "bot.runtime"):
            assert await team_of(client, asyncio.Event())
    assert [record.getMessage()[: len(logged)] for record in caplog.records] == [logged] * bool(logged)
