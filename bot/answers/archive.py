"""The commands with which people ask about what was kept."""

from collections.abc import Mapping

from bot.answers.request import Answer, Carry, Request
from bot.commands.link_words import read_why
from bot.commands.searched_words import read_searched
from bot.messages.message import Message
from bot.messages.paging import MESSAGES
from bot.messages.reasons import why_message
from bot.messages.search import search_message
from bot.messages.unheard import why_not_message
from bot.storage.search import LATEST
from bot.watches.reasons import MentionReasons
from bot.watches.search import MentionSearch


class ArchiveCommands:
    """Carries out commands with which people ask."""

    def __init__(self, search: MentionSearch, reasons: MentionReasons) -> None:
        self._search = search
        self._reasons = reasons

    @property
    def verbs(self) -> Mapping[str, Carry]:
        """What carries each verb out."""
        return {"search": self._searched, "why": self._why}

    async def search(self, channel: str, words: str, before: int | None = None) -> Message:
        """A page of what a search found, where one before it ended or the newest.

        Raises `BadCommand`, `BadQuery` and `Refused`.
        """
        start = LATEST if before is None else before
        page = await self._search.search(channel, read_searched(words), start)
        return search_message(page, is_first=before is None)

    async def _why(self, request: Request) -> Answer:
        """Say why a post was told, or was not."""
        is_not, asked = read_why(request.words)
        if is_not:
            return why_not_message(await self._reasons.why_not(request.channel, asked.address, asked.name))
        return [
            why_message(why) for why in await self._reasons.why(request.channel, asked.address, asked.name)
        ][:MESSAGES]

    async def _searched(self, request: Request) -> Answer:
        return await self.search(request.channel, request.words)
