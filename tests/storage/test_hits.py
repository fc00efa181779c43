"""What was found is read by what a channel was told of it, and by when it was written."""

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.storage.archive import Archive
from bot.storage.deliveries import Deliveries
from bot.storage.delivery import DeliveryKind
from bot.storage.hits import Hit, HitRows
from tests.storage.samples import DAY, HOUR, NOON, WORKSPACE, delivery, hit, mention, tell

LATER = NOON + HOUR


@pytest.fixture
def archive(engine: Engine) -> Archive:
    return Archive(engine)


def ids(found: list[Hit]) -> list[str]:
    return [hit.mention.id for hit in found]


def test_unsaid_is_what_was_matched_before_and_the_oldest_match_first(
    archive: Archive, engine: Engine
) -> None:
    archive.keep([hit(mention("m2"), matched_at=NOON), hit(mention("m1"), matched_at=NOON - HOUR)])
    assert ids(HitRows(engine, WORKSPACE).pending("C1", LATER)) == ["m1", "m2"]
    assert ids(HitRows(engine, WORKSPACE).pending("C1", NOON)) == ["m1"]


def test_overdue_is_what_was_to_be_told_at_once_and_was_not(archive: Archive, engine: Engine) -> None:
    archive.keep([replace(hit(mention(id_)), at_once=True) for id_ in ("m1", "m2")])
    archive.keep([hit(mention("m3")), replace(hit(mention("m4"), matched_at=NOON - HOUR), at_once=True)])
    tell(engine, "m1")
    assert HitRows(engine, WORKSPACE).due_instant(NOON) == [replace(hit(mention("m2")), at_once=True)]
    assert ids(HitRows(engine, WORKSPACE).due_instant(NOON - HOUR)) == ["m4", "m2"]


def test_told_at_once_is_what_alerts_of_a_time_told_one_channel(archive: Archive, engine: Engine) -> None:
    archive.keep([hit(mention(id_)) for id_ in ("m1", "m2", "m3", "m4")])
    archive.keep(
        [hit(mention("m1"), "w2"), hit(mention("m1"), "w3", "C2"), hit(mention("m5"), look_back=True)]
    )
    alert = delivery("a1", kind=DeliveryKind.ALERT)
    Deliveries(engine, WORKSPACE).owe(
        [alert, delivery("a1 goes on", kind=DeliveryKind.ALERT, root="a1")], ["m1", "m5"]
    )
    Deliveries(engine, WORKSPACE).owe(
        [replace(delivery("a2", kind=DeliveryKind.ALERT), created_at=NOON + HOUR)], ["m2"]
    )
    Deliveries(engine, WORKSPACE).owe([delivery("d1", kind=DeliveryKind.DIGEST)], ["m3"])
    Deliveries(engine, WORKSPACE).owe([delivery("a3", "C2", kind=DeliveryKind.ALERT)], ["m1", "m4"])
    told = HitRows(engine, WORKSPACE).told_at_once("C1", NOON, NOON + HOUR)
    assert [(hit.mention.id, hit.watch) for hit in told] == [("m1", "w1"), ("m1", "w2")]
    assert ids(HitRows(engine, WORKSPACE).told_at_once("C1", NOON + HOUR, NOON + DAY)) == ["m2"]
    assert [hit.watch for hit in HitRows(engine, WORKSPACE).told_at_once("C2", NOON, NOON + HOUR)] == ["w3"]


def test_what_was_there_before_the_watch_is_history_not_news(archive: Archive, engine: Engine) -> None:
    archive.keep([hit(look_back=True)])
    assert HitRows(engine, WORKSPACE).pending("C1", LATER) == []
    assert HitRows(engine, WORKSPACE).written_between("C1", NOON, LATER) == [hit(look_back=True)]


def test_what_was_said_is_no_longer_unsaid_in_its_channel(archive: Archive, engine: Engine) -> None:
    archive.keep([hit(), hit(watch="w2"), hit(watch="w3", channel="C2"), hit(mention("m2"))])
    tell(engine, "m1")
    assert ids(HitRows(engine, WORKSPACE).pending("C1", LATER)) == ["m2"]
    assert ids(HitRows(engine, WORKSPACE).pending("C2", LATER)) == ["m1"]
    assert len(HitRows(engine, WORKSPACE).written_between("C1", NOON, LATER)) == 3


def test_what_was_said_is_no_news_to_another_watch(archive: Archive, engine: Engine) -> None:
    archive.keep([hit(look_back=True)])
    tell(engine, "m1")
    assert archive.keep([hit(watch="w2")]) == [hit(watch="w2")]
    assert HitRows(engine, WORKSPACE).pending("C1", LATER) == []


def test_written_is_from_then_on_and_before_then_newest_first(archive: Archive, engine: Engine) -> None:
    for hours in range(5):
        archive.keep([hit(mention(f"m{hours}", created_at=NOON + hours * HOUR))])
    assert ids(HitRows(engine, WORKSPACE).written_between("C1", NOON + HOUR, NOON + 4 * HOUR)) == [
        "m3",
        "m2",
        "m1",
    ]


def test_written_can_be_of_some_watches_alone(archive: Archive, engine: Engine) -> None:
    archive.keep([hit(), hit(mention("m2"), watch="w2"), hit(watch="w3")])
    assert {
        found.watch for found in HitRows(engine, WORKSPACE).written_between("C1", NOON, LATER, ["w1", "w2"])
    } == {"w1", "w2"}
    assert HitRows(engine, WORKSPACE).written_between("C1", NOON, LATER, []) == []


def test_a_mention_without_a_date_was_written_when_it_was_matched(archive: Archive, engine: Engine) -> None:
    undated = mention(created_at=NOON - 3 * DAY, dated=False)
    archive.keep([hit(undated)])
    assert HitRows(engine, WORKSPACE).written_between("C1", NOON, LATER) == [hit(undated)]
    assert HitRows(engine, WORKSPACE).written_between("C1", NOON - 4 * DAY, NOON) == []


def test_the_newest_are_of_these_watches_together(archive: Archive, engine: Engine) -> None:
    for number in range(4):
        found = mention(f"m{number}", created_at=NOON + number * HOUR)
        archive.keep([hit(found, watch=f"w{number % 2}"), hit(found, watch="other")])
    assert ids(HitRows(engine, WORKSPACE).newest("C1", ["w0", "w1"], 3)) == ["m3", "m2", "m1"]
    assert ids(HitRows(engine, WORKSPACE).newest("C1", ["w0"], 3)) == ["m2", "m0"]
    assert HitRows(engine, WORKSPACE).newest("C2", ["w0"], 3) == []
