"""Answers to people who mention the bot, or, where they asked for it, who write a watched name."""

import asyncio
import html
import re
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.digests.compose import DAY
from bot.digests.digest import QuotedStory, quoted_stories
from bot.errors import BadCommand, BadQuery
from bot.messages.answers import help_message, sentence
from bot.messages.mentions import mentions_message
from bot.messages.message import Message
from bot.messages.wording import count, listed, signed
from bot.models import Channel, Mention, MentionKind, Watch
from bot.outbox.queue import delivery_rows
from bot.query import Query, Subject, parse, read_watch
from bot.query.tree import Term
from bot.reading.people import people, unsigned
from bot.storage.deliveries import Delivery
from handlers.apology import sorry_for
from handlers.finding import find, place_of
from handlers.services import Call, Place, Services
from handlers.settings import change_settings, new_settings, settings_of
from handlers.verbs import COMMAND, VERBS
from handlers.watches import require_member

SHOWN = 3
"""Stories in one reply: people read threads on phones."""
REST = timedelta(hours=6)
"""How long a name is not answered again in a channel."""
WEEK = timedelta(days=7)
_TOKEN = re.compile(r"<[@#!][^>]*>|<(?:[^>|]*\|)?([^>]*)>")
"""Slack's marks: of people, channels and groups nothing is left, of a link what is shown of it."""
_ASKING = re.compile(
    r"^(?:(?:hey|hi|hello|bonjour|salut)[ ,]+)?"
    r"(?:(?:and )?what(?:'s| is)? (?:about|of|up with|new (?:about|with|on))"
    r"|what do (?:people|they) say (?:about|of)|any(?:thing)? (?:news|new|word) (?:about|of|on)"
    r"|how about|tell (?:me|us) about"
    r"|quoi de neuf (?:sur|chez|pour)|que dit-on (?:de|d')|et (?:pour|sur))\s+",
    re.IGNORECASE,
)


async def set_replies(services: Services, call: Call) -> Message:
    """Turn the answers to watched names on or off here."""
    channel = await settings_of(services, call)
    wanted = call.words.lower()
    if wanted not in {"on", "off"}:
        state = "on" if channel.replies else "off"
        return sentence(
            f"Replies to watched names are {state} here. {COMMAND} replies on, or off, changes it."
        )
    if wanted == "on":
        await require_member(services, call.channel)
    await change_settings(services, channel, replies=wanted == "on")
    if wanted == "off":
        return sentence("Nobody is answered here unless they mention me.")
    return sentence(
        "When somebody here writes a watched name, I answer once in the thread, "
        "for each name at most once in six hours."
    )


def register(app: AsyncApp, services: Services) -> None:
    """Listen to mentions of the bot, and to messages."""
    answering = asyncio.Lock()

    async def in_turn(event: dict[str, Any]) -> None:
        async with answering:  # two who write the same name at once are answered once
            await answer_names(services, event)

    def answer(event: dict[str, Any], event_id: str) -> None:
        where = {"thread_ts": event["thread_ts"]} if event.get("thread_ts") else {}
        apology = partial(sorry_for, services, event["user"], event["channel"], **where)
        services.background.start(answer_mention(services, event, event_id), "a mention", apology)

    @app.event("app_mention")
    async def mentioned(event: dict[str, Any], body: dict[str, Any]) -> None:
        if not event.get("bot_id"):
            answer(event, body["event_id"])

    @app.event("message")
    async def written(event: dict[str, Any], body: dict[str, Any], context: dict[str, Any]) -> None:
        if not is_persons_own(event):
            return
        if is_to_us_alone(event):
            answer(event, body["event_id"])
        elif f"<@{context.get('bot_user_id')}>" not in event.get("text", ""):
            services.background.start(in_turn(event), "a message")


def is_persons_own(event: dict[str, Any]) -> bool:
    """Whether a person wrote it just now: no bot, no edit, no notice of Slack's."""
    return (
        bool(event.get("user"))
        and not event.get("bot_id")
        and event.get("subtype") in {None, "thread_broadcast"}
    )


def is_to_us_alone(event: dict[str, Any]) -> bool:
    """Whether it stands in the direct messages with the bot, where Slack tells of no mention."""
    return event.get("channel_type") == "im"


def plain(text: str) -> str:
    """What a person wrote, without Slack's own marks."""
    return " ".join(html.unescape(_TOKEN.sub(_shown, text)).split())


def _shown(token: re.Match[str]) -> str:
    label = token[1] or ""
    return " " if "://" in label or label.startswith("mailto:") else label


def asked_name(text: str) -> str:
    """The name somebody asks about: `Acme` in `what about Acme?`."""
    return _ASKING.sub("", plain(text).strip(" :,")).strip(" ?!.:,").strip()


async def answer_mention(services: Services, event: dict[str, Any], event_id: str) -> None:
    """Answer with the help, or the newest mentions of the name that was asked about.

    In the thread, but for direct messages, which are a conversation as they are.
    """
    message = await _answer(
        services, Call(event["user"], event["channel"], "", asked_name(event.get("text", "")))
    )
    thread = event.get("thread_ts") or ("" if is_to_us_alone(event) else event["ts"])
    rows = delivery_rows(
        "answer", f"answer:{event_id}", event["channel"], [message], services.clock.now(), thread_ts=thread
    )
    await services.outbox.enqueue(rows)


async def _answer(services: Services, call: Call) -> Message:
    if call.words.lower() in {"", "help", "aide"}:
        return help_message((verb.example, verb.meaning) for verb in VERBS)
    try:
        place = await place_of(services, call.channel)
    except BadCommand:
        place = Place(await new_settings(services, call), ())
    found = find(place.watches, call.words)
    if len(found) == 1:
        return await newest(services, found[0])
    try:
        return await _unwatched(services, call, place.channel)
    except BadQuery as error:
        return sentence(f"I cannot look for that. {error.reason}")


async def newest(services: Services, watch: Watch) -> Message:
    """The newest mentions of a watch."""
    hits = await asyncio.to_thread(services.archive.newest, watch.channel, [watch.id], 100)
    query = services.listener.query(watch)
    found = [hit.mention for hit in hits if query.matches(hit.mention)][:20]
    if not found:
        return sentence(f"Nothing is known of {watch.name} yet. {COMMAND} status says how the sources are.")
    told = _newest_told(found, query)
    return mentions_message(f"The newest of {watch.name}:", told, "", services.clock.now())


async def _unwatched(services: Services, call: Call, channel: Channel) -> Message:
    name, query = read_watch(call.words)
    now = services.clock.now()
    found, unheard = await services.listener.search(parse(query), channel, now - WEEK)
    hint = f"{name} is not watched here: {COMMAND} brand {name}"
    if unheard:
        hint = f"Not heard: {listed(unheard)}. {hint}"
    if not found:
        nothing = "nothing was found" if unheard else "nothing was said"
        return sentence(f"In the last seven days {nothing} of {name} where I listen. {hint}")
    said = signed(f"{count(len(found), 'mention')} of {name}", len(people(found)), unsigned(found))
    return mentions_message(f"In the last seven days, {said}:", _newest_told(found, parse(query)), hint, now)


def _newest_told(mentions: Sequence[Mention], query: Query) -> list[QuotedStory]:
    """The stories of the newest mentions, newest first."""
    told = quoted_stories(mentions, query.spots)
    return sorted(told, key=lambda each: each.story.mentions[-1].created_at, reverse=True)[:SHOWN]


async def answer_names(services: Services, event: dict[str, Any]) -> None:
    """Answer once in the thread when a watched name was written, where people asked for that."""
    channel = await asyncio.to_thread(services.watchlist.channel, event["channel"])
    if not channel or not channel.replies or channel.stopped:
        return
    said = Mention(
        id=event["ts"],
        source="slack",
        kind=MentionKind.POST,
        url="",
        text=plain(event.get("text", "")),
        created_at=services.clock.now(),
    )
    subject = Subject.of(said)
    for watch in await asyncio.to_thread(services.watchlist.watches, channel.id):
        if not watch.paused and Term(watch.name).holds(subject):
            await _answer_name(services, watch, event)


async def _answer_name(services: Services, watch: Watch, event: dict[str, Any]) -> None:
    """What the public says of it today; nothing when nobody says anything, or it was said lately."""
    now = services.clock.now()
    last: Delivery | None = await services.outbox.latest(watch.channel, "reply", watch.id)
    if last and now - last.created_at < REST:
        return
    hits = await asyncio.to_thread(services.archive.written, watch.channel, now - DAY, now, [watch.id])
    query = services.listener.query(watch)  # which may be another than the one they were found by
    found = [hit.mention for hit in hits if query.matches(hit.mention)]
    if not found:
        return
    told = quoted_stories(found, query.spots)[:SHOWN]
    said = signed(count(len(found), "mention"), len(people(found)), unsigned(found))
    message = mentions_message(f"Of {watch.name} in the last 24 hours, {said}:", told, "", now)
    thread = event.get("thread_ts") or event["ts"]
    key = f"reply:{watch.channel}:{watch.id}:{event['ts']}"
    rows = delivery_rows("reply", key, watch.channel, [message], now, about=watch.id, thread_ts=thread)
    await services.outbox.enqueue(rows)
