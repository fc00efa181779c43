"""What Slack knows of the people who ask: their time zone and their language."""

import asyncio
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.locale import Language, language_of

KNOWN_FOR = timedelta(hours=6)
"""How long an answer of Slack's is used: people change their settings seldom, and commands come in rows."""
RETRY_AFTER = timedelta(minutes=1)
"""How long Slack is not asked again for somebody whom it did not tell of."""
MOST_KNOWN = 5_000
"""People who are remembered; past that all are asked for anew."""


class Profile(msgspec.Struct, frozen=True):
    """A person's time zone, an IANA name, and their language if the bot speaks it."""

    zone: str = "UTC"
    language: Language | None = None


class People:
    """Looks people up, and remembers them for a while."""

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._known: dict[str, tuple[Profile, datetime]] = {}
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def profile(self, user: str) -> Profile:
        """What Slack knows of a person; UTC and no language where Slack does not say.

        Who types a row of commands at once is asked for once.
        """
        known = self._remembered(user)
        if known is None:
            async with self._asking.setdefault(user, asyncio.Lock()):
                known = self._remembered(user) or await self._look_up(user)
        return known

    def _remembered(self, user: str) -> Profile | None:
        known = self._known.get(user)
        return known[0] if known and self._clock.now() < known[1] else None

    async def _look_up(self, user: str) -> Profile:
        now = self._clock.now()
        try:
            told = (await self._client.users_info(user=user, include_locale=True))["user"]
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError):
            profile, until = self._known.get(user, (Profile(), now))[0], now + RETRY_AFTER
        else:
            profile = Profile(str(told.get("tz") or "UTC"), language_of(str(told.get("locale") or "")))
            until = now + KNOWN_FOR
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[user] = profile, until
        return profile
