"""The words of the house: what is retired stays retired."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TABLE = (ROOT / "CONTRIBUTING.md").read_text().split("## Retired names")[1].split("\n## ")[0]
RETIRED = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \|$", TABLE, re.MULTILINE))


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


def given() -> dict[str, Path]:
    """Each name with a module that gives it."""
    modules = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")]
    return {name: path for path in modules for name in names(ast.parse(path.read_text()))}


GIVEN = given()


def test_the_table_of_retired_names_is_read() -> None:
    assert len(RETIRED) > 50


@pytest.mark.parametrize("name", RETIRED)
def test_a_retired_name_is_not_given_again(name: str) -> None:
    assert name not in GIVEN, f"{GIVEN.get(name)}: call it {RETIRED[name]}"


@pytest.mark.parametrize("name", sorted(set(RETIRED.values())))
def test_what_replaces_it_is_there(name: str) -> None:
    assert name in GIVEN
