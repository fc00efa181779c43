"""The rooms that are woken: each looks at its rows in a task of its own, so that none waits for another."""

import asyncio
from collections.abc import Sequence

import msgspec

from bot.tasks import Tasks
from bot.wakeups import Look, Wakeup


class Room(msgspec.Struct, frozen=True):
    """What looks when it is woken."""

    wakeup: Wakeup
    look: Look


class Rooms:
    """All of them: begun, waited for, broken off together."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self._rooms = rooms
        self._tasks = Tasks()
        self._serving: dict[str, asyncio.Task[None]] = {}

    def start(self) -> None:
        """Let each look now, and from now on."""
        self.wake()
        for room in self._rooms:
            name = room.wakeup.name
            self._serving[name] = self._tasks.start(room.wakeup.serve(room.look), name)

    def wake(self) -> None:
        """Let each look: something may have been left undone."""
        for wakeup in self.wakeups:
            wakeup.set()

    @property
    def wakeups(self) -> list[Wakeup]:
        """The wake-up of each."""
        return [room.wakeup for room in self._rooms]

    @property
    def are_idle(self) -> bool:
        """Whether none is awake, those left out that a fault ended."""
        return all(room.wakeup.is_idle or self._has_ended(room) for room in self._rooms)

    async def wait_idle(self) -> None:
        """Wait until none is awake; one may wake another."""
        while not self.are_idle:
            await asyncio.gather(*map(self._wait_idle, self._rooms))

    async def stop(self) -> None:
        """Break off what they do; the rows stay."""
        await self._tasks.stop()

    async def _wait_idle(self, room: Room) -> None:
        idle = asyncio.ensure_future(room.wakeup.wait_idle())
        await asyncio.wait({idle, self._serving[room.wakeup.name]}, return_when=asyncio.FIRST_COMPLETED)
        idle.cancel()

    def _has_ended(self, room: Room) -> bool:
        serving = self._serving.get(room.wakeup.name)
        return serving is not None and serving.done()
