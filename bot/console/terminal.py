"""The console: a workspace at which one person sits, line by line."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any, TextIO

from rich.text import Text

from bot.console.input import TypedInput
from bot.console.reader import Reader, kept_terminal
from bot.console.records import Happening, NotPossible
from bot.console.screen import Screen, called
from bot.console.travel import Travel
from bot.console.travel_commands import TravelCommands
from bot.console.workspace import Workspace
from bot.locale import _

PATIENCE = 2.0
"""Seconds after which a person may type on while work goes on."""


class Console:
    """Reads what is typed, and shows what comes of it.

    `settle` returns when no work that was started by what was typed is under way. To a person at a
    terminal, messages appear as they come. From anything else, lines are echoed after the prompt,
    and each is answered in full before the next one is read; `run` returns at the end of input.
    With a `travel`, time can be let pass.
    """

    def __init__(
        self,
        workspace: Workspace,
        settle: Callable[[], Awaitable[None]],
        input: TextIO,
        output: TextIO,
        travel: Travel | None = None,
    ) -> None:
        self._slack = workspace
        self._settle = settle
        self._reader = Reader(input)
        self._output = output
        self._news: list[Happening] = []
        self._prompting = False
        self._left = asyncio.Event()
        self._screen = seated(workspace, output)
        self._travel = TravelCommands(travel, self._screen, self._time_passes) if travel else None
        self._typist = TypedInput(workspace, self._screen, self.leave, self._settled, self._travel)

    async def run(self) -> None:
        """Until `:quit`, the end of input, or Ctrl-C."""
        self._slack.state.watchers.append(self._noticed)
        with kept_terminal(self._reader), self._interruptible():
            if self._reader.interactive:
                self._screen.write(
                    _(
                        "You are {name}. :help says what can be typed, :quit leaves.",
                        name=self._screen.viewer.name,
                    )
                )
            while not self._left.is_set() and (line := await self._line()) is not None:
                await self._answer(line.strip())
        self._slack.state.watchers.remove(self._noticed)

    def leave(self) -> None:
        """Ask for no more lines; a travel is broken off."""
        self._left.set()

    async def _line(self) -> str | None:
        """The next line; None at the end or when interrupted."""
        self._draw()
        self._prompting = self._reader.interactive
        reading = asyncio.create_task(self._reader.line(self._prompt()))
        leaving = asyncio.create_task(self._left.wait())
        await asyncio.wait({reading, leaving}, return_when=asyncio.FIRST_COMPLETED)
        self._prompting = False
        for task in (reading, leaving):
            if not task.done():
                task.cancel()
        if not reading.done():
            self._screen.write("")
            return None
        return reading.result()

    async def _answer(self, line: str) -> None:
        """Do what a line says, and show what comes of it."""
        if not self._reader.interactive:
            self._screen.write(self._prompt() + line)
        self._screen.turn()
        try:
            await self._unless_left(self._typist.act(line))
        except NotPossible as refusal:
            self._screen.write(Text(str(refusal), "yellow"))
        await self._settled()
        self._draw()
        self._screen.write("")

    async def _unless_left(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it, but break off when the person leaves."""
        task = asyncio.create_task(work)
        leaving = asyncio.create_task(self._left.wait())
        try:
            await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
        finally:
            task.cancel()
            leaving.cancel()
            self._erase()

    async def _settled(self) -> None:
        """Wait for the work to be done; a person is not kept waiting for long."""
        work = asyncio.create_task(self._work())
        done, _ = await asyncio.wait({work}, timeout=PATIENCE if self._reader.interactive else None)
        if done:
            work.result()

    async def _work(self) -> None:
        """Wait until neither the app nor the events about what it said have anything left to do."""
        before = -1
        while before != (before := len(self._slack.deliveries) + len(self._slack.calls)):
            await self._slack.wait_idle()
            await self._settle()

    # What is shown

    def _noticed(self, happening: Happening) -> None:
        self._news.append(happening)
        if self._reader.interactive:
            asyncio.get_running_loop().call_soon(self._draw)

    def _draw(self) -> None:
        """Draw the news, above the prompt where there is one."""
        news, self._news = self._news, []
        if not news:
            return
        self._erase()
        self._screen.show(news)
        if self._prompting:
            self._output.write(self._prompt() + self._reader.typed())
        self._output.flush()

    def _erase(self) -> None:
        """Take the line away on which a person's cursor stands: the prompt, or the hour on a travel."""
        if self._reader.interactive:
            self._output.write("\r\x1b[K")

    def _time_passes(self) -> None:
        """Draw what came meanwhile; a person sees the hour go on."""
        self._draw()
        if self._reader.interactive and self._travel:
            self._erase()
            self._output.write(self._travel.hour())
            self._output.flush()

    def _prompt(self) -> str:
        where = f"{self._screen.viewer.name}, {called(self._screen.room)}"
        return f"{where}, {self._travel.hour()}> " if self._travel else f"{where}> "

    @contextlib.contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Ctrl-C leaves as `:quit` does."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self.leave)
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGINT)


def seated(workspace: Workspace, output: TextIO) -> Screen:
    """What the first person of the workspace sees, in the first channel they are in."""
    directory = workspace.state.directory
    for person in directory.people.values():
        rooms = directory.joined(person.id)
        if rooms and not person.bot_id:
            return Screen(workspace, output, person, rooms[0])
    raise NotPossible("Nobody is in any channel of this workspace.")
