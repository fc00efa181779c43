"""A channel, as somebody types it: `#field`, or the mark that Slack makes of it."""

import html
from typing import Final

import msgspec
import regex

from bot.errors import BadCommand
from bot.locale import _

_ESCAPED: Final = regex.compile(r"<#(?P<id>\w+)(?:\|[^>]*)?>")


class ChannelNamed(msgspec.Struct, frozen=True):
    """A channel by its id, where Slack gave that, or by a name in small letters without its `#`."""

    written: str
    id: str = ""
    name: str = ""


def read_channel(words: str) -> ChannelNamed:
    """The channel that is meant. Raises `BadCommand` where none is named."""
    if not words:
        raise BadCommand(_("Which channel? Write /watch copy #channel: a public one, or one you are in."))
    wanted = html.unescape(words).strip()
    if escaped := _ESCAPED.fullmatch(wanted):
        return ChannelNamed(words, id=escaped["id"])
    return ChannelNamed(words, name=wanted.lstrip("#").casefold())
