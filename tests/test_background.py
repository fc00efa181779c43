"""Work that goes on after an answer was given."""

import asyncio

import pytest

from bot.background import FEW, PAUSE, Background


async def test_what_was_started_is_awaited_with_all_that_it_starts() -> None:
    background, done = Background(), []

    async def second() -> None:
        done.append("second")

    async def first() -> None:
        background.start(second(), "second")
        done.append("first")

    background.start(first(), "first")
    await background.wait_idle()
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
    await background.wait_idle()
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


class Bench:
    """Work that begins and then waits for a sign."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.go_on = asyncio.Event()
        self._more = asyncio.Condition()

    async def work(self, number: int) -> None:
        self.begun.append(number)
        async with self._more:
            self._more.notify_all()
        await self.go_on.wait()

    async def until_begun(self, number: int) -> None:
        """Wait until so many have begun."""
        async with asyncio.timeout(20), self._more:
            await self._more.wait_for(lambda: len(self.begun) >= number)


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_work_begins_behind_what_waits_to_be_acknowledged(bench: Bench) -> None:
    background = Background()
    with background.acknowledging():
        with background.acknowledging():
            background.start(bench.work(1), "a command")
            await asyncio.sleep(4 * PAUSE)
        await asyncio.sleep(4 * PAUSE)
        assert bench.begun == [], "one acknowledgement is still to be given"
    await bench.until_begun(1)
    bench.go_on.set()
    await background.wait_idle()


async def test_an_acknowledgement_that_never_comes_holds_work_up_for_a_moment_only(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.background.LONGEST_WAIT", 0.02)
    background = Background()
    with background.acknowledging():
        background.start(bench.work(1), "a command")
        await bench.until_begun(1)
    bench.go_on.set()
    await background.wait_idle()


async def test_a_few_begin_at_a_time_in_the_order_they_came(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.background.HEAD_START", 60.0)
    background = Background()
    for number in range(2 * FEW):
        background.start(bench.work(number), "a command")
    await bench.until_begun(FEW)
    await asyncio.sleep(4 * PAUSE)
    assert bench.begun == list(range(FEW))
    bench.go_on.set()
    await background.wait_idle()
    assert bench.begun == list(range(2 * FEW))


async def test_what_takes_long_does_not_hold_up_the_rest(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.background.HEAD_START", 0.02)
    background = Background()
    for number in range(2 * FEW):
        background.start(bench.work(number), "a command")
    await bench.until_begun(2 * FEW)
    bench.go_on.set()
    await background.wait_idle()


async def test_once_stopped_it_begins_nothing(bench: Bench) -> None:
    background = Background()
    with background.acknowledging():
        background.start(bench.work(1), "a command")
        await background.stop()
    background.start(bench.work(2), "a command")
    await background.wait_idle()
    assert bench.begun == []


async def test_one_piece_at_a_time_is_done_for_a_key_and_once_more_for_what_came_meanwhile(
    bench: Bench,
) -> None:
    background, done = Background(), []

    async def work() -> None:
        await bench.work(len(bench.begun))
        done.append("the channel")

    for _ in range(4):
        background.start_for("C1", work, "a digest")
    await bench.until_begun(1)
    background.start_for("C2", work, "a digest")
    await bench.until_begun(2)
    assert done == []
    bench.go_on.set()
    await background.wait_idle()
    assert len(done) == 3, "twice for the first channel, once for the other"
    background.start_for("C1", work, "a digest")
    await background.wait_idle()
    assert len(done) == 4
