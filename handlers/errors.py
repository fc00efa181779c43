"""What a person is told when something went wrong here, however they met the bot."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncRespond

from bot.messages.answers import sentence
from handlers.responding import tell
from handlers.services import Services

SORRY = (
    "Something went wrong here, and the reason is in the log. Nothing you set up is lost; "
    "try again, and if it stays so, show this to whoever runs Veille."
)


async def sorry(services: Services, body: Mapping[str, Any], respond: AsyncRespond) -> None:
    """Say so to whoever typed a command or pressed a button."""
    await tell(services, body, respond, sentence(SORRY))


async def sorry_for(services: Services, user: str, channel: str, **thread: Any) -> None:
    """Say so to a person in a channel, where there is nothing to respond to; `thread_ts` may be given."""
    said = sentence(SORRY).payload()
    await services.client.chat_postEphemeral(channel=channel, user=user, **said, **thread)
