"""The words that questions are made of, in English and in French, and that are no names by themselves.

They stand in `vocabulary.txt`, a group under its name in brackets; here all are folded: small letters, no
accents, split at apostrophes and hyphens ("qu'est-ce" is `qu est ce`).
"""

from importlib.resources import files
from typing import Final

from bot.text import fold


def _groups() -> dict[str, frozenset[str]]:
    """Every group of the file."""
    found: dict[str, set[str]] = {}
    name = ""
    for line in files(__package__).joinpath("vocabulary.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif not line.startswith("#"):
            found.setdefault(name, set()).update(fold(line).replace("'", " ").split())
    return {name: frozenset(words) for name, words in found.items()}


_GROUPS: Final = _groups()
COURTESY: Final = _GROUPS["courtesy"]
"""What is said around a question."""
GRAMMAR: Final = _GROUPS["grammar"]
"""Articles, pronouns, question words, auxiliaries and the like."""
ORDINARY: Final = _GROUPS["ordinary"]
"""Common words that stand in questions; alone, or after "about", they name nothing."""
OTHER_BOTS: Final = _GROUPS["bots"]
"""What other bots take for commands: nobody watches “export” by a slip."""
COMMON: Final = COURTESY | GRAMMAR | ORDINARY | _GROUPS["news"] | OTHER_BOTS
"""All of them, and what is a command to other bots."""
LISTING: Final = _GROUPS["listing"]
"""What stands between two names that are asked about together."""
COMPARING: Final = _GROUPS["comparing"]
"""What stands between two names, too, in a question that compares."""
COMPARED: Final = _GROUPS["compared"]
"""Words of a question that compares; they may stand between the names."""
FRAME: Final = _GROUPS["frame"]
"""A word after which a name is the object of a question."""
OBJECT: Final = FRAME | _GROUPS["object"]
"""A word that is not common is a name after one of these, though it is written small."""
BEFORE: Final = _GROUPS["before"]
"""A word that is not common is a name before one of these."""
ASKING: Final = _GROUPS["asking"]
"""What a question begins with."""
SMALL: Final = _GROUPS["small"]
"""Small words that stand within names: the North Face, La Poste."""
