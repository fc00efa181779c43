"""No module stands outside the rules of who may import whom."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SPLIT = {"bot.digests", "bot.runtime", "bot.watches"}
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


def test_no_import_is_exempt() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert not [each["name"] for each in settings["contracts"] if "ignore_imports" in each]


def floors() -> list[list[str]]:
    """The packages on each floor of the picture in the README, the highest first."""
    [picture] = re.findall(
        r"^Who imports whom:.*?```\n(.*?)```", (ROOT / "README.md").read_text(), re.M | re.S
    )
    return [re.split(" · ", line.strip().split("  ")[0]) for line in picture.splitlines() if "▼" not in line]


def packages() -> set[str]:
    return {path.parent.name for path in (ROOT / "bot").glob("*/__init__.py")} | {"handlers"}


def standing(of: Sequence[Iterable[str]]) -> dict[str, tuple[int, int]]:
    """On which floors each package stands: the highest and the lowest, counted from above."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, names in enumerate(of):
        for name in names:
            found[name].append(number)
    return {name: (min(numbers), max(numbers)) for name, numbers in found.items()}


def layers() -> list[set[str]]:
    """The packages of each layer of the contract, single modules left out."""
    [contract] = contracts("layers")
    named = ([name.strip() for name in re.split("[|:]", layer)] for layer in contract["layers"])
    return [{name.removeprefix("bot.").split(".")[0] for name in each} & packages() for each in named]


def test_the_picture_shows_every_package_and_no_other() -> None:
    assert {name for floor in floors() for name in floor} == packages()


def test_the_floors_of_the_picture_are_those_of_the_rules() -> None:
    drawn, ruled = standing(floors()), standing(layers())
    for end in (0, 1):
        for upper, lower in permutations(packages(), 2):
            if ruled[upper][end] < ruled[lower][end]:
                assert drawn[upper][end] <= drawn[lower][end], f"{upper} is drawn below {lower}"


def test_no_two_layers_hold_what_imports_each_other() -> None:
    [contract] = contracts("layers")
    assert not [layer for layer in contract["layers"] if ":" in layer]
