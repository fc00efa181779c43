"""Putting one message into Slack: post it, change it, find out whether it stands there."""

import contextlib
import logging
import math
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.fetching.retry_after import retry_at
from bot.messages.message import cut
from bot.messages.readable import readable
from bot.outbox.rate_limits import RateLimits
from bot.outbox.refusals import NO_DIRECT_MESSAGES, Stops, may_be_posted, stops
from bot.storage.delivery import Delivery, Route

log = logging.getLogger(__name__)

LOOK_AROUND = timedelta(minutes=2)
"""How far the clocks of Slack and of this machine usually differ."""
CLOCKS_APART = timedelta(days=1)
"""How far they may differ without that a message that stands is missed."""
PAGE = 200
PAGES = 20
"""Pages of a history that are read to find one message."""
LONGEST_WORDS = 12_000
"""Characters of what is said without its blocks; Slack takes 40,000, and shows the beginning of many."""
METADATA = "veille_delivery"
UNKNOWN = -1
"""The revision of a message whose metadata does not say it."""
Say = Callable[[Mapping[str, Any]], Awaitable[str]]
Messages = Sequence[Mapping[str, Any]]
LONGEST_RETRY_AFTER = timedelta(hours=1)
"""A longer `Retry-After` is not believed: those of Slack are a few seconds."""


class Found(msgspec.Struct, frozen=True):
    """A message that stands in Slack: its `ts`, and which revision of its delivery it says."""

    ts: str
    revision: int


class SlackRefusal(Exception):
    """Slack answered, and did not do it. `retry_at` is when Slack said it may be asked again."""

    def __init__(self, code: str, status: int = 200, retry_at: datetime | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.is_limit = status == 429 or code in {"ratelimited", "rate_limited"}
        self.may_be_posted = not self.is_limit and may_be_posted(code)
        self.retry_at = retry_at


class NoAnswer(Exception):
    """Slack, or something on the way to it, gave no answer of Slack's."""

    def __init__(self, reason: str, *, may_be_posted: bool = True) -> None:
        super().__init__(reason)
        self.may_be_posted = may_be_posted


class _TooLong(Exception):
    """More pages than are read."""


class SlackTransport:
    """Posts deliveries, each with an id and metadata of its own by which it is found again.

    The metadata names the `workspace`: in a channel that two workspaces share, another one's bot may have
    said something of the same id. Its client must not retry by itself. Everything raises `SlackRefusal` or
    `NoAnswer`.
    """

    def __init__(self, client: AsyncWebClient, workspace: str, limits: RateLimits) -> None:
        self._client = client
        self._workspace = workspace
        self._limits = limits

    async def post(self, delivery: Delivery, now: datetime) -> str:
        """Its `ts`; where Slack will not have the blocks, their words are posted as text."""

        async def said(payload: Mapping[str, Any]) -> str:
            return await self._post(delivery, payload, now)

        return await self._in_some_form(delivery, said)

    async def update(self, delivery: Delivery, now: datetime) -> None:
        """Let what stands in Slack say what the delivery says; again and again changes nothing."""
        channel = await self._address(delivery.channel, now)
        identity = {"channel": channel, "ts": delivery.ts, "metadata": self._metadata(delivery)}

        async def changed(payload: Mapping[str, Any]) -> str:
            self._limits.changes.count()
            await self._call("chat_update", now, **identity, **{"blocks": [], **payload})
            return delivery.ts

        await self._in_some_form(delivery, changed)

    async def _in_some_form(self, delivery: Delivery, say: Say) -> str:
        """Say a message whole, else as text, else as the text that is shown on a phone."""
        *forms, last = _forms(delivery.payload)
        for form in forms:
            try:
                return await say(form)
            except SlackRefusal as refusal:
                if stops(refusal.code) is not Stops.BLOCKS:
                    raise
                log.error(
                    "Slack refused the blocks of %s (%s); its text goes alone", delivery.id, refusal.code
                )
        return await say(last)

    async def find(self, delivery: Delivery, began: datetime, now: datetime) -> Found | None:
        """The message in its channel or thread, since its sending began; None if it is not there.

        This machine's clock may be wrong by hours: a thread is read from its beginning, and a channel back to
        a day before. Of what is too long for that, what came since by this clock is enough.
        """
        channel = await self._address(delivery.channel, now)
        oldest = (began - LOOK_AROUND).timestamp()
        if delivery.thread_ts:
            return await self._find_in_thread(delivery, channel, oldest, now)
        return await self._find_in_channel(delivery, channel, oldest, now)

    async def _find_in_thread(
        self, delivery: Delivery, channel: str, oldest: float, now: datetime
    ) -> Found | None:
        asked = {"channel": channel, "ts": delivery.thread_ts}
        for since in ({}, {"oldest": f"{oldest:.6f}"}):  # oldest first
            with contextlib.suppress(_TooLong):
                async for messages in self._pages("conversations_replies", now, **asked, **since):
                    if found := self._found_among(messages, delivery):
                        return found
                return None
        raise NoAnswer("its thread is too long to be read")

    async def _find_in_channel(
        self, delivery: Delivery, channel: str, oldest: float, now: datetime
    ) -> Found | None:
        last = math.inf
        with contextlib.suppress(_TooLong):
            async for messages in self._pages("conversations_history", now, channel=channel):  # newest first
                if found := self._found_among(messages, delivery):
                    return found
                last = float(messages[-1]["ts"]) if messages else last
                if last < oldest - CLOCKS_APART.total_seconds():
                    return None
            return None
        if last < oldest:
            return None
        raise NoAnswer("its channel's history is too long to be read")

    async def _pages(self, method: str, now: datetime, **asked: Any) -> AsyncIterator[Messages]:
        """The messages that a method lists, a page at a time; raises `_TooLong` after `PAGES`."""
        cursor: dict[str, str] = {}
        for _ in range(PAGES):
            self._limits.lookups.count()
            page = await self._call(method, now, limit=PAGE, include_all_metadata=True, **asked, **cursor)
            if not isinstance(messages := page.get("messages"), list):
                raise NoAnswer("no answer of Slack's")
            yield messages
            following = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not following:
                return
            cursor = {"cursor": following}
        raise _TooLong

    async def _post(self, delivery: Delivery, payload: Mapping[str, Any], now: datetime) -> str:
        channel = await self._address(delivery.channel, now)
        await self._limits.channels.turn(channel)
        if delivery.route == Route.ASKER:
            to = {"channel": channel, "user": delivery.asker}
            answer = await self._call("chat_postEphemeral", now, **to, **payload)
            return str(answer.get("message_ts") or "")
        answer = await self._call(
            "chat_postMessage",
            now,
            channel=channel,
            thread_ts=delivery.thread_ts or None,
            client_msg_id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self._workspace} {delivery.id}")),
            metadata=self._metadata(delivery),
            **payload,
        )
        return str(answer["ts"])

    def _metadata(self, delivery: Delivery) -> dict[str, Any]:
        said = {"workspace": self._workspace, "delivery": delivery.id, "revision": delivery.revision}
        return {"event_type": METADATA, "event_payload": said}

    def _found_among(self, messages: Messages, delivery: Delivery) -> Found | None:
        """A delivery among messages; None if it is not among them.

        What was sent before metadata named its workspace names none.
        """
        for message in messages:
            said = (message.get("metadata") or {}).get("event_payload") or {}
            whose = said.get("workspace", self._workspace)
            if said.get("delivery") == delivery.id and whose == self._workspace:
                revision = said.get("revision")
                return Found(str(message["ts"]), revision if isinstance(revision, int) else UNKNOWN)
        return None

    async def _address(self, channel: str, now: datetime) -> str:
        """Where a message to a person goes: the conversation with them."""
        if not is_person(channel):
            return channel
        try:
            opened = await self._call("conversations_open", now, users=channel)
            return str(opened["channel"]["id"])
        except NoAnswer as failure:
            raise NoAnswer(str(failure), may_be_posted=False) from failure
        except SlackRefusal as refusal:
            if refusal.code == "missing_scope":  # the token may do all the rest
                raise SlackRefusal(NO_DIRECT_MESSAGES) from refusal
            refusal.may_be_posted = False
            raise

    async def _call(self, method: str, now: datetime, **args: Any) -> Mapping[str, Any]:
        """What Slack answers to a method of its Web API."""
        try:
            answer = await getattr(self._client, method)(**args)
            data = answer.data
        except SlackApiError as error:
            raise _refusal(error, now) from error
        except aiohttp.ClientConnectorError as error:
            raise NoAnswer(f"no way to Slack ({type(error).__name__})", may_be_posted=False) from error
        except (aiohttp.ClientError, SlackClientError, TimeoutError, OSError) as error:
            raise NoAnswer(f"no answer from Slack ({type(error).__name__})") from error
        except (
            AttributeError,
            TypeError,
            ValueError,
            LookupError,
        ) as error:  # of the SDK's, at another's body
            raise NoAnswer(f"no answer of Slack's ({type(error).__name__})") from error
        if not isinstance(data, dict) or not data.get("ok"):
            raise NoAnswer("no answer of Slack's")
        return data


def is_person(channel: str) -> bool:
    """Whether a message goes to a person, in the conversation with them."""
    return channel.startswith(("U", "W"))


def _forms(payload: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The forms in which a message may be said, the best first."""
    if not payload.get("blocks"):
        return [payload]
    rest = {key: part for key, part in payload.items() if key != "blocks"}
    words = cut(readable(payload["blocks"]), LONGEST_WORDS)
    longer = [{**rest, "text": words}] if len(words) > len(payload["text"]) else []
    return [payload, *longer, rest]


def _refusal(error: SlackApiError, now: datetime) -> SlackRefusal | NoAnswer:
    """What Slack's own answer says; an answer of anything else than Slack is none."""
    response = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
    data = getattr(response, "data", None)
    named = data.get("error") if isinstance(data, dict) else None
    if status == 429:
        return SlackRefusal(str(named or "ratelimited"), status, _retry_at(response.headers, now))
    if not named:
        return NoAnswer(f"status {status}")
    if status >= 500:
        return NoAnswer(f"{named}, status {status}")
    return SlackRefusal(str(named), status, _retry_at(response.headers, now))


def _retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When Slack says it may be asked again; None where it says nothing that can be believed."""
    value = str(headers.get("Retry-After") or "")
    try:
        seconds = float(value)
    except ValueError:
        instant = retry_at({"retry-after": value}, now)
        return min(instant, now + LONGEST_RETRY_AFTER) if instant else None
    if not math.isfinite(seconds) or not 0 < seconds <= LONGEST_RETRY_AFTER.total_seconds():
        return None
    return now + timedelta(seconds=seconds)
