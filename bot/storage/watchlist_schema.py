"""Earlier shapes of the watch list, made into the present one as they are read.

1. had one hour a channel (`digest_at`, and `digest_days`, which were none where the digest was off).
2. has `digests`, several hours each with its days, and `digest_off`.
3. says under `workspace` whose it is: before there was one file, and one workspace.
"""

from collections.abc import Mapping
from typing import Any

SCHEMA = 3
"""The version of the file's shape, kept in the file under `schema`."""
READABLE = frozenset({1, 2, SCHEMA})
"""The versions that are read."""
NAMELESS = frozenset({1, 2})
"""The versions that do not say whose they are."""
_WEEKDAYS = [1, 2, 3, 4, 5]


def upgraded(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The tables in the present shape; an old field that a hand wrote into a new file is understood too."""
    kept = {name: dict(table) for name, table in tables.items()}
    for id_, row in kept.get("channels", {}).items():
        kept["channels"][id_] = _channel(row)
    return kept


def _channel(row: Mapping[str, Any]) -> dict[str, Any]:
    if not row.keys() & {"digest_at", "digest_days"}:
        return dict(row)
    fields = {name: value for name, value in row.items() if name not in ("digest_at", "digest_days")}
    days = row.get("digest_days", _WEEKDAYS)
    fields["digests"] = [{"at": row.get("digest_at", "09:00"), "days": days or _WEEKDAYS}]
    return fields | ({} if days else {"digest_off": True})
