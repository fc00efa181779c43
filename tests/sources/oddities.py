"""Answers in JSON in which one thing is not what it should be."""

import copy
import json
from collections.abc import Iterator

ODD: tuple[object, ...] = (
    None,
    True,
    -1,
    10**30,
    1.5,
    float("inf"),
    "",
    "odd",
    "\ud800",
    "a\x00b",
    "9" * 5_000,
    "javascript:alert(1)",
    "http://[::1",
    "0000-00-00T00:00:00Z",
    "9999-12-31T23:59:59-23:00",
    [],
    {},
    [[{}]],
    {"odd": {"odd": 1}},
)

Path = tuple[str | int, ...]


def odd_answers(body: bytes) -> Iterator[tuple[Path, object, bytes]]:
    """A body with each value within its first item replaced by each odd one; none if it is not JSON.

    The items are the longest list of objects. Gives what was replaced, by what, and the body.
    """
    try:
        document = json.loads(body)
    except ValueError:
        return
    items = max(_lists(document, ()), key=lambda found: found[1], default=None)
    if items is None:
        return
    first = (*items[0], 0)
    for path in _paths(_under(document, first), first):
        for value in ODD:
            yield path, value, json.dumps(_replaced(document, path, value)).encode()


def _lists(value: object, path: Path) -> Iterator[tuple[Path, int]]:
    if isinstance(value, list) and all(isinstance(each, dict) for each in value):
        yield path, len(value)
    for key, each in _entries(value):
        yield from _lists(each, (*path, key))


def _paths(value: object, path: Path) -> Iterator[Path]:
    yield path
    for key, each in _entries(value):
        yield from _paths(each, (*path, key))


def _entries(value: object) -> list[tuple[str | int, object]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _under(value: object, path: Path) -> object:
    for key in path:
        value = dict(_entries(value))[key]
    return value


def _replaced(document: object, path: Path, value: object) -> object:
    if not path:
        return value
    changed = copy.copy(document)
    assert isinstance(changed, dict | list)
    changed[path[0]] = _replaced(changed[path[0]], path[1:], value)  # type: ignore[index]
    return changed
