"""The tests of what a change touches, for `make test-quick`: of each file that of its noun, then its room's.

Changed is what differs from the last commit, or else what that commit changed. Of rooms that start whole bots
(`SLOW`) only the tests of the same noun are run, and tests that were changed. What holds of the whole house
(`ALWAYS`) is run each time.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
SLOW = frozenset({"alerts", "cli", "notices", "scenarios", "storage", "e2e"})

ALWAYS = ("tests/test_words.py", "tests/test_documents.py", "tests/test_layers.py")


def touched(changed: Iterable[str], root: Path = ROOT) -> list[str]:
    """The tests to run for changed files, those of their nouns first; paths are relative to the root."""
    paths = [PurePosixPath(each) for each in changed]
    nouns = [test for path in paths for test in _of_noun(path)]
    rooms = [f"tests/{path.parts[1]}" for path in paths if len(path.parts) > 2 and path.parts[1] not in SLOW]
    return [test for test in dict.fromkeys((*nouns, *rooms, *ALWAYS)) if (root / test).exists()]


def _of_noun(path: PurePosixPath) -> Iterator[str]:
    """The test of the same noun; of a test, itself."""
    if path.suffix != ".py":
        return
    if path.parts[0] == "tests":
        if path.name.startswith("test_"):
            yield str(path)
    elif path.parts[0] == "bot":
        yield str(PurePosixPath("tests", *path.parts[1:-1], f"test_{path.name}"))
    else:
        yield str(PurePosixPath("tests", *path.parts[:-1], f"test_{path.name}"))


def changed_files() -> list[str]:
    """What differs from the last commit, new files among it, or what that commit changed."""
    now = _git("diff", "--name-only", "HEAD") + _git("ls-files", "--others", "--exclude-standard")
    return now or _git("diff-tree", "--no-commit-id", "--name-only", "-r", "HEAD")


def _git(*asked: str) -> list[str]:
    ended = subprocess.run(["git", *asked], cwd=ROOT, capture_output=True, text=True, check=True)
    return ended.stdout.splitlines()


if __name__ == "__main__":
    sys.stdout.write(" ".join(touched(changed_files())))
