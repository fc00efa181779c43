"""The watch lists in a data folder: a file a workspace."""

import re
from pathlib import Path

FOLDER = "watchlists"
FORMER = "watchlist.json"
"""The one list of the versions that knew no workspaces."""
_TEAM = re.compile(r"[A-Z0-9]{2,32}")


def path_of(data: Path, workspace: str) -> Path:
    """Where a workspace's list is. Raises `ValueError` for what is no id of a Slack team."""
    if not is_team(workspace):
        raise ValueError(f"{workspace!r} is no id of a Slack team")
    return data / FOLDER / f"{workspace}.json"


def workspaces(data: Path) -> list[str]:
    """The workspaces whose lists are in a data folder."""
    return sorted(path.stem for path in (data / FOLDER).glob("*.json") if is_team(path.stem))


def is_team(text: str) -> bool:
    """Whether this is an id as Slack gives them to its teams: it names a file here."""
    return _TEAM.fullmatch(text) is not None
