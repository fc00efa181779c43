"""What a watch heard before."""

from datetime import timedelta

from sqlalchemy import Engine

from bot.storage.archive import Archive
from bot.storage.history import WatchHistory
from bot.storage.readings import ReadingRows, StoredReading
from tests.storage.samples import DAY, HOUR, NOON, WORKSPACE, hit, mention

SPAN = "C1", "w1", NOON - DAY, NOON


def keep(engine: Engine, name: str, author: str, ago: timedelta, watch: str = "w1") -> None:
    Archive(engine).keep([hit(mention(name, author, NOON - ago), watch)])


def test_people_are_counted_once_and_nobody_is_not_somebody(engine: Engine) -> None:
    for n, author in enumerate(("ann", "ann", "ben", "")):
        keep(engine, f"m{n}", author, HOUR)
    assert WatchHistory(engine, WORKSPACE).people(*SPAN) == 2


def test_a_span_ends_before_its_last_instant_and_is_of_one_watch(engine: Engine) -> None:
    keep(engine, "first", "ann", DAY)
    keep(engine, "end", "ben", timedelta())
    keep(engine, "other", "cat", HOUR, "w2")
    history = WatchHistory(engine, WORKSPACE)
    assert history.people(*SPAN) == 1
    assert [each.id for each in history.latest(*SPAN, 9)] == ["first"]
    assert [each.id for each in history.by("C1", "w1", {("forum", "ben")}, NOON, NOON + HOUR)] == ["end"]


def test_what_certain_people_wrote_comes_oldest_first(engine: Engine) -> None:
    for n, author in enumerate(("ann", "ben", "ann")):
        keep(engine, f"m{n}", author, (n + 1) * HOUR)
    found = WatchHistory(engine, WORKSPACE).by("C1", "w1", {("forum", "ann")}, NOON - DAY, NOON)
    assert [each.id for each in found] == ["m2", "m0"]


def test_of_what_was_written_the_latest_come_first(engine: Engine) -> None:
    for n in range(4):
        keep(engine, f"m{n}", "ann", (n + 1) * HOUR)
    assert [each.id for each in WatchHistory(engine, WORKSPACE).latest(*SPAN, 2)] == ["m0", "m1"]


def test_another_workspace_knows_nothing_of_it(engine: Engine) -> None:
    keep(engine, "m0", "ann", HOUR)
    other = WatchHistory(engine, "T2")
    assert other.people(*SPAN) == 0
    assert other.latest(*SPAN, 9) == []


def test_staff_are_those_read_as_ours_and_those_who_are_named(engine: Engine) -> None:
    for n, author in enumerate(("amy", "@Lea@town", "ben")):
        keep(engine, f"m{n}", author, HOUR)
    ours = StoredReading(mention="m0", version="1", read='{"allegiance":{"value":{"is_ours":true}}}')
    ReadingRows(engine, WORKSPACE).keep("w1", [ours], NOON)
    found = WatchHistory(engine, WORKSPACE).staff(*SPAN, ["lea@town"])
    assert found == [("forum", "@Lea@town"), ("forum", "amy")]
