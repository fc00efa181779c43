"""Values of scopes that only the running bot knows: the sources."""

from collections.abc import Collection
from difflib import get_close_matches

from bot.errors import BadQuery
from bot.messages.wording import listed
from bot.query import Query


def require_sources(query: Query, known: Collection[str]) -> None:
    """Raise `BadQuery` if the query asks for a source that there is not: it would never match."""
    for value in query.sources():
        if value.text not in known:
            close = get_close_matches(value.text, known, n=1)
            hint = f"did you mean source:{close[0]}?" if close else f"there are {listed(sorted(known))}."
            raise BadQuery(f"“{value.text}” is no source: {hint}", query=query.text, place=value.place)
