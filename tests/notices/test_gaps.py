"""Times of which something was not heard, as people are told of them."""

from datetime import timedelta

import pytest

from bot.sources import hackernews
from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import Stage, shown

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred hits are read at once, and no more."""
    monkeypatch.setattr(hackernews, "_PAGES", 1)
    monkeypatch.setattr(hackernews, "_WINDOWS", 1)


def crowd(stage: Stage, since: timedelta) -> None:
    """Many people speak, one every two minutes, the last one a minute ago."""
    for number in range(int(since / (2 * MINUTE))):
        stage.public.say(
            HN, f"Acme shines, for the {number}th time.", by=f"u{number}", ago=since - 2 * number * MINUTE
        )


async def test_a_look_back_says_how_far_it_went(stage: Stage) -> None:
    crowd(stage, 6 * HOUR)
    await stage.command("brand Acme")
    [welcome] = stage.said()
    assert "Acme: 100 people (100 new), 1 place" in shown(welcome)
    left = "it has more than is read at once; what is older than 2 Jun, 02:40 UTC was left."
    assert f"Hacker News: {left}" in shown(welcome)
    assert f"Hacker News: last read 08:00; {left}" in await stage.told("status")


async def test_a_preview_says_how_far_it_went(stage: Stage) -> None:
    crowd(stage, 6 * HOUR)
    assert "Not heard: Hacker News before 2 Jun, 02:40 UTC." in await stage.told("preview Acme")


async def test_what_was_left_of_an_absence_is_told_once_a_day(stage: Stage) -> None:
    await stage.command("brand Acme")
    for _ in range(2):
        stage.clock.pass_time(8 * HOUR)
        crowd(stage, 7 * HOUR)
        await stage.take_turns()
        await stage.rest()
    told = [shown(post) for post in stage.said() if "wholly read" in shown(post)]
    assert told == [
        "Hacker News was not wholly read from Mon 2 Jun, 07:50 to Mon 2 Jun, 12:40, for it had more than "
        "is read at once: some of what it said in that time is missing here."
    ]
