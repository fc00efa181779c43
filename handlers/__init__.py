"""Slack's commands, buttons, forms and events: taken from Bolt, handed to what carries them out."""

import logging
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from handlers import actions, alerts, command, events, mentions, views
from handlers.listeners import Listeners
from handlers.responding import sorry

log = logging.getLogger(__name__)


def register(app: AsyncApp, listeners: Listeners) -> None:
    """Everything the app listens to."""
    events.register(app, listeners)
    command.register(app, listeners)
    actions.register(app, listeners)
    alerts.register(app, listeners)
    views.register(app, listeners)
    mentions.register(app, listeners)
    _acknowledge_the_rest(app, listeners)


def _acknowledge_the_rest(app: AsyncApp, listeners: Listeners) -> None:
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
            await sorry(listeners, body, respond)
