"""Which sources hear a watch and which cannot, in sentences."""

from collections.abc import Sequence

from bot.messages.wording import listed, shortened

NAMED = 5
"""Terms repeated in one sentence."""


def heard_by_nobody(terms: Sequence[str], off: Sequence[str]) -> str:
    """Why nothing at all would ever be told of a query, and what to do."""
    opening = "No source that is on here can hear it, so nothing would be told."
    if off:
        return f"{opening} It asks for {listed(off)}: /watch sources says how to turn that on."
    if terms:
        return (
            f"{opening} None can be searched for {shortened(terms, NAMED, 'or')}: write whole words, or "
            "add what is read whole with /watch feed."
        )
    return f"{opening} /watch sources shows what could be listened to."


def heard_in_part(deaf: Sequence[str], terms: Sequence[str]) -> str:
    """Which sources cannot be searched for some of a query's terms."""
    return (
        f"{listed(deaf)} cannot be searched for {shortened(terms, NAMED, 'or')}: what stands there with that "
        "alone is not heard."
    )


def without_words(hearing: Sequence[str], asks_author: bool) -> str:
    """Who hears a query that holds no word to search for."""
    said = "It holds no word that can be searched for: "
    if not hearing:
        return f"{said}none of this channel's sources can hear it. Add a word to it."
    by_handle = " On Bluesky an author is found by a whole handle, as in author:lea.bsky.social."
    named = by_handle if asks_author and "Bluesky" in hearing else ""
    return f"{said}it is heard only where all is read, by {listed(hearing)}.{named}"
