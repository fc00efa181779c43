"""A command that somebody gave."""

from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec

from bot.messages.message import Message

Answer = Message | list[Message]
Carry = Callable[["Request"], Awaitable[Answer] | AsyncIterator[Message]]
"""What carries a verb out: its answer, or its answers one after the other where the last takes a while."""


class Request(msgspec.Struct, frozen=True):
    """Who asked, where, for which verb, and the words after it."""

    user: str
    channel: str
    verb: str
    words: str
