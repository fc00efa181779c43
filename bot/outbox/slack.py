"""Saying one message in Slack, and finding out whether it was said."""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.storage.deliveries import Delivery

log = logging.getLogger(__name__)

LOOK_AROUND = timedelta(minutes=2)
"""How far the clocks of Slack and of this machine may differ."""
LONGEST_ACCEPTANCE = timedelta(minutes=10)
"""How long after a try began its message may still have appeared."""
METADATA = "veille_delivery"

MALFORMED = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"}
"""Refusals of the blocks, after which the text alone is sent."""


class SlackTransport:
    """Posts deliveries, each with an id and metadata of its own by which it is found again."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def post(self, delivery: Delivery) -> str:
        """Its `ts`; the text alone is sent where Slack will not have the blocks."""
        try:
            return await self._post(delivery, delivery.payload)
        except SlackApiError as error:
            if reason_of(error) not in MALFORMED or not delivery.payload.get("blocks"):
                raise
            log.error(
                "Slack refused the blocks of %s (%s); its text goes alone", delivery.id, reason_of(error)
            )
        text = {key: part for key, part in delivery.payload.items() if key != "blocks"}
        return await self._post(delivery, text)

    async def find(self, delivery: Delivery, began: datetime) -> str:
        """Its `ts`, from the history of the channel since its sending began; empty if it was not said."""
        window: dict[str, Any] = {
            "oldest": f"{(began - LOOK_AROUND).timestamp():.6f}",
            "latest": f"{(began + LONGEST_ACCEPTANCE).timestamp():.6f}",
            "limit": 999,
            "include_all_metadata": True,
        }
        channel = await self._address(delivery.channel)
        if delivery.thread_ts:
            answer = await self._client.conversations_replies(
                channel=channel, ts=delivery.thread_ts, **window
            )
        else:
            answer = await self._client.conversations_history(channel=channel, **window)
        for message in answer["messages"]:
            if message.get("metadata", {}).get("event_payload", {}).get("delivery") == delivery.id:
                return str(message["ts"])
        return ""

    async def _post(self, delivery: Delivery, payload: dict[str, Any]) -> str:
        channel = await self._address(delivery.channel)
        answer = await self._client.chat_postMessage(
            channel=channel,
            thread_ts=delivery.thread_ts or None,
            client_msg_id=str(uuid.uuid5(uuid.NAMESPACE_URL, delivery.id)),
            metadata={"event_type": METADATA, "event_payload": {"delivery": delivery.id}},
            **payload,
        )
        return str(answer["ts"])

    async def _address(self, channel: str) -> str:
        """Where a message to a person goes: the conversation with them."""
        if not channel.startswith(("U", "W")):
            return channel
        opened = await self._client.conversations_open(users=channel)
        return str(opened["channel"]["id"])


def reason_of(error: SlackApiError) -> str:
    """Slack's name for a refusal; the status where there is none, as when a proxy answers in its stead."""
    data = error.response.data
    named = data.get("error") if isinstance(data, dict) else None
    return str(named or f"status {error.response.status_code}")
