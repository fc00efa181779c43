"""Where real answers of the sources lie, on machines that have them."""

import os
from pathlib import Path


def recorded(folder: str) -> Path | None:
    """The folder of recorded answers by that name; None where there is none."""
    shared = Path(os.environ.get("VEILLE_SHARED", Path(__file__).parents[2] / "shared"))
    path = shared / "recorded" / folder
    return path if path.is_dir() else None
