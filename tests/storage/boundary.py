"""What the operating system does to a writer: a full disk, a kill."""

import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """No file of this process can grow beyond `size` bytes: a write says EFBIG."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def start_writer(*arguments: str) -> subprocess.Popen[str]:
    """`tests/storage/writer.py` in a process of its own."""
    command = [sys.executable, "-m", "tests.storage.writer", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def killed_after(acknowledged: int, *arguments: str) -> list[str]:
    """What a writer acknowledged before it was killed, at least so many."""
    with start_writer(*arguments) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline().strip() for _ in range(acknowledged)]
        writer.kill()
        lines += writer.stdout.read().split("\n")[:-1]  # a line cut short was not acknowledged
    assert writer.returncode == -signal.SIGKILL
    assert all(lines), "the writer stopped by itself"
    return lines
