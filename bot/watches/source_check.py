"""Values of scopes that only the running bot knows: the sources."""

from collections.abc import Collection
from difflib import get_close_matches

from bot.errors import BadQuery
from bot.locale import _
from bot.messages.wording import listed
from bot.query import Query


def require_sources(query: Query, known: Collection[str]) -> None:
    """Raise `BadQuery` if the query asks for a source that there is not: it would never match."""
    for value in query.sources():
        if value.text not in known:
            close = get_close_matches(value.text, known, n=1)
            reason = _(
                "“{name}” is no source: there are {sources}.", name=value.text, sources=listed(sorted(known))
            )
            if close:
                reason = _(
                    "“{name}” is no source: did you mean source:{near}?", name=value.text, near=close[0]
                )
            raise BadQuery(reason, query=query.text, place=value.place)
