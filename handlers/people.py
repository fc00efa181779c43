"""What Slack knows of the people who ask: their time zone and their language."""

from datetime import datetime, timedelta

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

    async def profile(self, user: str) -> Profile:
        """What Slack knows of a person; UTC and no language where Slack does not say."""
        now = self._clock.now()
        known, until = self._known.get(user, (Profile(), now))
        if now < until:
            return known
        try:
            answer = await self._client.users_info(user=user, include_locale=True)
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError):
            self._known[user] = known, now + RETRY_AFTER  # nobody waits for an answer on account of a zone
            return known
        told = answer["user"]
        profile = Profile(str(told.get("tz") or "UTC"), language_of(str(told.get("locale") or "")))
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[user] = profile, now + KNOWN_FOR
        return profile
