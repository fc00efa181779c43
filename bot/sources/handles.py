"""By which handles people know accounts of Bluesky, asked for many at a time and remembered for a day."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from bot.clock import Clock
from bot.decoding import decode_json, mappings, string
from bot.errors import SourceFailure
from bot.fetching.fetch import Fetch
from bot.html import line
from bot.sources.atproto import is_hidden

log = logging.getLogger(__name__)

PROFILES: Final = "https://public.api.bsky.app/xrpc/app.bsky.actor.getProfiles"
AT_ONCE: Final = 25
"""Actors of one request: the limit of the lexicon."""
PATIENCE: Final = 2.0
"""Seconds that mentions wait for their authors' handles."""
REMEMBERED: Final = 20_000
FRESH: Final = timedelta(days=1)
AGAIN: Final = timedelta(minutes=10)
"""After which a handle that led to nobody is tried again."""
_INVALID: Final = "handle.invalid"


class Account(msgspec.Struct, frozen=True):
    """What is known of an account: its handle, or its number where it has none, and whether it hides."""

    handle: str
    hidden: bool
    read_at: datetime


class Number(msgspec.Struct, frozen=True):
    """The DID that a handle leads to, empty while none is known, and until when that is believed."""

    did: str
    until: datetime


class Handles:
    """The accounts looked up lately."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: OrderedDict[str, Account] = OrderedDict()
        self._numbers: dict[str, Number] = {}

    async def look_up(self, dids: Iterable[str], fetch: Fetch) -> dict[str, Account]:
        """The accounts that could be found out in time; the others are left out, and asked for next time."""
        wanted = list(dict.fromkeys(dids))
        oldest = self._clock.now() - FRESH
        stale = [did for did in wanted if did not in self._known or self._known[did].read_at < oldest]
        await self._ask_all(stale, fetch)
        found = {did: self._known[did] for did in wanted if did in self._known}
        self._forget()
        return found

    async def author_ids(self, handles: Collection[str], fetch: Fetch) -> frozenset[str]:
        """The DIDs of the accounts by these handles, as far as they could be found out by now."""
        now = self._clock.now()
        stale = [each for each in handles if each not in self._numbers or self._numbers[each].until <= now]
        if stale:
            found = await self._ask_all(stale, fetch)
            for handle in stale:
                before = self._numbers[handle].did if handle in self._numbers else ""
                did = found.get(handle, "")
                self._numbers[handle] = Number(did or before, now + (FRESH if did else AGAIN))
        return frozenset(self._numbers[each].did for each in handles) - {""}

    async def _ask_all(self, actors: Sequence[str], fetch: Fetch) -> dict[str, str]:
        """Look these up, by DID or handle; the DIDs of those found, by handle."""
        found: dict[str, str] = {}
        try:
            async with asyncio.timeout(PATIENCE):
                for start in range(0, len(actors), AT_ONCE):
                    found |= await self._ask(actors[start : start + AT_ONCE], fetch)
        except SourceFailure as failure:
            log.warning("Accounts of Bluesky could not be looked up: %s", failure)
        except TimeoutError:
            log.warning("Bluesky takes long to say who %d authors are; some go by number", len(actors))
        return found

    async def _ask(self, actors: Collection[str], fetch: Fetch) -> dict[str, str]:
        query = "&".join(f"actors={actor}" for actor in actors)
        answer = await fetch.get(f"{PROFILES}?{query}", headers={"Cache-Control": "no-cache"})
        now, found = self._clock.now(), dict[str, str]()
        for profile in mappings(decode_json(answer), "profiles"):
            did, handle = string(profile, "did"), line(string(profile, "handle"))
            if did in actors or handle.lower() in actors:
                found[handle.lower()] = did
                known = did if handle in ("", _INVALID) else handle
                self._known[did] = Account(known, is_hidden(profile), now)
                self._known.move_to_end(did)
        return found

    def _forget(self) -> None:
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
