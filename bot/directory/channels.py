"""What Slack says of channels: whether the bot may speak in one, and who may know of it."""

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.directory.scopes import needed_scopes
from bot.errors import Refusal, Refused

_UNKNOWN = {"channel_not_found", "not_in_channel", "access_denied", "no_permission"}
_PAGES = 20
"""Pages of a channel's members that are looked through, of 200 people each."""


class SlackChannels:
    """Asks Slack about channels. Raises `Refused` where it was not granted the permission to."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def require_member(self, channel: str) -> None:
        """Raise `Refused` unless the bot can speak in the channel."""
        info = await self._info(channel) or {}
        if info.get("is_archived"):
            raise Refused(Refusal.CHANNEL_ARCHIVED)
        if not (info.get("is_member") or info.get("is_im")):
            raise Refused(Refusal.NOT_IN_CHANNEL)

    async def name_for(self, user: str, channel: str) -> str:
        """How a channel is called, with its `#`; empty for one that this person may not know of.

        People know of public channels, and of private ones that they are in.
        """
        info = await self._info(channel)
        if info is None or info.get("is_archived"):
            return ""
        is_open = not (info.get("is_private") or info.get("is_im") or info.get("is_mpim"))
        if is_open or await self._has_member(channel, user):
            return f"#{info['name']}" if info.get("name") else ""
        return ""

    async def _info(self, channel: str) -> dict[str, Any] | None:
        try:
            answer = await self._client.conversations_info(channel=channel)
        except SlackApiError as error:
            _require_unknown(error)
            return None
        found: dict[str, Any] = answer["channel"]
        return found

    async def _has_member(self, channel: str, user: str) -> bool:
        cursor = ""
        for _page in range(_PAGES):
            try:
                page = await self._client.conversations_members(channel=channel, limit=200, cursor=cursor)
            except SlackApiError as error:
                _require_unknown(error)
                return False
            if user in page["members"]:
                return True
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return False
        return False


def _require_unknown(error: SlackApiError) -> None:
    """Raise the error again, unless it says that the bot may not know the channel."""
    reason = error.response.get("error")
    if reason == "missing_scope":
        raise Refused(Refusal.SCOPES_MISSING, scopes=needed_scopes(error)) from error
    if reason not in _UNKNOWN:
        raise error
