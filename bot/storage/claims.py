"""Who has what in hand: one person a subject, the first who took it."""

from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, Engine, and_, delete, select

from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.tables.alerts import claims
from bot.storage.types import storable


class Claim(msgspec.Struct, frozen=True):
    """Who took a subject (an alert, a story, a mention), and when."""

    subject: str
    person: str
    at: datetime


class Claims:
    """The claims of a workspace's channels. Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def take(self, channel: str, claim: Claim) -> Claim:
        """Take a subject unless somebody has it; who has it then."""
        row = {"workspace": self._workspace, "channel": channel, **msgspec.structs.asdict(claim)}
        with write_transaction(self._engine) as connection:
            connection.execute(insert_into(connection, claims).values(row).on_conflict_do_nothing())
        return self.of(channel, claim.subject) or claim

    def release(self, channel: str, subject: str, person: str) -> bool:
        """Let a subject go that this person has; whether they had it."""
        its = self._its(channel, subject), claims.c.person == person
        with write_transaction(self._engine) as connection:
            return connection.execute(delete(claims).where(*its)).rowcount > 0

    def of(self, channel: str, subject: str) -> Claim | None:
        """Who has a subject, if anybody."""
        columns = [claims.c[name] for name in Claim.__struct_fields__]
        with read_transaction(self._engine) as connection:
            row = connection.execute(select(*columns).where(self._its(channel, subject))).mappings().first()
        return None if row is None else Claim(**row)

    def _its(self, channel: str, subject: str) -> ColumnElement[bool]:
        own = claims.c.workspace == self._workspace, claims.c.channel == channel
        return and_(*own, claims.c.subject == storable(subject))
