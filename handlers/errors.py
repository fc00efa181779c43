"""What a person is told when something went wrong here, however they met the bot."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncRespond

from bot.locale import _, later, speaking
from bot.messages.answers import sentence
from bot.messages.message import Message
from handlers.languages import askers_language
from handlers.responding import asker, tell
from handlers.services import Services

SORRY = later(
    "Something went wrong here, and the reason is in the log. Nothing you set up is lost; try again, and if "
    "it stays so, show this to whoever runs Veille."
)
LATER = later(
    "I cannot look into what I keep just now. Your question is not lost: I answer it as soon as I can."
)


async def sorry(services: Services, body: Mapping[str, Any], respond: AsyncRespond) -> None:
    """Say so to whoever typed a command or pressed a button."""
    user, channel = asker(body)
    await tell(services, body, respond, await _in_their_language(services, user, channel, SORRY))


async def say_alone(services: Services, user: str, channel: str, words: str, **thread: Any) -> None:
    """Say a sentence of the catalogue to a person in a channel, where nothing can be responded to.

    `thread_ts` may be given.
    """
    said = (await _in_their_language(services, user, channel, words)).payload()
    await services.client.chat_postEphemeral(channel=channel, user=user, **said, **thread)


async def sorry_for(services: Services, user: str, channel: str) -> None:
    """Say to a person in a channel that something went wrong."""
    await say_alone(services, user, channel, SORRY)


async def _in_their_language(services: Services, user: str, channel: str, words: str) -> Message:
    with speaking(await askers_language(services, user, channel)):
        return sentence(_(words))
