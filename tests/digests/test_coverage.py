"""Which sources were read, and which were not."""

from datetime import timedelta
from typing import Any

import pytest

from bot.digests.coverage import FRESH, UnreadSource, coverage_of
from bot.errors import BudgetSpent, Curtailed
from bot.storage.source_state import SourceState
from tests.analysis.mentions import NOON

MINUTE = timedelta(minutes=1)


def state(source: str = "wall", request: str = " Acme", **more: Any) -> SourceState:
    return SourceState(source=source, request=request, **{"last_success": NOON - MINUTE, **more})


def name(state: SourceState) -> str:
    return f"The {state.source}"


def test_sources_that_answered_are_well_each_once() -> None:
    states = [state(), state(request=" Zorblax", last_success=NOON), state("tower")]
    coverage = coverage_of(states, name, (), NOON)
    assert (coverage.looked_at, coverage.well, coverage.unread) == (NOON, 2, ())


def test_nothing_asked_is_nothing_read() -> None:
    coverage = coverage_of([], name, (), NOON)
    assert (coverage.looked_at, coverage.well, coverage.unread) == (None, 0, ())


def test_one_request_that_failed_is_enough_for_a_source_not_to_be_well() -> None:
    states = [
        state(),
        state(request=" Zorblax", failures=1, label="temporary", reason="it answers with 503."),
    ]
    coverage = coverage_of(states, name, (), NOON)
    assert coverage.well == 0
    assert coverage.unread == (UnreadSource("The wall", "it answers with 503."),)


def test_several_reasons_of_one_source_are_one_line_that_counts_them() -> None:
    states = [state(request=f" {n}", failures=1, reason=f"reason {n}.") for n in range(3)]
    [unread] = coverage_of(states, name, (), NOON).unread
    assert unread.reason == "reason 0 (and 2 more like it)."


def test_what_was_left_for_there_was_too_much_is_not_read() -> None:
    assert coverage_of([state(label=Curtailed.label, reason="it has more.")], name, (), NOON).well == 0


@pytest.mark.parametrize(("last", "well"), [(FRESH - MINUTE, 1), (FRESH + MINUTE, 0)])
def test_a_spent_budget_is_no_matter_while_the_last_reading_is_fresh(last: timedelta, well: int) -> None:
    spent = state(label=BudgetSpent.label, reason="its budget is spent.", last_success=NOON - last)
    assert coverage_of([spent], name, (), NOON).well == well


def test_a_stream_that_is_catching_up_is_said_beside_those_that_are_well() -> None:
    coverage = coverage_of([state()], name, ["The River"], NOON)
    assert coverage.well == 1
    assert [unread.name for unread in coverage.unread] == ["The River"]
