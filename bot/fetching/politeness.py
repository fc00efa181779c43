"""How often a server is asked: one request at a time for each registrable domain, and a pause between."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from functools import lru_cache

import tldextract

from bot.clock import Clock
from bot.errors import RateFailure
from bot.fetching.refusals import BlockedHosts, Brakes, CoolDown
from bot.fetching.retry_after import LONGEST

_extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True)


@lru_cache(maxsize=4096)
def registrable(host: str) -> str:
    """The domain somebody registered (`blog.example.co.uk` gives `example.co.uk`), else the host itself.

    Limits go by it because services such as Tumblr count the requests to all of their hosts together.
    """
    return _extract(host).top_domain_under_public_suffix or host


class DomainLimiter:
    """Slots and cool-downs, for each registrable domain.

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
        self._cooling: dict[str, CoolDown] = {}

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[None]:
        """Wait for this host's slot and hold it.

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

    def cool_down(self, host: str, until: datetime) -> None:
        """Do not ask this host's domain before `until`; a longer cool-down is never shortened.

        One of more than a day was noted by a clock that was wrong, for no server is believed so far.
        """
        domain, cool_down = registrable(host), CoolDown.from_now(until, self._clock)
        if until - self._clock.now() <= LONGEST:
            self._cooling[domain] = max(cool_down, self._cooling.get(domain, cool_down))

    def cooling_down(self) -> dict[str, datetime]:
        """The domains that are left alone now, and until when: what is worth keeping over a restart."""
        now = self._clock
        return {domain: each.until for domain, each in self._cooling.items() if each.lasts(now)}

    def _check(self, domain: str, host: str) -> None:
        self.refusals.check(host)
        cool_down = self._cooling.get(domain)
        if cool_down and cool_down.lasts(self._clock):
            until = cool_down.until
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
