"""Messages that one person sees, sent at once and not owed: they may be lost."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.messages.message import Message


class EphemeralTransport:
    """Says something to one person in a channel."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def post(self, channel: str, user: str, message: Message, thread_ts: str = "") -> None:
        """Say a message to a person, in a thread if one is given. Raises what Slack's client raises."""
        said = message.payload() | ({"thread_ts": thread_ts} if thread_ts else {})
        await self._client.chat_postEphemeral(channel=channel, user=user, **said)
