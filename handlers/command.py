"""The `/watch` command: acknowledged first, then carried out, then answered."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.commands.command import named_for_the_log
from bot.commands.verbs import COMMANDS
from handlers.listeners import Listeners
from handlers.responding import in_askers_language, sorry, tell


def register(app: AsyncApp, listeners: Listeners) -> None:
    """Listen to the command."""

    async def watch(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        work = in_askers_language(
            listeners, body["user_id"], body["channel_id"], _answer(listeners, body, respond)
        )
        apology = partial(sorry, listeners, body, respond)
        listeners.background.start(work, named_for_the_log(body.get("text", "")), apology)

    for name in COMMANDS:
        app.command(name)(watch)


async def _answer(listeners: Listeners, body: Mapping[str, str], respond: AsyncRespond) -> None:
    """Carry out what was typed, and say how it went to whoever typed it."""
    text = body.get("text", "")
    async for message in listeners.commands.answers(body["user_id"], body["channel_id"], text):
        await tell(listeners, body, respond, message)
