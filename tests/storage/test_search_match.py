"""Whichever way a row is found, it is found, and the newest first."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.query import narrowing, parse
from bot.storage import search_match
from bot.storage.archive import Archive
from bot.storage.database import read_transaction
from bot.storage.hits import Hit
from bot.storage.retention import Retention
from bot.storage.search import LATEST
from bot.storage.search_match import RowMatch
from tests.storage.samples import HOUR, NOON, WORKSPACE, hit, mention

WATCHES = ("w1", "w2", "w3")
kept = st.lists(
    st.tuples(st.sampled_from(WATCHES), st.sampled_from(["lamp", "fire", "lamp fire", "acme"])), max_size=14
)


def found(engine: Engine, watches: list[str], query: str, before: int, limit: int) -> list[int]:
    wanted = narrowing(parse(query)) if query else None
    with read_transaction(engine) as connection:
        return RowMatch(connection, WORKSPACE, watches).newest(wanted, before, limit)


def spoken(number: int, watch: str, text: str) -> Hit:
    words = replace(mention(f"m{number}", created_at=NOON + number * HOUR), text=text, title="", card="")
    return hit(words, watch)


REACHED_UNEVENLY = [("w2", "lamp")] * 3 + [("w1", text) for text in ("lamp", "fire", "fire", "lamp")]
"""The two latest rows of w2 are older than what w1 has to offer beyond its own two."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=kept,
    watches=st.sets(st.sampled_from(WATCHES)),
    query=st.sampled_from(["", "lamp", "fire", "lamp fire"]),
    limit=st.integers(1, 6),
    first=st.integers(0, 13),
)
@example(said=REACHED_UNEVENLY, watches={"w1", "w2"}, query="lamp", limit=2, first=13)
def test_rows_are_found_as_in_a_list(
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    said: list[tuple[str, str]],
    watches: set[str],
    query: str,
    limit: int,
    first: int,
) -> None:
    """With so few rows walked that the index is asked for the rest, on one page and on the next."""
    monkeypatch.setattr(search_match, "WALKED", 4)
    Retention(engine, WORKSPACE).forget_channel("C1")
    Archive(engine).keep(spoken(number, *each) for number, each in enumerate(said))
    every = found(engine, list(WATCHES), "", LATEST, 99)
    assert len(every) == len(said)
    rows = list(zip(every, reversed(said), strict=True))
    before = every[first] if first < len(every) else LATEST
    assert (
        found(engine, sorted(watches), query, before, limit)
        == [
            docid
            for docid, (watch, text) in rows
            if docid < before and watch in watches and set(query.split()) <= set(text.split())
        ][:limit]
    )
