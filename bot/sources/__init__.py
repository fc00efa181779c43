"""Every source the bot knows, found by itself: the modules here, and what packages announce."""

import importlib
import inspect
import logging
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from importlib.metadata import entry_points
from types import ModuleType

from bot.clock import Clock
from bot.html import line
from bot.sources.plugins import GuardedSource, guest
from bot.sources.source import Source
from bot.sources.versions import OutdatedSource, load_guest, outdated

log = logging.getLogger(__name__)

GROUP = "veille.sources"
"""The entry point group under which other packages announce a `Source` class."""

_NAME = re.compile(r"[a-z][a-z0-9]{0,39}")

broken: dict[str, str] = {}
"""The sources that could not be loaded when last looked for, by module or entry point, and why."""


def discover(clock: Clock | None = None, values: Mapping[str, str] | None = None) -> dict[str, Source]:
    """One of each source by name, the bot's own first. One that cannot be loaded disables itself alone.

    `values` are the settings by variable, for those that need keys.
    """
    broken.clear()
    found: dict[str, Source] = {}
    kinds = [(origin, kind) for origin, load in _modules() for kind in _loaded(origin, load)]
    guests = {kind: origin for origin, load in _announced() for kind in _loaded(origin, load)}
    kinds += [(origin, guest(kind)) for kind, origin in guests.items()]
    for origin, kind in kinds:
        fault = _fault(kind) or (f"the name {kind.name} is taken" if kind.name in found else "")
        if fault:
            _disable(origin, fault)
        elif made := _made(origin, kind, clock, values):
            found[kind.name] = made
    return found


def _fault(kind: type[Source]) -> str:
    """What keeps a class from being a source; empty when nothing does."""
    name, title, interval = (getattr(kind, part, None) for part in ("name", "title", "interval"))
    if not name or not title or interval is None:
        return f"{kind.__name__} lacks a name, a title or an interval"
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return f"its name {name!r} is not one lower-case word"
    if not isinstance(title, str) or not isinstance(interval, timedelta) or interval <= timedelta(0):
        return f"the title of {name} must be text, and its interval a time"
    return outdated(kind) if issubclass(kind, GuardedSource) else ""


def _made(
    origin: str, kind: type[Source], clock: Clock | None, values: Mapping[str, str] | None
) -> Source | None:
    try:
        return kind(clock, values)
    except (Exception, SystemExit) as error:  # noqa: BLE001 (as when it is loaded)
        _disable(origin, _said(error))
        return None


def _modules() -> Iterator[tuple[str, Callable[[], object]]]:
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        name = f"{__name__}.{module.name}"
        yield name, lambda name=name: importlib.import_module(name)  # type: ignore[misc]


def _announced() -> Iterator[tuple[str, Callable[[], object]]]:
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        yield f"{point.name} ({point.value})", partial(load_guest, point.load)


def _loaded(origin: str, load: Callable[[], object]) -> list[type[Source]]:
    try:
        loaded = load()
    except (Exception, SystemExit) as error:  # noqa: BLE001 (what a stranger's module raises concerns it alone)
        _disable(origin, _said(error))
        return []
    if isinstance(loaded, ModuleType):
        return [kind for kind in vars(loaded).values() if _is_source(kind, loaded.__name__)]
    if inspect.isclass(loaded) and issubclass(loaded, Source):
        return [loaded]
    _disable(origin, "it is neither a Source class nor a module with one")
    return []


def _is_source(kind: object, module: str) -> bool:
    return (
        inspect.isclass(kind)
        and issubclass(kind, Source)
        and kind not in (Source, GuardedSource)
        and not inspect.isabstract(kind)
        and not kind.__name__.startswith("_")
        and kind.__module__ == module
    )


def _said(error: BaseException) -> str:
    return line(str(error) if isinstance(error, OutdatedSource) else f"{type(error).__name__}: {error}")


def _disable(origin: str, reason: str) -> None:
    broken[origin] = reason
    log.error("The source %s is disabled, the others go on: %s", origin, reason)
