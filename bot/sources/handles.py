"""By which handles people know accounts of Bluesky, asked for many at a time and remembered for a day."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

import msgspec

from bot.atproto import is_hidden
from bot.clock import Clock
from bot.errors import SourceFailure
from bot.html import line
from bot.sources.reading import decode_json, mappings, string
from bot.sources.source import Fetch

log = logging.getLogger(__name__)

PROFILES: Final = "https://public.api.bsky.app/xrpc/app.bsky.actor.getProfiles"
AT_ONCE: Final = 25
"""Actors of one request: the limit of the lexicon."""
PATIENCE: Final = 2.0
"""Seconds that mentions wait for their authors' handles."""
REMEMBERED: Final = 20_000
FRESH: Final = timedelta(days=1)
_INVALID: Final = "handle.invalid"


class Account(msgspec.Struct, frozen=True):
    """What is known of an account: its handle, or its number where it has none, and whether it hides."""

    handle: str
    hidden: bool
    read_at: datetime


class Handles:
    """The accounts looked up lately."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: OrderedDict[str, Account] = OrderedDict()

    async def look_up(self, dids: Iterable[str], fetch: Fetch) -> dict[str, Account]:
        """The accounts that could be found out in time; the others are left out, and asked for next time."""
        wanted = list(dict.fromkeys(dids))
        oldest = self._clock.now() - FRESH
        stale = [did for did in wanted if did not in self._known or self._known[did].read_at < oldest]
        try:
            async with asyncio.timeout(PATIENCE):
                for start in range(0, len(stale), AT_ONCE):
                    await self._ask(stale[start : start + AT_ONCE], fetch)
        except SourceFailure as failure:
            log.warning("Handles of Bluesky could not be looked up: %s", failure.reason)
        except TimeoutError:
            log.warning("Bluesky takes long to say who %d authors are; some go by number", len(stale))
        found = {did: self._known[did] for did in wanted if did in self._known}
        self._forget()
        return found

    async def _ask(self, dids: Collection[str], fetch: Fetch) -> None:
        query = "&".join(f"actors={did}" for did in dids)
        answer = await fetch.get(f"{PROFILES}?{query}", headers={"Cache-Control": "no-cache"})
        now = self._clock.now()
        for profile in mappings(decode_json(answer), "profiles"):
            did, handle = string(profile, "did"), line(string(profile, "handle"))
            if did in dids:
                known = did if handle in ("", _INVALID) else handle
                self._known[did] = Account(known, is_hidden(profile), now)
                self._known.move_to_end(did)

    def _forget(self) -> None:
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
