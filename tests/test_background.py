"""Work that goes on after an answer was given."""

import asyncio

import pytest

from bot.background import Background


async def test_what_was_started_is_awaited_with_all_that_it_starts() -> None:
    background, done = Background(), []

    async def second() -> None:
        done.append("second")

    async def first() -> None:
        background.start(second(), "second")
        done.append("first")

    background.start(first(), "first")
    await background.settle()
    assert done == ["first", "second"]


async def test_a_failure_is_logged_and_followed_by_what_was_to_follow(
    caplog: pytest.LogCaptureFixture,
) -> None:
    background, said = Background(), []

    async def fails() -> None:
        raise RuntimeError("the roof fell in")

    async def sorry() -> None:
        said.append("sorry")

    background.start(fails(), "a command", sorry)
    await background.settle()
    assert said == ["sorry"]
    assert "a command failed: the roof fell in" in caplog.text


async def test_what_is_under_way_can_be_broken_off(caplog: pytest.LogCaptureFixture) -> None:
    background, said = Background(), []

    async def waits() -> None:
        await asyncio.Event().wait()

    async def sorry() -> None:
        said.append("sorry")

    background.start(waits(), "a long wait", sorry)
    await asyncio.sleep(0)
    await background.stop()
    assert said == []
    assert caplog.text == ""
