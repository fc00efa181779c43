"""The domains that asked to be left alone, and until when: a restart is no excuse."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine, delete, insert, select

from bot.storage.database import read_transaction, write_transaction
from bot.storage.tables.fetching import rests


class DomainCooldowns:
    """Registrable domains that rest."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def kept(self) -> dict[str, datetime]:
        """Each domain, and until when it rests."""
        with read_transaction(self._engine) as connection:
            return {row.domain: row.until for row in connection.execute(select(rests))}

    def keep(self, resting: Mapping[str, datetime]) -> None:
        """Keep exactly these."""
        rows = [{"domain": domain, "until": until} for domain, until in resting.items()]
        with write_transaction(self._engine) as connection:
            connection.execute(delete(rests))
            if rows:
                connection.execute(insert(rests), rows)
