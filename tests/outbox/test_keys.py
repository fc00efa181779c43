"""What is said has one name, the same whenever it is made again, and another than all else."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.outbox import keys
from bot.storage.source_state import SourceState
from tests.storage.samples import NOON, delivery

END = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize("span", [None, timedelta(hours=1), timedelta(days=30)])
@pytest.mark.parametrize("until", [None, END])
def test_a_digest_asked_for_holds_the_time_it_covers(span: timedelta | None, until: datetime | None) -> None:
    assert keys.digest_now_window(keys.digest_now_key(span, until)) == (span, until)


def test_each_digest_asked_for_is_another() -> None:
    assert keys.digest_now_key(None, None) != keys.digest_now_key(None, None)


def test_the_first_message_knows_the_key_of_all() -> None:
    key = keys.answer_key("C1", "1.0")
    assert keys.first_id(key) == keys.message_id(key, 0)
    assert keys.key_of(delivery(keys.first_id(key))) == key


def test_an_alert_is_the_same_in_whatever_order_its_mentions_come() -> None:
    assert keys.alert_news_key("a1", ["m2", "m1"]) == keys.alert_news_key("a1", ["m1", "m2"])
    assert keys.alert_news_key("a1", ["m1"]) != keys.alert_news_key("a1", ["m2"])
    assert keys.held_alerts_key("C1", ["a2", "a1"]) == keys.held_alerts_key("C1", ["a1", "a2"])


def test_an_outage_that_lasts_is_one_and_the_next_is_another() -> None:
    state = SourceState(source="forum", request="q", last_success=NOON)
    assert keys.outage_key("C1", state) == keys.outage_key("C1", replace(state, failures=7))
    assert keys.outage_key("C1", state) != keys.outage_key("C1", replace(state, last_success=END))


def test_the_name_of_a_gap_does_not_show_a_feed_s_address() -> None:
    assert "secret" not in keys.gap_key("C1", "feeds", "https://a.example/?token=secret", "20261123")
    assert keys.gap_key("C1", "forum", "", "20261123") == "lost:C1:forum:20261123"
