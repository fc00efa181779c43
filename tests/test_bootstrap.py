"""What `make` begins with: what is missing is said with what mends it, and nothing half-made stays."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import PATIENCE, ROOT

TOOLS = ("sh", "id", "cat", "cksum", "basename", "find", "head", "rm", "touch", "mkdir", "cp")
BARE = 'case "$*" in *ensurepip*) exit 1;; *) exec {python} "$@";; esac'
"""A Python as Debian's: whole but for what makes virtual environments."""
OLD = 'case "$*" in -V) echo Python 3.9.2;; *version_info*) exit 1;; *) exec {python} "$@";; esac'
WHOLE = """case "$*" in
*"-m venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python;;
*) exec {python} "$@";; esac"""
"""A Python that lacks nothing, and takes no seconds to make an environment."""
UV = """echo "uv $*" >> uv.log
case $1 in venv) mkdir -p .venv/bin; cp "$(command -v whole)" .venv/bin/python;; esac"""
EMPTY = "# nothing is pinned\n"
UNKNOWN = "no-such-package==1.0 --hash=sha256:" + 64 * "0" + "\n"


class Machine:
    """A folder with a lock file, and a PATH on which only some programs are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "programs"
        self.venv = folder / ".venv"
        self.programs.mkdir()
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, f"{tool} is missing"
            (self.programs / tool).symlink_to(found)
        self.lock(EMPTY)

    def has(self, name: str, script: str = "exit 0") -> None:
        """Put a program there; `{python}` is the Python that runs the tests."""
        program = self.programs / name
        program.write_text(f"#!/bin/sh\n{script.format(python=sys.executable)}\n")
        program.chmod(0o755)

    def lock(self, text: str) -> None:
        """Say what is to be installed."""
        (self.folder / "requirements.lock").write_text(text)

    def bootstrap(self, python: str = "python3") -> subprocess.CompletedProcess[str]:
        """What `make demo` begins with."""
        return subprocess.run(
            ["sh", str(ROOT / "bootstrap"), python, ".venv", "requirements.lock"],
            cwd=self.folder,
            env={"PATH": str(self.programs), "GOAL": "demo", "PIP_NO_INDEX": "1", "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


SUDO = "" if os.geteuid() == 0 else "sudo "


@pytest.mark.parametrize(
    ("installer", "command"),
    [
        ("apt-get", "apt-get install -y python3 python3-venv"),
        ("dnf", "dnf install -y python3"),
        ("pacman", "pacman -S --needed python"),
        ("zypper", "zypper install -y python3"),
        ("apk", "apk add python3"),
    ],
)
def test_without_python_the_command_of_this_system_is_said(
    machine: Machine, installer: str, command: str
) -> None:
    machine.has(installer)
    ended = machine.bootstrap()
    assert ended.returncode == 1
    assert "There is no python3 here, and Veille needs Python 3.11 or newer. This mends it:" in ended.stderr
    assert f"{SUDO}{command}\n" in ended.stderr
    assert not machine.venv.exists()


def test_on_a_mac_it_is_brew_and_never_as_root(machine: Machine) -> None:
    machine.has("brew")
    assert "\n    brew install python\n" in machine.bootstrap().stderr


def test_on_a_system_of_another_kind_another_python_can_be_named(machine: Machine) -> None:
    assert "make demo PYTHON=/path/to/python3" in machine.bootstrap().stderr


def test_a_python_without_venv_is_found_before_anything_is_made(machine: Machine) -> None:
    machine.has("python3", BARE)
    machine.has("apt-get")
    ended = machine.bootstrap()
    assert ended.returncode == 1
    assert "python3 has no venv, which Veille is installed with. This mends it:" in ended.stderr
    assert "apt-get install -y python3" in ended.stderr
    assert "-venv\n" in ended.stderr
    assert "ensurepip" not in ended.stderr
    assert not machine.venv.exists()


def test_a_python_that_is_too_old_is_said_to_be(machine: Machine) -> None:
    machine.has("python3", OLD)
    machine.has("dnf")
    ended = machine.bootstrap()
    assert ended.returncode == 1
    assert "python3 is Python 3.9.2, and Veille needs Python 3.11 or newer. This mends it:" in ended.stderr
    assert not machine.venv.exists()


def test_a_newer_python_beside_an_old_one_is_taken(machine: Machine) -> None:
    machine.has("python3", OLD)
    machine.has("python3.12", WHOLE)
    ended = machine.bootstrap()
    assert ended.returncode == 0, ended.stderr
    assert (machine.venv / "bin/python").exists()


def test_for_a_python_that_was_named_no_other_is_taken(machine: Machine) -> None:
    machine.has("python3.9", OLD)
    machine.has("python3.12", WHOLE)
    ended = machine.bootstrap("python3.9")
    assert ended.returncode == 1
    assert "\n    make demo PYTHON=python3.12\n" in ended.stderr
    assert not machine.venv.exists()


@pytest.mark.parametrize("script", [BARE, OLD])
def test_where_uv_is_installed_it_does_without(machine: Machine, script: str) -> None:
    machine.has("python3", script)
    machine.has(
        "uv", 'echo "uv $*" >> uv.log; [ "$1" = venv ] || exit 0; {python} -m venv --without-pip .venv'
    )
    ended = machine.bootstrap()
    assert ended.returncode == 0, ended.stderr
    assert machine.bootstrap().stderr == ""
    made, filled = (machine.folder / "uv.log").read_text().splitlines()
    assert made.startswith("uv venv ")
    assert filled.startswith("uv pip install ")
    assert "--require-hashes -r requirements.lock" in filled


@pytest.mark.parametrize("left", ["nothing", "an empty folder", "no pip", "another python"])
def test_what_an_earlier_run_left_half_made_is_made_anew(machine: Machine, left: str) -> None:
    machine.has("python3", WHOLE)
    if left != "nothing":
        (machine.venv / "bin").mkdir(parents=True)
    if left == "no pip":
        (machine.venv / "bin/python").write_text("#!/bin/sh\ncase $* in *pip*) exit 1;; esac\n")
        (machine.venv / "bin/python").chmod(0o755)
    if left == "another python":
        (machine.venv / "bin/python").symlink_to("/no/such/python")
    ended = machine.bootstrap()
    assert ended.returncode == 0, ended.stderr
    assert "Installing into .venv (once)…" in ended.stderr
    assert machine.bootstrap().stderr == "", "the second run has nothing to do"


@pytest.mark.thorough
def test_a_real_environment_is_made(machine: Machine) -> None:
    machine.has("python3", 'exec {python} "$@"')
    ended = machine.bootstrap()
    assert ended.returncode == 0, ended.stderr
    assert (machine.venv / "pyvenv.cfg").exists()


def test_what_cannot_be_made_is_said_and_taken_away_again(machine: Machine) -> None:
    fails = 'case "$*" in *"-m venv"*) mkdir -p .venv/bin; exit 1;; *) exec {python} "$@";; esac'
    machine.has("python3", fails)
    machine.has("df", "echo Filesystem; echo tmpfs 12288 4096 8192 34% /srv")
    ended = machine.bootstrap()
    assert ended.returncode == 1
    said = ".venv could not be made; the reason stands above."
    room = "There are 8 MB left on this disk, and 480 are needed."
    assert ended.stderr.splitlines()[-1] == f"{said} {room}"
    assert not machine.venv.exists()


def test_where_there_is_room_nothing_is_said_of_it(machine: Machine) -> None:
    machine.has("python3", 'case "$*" in *"-m venv"*) exit 1;; *) exec {python} "$@";; esac')
    machine.has("df", "echo Filesystem; echo tmpfs 12288000 4096 8192000 34% /srv")
    assert machine.bootstrap().stderr.endswith(".venv could not be made; the reason stands above.\n")


def test_packages_that_cannot_be_had_are_said_and_the_next_run_goes_on(machine: Machine) -> None:
    machine.has("python3", WHOLE)
    machine.lock(UNKNOWN)
    ended = machine.bootstrap()
    assert ended.returncode == 1
    assert ended.stderr.endswith("The next run goes on from there.\n")
    machine.lock(EMPTY)
    ended = machine.bootstrap()
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_changed_lock_file_is_installed(machine: Machine) -> None:
    machine.has("python3", WHOLE)
    machine.bootstrap()
    machine.lock(UNKNOWN)
    assert machine.bootstrap().returncode == 1
