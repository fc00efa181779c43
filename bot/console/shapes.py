"""Shapes of JSON, as rules that say what is wrong and where."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


class Rule(Protocol):
    """Something a value must be."""

    def problems(self, value: object, at: str) -> Iterator[str]:
        """One sentence for each thing that is wrong; `at` is where the value stands."""


@dataclass(frozen=True)
class Words:
    """A string of so many characters, in a form if a pattern is given."""

    most: int
    least: int = 1
    form: str = ""

    def problems(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{at}: must be a string"
        elif len(value) > self.most:
            yield f"{at}: {len(value)} characters, at most {self.most}"
        elif len(value) < self.least:
            yield f"{at}: must not be empty"
        elif self.form and not re.fullmatch(self.form, value):
            yield f"{at}: {value!r} is not of the form {self.form}"


@dataclass(frozen=True)
class OneOf:
    """One of a few words."""

    words: tuple[object, ...]

    def problems(self, value: object, at: str) -> Iterator[str]:
        if not any(value == word and type(value) is type(word) for word in self.words):
            yield f"{at}: {value!r} is none of {', '.join(map(str, self.words))}"


@dataclass(frozen=True)
class Whole:
    """A whole number in a range."""

    least: int = 0
    most: int = 2**53

    def problems(self, value: object, at: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield f"{at}: must be a whole number"
        elif not self.least <= value <= self.most:
            yield f"{at}: {value} is not between {self.least} and {self.most}"


@dataclass(frozen=True)
class Number:
    """A number, whole or not."""

    def problems(self, value: object, at: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield f"{at}: must be a number"


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def problems(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, bool):
            yield f"{at}: must be true or false"


@dataclass(frozen=True)
class Listed:
    """A list of so many things, each under one rule."""

    rule: Rule
    most: int
    least: int = 1

    def problems(self, value: object, at: str) -> Iterator[str]:
        if isinstance(value, str) or not isinstance(value, Sequence):
            yield f"{at}: must be a list"
            return
        if len(value) > self.most:
            yield f"{at}: {len(value)} items, at most {self.most}"
        if len(value) < self.least:
            yield f"{at}: {len(value)} items, at least {self.least}"
        for place, item in enumerate(value):
            yield from self.rule.problems(item, f"{at}[{place}]")


@dataclass(frozen=True)
class Shape:
    """An object with these fields and no others; the field `type` is always allowed.

    `any_of` names fields of which at least one must be there.
    """

    needs: Mapping[str, Rule] = field(default_factory=dict)
    may: Mapping[str, Rule] = field(default_factory=dict)
    any_of: tuple[str, ...] = ()

    def problems(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield f"{at}: must be an object"
            return
        yield from (f"{at}.{name}: missing" for name in self.needs if name not in value)
        if self.any_of and not any(name in value for name in self.any_of):
            yield f"{at}: needs {' or '.join(self.any_of)}"
        for name, inner in value.items():
            rule = self.needs.get(name) or self.may.get(name)
            if rule is not None:
                yield from rule.problems(inner, f"{at}.{name}")
            elif name != "type":
                yield f"{at}.{name}: no such field"


@dataclass(frozen=True)
class ByType:
    """An object whose field `type` says which shape it has."""

    shapes: Mapping[str, Rule]

    def problems(self, value: object, at: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield f"{at}: must be an object"
            return
        kind = value.get("type")
        if isinstance(kind, str) and kind in self.shapes:
            yield from self.shapes[kind].problems(value, at)
        else:
            yield f"{at}.type: {kind!r} cannot stand here"


@dataclass(frozen=True)
class Anything:
    """No rule."""

    def problems(self, value: object, at: str) -> Iterator[str]:
        yield from ()
