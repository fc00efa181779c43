"""Veille listens to what the public says about the names a team cares about."""

import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def _written_down() -> str:
    """The version in the project's own file, for a bot that runs from a folder that was never installed."""
    project = Path(__file__).parent.parent / "pyproject.toml"
    found = re.search(r'(?m)^version = "([^"]+)"', project.read_text("utf-8")) if project.is_file() else None
    return found[1] if found else "0"


try:
    __version__ = version("veille")
except PackageNotFoundError:
    __version__ = _written_down()
