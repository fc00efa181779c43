"""One message owed to Slack, what it is, and how far it is."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import and_

from bot.storage.tables.outbox import deliveries


class DeliveryState(StrEnum):
    """How far a delivery is. Under way (`sending`), it is unknown whether Slack has it; given up is final."""

    OWED = "owed"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "refused"  # as databases have it: a new word would be a migration of every row, for no reader


class DeliveryKind(StrEnum):
    """What a delivery is."""

    DIGEST = "digest"
    DIGEST_NOW = "now"  # asked for
    ALERT = "alert"
    WELCOME = "welcome"
    ANSWER = "answer"  # to a question
    REPLY = "reply"  # to whoever wrote a watched name
    OUTAGE = "ill"
    RECOVERY = "back"
    NOTICE = "notice"


FIRST = ":0"
"""How the id ends of the first message of several."""


class Route(StrEnum):
    """Where a delivery goes: as it was owed, or elsewhere since Slack will not have it in its thread."""

    AS_OWED = ""
    CHANNEL = "channel"
    ASKER = "asker"  # to whoever asked, alone


UNCHANGED = "unchanged"
"""Why a message is counted that could not be changed in Slack."""
DELETED = "message_not_found"
"""Slack's name for why a message that somebody deleted cannot be changed: no trouble, they wished it."""
UNVERIFIED = "unverified"
"""The error of what was sent again though it could not be looked up: it may stand twice."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One message owed to one channel.

    `id` is chosen by whoever owes it, the same for the same message ("digest:C1:2026-11-23:0"), so
    that nothing is owed twice. `kind` says what it is; `about` is the watch, the source, or the `ts`
    of the question that it is about; `payload` is what Slack gets, `asker` whose question it answers.
    `root` is the delivery in whose thread it goes; `thread_ts` that one's `ts`, known once it was sent,
    or any thread to answer in. `attempts` counts the tries to send it; `sending_at` is when the last
    one began that Slack may have taken, and None once it is known that Slack did not. `looks` counts
    the look-ups that failed since, `absent` is True once one succeeded and found nothing. What is
    postponed holds up what was owed after it until `blocks_until`. `revision` counts the changes of
    the payload; `sent_revision` is the one Slack has, `tried_revision` the one that the last try
    carried; `final` says why Slack changes the message no more. `lease_owner` has it in hand until
    `lease_until`. `mentions` are the ids of those that the message tells or quotes: recorded with it,
    and not read back.
    """

    id: str
    channel: str
    kind: DeliveryKind
    about: str = ""
    payload: dict[str, Any] = {}
    asker: str = ""
    root: str = ""
    thread_ts: str = ""
    route: str = Route.AS_OWED
    state: DeliveryState = DeliveryState.OWED
    ts: str = ""
    attempts: int = 0
    not_before: datetime | None = None
    postponed_at: datetime | None = None
    blocks_until: datetime | None = None
    lease_until: datetime | None = None
    error: str = ""
    looks: int = 0
    absent: bool = False
    withdrawn: bool = False
    revision: int = 0
    sent_revision: int = 0
    tried_revision: int = 0
    lease_owner: str = ""
    final: str = ""
    created_at: datetime
    sending_at: datetime | None = None
    sent_at: datetime | None = None
    refused_at: datetime | None = None
    mentions: tuple[str, ...] = ()


COLUMNS = [column for column in deliveries.c if column.name not in {"seq", "workspace"}]
"""What a delivery is read from."""
OPEN = (DeliveryState.OWED, DeliveryState.SENDING)
"""The states of what Slack is not known to have."""
UNTRIED = and_(deliveries.c.state == DeliveryState.OWED, deliveries.c.sending_at.is_(None))
"""What Slack certainly does not have."""
UNPOSTPONED = {"not_before": None, "postponed_at": None, "blocks_until": None}
"""The columns of one that waits for no hour and holds up no other."""


def read_delivery(row: dict[str, Any]) -> Delivery:
    """A row as a delivery; one in a thread of ours knows that thread's `ts`."""
    root_ts = row.pop("root_ts", None)
    row["state"] = DeliveryState(row["state"])
    row["kind"] = DeliveryKind(row["kind"])
    if row["route"] != Route.AS_OWED:
        row["thread_ts"] = ""
    elif root_ts:
        row["thread_ts"] = root_ts
    return Delivery(**row)


def delivery_row(delivery: Delivery, workspace: str) -> dict[str, Any]:
    """A delivery to a workspace as a row."""
    row = msgspec.structs.asdict(delivery)
    del row["mentions"]
    return {"workspace": workspace, **row}
