"""Queries that hold no word to search for: by whom they are heard."""

from bot.messages.wording import listed
from bot.models import Channel
from bot.query import Query
from handlers.services import Services


def without_words(services: Services, query: Query, channel: Channel) -> str:
    """Who hears a query that holds no word to search for, in a sentence; empty for one that does."""
    if query.needles():
        return ""
    heard = services.listener.read_whole(query, channel)
    said = "It holds no word that can be searched for: "
    if not heard:
        return f"{said}none of this channel's sources can hear it. Add a word to it."
    by_handle = " On Bluesky an author is found by a whole handle, as in author:lea.bsky.social."
    named = by_handle if query.authors() and "Bluesky" in heard else ""
    return f"{said}it is heard only where all is read, by {listed(heard)}.{named}"
