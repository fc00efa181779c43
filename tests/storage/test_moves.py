"""Moves outlive a restart."""

from sqlalchemy import Engine

from bot.fetching.memory import HELD, Move
from bot.storage.moves import StoredMoves
from tests.storage.samples import NOON

OLD, NEW = "https://old.example/feed", "https://new.example/feed"


def test_where_an_address_moved_and_since_when_is_known_after_a_restart(engine: Engine) -> None:
    StoredMoves(engine).put(OLD, Move(NEW, NOON))
    kept = StoredMoves(engine)
    assert kept.get(OLD) == Move(NEW, NOON)
    assert kept.get(NEW) is None
    kept.put(OLD, Move(NEW, NOON + HELD))
    assert StoredMoves(engine).get(OLD) == Move(NEW, NOON + HELD)
    kept.put(OLD, None)
    assert StoredMoves(engine).get(OLD) is None
