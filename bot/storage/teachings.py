"""What people taught lately, so that it can be taken back: how each thing was before.

What holds by now stands elsewhere: corrections and accounts of the team in `readings`, stories in `stories`,
a channel's own words in the watch list. A row goes some time
after a day, or once it was taken back.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Engine, delete, insert, select

from bot.storage.changes import KEPT_FOR
from bot.storage.database import read_transaction, write_transaction
from bot.storage.tables.readings import teachings


class TeachingKind(StrEnum):
    """What somebody taught."""

    TONE = "tone"
    RELEVANCE = "relevance"
    TEAM = "team"
    SPLIT = "split"
    JOIN = "join"
    URGENT = "urgent"
    VIP = "vip"


class Teaching(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody of a channel taught, about a watch (its id) or, where that is empty, about the channel.

    `about` names it: a mention, an account, two stories. `before` is how it was, as far as that is needed to
    take it back. `seq` is its place in their order, 0 for one that is not kept yet.
    """

    channel: str
    kind: TeachingKind
    person: str
    at: datetime
    watch: str = ""
    about: dict[str, Any] = {}
    before: dict[str, Any] = {}
    seq: int = 0


class Teachings:
    """A workspace's teachings of the last day. Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def record(self, teaching: Teaching) -> Teaching:
        """Keep a teaching, so that it can be taken back; the teaching with its place in their order."""
        row = {**msgspec.structs.asdict(teaching), "workspace": self._workspace}
        del row["seq"]
        expired = teachings.c.workspace == self._workspace, teachings.c.at < teaching.at - KEPT_FOR
        with write_transaction(self._engine) as connection:
            connection.execute(delete(teachings).where(*expired))
            added = insert(teachings).values(row).returning(teachings.c.seq)
            return msgspec.structs.replace(teaching, seq=connection.execute(added).scalar_one())

    def of_channel(self, channel: str, since: datetime) -> list[Teaching]:
        """What was taught in a channel since then, the last first."""
        its = (
            teachings.c.workspace == self._workspace,
            teachings.c.channel == channel,
            teachings.c.at >= since,
        )
        columns = [teachings.c[name] for name in Teaching.__struct_fields__]
        wanted = select(*columns).where(*its).order_by(teachings.c.seq.desc())
        with read_transaction(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        return [Teaching(**{**row, "kind": TeachingKind(row["kind"])}) for row in rows]

    def forget(self, teaching: Teaching) -> None:
        """Forget a teaching that was taken back."""
        its = teachings.c.workspace == self._workspace, teachings.c.seq == teaching.seq
        with write_transaction(self._engine) as connection:
            connection.execute(delete(teachings).where(*its))
