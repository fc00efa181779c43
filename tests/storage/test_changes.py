"""Changes of watches: kept for a day, in order; what a removed watch had found is hidden, not gone."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.storage.archive import Archive
from bot.storage.changes import ChangeKind, WatchChange, WatchChanges
from bot.storage.heard_people import HeardPeople
from bot.storage.hits import HitRows
from bot.storage.mentions import MentionRows
from bot.storage.retention import Retention
from tests.storage.samples import HOUR, NOON, WORKSPACE, hit, mention, tell, watch


@pytest.fixture
def changes(engine: Engine) -> WatchChanges:
    return WatchChanges(engine, WORKSPACE)


@pytest.fixture
def archive(engine: Engine) -> Archive:
    return Archive(engine)


def change(kind: ChangeKind = ChangeKind.EDITED, name: str = "w1", after: timedelta = HOUR) -> WatchChange:
    return WatchChange(kind=kind, before=watch(name), changed_by="U1", changed_at=NOON + after)


def test_a_change_comes_back_as_it_was_and_the_last_one_first(changes: WatchChanges) -> None:
    first = changes.record(change())
    last = changes.record(change(ChangeKind.PAUSED))
    assert changes.of_channel("C1", NOON) == [last, first]
    assert changes.of_channel("C2", NOON) == []


def test_what_is_older_than_asked_for_is_not_given(changes: WatchChanges) -> None:
    changes.record(change())
    assert changes.of_channel("C1", NOON + 2 * HOUR) == []


def test_a_change_that_was_taken_back_is_forgotten(changes: WatchChanges) -> None:
    first = changes.record(change())
    changes.forget(changes.record(change(ChangeKind.PAUSED)))
    assert changes.of_channel("C1", NOON) == [first]


def test_what_was_changed_before_an_instant_is_forgotten(changes: WatchChanges) -> None:
    changes.record(change())
    late = changes.record(change(ChangeKind.REMOVED, after=3 * HOUR))
    changes.forget_before(NOON + 2 * HOUR)
    assert changes.of_channel("C1", NOON) == [late]
    assert changes.removals() == [late]


def test_what_is_set_aside_is_seen_by_no_question_about_its_channel(
    changes: WatchChanges, archive: Archive, engine: Engine
) -> None:
    archive.keep([hit()])
    changes.set_aside(watch())
    changes.set_aside(watch())
    assert HitRows(engine, WORKSPACE).pending("C1", NOON + HOUR) == []
    assert HitRows(engine, WORKSPACE).written_between("C1", NOON - HOUR, NOON + HOUR) == []
    assert HitRows(engine, WORKSPACE).newest("C1", ["w1"], 5) == []
    assert HeardPeople(engine, WORKSPACE).histories("C1", [("forum", "ann")], NOON + HOUR) == {}


def test_what_is_brought_back_is_as_it_was(changes: WatchChanges, archive: Archive, engine: Engine) -> None:
    archive.keep([hit()])
    changes.set_aside(watch())
    changes.bring_back(watch())
    assert [each.mention.id for each in HitRows(engine, WORKSPACE).pending("C1", NOON + HOUR)] == ["m1"]


def test_what_the_channel_was_told_meanwhile_is_no_news_when_it_is_brought_back(
    changes: WatchChanges, archive: Archive, engine: Engine
) -> None:
    archive.keep([hit(), hit(watch="w2")])
    changes.set_aside(watch())
    tell(engine, "m1")
    changes.bring_back(watch())
    assert HitRows(engine, WORKSPACE).pending("C1", NOON + HOUR) == []
    assert {
        each.watch for each in HitRows(engine, WORKSPACE).written_between("C1", NOON - HOUR, NOON + HOUR)
    } == {"w1", "w2"}


def test_another_watch_keeps_what_it_found_with_it(
    changes: WatchChanges, archive: Archive, engine: Engine
) -> None:
    archive.keep([hit(), hit(watch="w2")])
    changes.set_aside(watch())
    assert [each.watch for each in HitRows(engine, WORKSPACE).pending("C1", NOON + HOUR)] == ["w2"]


def test_what_is_set_aside_can_be_forgotten_for_good(
    changes: WatchChanges, archive: Archive, engine: Engine
) -> None:
    archive.keep([hit()])
    changes.set_aside(watch())
    Retention(engine, WORKSPACE).forget_watch("w1")
    changes.bring_back(watch())
    assert HitRows(engine, WORKSPACE).written_between("C1", NOON - HOUR, NOON + HOUR) == []
    assert MentionRows(engine).known(["m1"]) == set()


def test_a_forgotten_channel_keeps_nothing_of_its_removed_watches(
    changes: WatchChanges, archive: Archive, engine: Engine
) -> None:
    archive.keep([hit(), hit(mention("m2"))])
    changes.record(change(ChangeKind.REMOVED))
    changes.set_aside(watch())
    Retention(engine, WORKSPACE).forget_channel("C1")
    assert MentionRows(engine).known(["m1", "m2"]) == set()
    assert changes.of_channel("C1", NOON) == []
