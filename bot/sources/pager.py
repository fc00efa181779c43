"""Turning the pages of a listing, newest first, as far as one search goes.

A search ends, by what comes first, when

1. nothing is new since it was last asked (304);
2. the source has no next page, or the next would be the same as this one;
3. a page brings nothing but what an earlier one brought;
4. a page brings nothing written after `since`;
5. `most` pages are read, and there is another: then `more_available()` is raised.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Generic, TypeVar

from bot.decoding import written_after
from bot.models import Mention
from bot.sources.source import Page, Pages, Source

Asked = TypeVar("Asked")
"""What asks for a page: its number, a cursor, parameters."""


class Pager(Generic[Asked]):
    """The pages of one search of a source. Each mention is given once.

    With `since`, what was written before is left out. `pages_read` counts the pages that were asked for,
    `oldest` is when the oldest mention of the last page that had any was written.
    """

    def __init__(self, source: Source, *, most: int, since: datetime | None = None) -> None:
        self._source = source
        self._most = most
        self._since = since
        self._seen: set[str] = set()
        self.pages_read = 0
        self.oldest: datetime | None = None

    async def turn(
        self,
        first: Asked,
        fetch_page: Callable[[Asked], Awaitable[Page]],
        following: Callable[[Asked, Page], Asked | None],
    ) -> Pages:
        """The mentions page by page, from the `first` on.

        `fetch_page` fetches one; `following` says what asks for the page after one that was read, None
        where there is none. Raises what fetching raises, and `more_available()`.
        """
        asked = first
        while self.pages_read < self._most:
            self.pages_read += 1
            page = await fetch_page(asked)
            new = self._new(page)
            recent = new if self._since is None else written_after(new, self._since)
            if recent:
                yield recent
            after = None if page.answer.unchanged else following(asked, page)
            if after is None or after == asked or (page.mentions and not recent):
                return
            asked = after
        raise self._source.more_available()

    def _new(self, page: Page) -> list[Mention]:
        new = [mention for mention in page.mentions if mention.id not in self._seen]
        self._seen.update(mention.id for mention in new)
        if new:
            self.oldest = min(mention.created_at for mention in new)
        return new
