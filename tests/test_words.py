"""The words of the house: what is retired stays retired."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = (ROOT / "CONTRIBUTING.md").read_text().split("## Retired names")[1].split("\n## ")[0]
RETIRED = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \|$", TABLE, re.MULTILINE))
RETIRED_MODULES = dict(re.findall(r"^\| `([\w/]+\.py)` \| `([\w/]+\.py)` \|$", TABLE, re.MULTILINE))


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
