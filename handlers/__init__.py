"""One file for each way a person meets the bot."""

import logging
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_bolt.response import BoltResponse

from bot.alerts.redelivery import Recompose
from handlers import buttons, channels, command, digests, mentions, replies, sources
from handlers.errors import sorry
from handlers.services import Services

log = logging.getLogger(__name__)


def register(app: AsyncApp, services: Services) -> None:
    """Everything the app listens to."""
    _hear_once(app, services)
    command.register(app, services)
    buttons.register(app, services)
    mentions.register(app, services)
    sources.register(app, services)
    _acknowledge_the_rest(app, services)


def composers(services: Services) -> dict[str, Recompose]:
    """What makes anew what answers people, by the kind of delivery."""
    makers = {"answer": mentions.recompose, "reply": replies.recompose, "now": digests.recompose}
    return {kind: partial(recompose, services) for kind, recompose in makers.items()}


def _hear_once(app: AsyncApp, services: Services) -> None:
    """Slack delivers an event again when it was not sure; the second time nothing is done.

    What is to be answered is recorded with its event, and what becomes of a channel is heeded, before Slack
    is told that the event arrived: whatever becomes of this process, it is done, and once.
    """

    @app.middleware
    async def once(
        body: dict[str, Any], context: dict[str, Any], next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        if body.get("event_id") and not await _receive(services, body, context):
            return BoltResponse(status=200)
        return await next()


async def _receive(services: Services, body: dict[str, Any], context: dict[str, Any]) -> bool:
    """Record an event with what it obliges to; False if it was seen before."""
    if (body.get("event") or {}).get("type") in channels.EVENTS:
        return await channels.receive(services, body, str(context.get("bot_user_id")))
    return await mentions.receive(services, body, context)


def _acknowledge_the_rest(app: AsyncApp, services: Services) -> None:
    """What nobody handles is acknowledged, or Slack sends it three times more."""

    @app.event(re.compile(".*"))
    async def event(body: dict[str, Any]) -> None:
        log.debug("Nothing to do for event %s", body.get("event", {}).get("type"))

    @app.action(re.compile(".*"))
    async def action(ack: AsyncAck) -> None:
        await ack()

    @app.view(re.compile(".*"))
    async def view(ack: AsyncAck) -> None:
        await ack()

    @app.error
    async def failed(error: Exception, body: dict[str, Any], respond: AsyncRespond) -> None:
        log.error("A listener failed: %s", error, exc_info=error)
        if body.get("response_url"):
            await sorry(services, body, respond)
