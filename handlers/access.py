"""Which other channels a person may know of: public ones, and private ones that they are in."""

import html
from typing import Any

import regex
from slack_sdk.errors import SlackApiError

from bot.locale import _
from handlers.services import Request, Services

_ESCAPED = regex.compile(r"<#(?P<id>\w+)(?:\|[^>]*)?>")
_UNKNOWN = {"channel_not_found", "not_in_channel", "missing_scope", "access_denied", "no_permission"}
LOOKED_AT = 10
"""Channels with feeds that are looked at to name one."""
_PAGES = 20
"""Pages of a channel's members that are looked through, of 200 people each."""


class ReadableChannels:
    """The channels whose watches somebody may see: nobody learns of a private one that they are not in."""

    def __init__(self, services: Services, user: str) -> None:
        self._services = services
        self._user = user

    async def name(self, channel: str) -> str:
        """How a channel is called, with its `#`; empty for one that this person may not know of."""
        info = await self._info(channel)
        if info is None or info.get("is_archived"):
            return ""
        is_open = not (info.get("is_private") or info.get("is_im") or info.get("is_mpim"))
        if is_open or await self._is_member(channel):
            return f"#{info['name']}" if info.get("name") else ""
        return ""

    async def meant(self, typed: str) -> tuple[str, str]:
        """The id and name of the channel that somebody wrote, of those that were set up; empty for none."""
        wanted = html.unescape(typed).strip()
        escaped = _ESCAPED.fullmatch(wanted)
        wanted = escaped["id"] if escaped else wanted.lstrip("#").casefold()
        for known in self._services.watchlist.channels():
            if escaped and known.id != wanted:
                continue
            name = await self.name(known.id)
            if name and (escaped or wanted in (name.lstrip("#").casefold(), known.id.casefold())):
                return known.id, name
        return "", ""

    async def _info(self, channel: str) -> dict[str, Any] | None:
        try:
            answer = await self._services.client.conversations_info(channel=channel)
        except SlackApiError as error:
            if error.response.get("error") not in _UNKNOWN:
                raise
            return None
        found: dict[str, Any] = answer["channel"]
        return found

    async def _is_member(self, channel: str) -> bool:
        cursor = ""
        for _page in range(_PAGES):
            try:
                page = await self._services.client.conversations_members(
                    channel=channel, limit=200, cursor=cursor
                )
            except SlackApiError as error:
                if error.response.get("error") not in _UNKNOWN:
                    raise
                return False
            if self._user in page["members"]:
                return True
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return False
        return False


async def channel_with_feeds(services: Services, call: Request) -> str:
    """Which channel reads the most feeds, for one that reads none; empty where there is none to name."""
    here = services.watchlist.channel(call.channel)
    if here and here.feeds:
        return ""
    others = sorted(services.watchlist.channels(), key=lambda each: len(each.feeds), reverse=True)
    readable = ReadableChannels(services, call.user)
    for other in others[:LOOKED_AT]:
        if other.feeds and other.id != call.channel and (name := await readable.name(other.id)):
            return _(
                "No feed is read here; {channel} reads {n}. /watch copy {channel} takes its watches, feeds "
                "and settings over.",
                channel=name,
                n=len(other.feeds),
            )
    return ""
