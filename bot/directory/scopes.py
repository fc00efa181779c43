"""What Slack must grant, and what for: the one list behind the manifest, and what is known to be missing.

With every answer to a bot's token Slack says which scopes it has, and with a refusal for want of one which
would do. Of commands and events it tells such a token nothing.
"""

from collections.abc import Mapping
from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

SCOPES: Final[Mapping[str, str]] = {
    "app_mentions:read": "hear when somebody mentions the bot",
    "channels:history": "see messages for replies to watched names, and whether a message was already sent",
    "channels:read": "know whether the bot is in a channel",
    "chat:write": "speak",
    "commands": "take /watch",
    "groups:history": "the same as channels:history, in private channels",
    "groups:read": "the same as channels:read, in private channels",
    "im:history": "hear what people write to the bot alone, and whether a notice was already sent",
    "im:write": "tell whoever set up a channel when it can no longer be spoken to",
    "users:read": "know people's time zones",
}
EVENTS: Final = (
    "app_mention",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_unarchive",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
)


def missing_scopes(headers: Mapping[str, str]) -> tuple[str, ...] | None:
    """The scopes that were not granted, by the headers of an answer; None where Slack does not say."""
    granted = _listed({name.lower(): value for name, value in headers.items()}.get("x-oauth-scopes", ""))
    return tuple(sorted(SCOPES.keys() - granted)) if granted else None


def needed_scopes(refusal: SlackApiError) -> tuple[str, ...]:
    """What was missing for a call that Slack refused for want of a scope.

    Slack names all scopes of which one would have done: those that the manifest asks for, if it does.
    """
    needed, provided = (_listed(str(refusal.response.get(part) or "")) for part in ("needed", "provided"))
    return tuple(sorted((needed & SCOPES.keys()) - provided or needed))


class Grants:
    """Asks Slack what it granted the bot's token."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def missing(self) -> tuple[str, ...]:
        """The scopes that were not granted; none where Slack does not say now."""
        try:
            answer = await self._client.auth_test()
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError):
            return ()
        return missing_scopes(answer.headers) or ()


def _listed(scopes: str) -> set[str]:
    return {scope.strip() for scope in scopes.split(",")} - {""}
