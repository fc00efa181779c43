"""The `/watch` command: acknowledged first, then carried out, then answered."""

import html
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.emoji import with_emoji
from bot.errors import BadCommand, BadQuery, SourceFailure, UnreadableFile, UnwritableFile
from bot.locale import _
from bot.messages.answers import help_message, language_message, mistake, sentence
from bot.messages.message import Message
from bot.query import error_pointer, help_text
from handlers import copying, digests, feeds, health, queries, removal, sources, undo, watches
from handlers.commands import COMMAND, COMMANDS, VERBS, added_kind, verb_of
from handlers.errors import sorry
from handlers.languages import in_askers_language, set_language
from handlers.replies import set_replies
from handlers.responding import tell
from handlers.services import Request, Services
from handlers.short_form import asked_back

log = logging.getLogger(__name__)

Answer = Message | list[Message]
Carry = Callable[[Services, Request], Awaitable[Answer] | AsyncIterator[Message]]
"""What carries a verb out: its answer, or its answers one after the other where the last takes a while."""


async def show_help(services: Services, call: Request) -> Message:
    """Every verb with what it does, or one of them, or the language of queries."""
    asked = verb_of(call.words)
    if asked:
        return sentence(_("{name}: {said}", name=asked.example, said=f"{_(asked.meaning)}."))
    if call.words.lower() in {"query", "queries", "requête", "requêtes", "requete", "requetes"}:
        return language_message(help_text())
    return help_message((verb.example, _(verb.meaning)) for verb in VERBS)


CARRIED_OUT_BY: Mapping[str, Carry] = {
    "brand": watches.add,
    "competitor": watches.add,
    "topic": watches.add,
    "preview": queries.preview,
    "edit": queries.edit,
    "list": watches.show,
    "pause": watches.pause,
    "resume": watches.resume,
    "remove": removal.remove,
    "undo": undo.undo,
    "now": digests.now,
    "digest": digests.set_digest,
    "alerts": watches.set_alerts,
    "sources": sources.sources,
    "feed": feeds.feed,
    "copy": copying.copy,
    "language": set_language,
    "replies": set_replies,
    "status": health.status,
    "help": show_help,
}


def register(app: AsyncApp, services: Services) -> None:
    """Listen to the command."""

    async def watch(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        work = in_askers_language(
            services, body["user_id"], body["channel_id"], answer(services, body, respond)
        )
        apology = partial(sorry, services, body, respond)
        services.background.start(work, named_for_the_log(body.get("text", "")), apology)

    for name in COMMANDS:
        app.command(name)(watch)


def named_for_the_log(text: str) -> str:
    """What was typed, as far as it may stand in a log: the address of a feed may hold a secret."""
    verb = text.split()[0].lower() if text.split() else ""
    return f"{COMMAND} {verb} …" if verb_of(verb) else f"{COMMAND} …"


async def answer(services: Services, body: Mapping[str, str], respond: AsyncRespond) -> None:
    """Carry out what was typed, and say how it went to whoever typed it."""
    async for message in answers(services, body["user_id"], body["channel_id"], body.get("text", "")):
        await tell(services, body, respond, message)


async def answers(services: Services, user: str, channel: str, text: str) -> AsyncIterator[Message]:
    """What to say to somebody who typed this after the command, each as soon as it is known."""
    try:
        call = understood(user, channel, text)
        carried_out = CARRIED_OUT_BY[call.verb](services, call)
        if isinstance(carried_out, AsyncIterator):
            async for message in carried_out:
                yield message
            return
        answer = await carried_out
        for message in answer if isinstance(answer, list) else [answer]:
            yield message
    except BadQuery as error:
        yield _unread(error)
    except (BadCommand, SourceFailure) as error:
        yield sentence(str(error))
    except (UnreadableFile, UnwritableFile) as error:
        log.error("The watch list was not changed: %s", error)
        yield sentence(
            _(
                "Nothing was changed: the file with the watch lists cannot be used now. What is watched goes "
                "on being listened for. The log says what ails the file; show this to whoever runs Veille, "
                "then try again."
            )
        )


def _unread(error: BadQuery) -> Message:
    """The mistake with its place, where there is something to point at."""
    if not error.query.strip():
        return sentence(error.reason)
    return mistake(
        _("That query cannot be read. /watch help query explains the language."), error_pointer(error)
    )


def understood(user: str, channel: str, text: str) -> Request:
    """What was meant. Raises `BadCommand` for a word that is nearly a verb, and for what may be no name."""
    words = " ".join(with_emoji(html.unescape(text)).split())  # Slack escapes &, < and > in what people type
    first, _space, rest = words.partition(" ")
    if not words:
        return Request(user, channel, "help", "")
    if verb := verb_of(first):
        return Request(user, channel, verb.name, rest.strip())
    if added := added_kind(words):
        return Request(user, channel, *added)
    if asked := asked_back(words):
        raise asked
    return Request(user, channel, "brand", words)
