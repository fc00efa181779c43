"""What a source, or whoever finds a feed, is given to ask servers with."""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from bot.answer import Answer


class HttpRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One request: where to, and what goes with it. The body is `json`, or the fields of a `form`."""

    url: str
    method: str = "GET"
    params: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    json: object = None
    form: Mapping[str, str] | None = None


class Fetch(Protocol):
    """The one way out: polite HTTP."""

    async def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer, of status 200 or 304 (unchanged since last asked).

        Raises a `SourceFailure` for everything else. The header `Cache-Control: no-cache` asks for
        the whole answer, changed or not.
        """

    async def send(self, request: HttpRequest) -> Answer:
        """The answer to one request that is never repeated by itself. Raises a `SourceFailure`."""
