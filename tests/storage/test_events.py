"""An event that Slack brings twice is taken once."""

import threading

import pytest
from sqlalchemy import Engine, func, select

from bot.storage.database import open_database, read_transaction
from bot.storage.events import SeenEvents
from bot.storage.tables.questions import events
from tests.storage.samples import DAY, HOUR, NOON, WORKSPACE


@pytest.fixture
def seen(engine: Engine) -> SeenEvents:
    return SeenEvents(engine, WORKSPACE)


def test_an_event_is_seen_for_the_first_time_once(seen: SeenEvents) -> None:
    assert seen.first_time("Ev1", NOON)
    assert not seen.first_time("Ev1", NOON)
    assert seen.first_time("Ev2", NOON)


def test_an_event_redelivered_after_a_restart_is_known(url: str) -> None:
    first = open_database(url)
    SeenEvents(first, WORKSPACE).first_time("Ev1", NOON)
    first.dispose()
    second = open_database(url)
    assert not SeenEvents(second, WORKSPACE).first_time("Ev1", NOON + HOUR / 10)
    second.dispose()


def test_events_of_yesterday_take_no_room(seen: SeenEvents, engine: Engine) -> None:
    for number in range(5):
        seen.first_time(f"Ev{number}", NOON)
    seen.first_time("Ev today", NOON + DAY)
    with read_transaction(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(events)) == 1


def test_of_many_threads_one_sees_it_first(seen: SeenEvents) -> None:
    answers: list[bool] = []
    threads = [
        threading.Thread(target=lambda: answers.append(seen.first_time("Ev1", NOON))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 7 + [True]


def test_what_was_seen_is_known_and_asking_marks_nothing(seen: SeenEvents) -> None:
    assert not seen.knows("Ev1")
    assert seen.first_time("Ev1", NOON)
    assert seen.knows("Ev1")
