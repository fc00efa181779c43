"""Queries that the language of watches allows and nobody means."""

from bot.errors import BadQuery
from bot.locale import _
from bot.query import Query


def require_narrow(query: Query) -> None:
    """Raise `BadQuery` if a single letter is all that it asks for: such a watch hears nearly everything.

    Asked where a watch is made or edited, so that one that exists goes on.
    """
    if letter := query.lone_letter():
        raise BadQuery(
            _(
                "“{letter}” stands in nearly every text: write a longer name, or what must stand beside it, "
                "as in “{letter} acme”.",
                letter=letter.text,
            ),
            query=query.text,
            place=letter.place,
        )
