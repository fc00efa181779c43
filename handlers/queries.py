"""Queries: tried before they are saved, and changed."""

import asyncio

import msgspec

from bot.digest import told_stories
from bot.errors import BadCommand, BadQuery
from bot.listening.asking import LOOK_BACK
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.messages.preview import Dropped, edited_message, preview_message
from bot.messages.wording import listed
from bot.models import Watch
from bot.query import Query, Subject, parse, read_edit, read_name, read_watch
from handlers.finding import place_of, unquoted, watch_named
from handlers.known import require_sources
from handlers.services import Call, Services
from handlers.verbs import COMMAND
from handlers.watches import settings_of
from handlers.wordless import without_words


async def preview(services: Services, call: Call) -> Message:
    """Read a query back, and say what it would have kept and dropped of the last seven days."""
    if not call.words:
        example = "Orange = orange NEAR/5 (fibre OR livebox) -jus"
        raise BadCommand(f"Which query? For instance: {COMMAND} preview {example}")
    query = read_query(call.words)
    require_sources(query, services.sources)
    channel = await settings_of(services, call)
    now = services.clock.now()
    candidates, failures = await services.listener.candidates(query.widened(), channel, now - LOOK_BACK)
    subjects = {mention.id: Subject.of(mention) for mention in candidates}
    kept = [mention for mention in candidates if query.matches(subjects[mention.id])]
    failed = [(mention, query.dropped_by(subjects[mention.id])) for mention in candidates]
    about = query.clauses()[0].label
    dropped = sorted(
        (Dropped(mention, clause.label) for mention, clause in failed if clause),
        key=lambda each: each.clause == about,  # what is not about it at all teaches least
    )
    told = await asyncio.to_thread(told_stories, kept, query.spots)
    failed_to_answer = f"Not heard: {listed(failures)}." if failures else ""
    unheard = " ".join(part for part in (without_words(services, query, channel), failed_to_answer) if part)
    return preview_message(query.explain(), len(kept), told, dropped, unheard, now)


async def edit(services: Services, call: Call) -> Message:
    """Change the query of a watch; what was said stays said, and history stays history."""
    watch, query = await _edited(services, call)
    if not query:
        return sentence(
            f"{watch.name} listens for: {watch.query}\n"
            f"To change it, write what shall hold after the name: {COMMAND} edit {watch.name} lang:fr -jus, "
            f"or {COMMAND} edit {watch.name} = (…)"
        )
    read = parse(query)
    require_sources(read, services.sources)
    changed = msgspec.structs.replace(watch, query=query, since=services.clock.now())
    await asyncio.to_thread(services.watchlist.replace, changed)
    await services.renew()
    channel = await settings_of(services, call)
    services.background.start(services.listener.look_back(changed, channel), f"look-back for {watch.id}")
    return edited_message(watch.name, f"{read.explain()} {without_words(services, read, channel)}".strip())


async def _edited(services: Services, call: Call) -> tuple[Watch, str]:
    """The watch that is meant, and its new query; no query when none was given."""
    if not call.words:
        raise BadCommand(f"Which watch? {COMMAND} edit NAME, and what shall hold of it.")
    called = await _called(services, call)
    if called:
        return called, ""
    name, rest = read_name(call.words)
    if not rest:
        return await watch_named(services, call), ""
    watch = await watch_named(services, call.about(name))
    return watch, read_edit(call.words, watch.name)


async def _called(services: Services, call: Call) -> Watch | None:
    """The watch whose name is just what was typed, though it may look like an operator."""
    place = await place_of(services, call.channel)
    typed = unquoted(call.words).casefold()
    return next((watch for watch in place.watches if watch.name.casefold() == typed), None)


def read_query(text: str) -> Query:
    """A query as it follows `brand`, or one that stands alone. Raises `BadQuery`."""
    try:
        return parse(read_watch(text)[1])
    except BadQuery:
        return parse(text)
