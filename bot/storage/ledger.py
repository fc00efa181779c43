"""What sources used of their budgets, so that a restart gives nobody a second helping."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, select, update

from bot.storage.database import insert_into, reading, writing
from bot.storage.marks import chunks
from bot.storage.tables import paid, spending


class StoredLedger:
    """Accounts, each with what was used of it in the period that began at an instant."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def used(self, account: str, begun: datetime) -> int:
        """What was used of an account in a period."""
        with reading(self._engine) as connection:
            return _used(connection, account, begun)

    def draw(self, account: str, begun: datetime, amount: int, limit: int) -> bool:
        """Use so much more of an account, unless that is more than the limit; whether it was used.

        Periods before this one are forgotten.
        """
        with writing(self._engine) as connection:
            for table in (spending, paid):
                connection.execute(delete(table).where(table.c.account == account, table.c.begun < begun))
            if _used(connection, account, begun) + amount > limit:
                return False
            insert = insert_into(connection, spending).values(account=account, begun=begun, used=amount)
            more = {"used": spending.c.used + insert.excluded.used}
            connection.execute(insert.on_conflict_do_update(index_elements=["account", "begun"], set_=more))
            return True

    def settle(
        self, account: str, begun: datetime, drawn: int, things: Sequence[str] = (), price: int = 0
    ) -> int:
        """Put the price of what came in the place of what was drawn for it; what was paid.

        A thing that was paid for earlier in the period costs nothing.
        """
        with writing(self._engine) as connection:
            new = _unpaid(connection, account, begun, things)
            if new:
                rows = [{"account": account, "begun": begun, "thing": thing} for thing in new]
                connection.execute(insert_into(connection, paid).on_conflict_do_nothing(), rows)
            cost = len(new) * price
            period = spending.c.account == account, spending.c.begun == begun
            connection.execute(update(spending).where(*period).values(used=spending.c.used - drawn + cost))
            return cost


def _used(connection: Connection, account: str, begun: datetime) -> int:
    wanted = select(spending.c.used).where(spending.c.account == account, spending.c.begun == begun)
    return int(connection.scalar(wanted) or 0)


def _unpaid(connection: Connection, account: str, begun: datetime, things: Sequence[str]) -> list[str]:
    known: set[str] = set()
    for chunk in chunks(things):
        wanted = select(paid.c.thing).where(
            paid.c.account == account, paid.c.begun == begun, paid.c.thing.in_(chunk)
        )
        known.update(connection.scalars(wanted))
    return [thing for thing in dict.fromkeys(things) if thing not in known]
