"""A new watch, as somebody types it: a name, and what narrows it."""

import msgspec

from bot.commands.verbs import in_language_spoken
from bot.errors import BadCommand, BadQuery
from bot.locale import _
from bot.models import WatchKind
from bot.names import name_key
from bot.query import Query, parse, read_name, read_watch

LONGEST_NAME = 80


class NewWatch(msgspec.Struct, frozen=True):
    """What is to be watched; `rest` is what was typed after the name."""

    kind: WatchKind
    name: str
    query: str
    rest: str = ""


def read_new_watch(kind: WatchKind, words: str) -> NewWatch:
    """The watch that somebody typed as one name. Raises `BadCommand` or `BadQuery`."""
    if not words.strip("\"“”«»' "):
        raise BadCommand(
            _(
                "Which name? Write /watch {kind} NAME, for instance /watch {kind} Acme.",
                kind=in_language_spoken(kind),
            )
        )
    name, query = read_watch(words)
    if not name_key(name):
        raise BadCommand(
            _("“{written}” holds nothing to look for. Write a name with a letter or a digit.", written=words)
        )
    if len(name) > LONGEST_NAME:
        raise BadCommand(
            _(
                "That name has {length} characters; a name has at most {most}. Give it a short one, then the "
                "words: /watch {kind} NAME = “…”",
                length=len(name),
                most=LONGEST_NAME,
                kind=in_language_spoken(kind),
            )
        )
    return NewWatch(kind, name, query, read_name(words)[1])


def read_query(text: str) -> Query:
    """A query as it follows `brand`, or one that stands alone. Raises `BadCommand` or `BadQuery`."""
    if not text:
        raise BadCommand(
            _("Which query? For instance: /watch preview Orange = orange NEAR/5 (fibre OR livebox) -jus")
        )
    try:
        return parse(read_watch(text)[1])
    except BadQuery:
        return parse(text)
