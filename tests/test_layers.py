"""No module stands outside the rules of who may import whom."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
ALLOWED = {
    "slack_bolt": {
        "bot.app",
        "bot.cli",
        "bot.console",
        "bot.house",
        "bot.outbox",
        "bot.runtime",
        "handlers",
    },
    "sqlalchemy": {"bot.app", "bot.storage"},
    "apscheduler": {"bot.schedule"},
}
"""Who may import a library itself."""
SPLIT = {"bot.digests", "bot.watches"}
"""Packages whose files stand on several layers: what a digest holds is known below what makes it, who
watches what below what is done with it."""


def contracts(kind: str) -> list[dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [each for each in settings["tool"]["importlinter"]["contracts"] if each["type"] == kind]


def modules() -> set[str]:
    found = {path.stem for path in (ROOT / "bot").glob("*.py")} - {"__init__"}
    found |= {path.parent.name for path in (ROOT / "bot").glob("*/__init__.py")}
    return {f"bot.{name}" for name in found} | {"handlers"}


def layered() -> set[str]:
    """What has a layer of its own: each module, and of a package whose data lie lower, each of its files."""
    split = {
        f"{name}.{path.stem}" for name in SPLIT for path in (ROOT / name.replace(".", "/")).glob("[!_]*.py")
    }
    return (modules() - SPLIT) | split


def test_every_module_has_its_layer() -> None:
    [layers] = contracts("layers")
    named = [name.strip() for layer in layers["layers"] for name in layer.replace("|", ":").split(":")]
    assert sorted(named) == sorted(layered())


@pytest.mark.parametrize("library", ALLOWED)
def test_every_module_that_may_not_know_a_library_is_named(library: str) -> None:
    [contract] = [each for each in contracts("forbidden") if library in each["forbidden_modules"]]
    assert set(contract["source_modules"]) == modules() - ALLOWED[library] - {"bot.__main__"}
