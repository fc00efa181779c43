"""Who refuses again and again is left alone."""

import pytest

from bot.errors import AuthFailure, BlockedFailure, SourceFailure, TemporaryFailure
from bot.fetching.refusals import MOST, REST, BlockedHosts
from tests.clock import START, FakeClock

REFUSED = BlockedFailure("refused")


def refuse(refusals: BlockedHosts, host: str, times: int) -> None:
    for _ in range(times):
        refusals.check(host)
        refusals.record(host, REFUSED)


def test_a_host_that_refuses_again_and_again_is_left_alone_for_hours() -> None:
    clock = FakeClock()
    refusals = BlockedHosts(clock)
    refuse(refusals, "x.org", MOST)
    with pytest.raises(BlockedFailure, match=r"x\.org refused the last 10 requests") as shut:
        refusals.check("x.org")
    assert shut.value.until == START + REST
    clock.pass_time(REST)
    refusals.check("x.org")


def test_one_more_refusal_after_the_rest_is_enough_for_the_next() -> None:
    clock = FakeClock()
    refusals = BlockedHosts(clock)
    refuse(refusals, "x.org", MOST)
    clock.pass_time(REST)
    refuse(refusals, "x.org", 1)
    with pytest.raises(BlockedFailure):
        refusals.check("x.org")


def test_an_answer_between_ends_the_row() -> None:
    refusals = BlockedHosts(FakeClock())
    refuse(refusals, "x.org", MOST - 1)
    refusals.record("x.org", None)
    refuse(refusals, "x.org", MOST - 1)
    refusals.check("x.org")


@pytest.mark.parametrize("failure", [AuthFailure("key"), TemporaryFailure("500")])
def test_other_failures_are_no_refusals_and_no_answers(failure: SourceFailure) -> None:
    refusals = BlockedHosts(FakeClock())
    refuse(refusals, "x.org", MOST - 1)
    for _ in range(MOST):
        refusals.record("x.org", failure)
    refuse(refusals, "x.org", 1)
    with pytest.raises(BlockedFailure):
        refusals.check("x.org")


def test_other_hosts_of_the_domain_are_asked() -> None:
    refusals = BlockedHosts(FakeClock())
    refuse(refusals, "one.wordpress.com", MOST)
    refusals.check("two.wordpress.com")
