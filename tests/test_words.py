"""The words of the house: what they mean stands where it is said to, and what is retired stays retired."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text()
TABLE = GUIDE.split("## Retired names")[1].split("\n## ")[0]
RETIRED = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \|$", TABLE, re.MULTILINE))
RETIRED_MODULES = dict(re.findall(r"^\| `([\w/]+\.py)` \| `([\w/]+\.py)` \|$", TABLE, re.MULTILINE))

HOUSE = re.findall(
    r"^\| ([\w ]+) \| (.+) \| `(\w+)` in `([\w/]+\.py)` \|$",
    GUIDE.split("## Words of the house")[1].split("\n## ")[0],
    re.MULTILINE,
)
"""Words, their meanings, and each a name of a module that goes by it."""
MOST_WORDS = 30
"""A list that somebody reads before they begin is short."""


def names(tree: ast.AST) -> Iterator[str]:
    """Every name that a module gives: classes, functions, arguments, variables, attributes."""
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


@cache
def given() -> dict[str, Path]:
    """Each name with a module that gives it."""
    modules = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")]
    return {name: path for path in modules for name in names(ast.parse(path.read_text()))}


def test_the_table_of_retired_names_is_read() -> None:
    assert len(RETIRED) > 50


def test_no_retired_name_is_given_again() -> None:
    again = {name: f"{given()[name]}: call it {now}" for name, now in RETIRED.items() if name in given()}
    assert again == {}


def test_what_replaces_them_is_there() -> None:
    assert set(RETIRED.values()) - given().keys() == set()


def test_a_retired_module_is_not_there_again_and_what_replaces_it_is() -> None:
    assert len(RETIRED_MODULES) > 20
    assert [old for old in RETIRED_MODULES if (ROOT / old).exists()] == []
    assert [new for new in RETIRED_MODULES.values() if not (ROOT / new).exists()] == []


def texts(tree: ast.AST) -> Iterator[str]:
    """Every name that a module gives, cut into words, and all that stands in its docstrings."""
    for name in names(tree):
        yield re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name)
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str(docstring))):
                yield docstring


def test_the_words_of_the_house_are_few_and_in_order() -> None:
    words = [word for word, *_ in HOUSE]
    assert 20 < len(words) <= MOST_WORDS
    assert words == sorted(set(words))
    rows = GUIDE.split("## Words of the house")[1].split("\n## ")[0].count("\n| ")
    assert rows == len(words) + 1, "a row that cannot be read"


@pytest.mark.parametrize(("word", "name", "path"), [(word, *where) for word, _, *where in HOUSE])
def test_a_word_of_the_house_is_used_where_it_is_said_to_be(word: str, name: str, path: str) -> None:
    tree = ast.parse((ROOT / path).read_text())
    assert name in set(names(tree))
    assert any(re.search(rf"\b{word}s?\b", text, re.IGNORECASE) for text in texts(tree))
