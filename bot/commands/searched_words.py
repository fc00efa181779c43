"""What people search for in what was kept: a query, of words that must all stand in a mention."""

from bot.commands.verbs import BY_NAME
from bot.errors import BadCommand
from bot.locale import _
from bot.query import Query, parse


def read_searched(words: str) -> Query:
    """The query that is searched for. Raises `BadCommand` where nothing is, and `BadQuery`."""
    if not words.strip():
        raise BadCommand(
            _(
                "Search for what? Write {command}: words that must all occur, “a phrase”, word*, "
                "-without or author:name.",
                command=BY_NAME["search"].example,
            )
        )
    return parse(words)
