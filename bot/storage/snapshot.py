"""What the watch list holds at one moment, checked."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from bot.errors import UnreadableFile
from bot.models import Channel, Watch

CHANNELS = "channels"
WATCHES = "watches"

Kept = TypeVar("Kept", Channel, Watch)


class Snapshot(msgspec.Struct, frozen=True):
    """Channels and watches by id, and each channel's watches by folded name."""

    channels: Mapping[str, Channel] = {}
    watches: Mapping[str, Watch] = {}
    named: Mapping[str, Mapping[str, Watch]] = {}


@lru_cache(maxsize=1 << 16)
def folded(name: str) -> str:
    """A name as two names are compared: compatibility forms, case, accents and spacing undone."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.split())


def snapshot(path: Path, tables: Mapping[str, Mapping[str, Any]]) -> Snapshot:
    """What the tables of the file at `path` hold. Raises `UnreadableFile` that names the entry."""
    if strange := sorted(tables.keys() - {CHANNELS, WATCHES}):
        raise UnreadableFile(f'{path} holds "{strange[0]}", which Veille does not know: take it out by hand.')
    channels = {id_: _kept(path, Channel, id_, row) for id_, row in tables.get(CHANNELS, {}).items()}
    watches = {id_: _kept(path, Watch, id_, row) for id_, row in tables.get(WATCHES, {}).items()}
    return Snapshot(channels, watches, _named(path, watches))


def row(kept: Channel | Watch) -> dict[str, Any]:
    """What the file says of it, beside its id, which is the key."""
    fields: dict[str, Any] = msgspec.to_builtins(kept)
    del fields["id"]
    return fields


def _named(path: Path, watches: Mapping[str, Watch]) -> dict[str, dict[str, Watch]]:
    named: dict[str, dict[str, Watch]] = defaultdict(dict)
    for watch in watches.values():
        if (twin := named[watch.channel].setdefault(folded(watch.name), watch)) is not watch:
            raise UnreadableFile(
                f'{path}: the watches "{twin.id}" and "{watch.id}" of one channel have the same name: '
                "rename or remove one by hand."
            )
    return dict(named)


def _kept(path: Path, kind: type[Kept], id_: str, fields: Mapping[str, Any]) -> Kept:
    try:
        if strange := sorted(fields.keys() - set(kind.__struct_fields__) | fields.keys() & {"id"}):
            raise ValueError(f'"{strange[0]}" is no field of it')
        kept: Kept = _in_utc(msgspec.convert({**fields, "id": id_}, kind))
        _check(kept)
    except (ValueError, KeyError) as mistake:
        what = f'the {kind.__name__.lower()} "{id_}"'
        raise UnreadableFile(f"{path}: {what} is wrong: {mistake}. Correct it by hand.") from mistake
    return kept


def _check(kept: Channel | Watch) -> None:
    """Raise a `ValueError` or `KeyError` for what has the right type and cannot be meant."""
    if isinstance(kept, Watch):
        if not folded(kept.name):
            raise ValueError("the name is empty")
        return
    ZoneInfo(kept.zone)
    time.fromisoformat(kept.digest_at)
    if not set(kept.digest_days) <= set(range(1, 8)):
        raise ValueError("digest_days are numbers from 1 (Monday) to 7")


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
