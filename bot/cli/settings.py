"""`settings`: every setting, as `.env.example` has them."""

from collections.abc import Iterator

import click

from bot.settings import VARIABLES, Variable
from bot.sources import discover
from bot.sources.source import Setting, Source


@click.command()
def settings() -> None:
    """Print every setting with what it means and where to get it: the text of .env.example."""
    click.echo(example(), nl=False)


def example() -> str:
    """The text of `.env.example`."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Copy to .env. Only the two tokens are needed; the rest has defaults, or turns sources on."
    yield ""
    for variable in VARIABLES:
        yield from _variable(variable)
    for source in sorted(discover().values(), key=lambda source: source.name):
        yield from _source(source)


def _variable(variable: Variable) -> Iterator[str]:
    where = f" ({variable.where})" if variable.where else ""
    yield f"# {variable.meaning}{where}"
    yield (
        f"{variable.name}={variable.default}"
        if not variable.default
        else f"# {variable.name}={variable.default}"
    )


def _source(source: Source) -> Iterator[str]:
    if not source.settings:
        return
    yield ""
    yield f"# {source.title} ({source.name})"
    for setting in source.settings:
        yield from _setting(setting)


def _setting(setting: Setting) -> Iterator[str]:
    needed = "" if setting.required else "optional: "
    whence = "; ".join(part for part in (setting.where, setting.cost) if part)
    yield f"# {needed}{setting.meaning} ({whence})"
    yield f"# {setting.variable}={setting.default}"
