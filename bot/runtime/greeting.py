"""Waits for Slack, and finds the workspace by `auth.test`; whatever Slack answers is waited out and retried,
unless a token is what is wrong.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from websockets.exceptions import WebSocketException

from bot.directory.scopes import missing_scopes
from bot.errors import BadSettings
from bot.settings import SLACK_APPS
from bot.storage.watchlists import is_team

log = logging.getLogger(__name__)

FIRST_WAIT = 2.0
LONGEST_WAIT = 60.0
"""Seconds between two tries: doubled each time, from the first to the longest."""
_TOKEN_IS_WRONG = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "invalid_token",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
"""What Slack says of a token that will not do however often it is shown (docs of `auth.test` and
`apps.connections.open`). All else, unknown words included, may pass."""

Attempt = Callable[[], Awaitable[object]]


class Token(msgspec.Struct, frozen=True):
    """The setting that holds a token, and where in Slack's pages a new one is copied from."""

    variable: str
    page: str


BOT_TOKEN = Token("SLACK_BOT_TOKEN", "OAuth & Permissions")
APP_TOKEN = Token("SLACK_APP_TOKEN", "Basic Information → App-Level Tokens")


class Team(msgspec.Struct, frozen=True):
    """A Slack team: a workspace."""

    id: str
    name: str


async def team_of(client: AsyncWebClient, stop: asyncio.Event) -> Team | None:
    """The workspace that a client's token belongs to, once Slack says it; None if `stop` was set before.

    Raises `BadSettings` for a token that Slack refuses.
    """
    found: list[Team] = []

    async def ask() -> None:
        found.append(await asked_team(client))

    return found[0] if await persist(ask, BOT_TOKEN, stop) else None


async def asked_team(client: AsyncWebClient) -> Team:
    """The workspace that a client's token belongs to; scopes that the token lacks are logged.

    Raises one of `UNREACHED`, or a `SlackApiError`, where Slack does not say it.
    """
    answer = await client.auth_test()
    team, name = str(answer.get("team_id") or ""), str(answer.get("team") or "")
    if not is_team(team):
        raise ValueError("it names no team")
    _warn_of_missing_scopes(answer.headers)
    return Team(team, name)


def _warn_of_missing_scopes(headers: Mapping[str, str]) -> None:
    if missing := missing_scopes(headers):
        log.warning(
            "Slack does not grant %s; paste this version's manifest (python -m bot manifest) again at %s, "
            "and reinstall the app",
            ", ".join(missing),
            SLACK_APPS,
        )


async def persist(attempt: Attempt, token: Token, stop: asyncio.Event) -> bool:
    """Try until Slack answers; whether it did before `stop` was set. Each failure is logged.

    Raises `BadSettings` for a token that Slack refuses.
    """
    wait = FIRST_WAIT
    while not stop.is_set():
        try:
            return await _is_made(attempt, stop)
        except SlackApiError as error:
            reason = reason_of(error)
            if reason in _TOKEN_IS_WRONG:
                raise BadSettings(
                    f"Slack refuses {token.variable} ({reason}): copy it again from "
                    f"{SLACK_APPS} → your app → {token.page}."
                ) from error
            log.warning("Slack answers %s; asking again in %.0f seconds", reason, wait)
        except UNREACHED as error:
            reason = str(error) or type(error).__name__
            log.warning("Slack cannot be reached (%s); asking again in %.0f seconds", reason, wait)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), wait)
        wait = min(wait * 2, LONGEST_WAIT)
    return False


async def _is_made(attempt: Attempt, stop: asyncio.Event) -> bool:
    """Whether an attempt came to its end before `stop` was set, which breaks it off."""
    trying, stopping = asyncio.ensure_future(attempt()), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({trying, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if trying.done():
            trying.result()
        return trying.done()
    finally:
        for task in (trying, stopping):
            task.cancel()
        await asyncio.gather(trying, stopping, return_exceptions=True)


UNREACHED = (
    aiohttp.ClientError,
    SlackClientError,
    WebSocketException,
    TimeoutError,
    OSError,
    ValueError,  # what slack_sdk makes of an answer that is no JSON of the kind it expects,
    AttributeError,  # a list for example
)
"""How a call of Slack fails without an answer that could be understood."""


def reason_of(error: SlackApiError) -> str:
    """Slack's own word for what is wrong, or the HTTP status where it gave none."""
    data = getattr(error.response, "data", None)
    if isinstance(data, dict) and isinstance(data.get("error"), str):
        return str(data["error"])
    response = error.response  # the HTTP library's own, where the body was no JSON
    status = getattr(response, "status_code", None) or getattr(response, "status", None)
    return f"with status {status}, which says nothing" if status else "what cannot be read"
