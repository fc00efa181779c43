"""How a database stands, without anything in it being made or changed."""

from enum import Enum
from pathlib import Path

from bot.storage.database import (
    address_of,
    engine_of,
    is_current,
    is_server,
    is_unused,
    read_transaction,
    revisions,
)


class Condition(Enum):
    """How a database stands: the bot makes what is absent, and brings up to date what is older."""

    ABSENT = "absent"
    OLDER = "older"
    UNUSED = "unused"
    USED = "used"


def condition_of(url: str) -> Condition:
    """How the database at an SQLAlchemy URL stands. Raises a `VeilleError` for one that cannot be used."""
    address = address_of(url)
    if not is_server(address) and not Path(str(address.database)).exists():
        return Condition.ABSENT
    engine = engine_of(address)
    try:
        with read_transaction(engine) as connection:
            found = revisions(connection)
        if not found:
            return Condition.ABSENT
        if not is_current(found):
            return Condition.OLDER
        return Condition.UNUSED if is_unused(engine) else Condition.USED
    finally:
        engine.dispose()
