"""How often a server is asked: one request at a time for each registrable domain, and a pause between."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from functools import lru_cache

import tldextract

from bot.clock import Clock
from bot.errors import RateFailure
from bot.fetching.refusals import BlockedHosts, Brakes, Rest
from bot.fetching.retry_after import LONGEST

_extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True)


@lru_cache(maxsize=4096)
def registrable(host: str) -> str:
    """The domain somebody registered (`blog.example.co.uk` gives `example.co.uk`), else the host itself.

    Limits go by it because services such as Tumblr count the requests to all of their hosts together.
    """
    return _extract(host).top_domain_under_public_suffix or host


class DomainLimiter:
    """Turns and rests, for each registrable domain.

    `gap` is the least number of seconds between the end of a request and the start of the next to
    one domain; `gaps` are domains that need another. A domain that asked for rest is not asked at
    all until then. The spacing is counted on the injected clock, which no limiter library takes.
    """

    def __init__(self, clock: Clock, *, gap: float = 1.0, gaps: Mapping[str, float] | None = None) -> None:
        self._clock = clock
        self.refusals = BlockedHosts(clock)
        self.brakes = Brakes(clock)
        self._gap = gap
        self._gaps = dict(gaps or {})
        self._locks: dict[str, asyncio.Lock] = {}
        self._last: dict[str, float] = {}
        self._rests: dict[str, Rest] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for this host's turn and hold it.

        Raises `RateFailure` at once while it rests, `BlockedFailure` while it is left alone.
        """
        domain = registrable(host)
        self._check(domain, host)
        async with self._locks.setdefault(domain, asyncio.Lock()):
            self._check(domain, host)  # whoever went before may have been told to wait
            await self._space(domain)
            try:
                yield
            finally:
                self._last[domain] = self._clock.monotonic()

    def rest(self, host: str, until: datetime) -> None:
        """Do not ask this host's domain before `until`; a longer rest is never shortened.

        One of more than a day was noted by a clock that was wrong, for no server is believed so far.
        """
        domain, rest = registrable(host), Rest.from_now(until, self._clock)
        if until - self._clock.now() <= LONGEST:
            self._rests[domain] = max(rest, self._rests.get(domain, rest))

    def rests(self) -> dict[str, datetime]:
        """The domains that rest now, and until when: what is worth keeping over a restart."""
        return {domain: rest.until for domain, rest in self._rests.items() if rest.lasts(self._clock)}

    def _check(self, domain: str, host: str) -> None:
        self.refusals.check(host)
        rest = self._rests.get(domain)
        if rest and rest.lasts(self._clock):
            until = rest.until
            raise RateFailure(
                "{host} asked not to be asked again before {when} UTC.",
                until=until,
                host=host,
                when=f"{until:%H:%M}",
            )

    async def _space(self, domain: str) -> None:
        last = self._last.get(domain)
        if last is None:
            return
        wait = last + self._gaps.get(domain, self._gap) - self._clock.monotonic()
        if wait > 0:
            await self._clock.sleep(wait)
