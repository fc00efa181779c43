"""Queries: tried before they are saved, and changed."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from operator import itemgetter

from bot.analysis.quotes import quote
from bot.digests.digest import quoted_stories
from bot.errors import BadCommand, BadQuery
from bot.listening.poll_policy import LOOK_BACK
from bot.locale import _
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.messages.preview import Dropped, difference_message, edited_message, preview_message
from bot.messages.wording import listed
from bot.models import Channel, Mention, Watch
from bot.names import name_key
from bot.query import Clause, PreparedText, Query, hint, parse, read_edit, read_name, read_watch
from bot.storage.changes import ChangeKind
from handlers.reach import reach_remark
from handlers.services import Request, Services
from handlers.settings import settings_of
from handlers.source_check import require_sources
from handlers.watch_lookup import channel_watches, find, unquoted, watch_named
from handlers.watches import change


async def preview(services: Services, call: Request) -> Message:
    """Read a query back, and say what it would have kept and dropped of the last seven days."""
    if not call.words:
        raise BadCommand(
            _("Which query? For instance: /watch preview Orange = orange NEAR/5 (fibre OR livebox) -jus")
        )
    query = read_query(call.words)
    require_sources(query, services.sources)
    channel = await settings_of(services, call)
    now = services.clock.now()
    candidates, failures = await services.search.candidates(
        query.without_exclusions(), channel, now - LOOK_BACK
    )
    kept, dropped = await asyncio.to_thread(_sifted, query, candidates)
    told = await asyncio.to_thread(quoted_stories, kept, query.spots)
    failed_to_answer = _("Not heard: {sources}.", sources=listed(failures)) if failures else ""
    remarks = (hint(call.words), reach_remark(services, query, channel), failed_to_answer)
    unheard = " ".join(filter(None, remarks))
    return preview_message(query.explain(), len(kept), told, dropped, unheard, now)


async def edit(services: Services, call: Request) -> AsyncIterator[Message]:
    """Change the query of a watch; what was said stays said, and history stays history."""
    watch, query = await _edited(services, call)
    if not query:
        yield sentence(
            _(
                "{name} listens for: {query}\nTo change it, write what shall hold after the name: "
                "/watch edit {name} lang:fr -jus, or /watch edit {name} = (…)",
                name=watch.name,
                query=watch.query,
            )
        )
        return
    before, read = services.registry.query(watch), parse(query)
    require_sources(read, services.sources)
    if query == watch.query:
        yield sentence(
            _("Nothing changes: {name} listens for that already: {query}", name=watch.name, query=query)
        )
        return
    now = services.clock.now()
    changed = await change(services, watch, call.user, ChangeKind.EDITED, query=query, since=now)
    channel = await settings_of(services, call)
    remarks = (hint(query), reach_remark(services, read, channel), _("/watch undo takes this back."))
    yield edited_message(watch.name, _said(before), read.explain(), " ".join(filter(None, remarks)))
    yield await _difference(services, changed, channel, before)


def _said(query: Query) -> str:
    """A query in words, or as it is written where it can no longer be read."""
    return query.text if query.matches_nothing else query.explain()


async def _difference(services: Services, watch: Watch, channel: Channel, before: Query) -> Message:
    """What an edited watch keeps of the last seven days, and what it drops that it kept before."""
    asked = await services.listener.look_back(watch, channel)
    now, query = services.clock.now(), services.registry.query(watch)
    found = await asyncio.to_thread(services.archive.written, channel.id, now - LOOK_BACK, now, [watch.id])
    mentions = [hit.mention for hit in found]
    kept, new, dropped = await asyncio.to_thread(_compared, before, query, mentions)
    told = await asyncio.to_thread(quoted_stories, new, query.spots)
    ill = sorted({services.sources[each.question.source].title for each in asked if each.failure})
    remarks = _("Not heard: {sources}.", sources=listed(ill)) if ill else ""
    return difference_message(len(kept), len(new), told, dropped, remarks, now)


def _compared(
    before: Query, query: Query, mentions: Sequence[Mention]
) -> tuple[list[Mention], list[Mention], list[Dropped]]:
    """What a query keeps as the one before it did, what is new to it, and what it drops of the other's."""
    kept, dropped = _sifted(query, [each for each in mentions if before.matches(each)])
    new = [each for each in mentions if query.matches(each) and not before.matches(each)]
    return kept, new, dropped


async def _edited(services: Services, call: Request) -> tuple[Watch, str]:
    """The watch that is meant, and its new query; no query when none was given."""
    called = await _called(services, call)
    if called:
        return called, ""
    name, rest = read_name(call.words)
    await _require_sign(services, call, name)
    watch = await watch_named(services, call.about(name) if rest else call)
    return watch, read_edit(call.words, watch.name) if rest else ""


async def _require_sign(services: Services, call: Request, name: str) -> None:
    """Raise `BadCommand` where a watch's name is followed by a word, which may begin its new query."""
    place = await channel_watches(services, call.channel)
    if find(place.watches, name):
        return
    key = name_key(name)
    begun = [each for each in place.watches if key.startswith(f"{name_key(each.name)} ")]
    if begun:
        watch = max(begun, key=lambda each: len(each.name))
        query = " ".join(call.words.split()[len(watch.name.split()) :])
        raise BadCommand(
            _(
                "After {name} comes a word, which could be a part of its name. Where a query begins with a "
                "word, = stands before it: /watch edit {name} = {query}",
                name=watch.name,
                query=query,
            )
        )


async def _called(services: Services, call: Request) -> Watch | None:
    """The watch whose name is just what was typed, though it may look like an operator."""
    place = await channel_watches(services, call.channel)
    typed = unquoted(call.words).casefold()
    return next((watch for watch in place.watches if watch.name.casefold() == typed), None)


def _sifted(query: Query, candidates: Sequence[Mention]) -> tuple[list[Mention], list[Dropped]]:
    """What a query keeps, and what it drops: one of each part, then the next of each.

    What is not about it at all teaches least, and comes last.
    """
    kept: list[Mention] = []
    dropped: list[tuple[bool, int, Dropped]] = []
    about, numbers = query.clauses()[0].label, Counter[str]()
    for mention in candidates:
        clause = query.first_failed_clause(PreparedText.of(mention))
        if clause is None:
            kept.append(mention)
        else:
            numbers[clause.label] += 1
            rank = (clause.label == about, numbers[clause.label])
            dropped.append((*rank, _dropped(query, mention, clause)))
    return kept, [each for _about, _rank, each in sorted(dropped, key=itemgetter(0, 1))]


def _dropped(query: Query, mention: Mention, clause: Clause) -> Dropped:
    """A dropped mention, quoted where the words stand that it is dropped for; else where the others do."""
    telling = clause.spots(mention.text) or clause.spots(mention.title)
    return Dropped(mention, clause.label, quote(mention, clause.spots if telling else query.spots))


def read_query(text: str) -> Query:
    """A query as it follows `brand`, or one that stands alone. Raises `BadQuery`."""
    try:
        return parse(read_watch(text)[1])
    except BadQuery:
        return parse(text)
