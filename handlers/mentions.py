"""What is to be answered: kept when it arrives, answered once, and answered anew when it is edited.

It is a message to the bot, or one in which a watched name stands where people want replies to these.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.errors import StorageFailure
from bot.locale import Language, speaking
from bot.messages.message import Message
from bot.outbox.queue import STALE, delivery_rows
from bot.storage.archive import Hit
from bot.storage.deliveries import Delivery
from bot.storage.questions import Asked, answer_key
from handlers.answering import read
from handlers.errors import LATER, SORRY, say_alone
from handlers.languages import askers_language
from handlers.replies import answer_names, overheard
from handlers.services import Services
from handlers.written import question_in

KIND = "answer"
MOST_HELD = 1000
"""Questions kept in memory while the database cannot be used."""
ASKED = "asked"
"""Under this name the context of an event holds what is to be answered."""


def register(app: AsyncApp, services: Services) -> None:
    """Listen to mentions of the bot, and to messages."""

    async def written(context: dict[str, Any]) -> None:
        if asked := context.get(ASKED):
            start(services, asked)

    app.event("app_mention")(written)
    app.event("message")(written)


async def receive(services: Services, body: Mapping[str, Any], context: dict[str, Any]) -> bool:
    """Record an event, and what is to be answered if it holds that; False if it was seen before."""
    now, event = services.clock.now(), body.get("event") or {}
    asked = question_in(event, str(context.get("bot_user_id")), now) or await overheard(services, event)
    if asked is None:
        return await services.events_first_time(body["event_id"])
    context[ASKED] = asked
    try:
        return await asyncio.to_thread(services.questions.receive, body["event_id"], asked, now)
    except StorageFailure:
        await _hold(services, body["event_id"], asked)
        raise


async def resume(services: Services) -> None:
    """Answer what was left unanswered; what waited longer than a message may is too old."""
    for event_id, held in list(services.unrecorded.items()):
        await asyncio.to_thread(services.questions.receive, event_id, held, services.clock.now())
        services.unrecorded.pop(event_id, None)
    for asked in await asyncio.to_thread(services.questions.all_waiting):
        if services.clock.now().timestamp() - float(asked.edited or asked.ts) > STALE.total_seconds():
            await asyncio.to_thread(services.questions.answered, asked, asked.read_as)
        else:
            services.background.start(_answer_or_apologise(services, asked), "a message left unanswered")


def start(services: Services, asked: Asked) -> None:
    """Answer a question beside what else is done."""
    services.background.start(_answer_soon(services, asked), "a message")


async def _hold(services: Services, event_id: str, asked: Asked) -> None:
    """Keep in memory what cannot be recorded: Slack tells of it again for some minutes only."""
    held = services.unrecorded
    if event_id in held or len(held) >= MOST_HELD:
        return
    is_known = any((asked.channel, asked.ts) == (other.channel, other.ts) for other in held.values())
    held[event_id] = asked
    if not is_known:  # two events tell of one mention
        services.background.start(_tell(services, asked, LATER), "what is said of a message held")


async def _answer_soon(services: Services, asked: Asked) -> None:
    """Answer a question, or say that the answer comes once what is kept can be read."""
    try:
        await _answer_or_apologise(services, asked)
    except StorageFailure:
        await _tell(services, asked, LATER)
        raise


async def _answer_or_apologise(services: Services, asked: Asked) -> None:
    try:
        await answer(services, asked.channel, asked.ts)
    except StorageFailure:  # it is answered once that has passed
        raise
    except Exception:
        await _tell(services, asked, SORRY)
        raise


async def _tell(services: Services, asked: Asked, words: str) -> None:
    """Say this to whoever asked, alone; nothing to those who only wrote a name."""
    if not asked.is_overheard:
        where = {"thread_ts": asked.thread_ts} if asked.thread_ts else {}
        await say_alone(services, asked.user, asked.channel, words, **where)


async def answer(services: Services, channel: str, ts: str) -> None:
    """Answer the question of a message as it stands, unless that was done; one at a time a message."""
    lock = services.under_way.setdefault((channel, ts), asyncio.Lock())
    async with lock:
        asked = await asyncio.to_thread(services.questions.waiting, channel, ts)
        if asked is None:
            return
        try:
            await _answer(services, asked)
        except StorageFailure:
            raise
        except Exception:
            await asyncio.to_thread(services.questions.answered, asked, asked.read_as)
            raise


async def _answer(services: Services, asked: Asked) -> None:
    if asked.is_overheard:
        async with services.under_way.setdefault((asked.channel, ""), asyncio.Lock()):
            await answer_names(services, asked)  # two who write the same name at once are answered once
        await asyncio.to_thread(services.questions.answered, asked, asked.read_as)
    else:
        await _answer_question(services, asked)


async def _answer_question(services: Services, asked: Asked) -> None:
    reading = await read(services, asked)
    if reading.read_as != asked.read_as:
        if reading.changes:  # it is never done twice, even if the answer is lost
            await asyncio.to_thread(services.questions.answered, asked, reading.read_as)
        alone = asked.is_direct or reading.is_whispered
        with speaking(await _language(services, asked, alone)):
            messages = await reading.compose()
        if reading.is_whispered and not asked.is_direct:
            await _whisper(services, asked, messages)
        else:
            await _deliver(services, asked, messages)
    await asyncio.to_thread(services.questions.answered, asked, reading.read_as)


async def recompose(services: Services, owed: Delivery, hits: Sequence[Hit]) -> None:
    """Let an answer that is owed say what is left of what it quotes."""
    asked = await asyncio.to_thread(services.questions.answered_by, owed.id)
    reading = await read(services, asked) if asked else None
    if asked and reading and not reading.changes:
        with speaking(await _language(services, asked, asked.is_direct or reading.is_whispered)):
            messages = await reading.compose()
        await services.outbox.replace(_rows(services, asked, messages))


async def _language(services: Services, asked: Asked, alone: bool) -> Language:
    """The asker's where nobody else reads the answer, else that of the channel."""
    if alone:
        return await askers_language(services, asked.user, asked.channel)
    return services.watchlist.language(asked.channel)


async def _whisper(services: Services, asked: Asked, messages: Sequence[Message]) -> None:
    """Say it to the asker alone, as a command is answered; in the thread if it was asked in one."""
    where: dict[str, Any] = {"thread_ts": asked.thread_ts} if asked.thread_ts else {}
    for message in messages:
        said = message.payload() | where
        await services.client.chat_postEphemeral(channel=asked.channel, user=asked.user, **said)


async def _deliver(services: Services, asked: Asked, messages: Sequence[Message]) -> None:
    """Owe the answer; the answer to an earlier version of the message says this instead."""
    rows = _rows(services, asked, messages)
    if not await services.outbox.enqueue(rows):
        await services.outbox.update(rows[0].id, messages[0])


def _rows(services: Services, asked: Asked, messages: Sequence[Message]) -> list[Delivery]:
    """In the thread, but for direct messages, which are a conversation as they are."""
    thread = asked.thread_ts or ("" if asked.is_direct else asked.ts)
    key, now = answer_key(asked.channel, asked.ts), services.clock.now()
    return delivery_rows(KIND, key, asked.channel, messages, now, thread_ts=thread, asker=asked.user)
