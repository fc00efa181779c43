"""How one request fares: what an answer, a failure and a rest change, whatever came before."""

from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BudgetSpent, Curtailed, SourceFailure, TemporaryFailure
from bot.locale import Sentence, restored
from bot.storage.source_state import OUTAGE, REPORTED_AFTER, SourceState
from tests.storage.samples import HOUR, NOON

MINUTE = timedelta(minutes=1)
DOWN = TemporaryFailure("{host} is in trouble (503).", host="forum.example")
SPENT = BudgetSpent("Its budget is spent.", until=NOON)
LEFT = Sentence("more came into it between two readings than it holds; some was left.")
Step = Callable[[SourceState, datetime], SourceState]
STEPS: dict[str, Step] = {
    "answer": lambda state, now: state.succeeded(now),
    "news": lambda state, now: state.succeeded(now, 90.0).with_news(now),
    "left some": lambda state, now: state.succeeded(now).overran(LEFT),
    "down": lambda state, now: state.failed(DOWN, now, now + HOUR),
    "spent": lambda state, now: state.rested(SPENT, now, now + HOUR),
    "read on": lambda state, now: state.followed("7", now, connected=True, new=True),
    "cut off": lambda state, now: state.followed("7", now, connected=False, new=False),
}
ANSWERS = {"answer", "news", "left some"}
steps = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 1_000)), max_size=20)


def after(lived: list[tuple[str, int]], state: SourceState | None = None) -> tuple[SourceState, datetime]:
    """A state after these steps, each so many minutes after the one before; and the last instant."""
    now, state = NOON, state or SourceState(source="forum", request="fr acme")
    for step, minutes in lived:
        now += minutes * MINUTE
        state = STEPS[step](state, now)
    return state, now


@given(steps, st.sampled_from(sorted(ANSWERS)))
def test_an_answer_ends_every_failure_and_every_rest(lived: list[tuple[str, int]], answer: str) -> None:
    state, now = after([*lived, (answer, 1)])
    assert (state.failures, state.failing_since, state.is_resting(now)) == (0, None, False)
    assert state.last_asked == state.last_success == now
    assert (state.label == Curtailed.label) == (answer == "left some")


@given(steps)
def test_failures_are_those_since_the_last_answer_and_a_spent_budget_is_none(
    lived: list[tuple[str, int]],
) -> None:
    state, _ = after(lived)
    names = [step for step, _ in lived]
    last = max((n for n, step in enumerate(names) if step in ANSWERS), default=-1)
    assert state.failures == names[last + 1 :].count("down")
    assert (state.failing_since is None) == (not state.failures)


@given(steps, st.booleans())
def test_nothing_that_a_source_does_changes_whether_people_know(
    lived: list[tuple[str, int]], reported: bool
) -> None:
    state, _ = after(lived, SourceState(source="forum", reported=reported))
    assert state.reported == reported


@given(steps)
def test_people_are_to_know_of_an_outage_or_of_its_end_and_never_of_both(
    lived: list[tuple[str, int]],
) -> None:
    state, now = after(lived)
    long = state.failing_since is not None and now - state.failing_since >= OUTAGE
    assert state.should_report(now) == (state.failures >= REPORTED_AFTER and long)
    known, now = after(lived, SourceState(source="forum", reported=True))
    assert known.should_report(now) == (not known.failures)


@given(steps)
def test_what_was_new_is_not_forgotten(lived: list[tuple[str, int]]) -> None:
    state, _ = after([("news", 0), *lived])
    assert state.last_new is not None
    assert state.interval == 90.0, "only who polls it says how often"


def test_a_failure_says_why_and_until_when_it_is_left_alone() -> None:
    state, now = after([("down", 0)])
    assert str(restored(state.reason)) == "forum.example is in trouble (503)."
    assert (state.label, state.resting_until) == ("temporary", now + HOUR)
    assert state.is_resting(now)
    assert not state.is_resting(now + HOUR)


def test_a_clock_that_was_set_back_hides_no_outage() -> None:
    failing, now = after([("down", 0)])
    earlier = now - 9 * HOUR
    for minute in range(REPORTED_AFTER):
        failing = failing.failed(DOWN, earlier + 5 * minute * MINUTE, earlier)
    assert failing.should_report(earlier + 5 * REPORTED_AFTER * MINUTE)


def test_what_failed_before_it_was_kept_since_when_is_told_as_before() -> None:
    old = SourceState(source="forum", failures=REPORTED_AFTER - 1)
    assert old.failed(DOWN, NOON, NOON).should_report(NOON)


def test_every_failure_has_a_label_by_which_it_is_kept() -> None:
    assert all(kind.label for kind in SourceFailure.__subclasses__())
