"""What a person at the demo's console types to travel: `:day`, `:tomorrow`, `:at wed 17:40`."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.console.screen import Screen, called
from bot.console.travel import Travel, destination
from bot.locale import N_
from bot.locale.days import day_and_hour

TRAVEL_HELP = (
    (N_(":day"), N_("lets time pass until the next digest of the channel has come")),
    (N_(":tomorrow"), N_("lets time pass until this hour tomorrow; :tomorrow 17:40 until that one")),
    (N_(":at wed 17:40"), N_("lets time pass until then, this week or next")),
)
"""What can be typed where time can be travelled."""
TRAVEL_WORDS = ("day", "tomorrow", "at", "jour", "demain", "à")
"""The commands in English, and in French."""


class TravelCommands:
    """Lets time pass, and has what comes of it shown as it comes.

    Days and hours are those of whoever the screen is drawn for, as in Slack.
    """

    def __init__(self, travel: Travel, screen: Screen, show: Callable[[], None]) -> None:
        self._travel = travel
        self._screen = screen
        self._show = show

    @property
    def by_word(self) -> Mapping[str, Callable[[str], Awaitable[None]]]:
        """The commands, in English and in French."""
        each = (self._day, self._tomorrow, self._at)
        return dict(zip(TRAVEL_WORDS, (*each, *each), strict=True))

    def hour(self) -> str:
        """`Wed 17:40`, as it is now."""
        return day_and_hour(self._travel.now(), self._zone)

    @property
    def _zone(self) -> str:
        return self._screen.viewer.zone

    async def _day(self, rest: str) -> None:
        room = self._screen.room
        await self._go(self._travel.next_digest(room.id, called(room)))

    async def _tomorrow(self, rest: str) -> None:
        here = self._travel.now().astimezone(ZoneInfo(self._zone))
        await self._to(f"{here + timedelta(days=1):%A} {rest or f'{here:%H:%M}'}")

    async def _at(self, rest: str) -> None:
        await self._to(rest)

    async def _to(self, words: str) -> None:
        await self._go(destination(words, self._travel.now(), self._zone))

    async def _go(self, goal: datetime) -> None:
        while await self._travel.stride(goal):
            self._show()
