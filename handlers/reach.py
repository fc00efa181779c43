"""How far watches reach: which sources cannot hear them, said at `/watch`, in the list and in the status."""

from collections.abc import Sequence

from bot.locale import _
from bot.messages.reach import heard_by_nobody, heard_in_part, without_words
from bot.messages.wording import shortened
from bot.models import Channel, Watch
from bot.query import Query
from handlers.services import Services

NAMED = 10
"""Watches named in one sentence."""


def reach_remark(services: Services, query: Query, channel: Channel) -> str:
    """Which sources of a channel cannot hear a query, in a sentence; empty where all can."""
    if query.matches_nothing:
        return ""
    reach = services.registry.reach(query, channel)
    if not query.needles():
        return without_words(reach.hearing, asks_author=bool(query.authors()))
    if reach.is_empty:
        return heard_by_nobody(reach.terms, reach.off)
    deaf = sorted((*reach.deaf, *reach.partly))
    return heard_in_part(deaf, reach.terms) if deaf else ""


def reach_notes(services: Services, channel: Channel, watches: Sequence[Watch]) -> list[str]:
    """What is to be known of watches that some source cannot hear; several of one sentence stand together."""
    named: dict[str, list[str]] = {}
    for watch in watches:
        if not watch.paused and (remark := reach_remark(services, services.registry.query(watch), channel)):
            named.setdefault(remark, []).append(watch.name)
    return [_("{name}: {said}", name=shortened(names, NAMED), said=remark) for remark, names in named.items()]
