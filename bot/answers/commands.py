"""A command: read, carried out, answered."""

import logging
from collections.abc import AsyncIterator, Mapping

from bot.answers.archive import ArchiveCommands
from bot.answers.channel import ChannelCommands
from bot.answers.request import Answer, Carry, Request
from bot.answers.teaching import TeachingCommands
from bot.answers.watches import WatchCommands
from bot.commands.command import read_command
from bot.commands.verbs import VERBS, verb_of
from bot.errors import BadCommand, BadQuery, Refused, SourceFailure, UnreadableFile, UnwritableFile
from bot.locale import _
from bot.messages.answers import help_message, language_message, sentence
from bot.messages.message import Message
from bot.messages.refusals import refusal_message, unread_message, unusable_list_message
from bot.query import help_text

log = logging.getLogger(__name__)

_QUERY_WORDS = frozenset({"query", "queries", "requête", "requêtes", "requete", "requetes"})


class Commands:
    """Answers commands."""

    def __init__(
        self,
        watches: WatchCommands,
        channel: ChannelCommands,
        teaching: TeachingCommands,
        archive: ArchiveCommands,
    ) -> None:
        self.verbs: Mapping[str, Carry] = {
            **watches.verbs,
            **channel.verbs,
            **teaching.verbs,
            **archive.verbs,
            "help": _help,
        }

    async def answers(self, user: str, channel: str, text: str) -> AsyncIterator[Message]:
        """What to say to somebody who typed this after the command, each as soon as it is known."""
        verb = ""
        try:
            typed = read_command(text)
            verb = typed.verb
            async for message in self._carried_out(Request(user, channel, verb, typed.words)):
                yield message
        except BadQuery as error:
            yield unread_message(error)
        except Refused as refused:
            yield refusal_message(refused, verb)
        except (BadCommand, SourceFailure) as error:
            yield sentence(str(error))
        except (UnreadableFile, UnwritableFile) as error:
            log.error("The watch list was not changed: %s", error)
            yield unusable_list_message()

    async def _carried_out(self, request: Request) -> AsyncIterator[Message]:
        carried_out = self.verbs[request.verb](request)
        if isinstance(carried_out, AsyncIterator):
            async for message in carried_out:
                yield message
            return
        answer = await carried_out
        for message in answer if isinstance(answer, list) else [answer]:
            yield message


async def _help(request: Request) -> Answer:
    """Every verb with what it does, or one of them, or the language of queries."""
    if asked := verb_of(request.words):
        return sentence(_("{name}: {said}", name=asked.example, said=f"{_(asked.meaning)}."))
    if request.words.lower() in _QUERY_WORDS:
        return language_message(help_text())
    return help_message((verb.example, _(verb.meaning)) for verb in VERBS)
