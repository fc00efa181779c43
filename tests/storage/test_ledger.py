"""What is used of a budget is used once, and stays used after a restart."""

import threading
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from bot.listening.usage import Ledger, MemoryLedger
from bot.storage.database import open_database, read_transaction
from bot.storage.ledger import StoredLedger
from bot.storage.tables.fetching import paid, spending
from tests.storage.samples import DAY, NOON

NUMBERS = count()


@pytest.fixture(params=["stored", "memory"])
def ledger(request: pytest.FixtureRequest, engine: Engine) -> Ledger:
    return StoredLedger(engine) if request.param == "stored" else MemoryLedger()


def test_an_account_is_used_up_to_its_limit_and_not_beyond(ledger: Ledger) -> None:
    assert [ledger.draw("x", NOON, 40, 100) for _ in range(3)] == [True, True, False]
    assert ledger.used("x", NOON) == 80
    assert ledger.draw("x", NOON, 20, 100)
    assert not ledger.draw("x", NOON, 1, 100)


def test_nothing_is_drawn_that_is_more_than_the_limit_at_once(ledger: Ledger) -> None:
    assert not ledger.draw("x", NOON, 101, 100)
    assert ledger.used("x", NOON) == 0


def test_accounts_and_periods_are_apart(ledger: Ledger) -> None:
    ledger.draw("x", NOON, 100, 100)
    assert ledger.draw("y", NOON, 100, 100)
    assert ledger.draw("x", NOON + DAY, 100, 100)


def test_what_was_used_is_known_after_a_restart(url: str) -> None:
    first = open_database(url)
    StoredLedger(first).draw("x", NOON, 70, 100)
    first.dispose()
    second = open_database(url)
    assert StoredLedger(second).used("x", NOON) == 70
    second.dispose()


def test_a_thing_is_paid_for_once_in_a_period(ledger: Ledger) -> None:
    ledger.draw("x", NOON, 50, 100)
    assert ledger.settle("x", NOON, 50, ["1", "2", "2"], 5) == 10
    assert ledger.used("x", NOON) == 10
    ledger.draw("x", NOON, 50, 100)
    assert ledger.settle("x", NOON, 50, ["2", "3"], 5) == 5
    assert ledger.used("x", NOON) == 15


def test_a_new_period_pays_again(ledger: Ledger) -> None:
    ledger.draw("x", NOON, 50, 100)
    ledger.settle("x", NOON, 50, ["1"], 5)
    ledger.draw("x", NOON + DAY, 50, 100)
    assert ledger.settle("x", NOON + DAY, 50, ["1"], 5) == 5


def test_past_periods_take_no_room(engine: Engine) -> None:
    ledger = StoredLedger(engine)
    for days in range(3):
        ledger.draw("x", NOON + days * DAY, 5, 100)
        ledger.settle("x", NOON + days * DAY, 5, ["1", "2"], 1)
    with read_transaction(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(spending)) == 1
        assert connection.scalar(select(func.count()).select_from(paid)) == 2


def test_many_at_once_never_use_more_than_the_limit(engine: Engine) -> None:
    ledger = StoredLedger(engine)
    got: list[bool] = []
    threads = [threading.Thread(target=lambda: got.append(ledger.draw("x", NOON, 10, 50))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(got) == 5
    assert ledger.used("x", NOON) == 50


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 20), st.lists(st.sampled_from("abcdefgh"), max_size=20)), max_size=8)
)
def test_it_holds_the_sum_of_what_was_first_seen(ledger: Ledger, steps: list[tuple[int, list[str]]]) -> None:
    account, seen = f"account {next(NUMBERS)}", set[str]()
    for drawn, things in steps:
        if ledger.draw(account, NOON, drawn, 1000):
            ledger.settle(account, NOON, drawn, things, 3)
            seen.update(things)
    assert ledger.used(account, NOON) == 3 * len(seen)


def test_what_several_bring_at_once_is_paid_for_once(engine: Engine) -> None:
    ledger = StoredLedger(engine)
    things = [f"post {number}" for number in range(20)]
    ledger.draw("x", NOON, 1_000, 10_000)
    paid: list[int] = []

    def settle() -> None:
        paid.append(ledger.settle("x", NOON, 0, things, 5))

    threads = [threading.Thread(target=settle) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(paid) == 20 * 5
    assert ledger.used("x", NOON) == 1_000 + 20 * 5
