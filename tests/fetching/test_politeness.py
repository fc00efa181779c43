"""Whose turn it is, and who rests."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import RateFailure
from bot.fetching.politeness import DomainLimiter, registrable
from tests.clock import START, FakeClock


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("blog.example.co.uk", "example.co.uk"),
        ("staff.tumblr.com", "tumblr.com"),
        ("news.google.com", "google.com"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
        ("blog.zorblax.example", "blog.zorblax.example"),
    ],
)
def test_limits_go_by_what_somebody_registered(host: str, domain: str) -> None:
    assert registrable(host) == domain


async def test_hosts_of_one_domain_take_turns() -> None:
    limiter = DomainLimiter(FakeClock())
    async with limiter.slot("a.tumblr.com"):
        waiting = asyncio.ensure_future(limiter.slot("b.tumblr.com").__aenter__())
        async with limiter.slot("elsewhere.org"):
            pass
        await asyncio.sleep(0)
        assert not waiting.done()
    await waiting


async def test_who_waits_while_another_is_told_to_rest_rests_too() -> None:
    clock = FakeClock()
    limiter = DomainLimiter(clock)

    async def ask() -> None:
        async with limiter.slot("x.org"):
            pass

    async with limiter.slot("x.org"):
        waiting = asyncio.ensure_future(ask())
        await asyncio.sleep(0)
        limiter.cool_down("x.org", START + timedelta(minutes=1))
    with pytest.raises(RateFailure):
        await waiting


def test_a_longer_rest_is_not_shortened() -> None:
    limiter = DomainLimiter(FakeClock())
    limiter.cool_down("x.org", START + timedelta(hours=1))
    limiter.cool_down("www.x.org", START + timedelta(minutes=1))
    assert limiter.cooling_down() == {"x.org": START + timedelta(hours=1)}


def test_rests_that_are_over_are_forgotten() -> None:
    clock = FakeClock()
    limiter = DomainLimiter(clock)
    limiter.cool_down("x.org", START + timedelta(hours=1))
    clock.pass_time(timedelta(hours=2))
    assert limiter.cooling_down() == {}


@pytest.mark.parametrize("span", [-timedelta(days=3), timedelta(days=3)], ids=["back", "forward"])
async def test_a_rest_lasts_as_long_as_was_asked_whoever_sets_the_clock(span: timedelta) -> None:
    clock = FakeClock()
    limiter = DomainLimiter(clock)
    limiter.cool_down("x.org", clock.now() + timedelta(hours=1))
    clock.jump(span)
    with pytest.raises(RateFailure):
        await take_turn(limiter, "x.org")
    clock.pass_time(timedelta(hours=1))
    await take_turn(limiter, "x.org")


async def test_a_rest_of_years_was_noted_by_a_wrong_clock() -> None:
    clock = FakeClock()
    limiter = DomainLimiter(clock)
    limiter.cool_down("x.org", clock.now() + timedelta(days=400))
    await take_turn(limiter, "x.org")


async def take_turn(limiter: DomainLimiter, host: str) -> None:
    async with limiter.slot(host):
        pass
