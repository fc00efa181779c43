"""What is answered to a question: a command's answer, what is known of names, or what can be asked."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

import msgspec

from bot.analysis.people import people, unsigned
from bot.digests.digest import QuotedStory, quoted_stories
from bot.errors import BadCommand, BadQuery
from bot.messages import questions as said
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.messages.questions import Part, parts_message
from bot.messages.wording import day
from bot.models import Mention, Watch
from bot.query import Query, parse, read_edit, read_watch
from bot.storage.questions import Asked
from handlers.arguments import READING
from handlers.calendar_words import Clocked, Span
from handlers.command import answers
from handlers.commands import in_language_spoken
from handlers.questions import About, Everything, Question, Unclear, read_question
from handlers.services import ChannelWatches, Request, Services
from handlers.settings import new_settings
from handlers.spoken import spoken_command
from handlers.watch_lookup import channel_watches, find
from handlers.written import plain

WEEK = timedelta(days=7)
KNOWN = 20
"""Newest mentions that are read for an answer without a span."""
READ = 100
"""Newest hits that are looked at for them."""
SHOWN = {1: 3, 2: 2}
"""Stories quoted of each name, by how many names there are; one of each of more: people read on phones."""


class Reading(msgspec.Struct, frozen=True):
    """How a question was read.

    `read_as` is the same for versions of a message that ask the same. `compose` makes the answer.
    `is_whispered` says that it goes to the asker alone, `changes` that composing it changes something.
    """

    read_as: str
    compose: Callable[[], Awaitable[list[Message]]]
    is_whispered: bool = False
    changes: bool = False


async def read(services: Services, asked: Asked) -> Reading:
    """Read a question, by what is watched in its channel and nowhere else."""
    call = Request(asked.user, asked.channel, "", "")
    try:
        place = await channel_watches(services, asked.channel)
    except BadCommand:
        place = ChannelWatches(await new_settings(services, call), ())
    names = [watch.name for watch in place.watches]
    text = plain(asked.text)
    command = spoken_command(asked.text, names) or ("" if text else "help")
    if command:
        verb = command.partition(" ")[0]
        return Reading(
            f"/{command}",
            partial(_commanded, services, asked, command),
            is_whispered=verb != "help",
            changes=verb not in READING,
        )
    here = Clocked(services.clock.now(), place.channel.zone)
    asks = partial(read_question, text, names, here)
    return Reading(_signature(asks(), place), partial(_composed, services, place, asks))


async def _commanded(services: Services, asked: Asked, command: str) -> list[Message]:
    return [message async for message in answers(services, asked.user, asked.channel, command)]


def _signature(question: Question, place: ChannelWatches) -> str:
    match question:
        case About(watches, others, span, narrowed):
            named = [*(place.watches[each].id for each in watches), *others, narrowed]
            return " · ".join(["about", *named, span.label if span else ""])
        case Everything(span, kind):
            return f"everything · {kind} · {span.label if span else ''}"
        case Unclear():
            return "unclear"


async def _composed(services: Services, place: ChannelWatches, asks: Callable[[], Question]) -> list[Message]:
    """The answer; the question is read again in the language of the answer, in which its time is called."""
    question = asks()
    match question:
        case Everything() if not place.watches:
            return [sentence(said.nothing_watched())]
        case Everything(span, kind):
            asked = [watch for watch in place.watches if watch.kind == (kind or watch.kind)]
            if not asked:
                return [sentence(said.none_of(kind))]
            listening = [watch for watch in asked if not watch.paused] or asked
            resting = [watch for watch in asked if watch not in listening]
            return [await _about(services, place, About(span=span), listening, resting)]
        case About(watches):
            return [await _about(services, place, question, [place.watches[each] for each in watches])]
        case Unclear(greeting=True):
            return [sentence(said.greeting([watch.name for watch in place.watches]))]
        case _:
            return [sentence(said.unclear([watch.name for watch in place.watches]))]


async def _about(
    services: Services,
    place: ChannelWatches,
    about: About,
    watches: Sequence[Watch],
    resting: Sequence[Watch] = (),
) -> Message:
    """What is known of watches, and what the sources know of other names; of `resting` only that they do."""
    remarks: list[str] = []
    parts: list[Part] = []
    shown = SHOWN.get(len(watches) + len(about.others), 1)
    room = max(0, said.MOST_TOLD - len(watches))
    for name in about.others[:room]:
        meant = [watch for watch in find(place.watches, name) if watch not in watches]
        if len(meant) == 1:
            watches = [*watches, meant[0]]
        elif meant:
            parts.append(Part(said.several(name, [watch.name for watch in meant])))
        else:
            part, remark = await _unwatched(services, place, name, about, shown)
            parts.append(part)
            remarks += remark
    found = [
        (watch.name, await _watched(services, place, watch, about, shown)) for watch in dict.fromkeys(watches)
    ]
    known, beside = said.together(found, about.span.label if about.span else "")
    remarks = [
        *_remarks(place, about, watches),
        *remarks,
        *beside,
        *(said.paused(each.name) for each in resting),
    ]
    if left := about.others[room:]:
        remarks.append(said.left_out(left))
    return parts_message([*known, *parts], remarks, services.clock.now())


def _remarks(place: ChannelWatches, about: About, watches: Sequence[Watch]) -> list[str]:
    """What is to be known of watches beside what they found."""
    taken = [
        said.taken_for(written, place.watches[about.watches[0]].name)
        for written in about.taken
        if len(about.watches) == 1
    ]
    early = [
        said.since_when(watch.name, day(watch.created_at, place.channel.zone))
        for watch in watches
        if about.span and about.span.since < watch.created_at - WEEK
    ]
    return [*taken, *early, *(said.paused(watch.name) for watch in watches if watch.paused)]


async def _watched(services: Services, place: ChannelWatches, watch: Watch, about: About, shown: int) -> Part:
    """The newest mentions of a watch, or those of a span."""
    query = services.registry.query(watch)
    try:
        narrow = parse(read_edit(f"{watch.name} {about.narrowed}", watch.name)) if about.narrowed else None
    except BadQuery as error:
        return Part(said.cannot_look(error.reason))
    mentions = await asyncio.to_thread(_known, services, watch, about.span)
    found = [
        mention
        for mention in mentions
        if query.matches(mention) and (narrow is None or narrow.matches(mention))
    ]
    if not found:
        return Part(said.nothing_of(watch.name, about.span.label if about.span else "", about.narrowed))
    if about.span is None:
        return Part(said.newest(watch.name, about.narrowed), _newest(found[:KNOWN], query, shown))
    who = len(people(found)), unsigned(found)
    opening = said.of_span(watch.name, about.span.label, len(found), *who, about.narrowed)
    return Part(opening, _newest(found, query, shown))


def _known(services: Services, watch: Watch, span: Span | None) -> list[Mention]:
    """What a watch found, newest first: of a span, or the last of all."""
    if span is None:
        hits = services.archive.newest(watch.channel, [watch.id], READ)
    else:
        hits = services.archive.written(watch.channel, span.since, span.until, [watch.id])
    return [hit.mention for hit in hits]


async def _unwatched(
    services: Services, place: ChannelWatches, name: str, about: About, shown: int
) -> tuple[Part, list[str]]:
    """What the sources know now of a name that is not watched here, and how one watches it."""
    span = about.span
    now = services.clock.now()
    try:
        name, typed = read_watch(name)
        query = parse(typed)
    except BadQuery as error:
        return Part(said.cannot_look(error.reason)), []
    since = span.since if span else now - WEEK
    found, unheard = await services.search.search(query, place.channel, since)
    found = [mention for mention in found if not span or _is_within(mention, span.until)]
    label = span.label if span else said.week_label()
    remarks = [said.unheard_of(unheard)] if unheard else []
    remarks.append(said.unwatched(name, in_language_spoken(about.kind)))
    if not found:
        return Part(f"{said.nothing_found(name, label, unheard)} {' '.join(remarks)}"), []
    opening = said.found_of(name, label, len(found), len(people(found)), unsigned(found))
    return Part(opening, _newest(found, query, shown)), remarks


def _is_within(mention: Mention, until: datetime) -> bool:
    return not mention.dated or mention.created_at < until


def _newest(mentions: Sequence[Mention], query: Query, shown: int) -> list[QuotedStory]:
    """The stories of the newest mentions, newest first."""
    told = quoted_stories(mentions, query.spots)
    return sorted(told, key=lambda each: each.story.mentions[-1].created_at, reverse=True)[:shown]
