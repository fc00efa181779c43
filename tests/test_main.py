"""The command line as a process: what becomes of output that cannot be written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import PATIENCE, ROOT

FULL = Path("/dev/full")
ONCE: dict[str, str] = {}
AT_ONCE = {"PYTHONUNBUFFERED": "1"}


def ended(command: str, output: int, environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    """`python -m bot` with these words, given a line to read and a place to write to."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *command.split()],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        input=b"acme\n",
        stdout=output,
        stderr=subprocess.PIPE,
        check=False,
        timeout=PATIENCE,
    )


@pytest.mark.skipif(not FULL.exists(), reason="there is no full device here")
@pytest.mark.parametrize("environment", [ONCE, AT_ONCE], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("command", ["query acme", "settings", "--help", "query --help"])
def test_what_cannot_be_written_is_one_sentence_and_status_2(
    command: str, environment: dict[str, str]
) -> None:
    with FULL.open("wb") as full:
        found = ended(command, full.fileno(), environment)
    assert found.stderr.decode() == "Cannot go on: No space left on device.\n"
    assert found.returncode == 2


@pytest.mark.parametrize("environment", [ONCE, AT_ONCE], ids=["buffered", "unbuffered"])
def test_whoever_has_read_enough_is_told_nothing(environment: dict[str, str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        found = ended("query acme", writer, environment)
    finally:
        os.close(writer)
    assert found.stderr == b""
