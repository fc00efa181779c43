"""Names under which messages are owed: the same for the same message, so that there are no duplicates.

A key names what is said; the ids of its messages are the key and a number, and the first one's is 0.
"""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from bot.storage.delivery import FIRST, Delivery
from bot.storage.source_state import SourceState

_HOUR = timedelta(hours=1)


def message_id(key: str, number: int) -> str:
    """The id of one message of what a key names."""
    return f"{key}:{number}"


def first_id(key: str) -> str:
    """The id of the first message of what a key names."""
    return key + FIRST


def key_of(first: Delivery) -> str:
    """The key under which a first message was owed."""
    return first.id.removesuffix(FIRST)


def anew_id(delivery: Delivery) -> str:
    """The id of what is said beside a message that can no longer be changed, by what it was to say."""
    return f"{delivery.id}:anew:{delivery.revision}"


def digest_key(channel: str, slot: str) -> str:
    """A channel's digest of one slot of its timetable."""
    return f"digest:{channel}:{slot}"


def digest_now_key(span: timedelta | None, until: datetime | None) -> str:
    """A digest that somebody asked for: each is another. It holds the time that the digest covers.

    That is whole hours, and the second of its end where it has one.
    """
    hours = str(-(-span // _HOUR)) if span else ""
    window = f"{hours}-{until.timestamp():.0f}" if until else hours
    return f"now:{uuid.uuid4().hex}:{window}"


def digest_now_window(key: str) -> tuple[timedelta | None, datetime | None]:
    """The span and the end of what a digest that somebody asked for covers; None for all, and for now."""
    hours, _, end = key.rpartition(":")[2].partition("-")
    return int(hours) * _HOUR if hours else None, datetime.fromtimestamp(int(end), UTC) if end else None


def alert_key(alert: str) -> str:
    """An alert by its id, whatever it says by now."""
    return f"alert:{alert}"


def held_alerts_key(channel: str, alerts: Iterable[str]) -> str:
    """The message that tells several alerts that were held back."""
    return f"alert:{channel}:{_hash(alerts)}"


def alert_news_key(alert: str, mentions: Iterable[str]) -> str:
    """What is new of an alert, by the mentions that it tells in its thread."""
    return f"alert:{alert}:more:{_hash(mentions)}"


def alert_step_key(alert: str, step: int) -> str:
    """A step of an alert."""
    return f"alert:{alert}:step:{step}"


def alert_end_key(alert: str) -> str:
    """The end of an alert."""
    return f"alert:{alert}:over"


def _hash(ids: Iterable[str]) -> str:
    return hashlib.sha256(chr(0).join(sorted(ids)).encode()).hexdigest()[:24]


def welcome_key(watch: str) -> str:
    """The look-back of a watch, or of several that were added in a row, by the first of them."""
    return f"welcome:{watch}"


def answer_key(channel: str, ts: str, edited: str = "") -> str:
    """The answer to the message of that `ts`, or to one version of it, by the `ts` of its edit."""
    return f"answer:{channel}:{ts}:{edited}" if edited else f"answer:{channel}:{ts}"


def reply_key(channel: str, watch: str, ts: str) -> str:
    """The reply to the message of that `ts`, in which a watch's name stands."""
    return f"reply:{channel}:{watch}:{ts}"


def invitation_key(channel: str) -> str:
    """The two lines that the bot says when it is invited."""
    return f"invited:{channel}"


def shut_key(channel: str, occasion: str) -> str:
    """The notice that a channel takes no messages any more, by the event or the instant of it."""
    return f"shut:{channel}:{occasion}"


def watch_change_key(what: str, watch: str, at: datetime) -> str:
    """The notice of what somebody did with a watch, and when."""
    return f"{what}:{watch}:{at:%Y%m%dT%H%M%S%f}"


def outage_key(channel: str, state: SourceState) -> str:
    """The notice of an outage: the same as long as it lasts, another for the next one."""
    return f"ill:{channel}:{state.source}:{state.request}:{state.last_success}"


def recovery_key(outage: Delivery) -> str:
    """The notice that an outage which a channel was told of is over."""
    return f"back:{outage.id}"


def gap_key(channel: str, source: str, request: str, once: str) -> str:
    """The notice of a time not heard: of a source, or of one request of it; once for what `once` names."""
    place = hashlib.sha256(request.encode()).hexdigest()[:16] if request else ""  # it may hold a secret
    return f"lost:{channel}:{source} {place}:{once}" if place else f"lost:{channel}:{source}:{once}"
