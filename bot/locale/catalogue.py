"""Sentences looked up by their English, and filled in.

`fr.po` is read when the first French sentence is made. A sentence that it lacks stays English; a test says
that it lacks none.
"""

from functools import lru_cache
from importlib.resources import files
from io import BytesIO

import msgspec
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.locale.language import DEFAULT, Language, spoken


class Sentences(msgspec.Struct, frozen=True):
    """The sentences of one language by their English: `single`, and `plural` in its two forms."""

    single: dict[str, str]
    plural: dict[str, tuple[str, str]]


def _(sentence: str, /, **values: object) -> str:
    """The sentence in the language spoken, its `{values}` filled in; whole numbers in that language's way."""
    language = spoken()
    found = sentence if language == DEFAULT else sentences(language).single.get(sentence, sentence)
    return _filled(found, values, language)


def _n(one: str, many: str, number: int, /, **values: object) -> str:
    """The sentence for so many, `{n}`, in the language spoken: French has one form for 0 and 1."""
    language = spoken()
    if language == DEFAULT:
        found = one if number == 1 else many
    else:
        found = sentences(language).plural.get(one, (one, many))[number > 1]
    return _filled(found, {"n": number, **values}, language)


def N_(sentence: str) -> str:  # noqa: N802 (gettext's own name)
    """Mark a sentence that stands in a table for the catalogue; `_` looks it up where it is said."""
    return sentence


@lru_cache
def sentences(language: Language) -> Sentences:
    """The catalogue of a language, read once."""
    catalog = read_catalog(language)
    single: dict[str, str] = {}
    plural: dict[str, tuple[str, str]] = {}
    for message in catalog:
        if not message.id:
            continue  # the head of the file
        if isinstance(message.id, str):
            single[message.id] = str(message.string)
        elif message.string:
            plural[message.id[0]] = (message.string[0], message.string[1])
    return Sentences(single, plural)


def read_catalog(language: Language) -> Catalog:
    """The file of a language as Babel reads it."""
    written = files(__package__).joinpath(f"{language}.po").read_bytes()
    return read_po(BytesIO(written), locale=language, abort_invalid=True)


def _filled(sentence: str, values: dict[str, object], language: Language) -> str:
    if not values:
        return sentence
    shown = {
        name: format_decimal(value, locale=language) if isinstance(value, int) else value
        for name, value in values.items()
    }
    return sentence.format_map(shown)
