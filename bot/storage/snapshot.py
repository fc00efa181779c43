"""What the watch list holds at one moment, checked."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from bot.dates.hour import read_hour
from bot.errors import UnreadableFile
from bot.models import Channel, DigestHours, Watch
from bot.names import name_key

CHANNELS = "channels"
WATCHES = "watches"
MOST_HOURS = 12
"""Between two digests of a day."""

Kept = TypeVar("Kept", Channel, Watch)


class Snapshot(msgspec.Struct, frozen=True):
    """Channels and watches by id, and each channel's watches, those of one name (`name_key`) together.

    A list that was edited by hand, or that an earlier version wrote, may hold several of one name.
    `oddities` are sentences about what a hand wrote that is taken otherwise; `written` is the row of each
    watch as JSON: what is written as before need not be read and checked again.
    """

    channels: Mapping[str, Channel] = {}
    watches: Mapping[str, Watch] = {}
    named: Mapping[str, Mapping[str, tuple[Watch, ...]]] = {}
    oddities: tuple[str, ...] = ()
    written: Mapping[str, bytes] = {}

    def of_channel(self, channel: str) -> list[Watch]:
        """The watches of a channel, in no order."""
        return [watch for same in self.named.get(channel, {}).values() for watch in same]


def snapshot(
    path: Path, workspace: str, tables: Mapping[str, Mapping[str, Any]], before: Snapshot
) -> Snapshot:
    """What the tables of a workspace's file at `path` hold; `before` is what was read of that file last.

    Raises `UnreadableFile` that names the entry.
    """
    if strange := sorted(tables.keys() - {CHANNELS, WATCHES}):
        raise UnreadableFile(f'{path} holds "{strange[0]}", which Veille does not know: take it out by hand.')
    oddities: list[str] = []
    rows = {id_: _with_hours(path, id_, row, oddities) for id_, row in tables.get(CHANNELS, {}).items()}
    channels = {id_: _kept(path, Channel, id_, workspace, row) for id_, row in rows.items()}
    listed = tables.get(WATCHES, {})
    written = {id_: msgspec.json.encode(row) for id_, row in listed.items()}
    watches = {
        id_: before.watches[id_]
        if before.written.get(id_) == written[id_]
        else _kept(path, Watch, id_, workspace, row)
        for id_, row in listed.items()
    }
    return Snapshot(channels, watches, _named(watches), tuple(oddities), written)


def row(kept: Channel | Watch) -> dict[str, Any]:
    """What the file says of it, beside its id, which is the key, and the workspace, which is the file's."""
    fields: dict[str, Any] = msgspec.to_builtins(kept)
    del fields["id"], fields["workspace"]
    return fields


def _named(watches: Mapping[str, Watch]) -> dict[str, dict[str, tuple[Watch, ...]]]:
    named: dict[str, dict[str, tuple[Watch, ...]]] = defaultdict(dict)
    for watch in watches.values():
        known = named[watch.channel]
        key = name_key(watch.name)
        known[key] = (*known.get(key, ()), watch)
    return dict(named)


def _kept(path: Path, kind: type[Kept], id_: str, workspace: str, fields: Mapping[str, Any]) -> Kept:
    own = {"id": id_, "workspace": workspace}
    try:
        if strange := sorted(fields.keys() - (set(kind.__struct_fields__) - own.keys())):
            raise ValueError(f'"{strange[0]}" is no field of it')
        kept: Kept = _in_utc(msgspec.convert({**fields, **own}, kind))
        _check(kept)
    except (ValueError, KeyError) as mistake:
        what = f'the {kind.__name__.lower()} "{id_}"'
        raise UnreadableFile(f"{path}: {what} is wrong: {mistake}. Correct it by hand.") from mistake
    return kept


def _with_hours(path: Path, id_: str, fields: Mapping[str, Any], oddities: list[str]) -> dict[str, Any]:
    """The channel with hours that can be used; a sentence is added for each that a hand wrote otherwise."""
    digests = fields.get("digests")
    if not isinstance(digests, list) or not all(isinstance(hours, dict) for hours in digests):
        return dict(fields)
    mended = [dict(hours) for hours in digests]
    for hours in mended:
        for name in hours.keys() & {"at", "until"}:
            value = hours[name]
            hours[name] = read_hour(str(value)) or getattr(DigestHours(), name)
            if hours[name] != value:
                oddities.append(
                    f'{path}: the channel "{id_}" has the digest hour "{value}", which is not of the form '
                    f"HH:MM and is taken to be {hours[name]}. Correct it by hand, or with /watch digest."
                )
    return {**fields, "digests": mended}


def _check(kept: Channel | Watch) -> None:
    """Raise a `ValueError` or `KeyError` for what has the right type and cannot be meant."""
    if isinstance(kept, Watch):
        if not name_key(kept.name):
            raise ValueError("the name is empty")
        return
    ZoneInfo(kept.zone)
    if not all(read_hour(hour) == hour for hour in (kept.alerts.quiet_from, kept.alerts.quiet_until)):
        raise ValueError("quiet hours are of the form HH:MM")
    if not kept.alerts.days or not set(kept.alerts.days) <= set(range(1, 8)):
        raise ValueError("the days on which alerts come are numbers from 1 (Monday) to 7")
    if kept.alerts.people < 0 or kept.alerts.places < 1:
        raise ValueError("a backlash has people, in one place or more")
    for hours in kept.digests:
        if not hours.days or not set(hours.days) <= set(range(1, 8)):
            raise ValueError("the days of a digest are numbers from 1 (Monday) to 7")
        if not 0 <= hours.every <= MOST_HOURS:
            raise ValueError(f"a digest comes every 1 to {MOST_HOURS} hours, or with 0 once a day")


def _in_utc(value: Any) -> Any:
    """The same with each instant in UTC; a `ValueError` for one that does not say its offset."""
    match value:
        case datetime(tzinfo=None):
            raise ValueError(f"{value.isoformat()} needs an offset, such as Z")
        case datetime():
            return value.astimezone(UTC)
        case tuple():
            return tuple(_in_utc(part) for part in value)
        case msgspec.Struct():
            names = value.__struct_fields__
            return msgspec.structs.replace(value, **{name: _in_utc(getattr(value, name)) for name in names})
        case _:
            return value
