"""An installation of the version before workspaces: loaded into a data folder, a database and a Slack."""

import json
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Date, DateTime, MetaData, Table
from sqlalchemy.types import TypeEngine

from bot.console.directory import BOT_USER
from bot.console.records import Post
from bot.console.workspace import Workspace
from bot.storage.database import write_transaction
from bot.storage.database_urls import address_of
from bot.storage.engines import engine_of
from bot.storage.revisions import upgrade_to
from bot.world.item import Item
from bot.world.reply import Reply
from tests.scenarios.fake_web import Public

HERE = Path(__file__).parent
REVISION = "0015"
"""The revision of its archive."""


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((HERE / name).read_text("utf-8"))
    return content


_AROUND = _read("around.json")
KILLED_AT = datetime.fromisoformat(_AROUND["now"][0])
AFTERWARDS: Mapping[str, list[list[str]]] = _read("afterwards.json")


def leave(data: Path, url: str) -> None:
    """Leave it in a data folder and a new database."""
    data.mkdir(exist_ok=True)
    shutil.copy(HERE / "watchlist.json", data)
    kept = _read("archive.json")
    engine = engine_of(address_of(url))
    with write_transaction(engine) as connection:
        upgrade_to(connection, REVISION)
        tables = MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            if rows := kept.get(table.name):
                connection.execute(table.insert(), [_row(table, row) for row in rows])
        if connection.dialect.name == "postgresql":  # which has counted what was inserted without a number
            for name in ("deliveries", "watch_changes"):
                last = f"(SELECT max(seq) FROM {name})"
                connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{name}', 'seq'), {last})")
    engine.dispose()


def rows_of(url: str, table: str) -> list[dict[str, Any]]:
    """The rows of a table as it is in a database now, in an order that is theirs alone."""
    engine = engine_of(address_of(url))
    with engine.connect() as connection:
        held = Table(table, MetaData(), autoload_with=connection)
        rows = [dict(row) for row in connection.execute(held.select()).mappings()]
    engine.dispose()
    return sorted(rows, key=str)


def kept_rows(table: str) -> list[dict[str, Any]]:
    """The rows that the earlier version left in a table, as they are written down."""
    rows: list[dict[str, Any]] = _read("archive.json")[table]
    return rows


def texts() -> list[str]:
    """The texts of the mentions that it kept."""
    return [row["text"] for row in kept_rows("mentions")]


def furnish(slack: Workspace) -> None:
    """Let Slack have the people, channels and messages that were there."""
    slack.add_user("U3", "Zoé", "Europe/Paris", "fr-FR")
    slack.add_channel("C4", "presse", ["Zoé", "Camille", BOT_USER])
    slack.add_channel("C5", "lab", ["Camille", BOT_USER])
    slack.add_channel("C6", "atelier", ["Camille", BOT_USER])
    slack.state.posts.all += msgspec.convert(_AROUND["posts"], list[Post])


def repeat(public: Public) -> None:
    """Let the public have said what it had."""
    public._items += msgspec.convert(_AROUND["items"], list[Item])
    public._ids = count(40_000_101)
    for at, page in _AROUND["pages"]:
        body = page.pop("body")
        public.pages[at] = msgspec.convert({**page, "body": b""}, Reply)
        public.pages[at] = msgspec.structs.replace(public.pages[at], body=body.encode())
        page["body"] = body


def _row(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(table.c[name].type, value) for name, value in row.items()}


def _value(kind: TypeEngine[Any], value: Any) -> Any:
    if isinstance(kind, DateTime) and value is not None:
        instant = datetime.fromisoformat(value)
        return instant.replace(tzinfo=UTC) if kind.timezone else instant
    return date.fromisoformat(value) if isinstance(kind, Date) else value
