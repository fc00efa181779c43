"""What sources used of their budgets, so that a restart gives nobody a second helping."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, select, update

from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.tables.fetching import paid, spending


class StoredLedger:
    """Accounts, each with what was used of it in the period that began at an instant."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def used(self, account: str, begun: datetime) -> int:
        """What was used of an account in a period."""
        wanted = select(spending.c.used).where(spending.c.account == account, spending.c.begun == begun)
        with read_transaction(self._engine) as connection:
            return int(connection.scalar(wanted) or 0)

    def draw(self, account: str, begun: datetime, amount: int, limit: int) -> bool:
        """Use so much more of an account, unless that is more than the limit; whether it was used.

        Periods before this one are forgotten.
        """
        with write_transaction(self._engine) as connection:
            for table in (spending, paid):
                connection.execute(delete(table).where(table.c.account == account, table.c.begun < begun))
            if amount > limit:
                return False
            insert = insert_into(connection, spending).values(account=account, begun=begun, used=amount)
            after = spending.c.used + insert.excluded.used
            drawn = insert.on_conflict_do_update(
                index_elements=["account", "begun"], set_={"used": after}, where=after <= limit
            )
            return connection.execute(drawn.returning(spending.c.used)).first() is not None

    def settle(
        self, account: str, begun: datetime, drawn: int, things: Sequence[str] = (), price: int = 0
    ) -> int:
        """Put the price of what came in the place of what was drawn for it; what was paid.

        A thing that was paid for earlier in the period costs nothing.
        """
        with write_transaction(self._engine) as connection:
            cost = _newly_paid(connection, account, begun, things) * price
            period = spending.c.account == account, spending.c.begun == begun
            connection.execute(update(spending).where(*period).values(used=spending.c.used - drawn + cost))
            return cost


def _newly_paid(connection: Connection, account: str, begun: datetime, things: Sequence[str]) -> int:
    """How many of these things were not paid for in the period; they are from now on."""
    insert = insert_into(connection, paid).on_conflict_do_nothing().returning(paid.c.thing)
    rows = [{"account": account, "begun": begun, "thing": thing} for thing in dict.fromkeys(things)]
    return len(connection.execute(insert, rows).all()) if rows else 0
