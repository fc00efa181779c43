"""The language in which the bot speaks, for the task at hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, Literal, get_args

Language = Literal["en", "fr"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DEFAULT: Final[Language] = "en"

_spoken: ContextVar[Language] = ContextVar("language of the sentences", default=DEFAULT)


def spoken() -> Language:
    """The language in which sentences are made now."""
    return _spoken.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Make every sentence within in this language: here, in what is awaited, and in the threads it starts."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def language_of(tag: str) -> Language | None:
    """The language of a tag as Slack gives it (`fr-FR`); None for one that the bot does not speak."""
    primary = tag.replace("_", "-").partition("-")[0].casefold()
    return next((each for each in LANGUAGES if each == primary), None)
