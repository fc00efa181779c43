"""What people said is normal, or does not want to hear of for a while."""

from datetime import datetime

import msgspec
from sqlalchemy import Engine, delete, select

from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.tables.alerts import alert_mutes
from bot.storage.types import storable


class AlertMute(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody muted of a watch until an instant: a kind or any, a story or any.

    `is_normal` says that as much as this is normal: it takes more of the kind to ring.
    """

    watch: str
    kind: str = ""
    story: str = ""
    is_normal: bool = False
    until: datetime
    person: str
    at: datetime


class AlertMutes:
    """The mutes of a workspace. Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def put(self, mute: AlertMute) -> None:
        """Mute from now on, in the place of what was said before of the same."""
        row = {"workspace": self._workspace, **msgspec.structs.asdict(mute)}
        with write_transaction(self._engine) as connection:
            insert = insert_into(connection, alert_mutes).values(row)
            said = {name: row[name] for name in ("is_normal", "until", "person", "at")}
            keys = ["workspace", "watch", "kind", "story"]
            connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=said))

    def forget(self, watch: str, kind: str, story: str = "") -> bool:
        """Forget a mute; whether there was one."""
        table = alert_mutes.c
        its = table.watch == watch, table.kind == kind, table.story == storable(story)
        own = table.workspace == self._workspace
        with write_transaction(self._engine) as connection:
            return connection.execute(delete(alert_mutes).where(own, *its)).rowcount > 0

    def of(self, watch: str, now: datetime) -> list[AlertMute]:
        """What is muted of a watch now."""
        table = alert_mutes.c
        its = table.workspace == self._workspace, table.watch == watch, table.until > now
        columns = [table[name] for name in AlertMute.__struct_fields__]
        with read_transaction(self._engine) as connection:
            rows = connection.execute(select(*columns).where(*its).order_by(table.at)).mappings()
            return [AlertMute(**row) for row in rows]
