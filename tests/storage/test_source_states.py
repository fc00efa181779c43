"""How each source goes is remembered, and what was dropped is counted with its reason."""

import threading
from datetime import date

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.storage.database import open_database
from bot.storage.gaps import Gap, GapKind, Gaps
from bot.storage.source_state import OUTAGE, REPORTED_AFTER, SourceState
from bot.storage.source_states import Drop, SourceStates
from tests.storage.samples import HOUR, NOON, WORKSPACE

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
STATE = SourceState(
    source="forum",
    request="acme",
    last_asked=NOON,
    last_success=NOON - HOUR,
    last_new=NOON - 2 * HOUR,
    interval=90.5,
    failures=3,
    failing_since=NOON - HOUR,
    label="rate",
    reason="429, come back in an hour",
    resting_until=NOON + HOUR,
    reported=True,
    cursor="1700000000000000",
)
DROP = Drop(workspace=WORKSPACE, day=MONDAY, channel="C1", watch="w1", source="forum", reason="duplicate")


@pytest.fixture
def hearing(engine: Engine) -> SourceStates:
    return SourceStates(engine)


def test_a_question_never_asked_has_a_blank_state(hearing: SourceStates) -> None:
    assert hearing.state("forum", "acme") == SourceState(source="forum", request="acme")
    assert hearing.states([]) == []


def test_a_state_comes_back_as_it_was_after_a_restart(url: str) -> None:
    first = open_database(url)
    SourceStates(first).put(STATE)
    first.dispose()
    second = open_database(url)
    assert SourceStates(second).state("forum", "acme") == STATE
    second.dispose()


def test_a_later_state_takes_the_place_of_the_one_before(hearing: SourceStates) -> None:
    hearing.put(STATE)
    well = SourceState(source="forum", request="acme", last_asked=NOON, reported=True)
    hearing.put(well)
    assert hearing.state("forum", "acme") == well


def test_each_question_has_its_own_state(hearing: SourceStates) -> None:
    whole = replace(STATE, request="")
    hearing.put(STATE)
    hearing.put(whole)
    assert hearing.state("forum") == whole
    assert hearing.state("forum", "acme") == STATE


def test_the_states_of_several_questions_come_in_the_order_they_were_asked_for(hearing: SourceStates) -> None:
    elsewhere = replace(STATE, source="paper")
    hearing.put(STATE)
    hearing.put(elsewhere)
    asked = [("paper", "acme"), ("forum", "never"), ("forum", "acme"), ("paper", "acme")]
    assert hearing.states(asked) == [elsewhere, SourceState(source="forum", request="never"), STATE]
    many = [("forum", f"name {number}") for number in range(1_200)]
    assert hearing.states([*many, ("forum", "acme")])[-1] == STATE


def test_it_is_known_whether_people_know_that_one_of_some_requests_fails(hearing: SourceStates) -> None:
    told = replace(STATE, failures=REPORTED_AFTER)
    hearing.put(told)
    hearing.mark_reported(told)
    many = [f"name {number}" for number in range(1_200)]
    assert hearing.knows_outage("forum", [*many, "acme"])
    assert not hearing.knows_outage("forum", many), "of others nobody was told"
    assert not hearing.knows_outage("paper", ["acme"])
    hearing.put(replace(told, failures=REPORTED_AFTER - 1))
    assert not hearing.knows_outage("forum", ["acme"]), "it did not fail so often"
    hearing.put(told)
    hearing.mark_reported(replace(told, failures=0))
    assert not hearing.knows_outage("forum", ["acme"])


def test_an_answer_does_not_change_whether_people_know_of_an_outage(hearing: SourceStates) -> None:
    failing = replace(STATE, failures=REPORTED_AFTER, reported=False)
    hearing.put(failing)
    hearing.mark_reported(failing)
    hearing.put(failing.succeeded(NOON))
    assert hearing.state("forum", "acme").reported, "its end is not told yet"


def test_outages_and_their_ends_are_found_until_people_know(hearing: SourceStates) -> None:
    failing = replace(STATE, failures=REPORTED_AFTER, failing_since=NOON - HOUR, reported=False)
    for quiet in (
        replace(failing, request="seldom", failures=REPORTED_AFTER - 1),
        replace(failing, request="a moment", failing_since=NOON - OUTAGE / 2),
        replace(failing, request="well", failures=0),
    ):
        hearing.put(quiet)
    hearing.put(failing)
    assert hearing.to_report(NOON) == [failing]
    hearing.mark_reported(failing)
    assert hearing.to_report(NOON) == []
    hearing.put(failing.succeeded(NOON))
    assert [state.reported for state in hearing.to_report(NOON)] == [True]
    hearing.mark_reported(failing.succeeded(NOON))
    assert hearing.to_report(NOON) == []


def test_a_gap_is_kept_with_the_state_of_its_request_until_it_was_told(engine: Engine) -> None:
    hearing, gaps = SourceStates(engine), Gaps(engine)
    gap = Gap(
        source="forum", request="acme", kind=GapKind.UNREAD, since=NOON - HOUR, until=NOON, found_at=NOON
    )
    hearing.put(STATE, gap)
    hearing.put(replace(STATE, request="lamp"), replace(gap, request="lamp"))
    first, second = gaps.unreported()
    assert replace(first, seq=0) == gap
    gaps.clear([first])
    assert gaps.unreported() == [second]
    gaps.clear([second])
    hearing.put(STATE, gap)
    assert gaps.unreported()[0].seq > second.seq, "a number that was told is given to no other"


def test_drops_of_one_reason_add_up(hearing: SourceStates) -> None:
    hearing.count_drops([DROP, DROP])
    hearing.count_drops([replace(DROP, count=5)])
    hearing.count_drops([])
    assert hearing.drops(WORKSPACE, "C1", MONDAY) == [replace(DROP, count=7)]


def test_drops_are_told_apart_by_day_watch_source_and_reason(hearing: SourceStates) -> None:
    apart = [
        DROP,
        replace(DROP, reason="muted"),
        replace(DROP, source="news"),
        replace(DROP, watch="w2"),
        replace(DROP, day=TUESDAY),
    ]
    hearing.count_drops(apart)
    assert hearing.drops(WORKSPACE, "C1", MONDAY) == apart
    assert hearing.drops(WORKSPACE, "C1", TUESDAY) == apart[-1:]
    assert hearing.drops(WORKSPACE, "C2", MONDAY) == []


def test_threads_that_count_at_once_lose_nothing(hearing: SourceStates) -> None:
    def count() -> None:
        for _ in range(10):
            hearing.count_drops([DROP])

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert hearing.drops(WORKSPACE, "C1", MONDAY) == [replace(DROP, count=40)]
