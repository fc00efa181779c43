"""Sources that cannot be heard: who is told, and how often."""

import contextlib
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.notices.outages import OutageNotices
from bot.storage.deliveries import Deliveries
from bot.storage.source_states import SourceStates
from bot.world.reply import Reply
from tests.scenarios.fake_web import DOWN, FEED
from tests.scenarios.full_bot import Stage, shown

HOUR = timedelta(hours=1)
LATER = 7 * HOUR
"""Longer than any rest after a passing failure."""
HN = "hn.algolia.com"


def ills(stage: Stage, channel: str = "veille-demo") -> list[str]:
    """What was told of sources that fail."""
    return [text for post in stage.said(channel) if "could not be heard" in (text := shown(post))]


def backs(stage: Stage, channel: str = "veille-demo") -> list[str]:
    """What was told of sources that came back."""
    return [text for post in stage.said(channel) if "is heard again" in (text := shown(post))]


async def polls(stage: Stage, times: int) -> None:
    for _ in range(times):
        stage.clock.pass_time(LATER)
        await stage.poll()


async def test_four_failures_in_a_row_are_told_to_nobody(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.ill[HN] = DOWN
    await polls(stage, 4)
    assert ills(stage) == []
    del stage.public.ill[HN]
    await polls(stage, 1)
    assert backs(stage) == []


async def test_the_fifth_is_told_with_what_is_wrong(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.ill[HN] = DOWN
    await polls(stage, 5)
    (told,) = ills(stage)
    assert "Hacker News could not be heard 5 times in a row: hn.algolia.com is in trouble (503)." in told
    assert "The others go on" in told


async def test_many_watches_of_one_source_are_told_of_it_once(stage: Stage) -> None:
    for name in ("Acme", "Zorblax", "Quux"):
        await stage.command(f"brand {name}")
    stage.public.ill[HN] = DOWN
    await polls(stage, 8)
    assert len(ills(stage)) == 1
    del stage.public.ill[HN]
    await polls(stage, 3)
    assert backs(stage) == ["Hacker News is heard again."]


async def test_each_channel_is_told_though_it_watches_something_else(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("brand Zorblax", channel="crise")
    stage.public.ill[HN] = DOWN
    await polls(stage, 8)
    assert (len(ills(stage)), len(ills(stage, "crise"))) == (1, 1)
    del stage.public.ill[HN]
    await polls(stage, 3)
    assert (len(backs(stage)), len(backs(stage, "crise"))) == (1, 1)


async def test_a_channel_that_does_not_hear_the_source_is_not_bothered(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("sources -hackernews", channel="crise")
    await stage.command("brand Acme", channel="crise")
    stage.public.ill[HN] = DOWN
    await polls(stage, 6)
    assert len(ills(stage)) == 1
    assert ills(stage, "crise") == []


async def test_a_watch_removed_over_an_illness_does_not_silence_the_next_one(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.ill[HN] = DOWN
    await polls(stage, 6)
    await stage.remove("Acme")
    del stage.public.ill[HN]
    await polls(stage, 1)
    await stage.command("brand Zorblax")
    stage.public.ill[HN] = DOWN
    await polls(stage, 6)
    assert len(ills(stage)) == 2


async def test_an_ill_feed_is_told_by_its_address_and_the_other_feeds_are_not_ill(stage: Stage) -> None:
    await stage.command(f"feed {FEED}")
    await stage.command("brand Acme")
    stage.public.ill["lampes.example"] = DOWN
    await polls(stage, 6)
    assert ills(stage) == [
        f"Feeds ({FEED}) could not be heard 5 times in a row: lampes.example is in trouble (503). "
        "The others go on; you will hear when it is back."
    ]


@pytest.mark.parametrize("restarts", [False, True], ids=["", "over a restart"])
async def test_what_was_told_stays_told(stage: Stage, restarts: bool) -> None:
    await stage.command("brand Acme")
    stage.public.ill[HN] = DOWN
    await polls(stage, 6)
    if restarts:
        await stage.stop()
        await stage.start()
    await polls(stage, 3)
    assert len(ills(stage)) == 1
    del stage.public.ill[HN]
    await polls(stage, 2)
    assert len(backs(stage)) == 1


class Killed(BaseException):
    """The end of the process."""


def killed_at(number: int, step: Callable[..., object]) -> Callable[..., object]:
    """The step, whose process dies in its place the so-many-th time it is taken."""
    left = number

    def dying(*given: object, **named: object) -> object:
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed
        return step(*given, **named)

    return dying


@pytest.mark.thorough
@pytest.mark.parametrize("back", [False, True], ids=["over the illness", "over the recovery"])
@pytest.mark.parametrize(
    ("kept", "step"),
    [
        (Deliveries, "owe"),
        (SourceStates, "put"),
        (OutageNotices, "_report"),
        (SourceStates, "mark_reported"),
    ],
    ids=["owing", "keeping", "telling", "marking"],
)
async def test_a_stop_at_any_step_neither_loses_what_is_told_nor_says_it_twice(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, kept: type, step: str, back: bool
) -> None:
    for name in ("Acme", "Zorblax"):
        await stage.command(f"brand {name}")
    await stage.told("sources -googlenews -feeds")
    assert {request.source for request in stage.bot.parts.registry.due} == {"hackernews"}
    for number in (1, 2):
        stage.public.ill[HN] = DOWN
        before = len(ills(stage)), len(backs(stage))
        await polls(stage, 5 if back else 4)
        if back:
            del stage.public.ill[HN]
        with monkeypatch.context() as patch:
            patch.setattr(kept, step, killed_at(number, getattr(kept, step)))
            with contextlib.suppress(Killed):
                await polls(stage, 1)
        await stage.stop()
        await stage.start()
        await polls(stage, 3)
        assert len(ills(stage)) == before[0] + 1
        stage.public.ill.pop(HN, None)
        await polls(stage, 2)
        assert (len(ills(stage)), len(backs(stage))) == (before[0] + 1, before[1] + 1)


async def test_a_channel_that_was_not_told_of_an_illness_is_not_told_of_its_end(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.ill[HN] = DOWN
    await polls(stage, 6)
    await stage.command("brand Acme", channel="crise")
    del stage.public.ill[HN]
    await polls(stage, 2)
    assert (len(backs(stage)), backs(stage, "crise")) == (1, [])


async def test_a_source_that_refuses_us_rests_for_hours(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.ill[HN] = Reply(body=b"", content_type="text/html", status=403)
    stage.clock.pass_time(HOUR)
    await stage.poll()
    asked = stage.public.requests()[HN, '"Acme"']
    for _ in range(5):
        stage.clock.pass_time(HOUR)
        await stage.poll()
    assert stage.public.requests()[HN, '"Acme"'] == asked
    status = await stage.told("status")
    assert "hn.algolia.com refuses to answer this program (403)" in status
    assert "Resting until Mon 2 Jun, 15:0" in status
