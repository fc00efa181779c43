"""How a database stands, without anything in it being made or changed."""

from enum import Enum
from pathlib import Path

from bot.storage.database import is_unused, read_transaction
from bot.storage.database_urls import address_of, is_server
from bot.storage.engines import engine_of
from bot.storage.revisions import is_current, revisions


class Condition(Enum):
    """How a database stands: the bot makes what is absent, and brings up to date what is older."""

    ABSENT = "absent"
    OLDER = "older"
    UNUSED = "unused"
    USED = "used"


def revision_of(url: str) -> str:
    """The revision that a database is at, empty for one that is not there or holds nothing.

    Raises a `VeilleError` for one that cannot be used.
    """
    address = address_of(url)
    if not is_server(address) and not Path(str(address.database)).exists():
        return ""
    engine = engine_of(address)
    try:
        with read_transaction(engine) as connection:
            return next(iter(revisions(connection)), "")
    finally:
        engine.dispose()


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
