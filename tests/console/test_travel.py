"""Travelling: where to, and what is done on the way."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.console.records import NotPossible
from bot.console.travel import STRIDE, Travel, destination
from bot.console.travel_clock import TravelClock
from bot.locale import speaking
from tests.clock import FakeClock

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""Eight in the morning in Paris."""
PARIS = "Europe/Paris"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Diary:
    """A bot that notes when it was asked to catch up, and has a digest at nine each day but where none is."""

    def __init__(self, clock: TravelClock) -> None:
        self._clock = clock
        self.stops: list[datetime] = []

    async def catch_up(self) -> None:
        self.stops.append(self._clock.now())
        await self._clock.sleep(1)  # the pace of a channel

    def next_digest(self, channel: str = "") -> datetime | None:
        if channel == "C0EMPTY":
            return None
        nine = self._clock.now().replace(hour=8, minute=7, second=0)
        return nine if nine > self._clock.now() else nine + DAY


@pytest.fixture
def clock() -> TravelClock:
    return TravelClock(FakeClock(), MONDAY)


@pytest.fixture
def diary(clock: TravelClock) -> Diary:
    return Diary(clock)


@pytest.fixture
def travel(clock: TravelClock, diary: Diary) -> Travel:
    return Travel(clock, diary)


async def go(travel: Travel, goal: datetime) -> None:
    while await travel.stride(goal):
        pass


async def test_time_goes_forward_in_strides_and_ends_at_the_goal(travel: Travel, diary: Diary) -> None:
    goal = MONDAY + 3 * HOUR
    await go(travel, goal)
    steps = [after - before for before, after in zip([MONDAY, *diary.stops], diary.stops, strict=False)]
    assert diary.stops[-1] == goal
    assert all(timedelta() < step <= STRIDE + timedelta(seconds=2) for step in steps)


async def test_the_hour_of_a_digest_is_a_stop(travel: Travel, diary: Diary) -> None:
    await go(travel, MONDAY + DAY + 2 * HOUR)
    hours = [stop for stop in diary.stops if (stop.hour, stop.minute, stop.second) == (8, 7, 0)]
    assert hours == [MONDAY + HOUR + 7 * MINUTE, MONDAY + DAY + HOUR + 7 * MINUTE]


async def test_who_has_arrived_stays(travel: Travel, diary: Diary) -> None:
    assert not await travel.stride(MONDAY)
    assert not await travel.stride(MONDAY - DAY)
    assert (travel.now(), diary.stops) == (MONDAY, [])


def test_a_channel_without_digests_has_no_morning(travel: Travel) -> None:
    assert travel.next_digest("C0DEMO", "#veille-demo") == MONDAY + HOUR + 7 * MINUTE
    with pytest.raises(NotPossible, match="No digest comes in #random"):
        travel.next_digest("C0EMPTY", "#random")


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("wed 17:40", 2 * DAY + 9 * HOUR + 40 * MINUTE),
        ("wednesday 5.40pm", 2 * DAY + 9 * HOUR + 40 * MINUTE),
        ("mer 17h40", 2 * DAY + 9 * HOUR + 40 * MINUTE),
        ("mercredi à 17h40", 2 * DAY + 9 * HOUR + 40 * MINUTE),
        ("17:40", 9 * HOUR + 40 * MINUTE),
        ("7:40", 23 * HOUR + 40 * MINUTE),
        ("mon 9:00", HOUR),
        ("dimanche", 6 * DAY + HOUR),
        ("fri morning", 4 * DAY + HOUR),
        ("wed 17:40 New York", 2 * DAY + 15 * HOUR + 40 * MINUTE),
    ],
)
def test_where_to_is_written_as_the_hour_of_a_digest_is(words: str, after: timedelta) -> None:
    assert destination(words, MONDAY, PARIS) == MONDAY + after


def test_an_hour_is_that_of_the_clocks_on_the_day() -> None:
    friday = datetime(2026, 3, 27, 8, 0, tzinfo=UTC)  # the clocks change on Sunday
    assert destination("mon 9:00", friday, PARIS) == datetime(2026, 3, 30, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("words", ["hell", "wed 25:00", "every hour", "7:00 8:00", "off", "tomorrow 9:00"])
def test_what_is_no_hour_is_answered_with_one_that_is(words: str) -> None:
    with pytest.raises(NotPossible, match=f"“{words}” is no day and hour. Write, for instance, :at wed"):
        destination(words, MONDAY, PARIS)


def test_without_a_word_it_is_asked_where_to() -> None:
    with pytest.raises(NotPossible, match="To which day and hour"):
        destination("", MONDAY, PARIS)


@pytest.mark.parametrize("words", ["mon 7:00", "monday 8:00"])
def test_time_does_not_go_back(words: str) -> None:
    with pytest.raises(NotPossible, match="It is Mon 08:00 already, and time only goes forward"):
        destination(words, MONDAY, PARIS)


def test_refusals_are_said_in_the_language_spoken() -> None:
    with speaking("fr"), pytest.raises(NotPossible, match=r"Il est déjà lun\. 08:00"):
        destination("lun 7h", MONDAY, PARIS)
