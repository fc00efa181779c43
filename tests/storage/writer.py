"""A process that writes without end, and says what it wrote once it is written.

writer.py watchlist|archive|deliveries PATH PREFIX [COUNT], or
writer.py dies PATH CALL N: adds one watch, and is killed just before the Nth call of CALL.
"""

import itertools
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.storage.archive import Archive
from bot.storage.database import open_database
from bot.storage.deliveries import Deliveries
from bot.storage.watchlist import Watchlist
from tests.storage.samples import WORKSPACE, delivery, hit, mention, watch

Write = Callable[[str], object]


def watchlist(path: Path) -> Write:
    kept = Watchlist(path, WORKSPACE)
    return lambda name: kept.add(watch(name, name))


def archive(path: Path) -> Write:
    kept = Archive(open_database(f"sqlite:///{path}"))
    return lambda name: kept.keep([hit(mention(name)), hit(mention(name), watch="w2")])


def deliveries(path: Path) -> Write:
    kept = Deliveries(open_database(f"sqlite:///{path}"), WORKSPACE)
    return lambda name: kept.owe([delivery(name), delivery(f"{name}:1", root=name)], [name])


def names(prefix: str, count: str = "") -> Iterator[str]:
    numbers = range(int(count)) if count else itertools.count()
    return (f"{prefix}{number}" for number in numbers)


def die_at(call: str, nth: int) -> None:
    """Be killed just before the nth call of that function of `os` or `Path`."""
    owner: Any = Path if hasattr(Path, call) else os
    real = getattr(owner, call)
    calls = itertools.count(1)

    def deadly(*arguments: object) -> object:
        if next(calls) == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments)

    setattr(owner, call, deadly)


def main() -> None:
    what, path, *rest = sys.argv[1:]
    if what == "dies":
        write = watchlist(Path(path))
        die_at(rest[0], int(rest[1]))
        write("last")
        return
    write = {"watchlist": watchlist, "archive": archive, "deliveries": deliveries}[what](Path(path))
    for name in names(*rest):
        write(name)
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
