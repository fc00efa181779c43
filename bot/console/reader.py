"""Lines from a person or from a pipe, without holding up the loop."""

import asyncio
import contextlib
import sys
import threading
from collections.abc import Iterator
from typing import TextIO


class Reader:
    """Reads one line at a time, in a thread that never keeps the process alive."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self.interactive = source is sys.stdin and source.isatty()

    async def line(self, prompt: str) -> str | None:
        """The next line without its end, None when there is no more; the prompt is shown to a person."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[str | None] = loop.create_future()
        threading.Thread(target=self._read, args=(loop, answer, prompt), daemon=True).start()
        return await answer

    def typed(self) -> str:
        """What stands on a person's line so far."""
        if not self.interactive:
            return ""
        import readline

        return readline.get_line_buffer()

    def _read(self, loop: asyncio.AbstractEventLoop, answer: asyncio.Future[str | None], prompt: str) -> None:
        line = self._asked(prompt) if self.interactive else self._source.readline() or None
        # The loop is gone when the console was left while this thread waited.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_resolve, answer, line)

    def _asked(self, prompt: str) -> str | None:
        try:
            return input(prompt)
        except (EOFError, OSError, ValueError):  # the terminal is gone, or was closed while this waited
            return None


def _resolve(answer: asyncio.Future[str | None], line: str | None) -> None:
    if not answer.done():
        answer.set_result(None if line is None else line.rstrip("\r\n"))


@contextlib.contextmanager
def kept_terminal(reader: Reader) -> Iterator[None]:
    """Leave the terminal as it was found: a line editor that is left in mid-line would not."""
    if not reader.interactive:
        yield
        return
    # Neither module is there on Windows, where there is no terminal of this kind either.
    import readline  # noqa: F401
    import termios

    found = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, found)
