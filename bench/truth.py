"""What a person read in the texts of a world, written beside them in `truth.toml`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from bot.analysis.set_aside import Aside
from bot.analysis.understanding import Understanding
from bot.text import fold

NAME: Final = "truth.toml"
UNSAID: Final = "-"
"""What stands for *cannot say* among several answers."""


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person reads in one text; of several answers between `|`, any is right and the first likeliest.

    `quote` are its sentences worth quoting, `inverts` those that alone say something else than is meant;
    `waits` says whether it waits for an answer of the team's (`perhaps` where one may see it either way).
    `about` is `other` for something else of that name; `safety` is `yes` for what concerns people's safety.
    """

    story: str
    kind: str = UNSAID
    tone: str = UNSAID
    staff: str = ""
    aside: str = UNSAID
    quote: tuple[str, ...] = ()
    inverts: tuple[str, ...] = ()
    waits: str = ""
    about: str = ""
    safety: str = UNSAID

    @property
    def is_namesake(self) -> bool:
        """Whether it is about something else of that name."""
        return self.about == "other"

    @property
    def safeties(self) -> list[str]:
        """Whether it may be said to concern people's safety."""
        return self.safety.split("|")

    @property
    def kinds(self) -> list[str]:
        """The kinds of speech that it may be said to be."""
        return self.kind.split("|")

    @property
    def tones(self) -> list[str]:
        """The tones that it may be said to have."""
        return self.tone.split("|")

    @property
    def asides(self) -> list[str]:
        """The reasons for which it may be set aside."""
        return self.aside.split("|")

    @property
    def waiting(self) -> list[str]:
        """Whether it may be said to wait for an answer."""
        return {"true": ["true"], "perhaps": ["true", UNSAID]}.get(self.waits, [UNSAID])

    def is_chosen(self, words: str) -> bool:
        """Whether a quotation holds a sentence that a person would choose."""
        return any(_holds(words, sentence) for sentence in self.quote)

    def is_inverted(self, words: str) -> bool:
        """Whether a quotation says alone what its author does not mean."""
        return not self.is_chosen(words) and any(_holds(words, sentence) for sentence in self.inverts)


class Truth(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The brand that is watched, its competitors, the affair of the worst day, and what each text says.

    `products` are what a person answers when the bot asks for words of a brand whose name is an ordinary one.
    """

    brand: str
    mentions: Mapping[str, Said]
    competitors: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    affair: str = ""

    @property
    def has_safety(self) -> bool:
        """Whether it says anywhere what concerns people's safety."""
        return any(said.safety != UNSAID for said in self.mentions.values())

    @property
    def has_namesakes(self) -> bool:
        """Whether it holds anything else of the brand's name."""
        return any(said.is_namesake for said in self.mentions.values())


def truth(folder: Path) -> Truth:
    """What stands beside the texts of a folder. Raises `msgspec.ValidationError` for what is no truth."""
    return msgspec.convert(tomllib.loads((folder / NAME).read_text("utf-8")), Truth)


def staff_of(found: Understanding) -> str:
    """The brand that an author was read to speak for; empty for none."""
    return found.allegiance.value.name if found.allegiance.value else ""


def aside_of(found: Understanding) -> str:
    """Why a mention was read to be set aside; staff are told apart elsewhere."""
    return UNSAID if found.aside.value in (None, Aside.STAFF) else str(found.aside.value)


def _holds(words: str, sentence: str) -> bool:
    return " ".join(fold(sentence).split()) in " ".join(fold(words).split())
