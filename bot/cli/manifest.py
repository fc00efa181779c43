"""`manifest`: the Slack app, to be pasted where apps are made."""

from pathlib import Path
from typing import Final

import click

INSTALLED: Final = Path(__file__).parents[1] / "manifest.yml"
"""Where a wheel has it, which holds nothing outside of its packages."""
CHECKOUT: Final = Path(__file__).parents[2] / "manifest.yml"


@click.command()
def manifest() -> None:
    """Print the manifest of the Slack app, to be pasted at https://api.slack.com/apps."""
    path = INSTALLED if INSTALLED.exists() else CHECKOUT
    click.echo(path.read_text(encoding="utf-8"), nl=False)
