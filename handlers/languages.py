"""In which language somebody is answered: their own as Slack knows it, else that of the channel."""

from collections.abc import Coroutine
from typing import Any

from bot.errors import BadCommand
from bot.locale import LANGUAGES, Language, _, later, speaking
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.text import fold
from handlers.commands import COMMAND, in_language_spoken
from handlers.services import Request, Services
from handlers.settings import change_settings, settings_of

NAMES: dict[Language, str] = {"en": later("English"), "fr": later("French")}
_WORDS: dict[Language, tuple[str, ...]] = {
    "en": ("en", "english", "anglais"),
    "fr": ("fr", "french", "francais"),
}
_BY_WORD = {word: language for language, words in _WORDS.items() for word in words}


async def set_language(services: Services, call: Request) -> Message:
    """Say in which language the bot speaks in a channel, or change it."""
    channel = await settings_of(services, call)
    if call.words:
        channel = await change_settings(services, channel, language=_language_named(call.words))
    with speaking(channel.language):
        return sentence(
            _(
                "In this channel I speak {language}. {command} changes it.",
                language=_(NAMES[channel.language]),
                command=_changing(),
            )
        )


def _language_named(words: str) -> Language:
    named = _BY_WORD.get(fold(words).strip(" ."))
    if named is None:
        raise BadCommand(_("I speak English and French: {command}.", command=_changing()))
    return named


def _changing() -> str:
    return f"{COMMAND} {in_language_spoken('language')} {'|'.join(LANGUAGES)}"


async def in_askers_language(
    services: Services, user: str, channel: str, work: Coroutine[Any, Any, None]
) -> None:
    """Do what somebody asked for, and answer in their language."""
    with speaking(await askers_language(services, user, channel)):
        await work


async def askers_language(services: Services, user: str, channel: str) -> Language:
    """The language of somebody who asks in a channel."""
    profile = await services.people.profile(user)
    return profile.language or services.watchlist.language(channel)
