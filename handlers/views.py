"""The forms: opened by a button, and what they say once they are filled in."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Refused
from bot.locale import speaking
from bot.messages.refusals import refusal_message
from bot.messages.sources import CHOICE, FORM, OPEN, sources_form, switched_message
from handlers.listeners import Listeners
from handlers.responding import in_askers_language, sorry_alone


def register(app: AsyncApp, listeners: Listeners) -> None:
    """Listen to the button that opens the form of sources, and to the form."""

    @app.action(OPEN)
    async def opened(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        user = body["user"]["id"]
        channel = await listeners.settings.of(body["channel"]["id"], user)
        rows = await listeners.sources.rows(channel)
        with speaking(await listeners.settings.askers_language(user, channel.id)):
            view = sources_form(rows, channel.id)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view(FORM)
    async def saved(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await ack()
        user, channel = body["user"]["id"], view["private_metadata"]
        work = in_askers_language(listeners, user, channel, _save(listeners, user, channel, view))
        apology = partial(sorry_alone, listeners, user, channel)
        listeners.background.start(work, "the form of sources", apology)


async def _save(listeners: Listeners, user: str, channel: str, view: Mapping[str, Any]) -> None:
    """Do what the form says, and tell whoever filled it in."""
    field = view["state"]["values"][CHOICE][CHOICE]
    chosen = {option["value"] for option in field.get("selected_options") or ()}
    try:
        said = switched_message(await listeners.sources.choose(channel, user, chosen))
    except Refused as refused:
        said = refusal_message(refused)
    await listeners.ephemeral.post(channel, user, said)
