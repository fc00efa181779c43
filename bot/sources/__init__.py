"""Every source the bot knows, found by itself: the modules here, and what packages announce."""

import importlib
import inspect
import logging
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import entry_points
from types import ModuleType

from bot.clock import Clock
from bot.sources.source import Source

log = logging.getLogger(__name__)

GROUP = "veille.sources"
"""The entry point group under which other packages announce a `Source` class."""

broken: dict[str, str] = {}
"""The sources that could not be loaded when last looked for, by module or entry point, and why."""


def discover(clock: Clock | None = None, values: Mapping[str, str] | None = None) -> dict[str, Source]:
    """One of each source by name, the bot's own first. One that cannot be loaded disables itself alone.

    `values` are the settings by variable, for those that need keys.
    """
    broken.clear()
    found: dict[str, Source] = {}
    for origin, load in (*_modules(), *_announced()):
        for kind in _loaded(origin, load):
            _add(found, kind, origin, clock, values)
    return found


def _add(
    found: dict[str, Source],
    kind: type[Source],
    origin: str,
    clock: Clock | None,
    values: Mapping[str, str] | None,
) -> None:
    name = getattr(kind, "name", "")
    if not name or not hasattr(kind, "interval") or not hasattr(kind, "title"):
        _disable(origin, f"{kind.__name__} lacks a name, a title or an interval")
    elif name in found and type(found[name]) is not kind:
        _disable(origin, f"the name {name} is taken")
    else:
        found[name] = kind(clock, values)


def _modules() -> Iterator[tuple[str, Callable[[], object]]]:
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        name = f"{__name__}.{module.name}"
        yield name, lambda name=name: importlib.import_module(name)  # type: ignore[misc]


def _announced() -> Iterator[tuple[str, Callable[[], object]]]:
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        yield f"{point.name} ({point.value})", point.load


def _loaded(origin: str, load: Callable[[], object]) -> list[type[Source]]:
    try:
        loaded = load()
    except Exception as error:  # noqa: BLE001 (whatever a stranger's module raises concerns it alone)
        _disable(origin, f"{type(error).__name__}: {error}")
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
        and kind is not Source
        and not inspect.isabstract(kind)
        and kind.__module__ == module
    )


def _disable(origin: str, reason: str) -> None:
    broken[origin] = reason
    log.error("The source %s is disabled, the others go on: %s", origin, reason)
