"""How each source goes is remembered, and what was dropped is counted with its reason."""

import threading
from datetime import date

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.storage.database import open_database
from bot.storage.source_states import Drop, SourceState, SourceStates
from tests.storage.samples import HOUR, NOON

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
STATE = SourceState(
    source="forum",
    question="acme",
    last_asked=NOON,
    last_well=NOON - HOUR,
    last_heard=NOON - 2 * HOUR,
    interval=90.5,
    failures=3,
    label="rate",
    reason="429, come back in an hour",
    resting_until=NOON + HOUR,
    told=True,
    cursor="1700000000000000",
)
DROP = Drop(day=MONDAY, channel="C1", watch="w1", source="forum", reason="duplicate")


@pytest.fixture
def hearing(engine: Engine) -> SourceStates:
    return SourceStates(engine)


def test_a_question_never_asked_has_a_blank_state(hearing: SourceStates) -> None:
    assert hearing.state("forum", "acme") == SourceState(source="forum", question="acme")
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
    well = SourceState(source="forum", question="acme", last_asked=NOON)
    hearing.put(well)
    assert hearing.state("forum", "acme") == well


def test_each_question_has_its_own_state(hearing: SourceStates) -> None:
    whole = replace(STATE, question="")
    hearing.put(STATE)
    hearing.put(whole)
    assert hearing.state("forum") == whole
    assert hearing.state("forum", "acme") == STATE


def test_the_states_of_several_questions_come_in_the_order_they_were_asked_for(hearing: SourceStates) -> None:
    elsewhere = replace(STATE, source="paper")
    hearing.put(STATE)
    hearing.put(elsewhere)
    asked = [("paper", "acme"), ("forum", "never"), ("forum", "acme"), ("paper", "acme")]
    assert hearing.states(asked) == [elsewhere, SourceState(source="forum", question="never"), STATE]
    many = [("forum", f"name {number}") for number in range(1_200)]
    assert hearing.states([*many, ("forum", "acme")])[-1] == STATE


def test_it_is_known_whether_people_know_that_one_of_some_questions_fails(hearing: SourceStates) -> None:
    told = replace(STATE, failures=3, told=True)
    hearing.put(told)
    many = [f"name {number}" for number in range(1_200)]
    assert hearing.knows_ill("forum", [*many, "acme"], 3)
    assert not hearing.knows_ill("forum", many, 3), "of others nobody was told"
    assert not hearing.knows_ill("forum", ["acme"], 4), "it did not fail so often"
    assert not hearing.knows_ill("paper", ["acme"], 3)
    hearing.put(replace(told, told=False))
    assert not hearing.knows_ill("forum", ["acme"], 3)


def test_drops_of_one_reason_add_up(hearing: SourceStates) -> None:
    hearing.count_drops([DROP, DROP])
    hearing.count_drops([replace(DROP, count=5)])
    hearing.count_drops([])
    assert hearing.drops("C1", MONDAY) == [replace(DROP, count=7)]


def test_drops_are_told_apart_by_day_watch_source_and_reason(hearing: SourceStates) -> None:
    apart = [
        DROP,
        replace(DROP, reason="muted"),
        replace(DROP, source="news"),
        replace(DROP, watch="w2"),
        replace(DROP, day=TUESDAY),
    ]
    hearing.count_drops(apart)
    assert hearing.drops("C1", MONDAY) == apart
    assert hearing.drops("C1", TUESDAY) == apart[-1:]
    assert hearing.drops("C2", MONDAY) == []


def test_threads_that_count_at_once_lose_nothing(hearing: SourceStates) -> None:
    def count() -> None:
        for _ in range(10):
            hearing.count_drops([DROP])

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert hearing.drops("C1", MONDAY) == [replace(DROP, count=40)]
