"""Samples of one source, in the shape of what it really sends."""

import importlib
from collections.abc import Callable, Mapping

import msgspec

from bot.query import Needle
from bot.sources.source import Ask


class Case(msgspec.Struct, frozen=True):
    """Bodies of a source's answers, and a watch that makes it ask.

    `write` makes a body whose items carry the given (title or text, author) and a date; `undated` is
    a body whose only item has a date that cannot be read, `zoneless` one dated 2026-11-22 10:00 with
    no zone, None for a source whose dates cannot be either. `settings` are the keys it needs; `doors`
    are the answers, by path, to what it asks before or beside its search.
    """

    content_type: str
    write: Callable[[list[tuple[str, str]]], bytes]
    ask: Ask = Ask((Needle("zorblax"),), feeds=("https://blog.example/feed",))
    undated: bytes | None = None
    zoneless: bytes | None = None
    garbage: tuple[bytes, ...] = ()
    settings: Mapping[str, str] = {}
    doors: Mapping[str, bytes] = {}


def case_of(name: str) -> Case:
    """The samples of a source. Raises `ModuleNotFoundError` for one that has none."""
    case: Case = importlib.import_module(f"tests.sources.cases.{name}").CASE
    return case
