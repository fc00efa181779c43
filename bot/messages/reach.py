"""Which sources hear a watch and which cannot, in sentences."""

from collections.abc import Sequence

from bot.locale import _, _n
from bot.messages.wording import listed, shortened
from bot.query import Query
from bot.watches.reach import Reach
from bot.watches.results import Reaching

NAMED = 5
"""Terms repeated in one sentence."""
WATCHES_NAMED = 10
"""Watches named in one sentence."""


def reach_sentence(query: Query, reach: Reach) -> str:
    """Which sources of a channel cannot hear a query; empty where all can."""
    if query.matches_nothing:
        return ""
    if not query.needles():
        return without_words(reach.hearing, asks_author=bool(query.authors()))
    if reach.is_empty:
        return heard_by_nobody(reach.terms, reach.off)
    deaf = sorted((*reach.deaf, *reach.partly))
    return heard_in_part(deaf, reach.terms) if deaf else ""


def reach_notes(reaching: Sequence[Reaching]) -> list[str]:
    """What is to be known of watches that some source cannot hear; several of one sentence stand together."""
    named: dict[str, list[str]] = {}
    for each in reaching:
        if not each.watch.paused and (remark := reach_sentence(each.query, each.reach)):
            named.setdefault(remark, []).append(each.watch.name)
    return [
        _("{name}: {said}", name=shortened(names, WATCHES_NAMED), said=remark)
        for remark, names in named.items()
    ]


def heard_by_nobody(terms: Sequence[str], off: Sequence[str]) -> str:
    """Why nothing at all would ever be told of a query, and what to do."""
    return " ".join(
        (_("No source that is on here can hear it, so nothing would be told."), _advice(terms, off))
    )


def _advice(terms: Sequence[str], off: Sequence[str]) -> str:
    if off:
        return _("It asks for {sources}: /watch sources says how to turn that on.", sources=listed(off))
    if terms:
        return _(
            "None can be searched for {terms}: write whole words, or add what is read whole with "
            "/watch feed.",
            terms=shortened(terms, NAMED, "or"),
        )
    return _("/watch sources shows what could be listened to.")


def heard_in_part(deaf: Sequence[str], terms: Sequence[str]) -> str:
    """Which sources cannot be searched for some of a query's terms."""
    return _n(
        "{sources} cannot be searched for {terms}: what stands there with that alone is not heard.",
        "{sources} cannot be searched for {terms}: what stands there with that alone is not heard.",
        len(deaf),
        sources=listed(deaf),
        terms=shortened(terms, NAMED, "or"),
    )


def without_words(hearing: Sequence[str], asks_author: bool) -> str:
    """Who hears a query that holds no word to search for."""
    if not hearing:
        return _(
            "It holds no word that can be searched for: none of this channel's sources can hear it. "
            "Add a word to it."
        )
    said = _(
        "It holds no word that can be searched for: it is heard only where all is read, by {sources}.",
        sources=listed(hearing),
    )
    if not (asks_author and "Bluesky" in hearing):
        return said
    return f"{said} " + _("On Bluesky an author is found by a whole handle, as in author:lea.bsky.social.")
