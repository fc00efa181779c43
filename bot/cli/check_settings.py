"""What `check` says of the settings: each that cannot be used, and each that is none."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from bot.errors import BadSettings
from bot.settings import VARIABLES, read_settings
from bot.sources.source import Source


def unusable(given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The settings that cannot be used, each with what is wrong with it."""
    for variable in VARIABLES:
        try:
            read_settings({variable.name: given.get(variable.name, "")})
        except BadSettings as error:
            yield variable.name, str(error)


def unknown(given: Mapping[str, str], sources: Iterable[Source]) -> Iterator[str]:
    """Variables that look like ours and are none: a slip of the pen turns nothing on."""
    known = {variable.name for variable in VARIABLES}
    for source in sources:
        known.update(setting.variable for setting in source.settings)
        known.update([source.price.variable] if source.price else [])
    for name in sorted(name for name in given if name.startswith("VEILLE_") and name not in known):
        near = "".join(f" Did you mean {meant}?" for meant in get_close_matches(name, known, 1))
        yield f"{name} is no setting of Veille's.{near}"
