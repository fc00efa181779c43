"""Other processes: started, waited for until they are ready, ended."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 90.0
"""Seconds to wait for anything before the test fails."""


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@asynccontextmanager
async def process(
    ready: str, command: tuple[str, ...], environment: Mapping[str, str], folder: Path = ROOT
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process, once it has said that it is ready; asked to end, and waited for, afterwards."""
    running = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert running.stdout is not None
    said: list[str] = []
    reading = None
    try:
        async with asyncio.timeout(PATIENCE):
            while not said or ready not in said[-1]:
                line = await running.stdout.readline()
                assert line, "\n".join(said)
                said.append(line.decode())
        reading = asyncio.create_task(running.stdout.read())
        yield running
    finally:
        if running.returncode is None:
            running.send_signal(signal.SIGTERM)
        await asyncio.wait_for(running.wait(), PATIENCE)
        if reading:
            await reading
