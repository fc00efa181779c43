"""Readings are rows: made once a version; corrections and the team outlive them."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.storage.archive import Archive
from bot.storage.readings import Correction, ReadingRows, StoredReading, TeamMember
from bot.storage.retention import Retention
from tests.storage.samples import NOON, WORKSPACE, hit, mention

TONE = StoredReading(mention="m1", version="tone1", context="known", read='{"tone":{"value":"critical"}}')
SAID = Correction(watch="w1", kind="tone", mention="m1", value="neutral", person="U1", at=NOON)


@pytest.fixture
def archive(engine: Engine) -> Archive:
    archive = Archive(engine)
    archive.keep([hit(mention(f"m{number}"), watch) for number in range(5) for watch in ("w1", "w2")])
    return archive


@pytest.fixture
def rows(engine: Engine, archive: Archive) -> ReadingRows:
    return ReadingRows(engine, WORKSPACE)


def test_a_reading_comes_back_as_it_was_kept(rows: ReadingRows) -> None:
    unsaid = StoredReading(mention="m2", version="tone1", read="{}")
    rows.keep("w1", [TONE, unsaid], NOON)
    assert sorted(rows.of("w1", ["m1", "m2", "m3"]), key=lambda row: row.mention) == [TONE, unsaid]


def test_readings_are_a_watchs_and_a_workspaces_own(rows: ReadingRows, engine: Engine) -> None:
    rows.keep("w1", [TONE], NOON)
    assert rows.of("w2", ["m1"]) == []
    assert ReadingRows(engine, "T2").of("w1", ["m1"]) == []


def test_a_newer_reading_takes_the_place_of_the_older(rows: ReadingRows) -> None:
    rows.keep("w1", [TONE], NOON)
    newer = replace(TONE, version="tone2", context="more", read="{}")
    rows.keep("w1", [newer], NOON)
    assert rows.of("w1", ["m1"]) == [newer]


def test_of_what_is_gone_nothing_is_kept(rows: ReadingRows) -> None:
    rows.keep("w1", [replace(TONE, mention="gone")], NOON)
    assert rows.of("w1", ["gone"]) == []


def test_what_an_earlier_version_read_is_found_a_few_at_a_time(rows: ReadingRows) -> None:
    rows.keep("w1", [replace(TONE, mention=f"m{number}") for number in range(4)], NOON)
    rows.keep("w2", [replace(TONE, version="tone2")], NOON)
    assert len(rows.outdated("tone2", 3)) == 3
    assert set(rows.outdated("tone2", 9)) == {("w1", f"m{number}") for number in range(4)}
    assert rows.outdated("tone1", 9) == [("w2", "m1")]


def test_a_mention_that_is_reworded_or_erased_is_read_anew(rows: ReadingRows, archive: Archive) -> None:
    rows.keep("w1", [TONE, replace(TONE, mention="m2"), replace(TONE, mention="m3")], NOON)
    archive.reword(replace(mention("m1"), text="Acme, again"))
    archive.delete("m2", NOON)
    archive.remove("m3")
    assert rows.of("w1", ["m1", "m2", "m3"]) == []


def test_with_its_watch_go_readings_and_corrections(
    rows: ReadingRows, archive: Archive, engine: Engine
) -> None:
    for watch in ("w1", "w2"):
        rows.keep(watch, [TONE], NOON)
        rows.correct("C1", replace(SAID, watch=watch))
    Retention(engine, WORKSPACE).forget_watch("w1")
    assert rows.of("w1", ["m1"]) == [] == rows.corrections("C1", "w1")
    assert rows.of("w2", ["m1"]) == [TONE]
    assert rows.corrections("C1", "w2") == [replace(SAID, watch="w2")]


def test_with_its_channel_go_corrections_and_team(
    rows: ReadingRows, archive: Archive, engine: Engine
) -> None:
    rows.correct("C1", SAID)
    rows.name_member("C1", TeamMember(author="ann", person="U1", at=NOON))
    Retention(engine, WORKSPACE).forget_channel("C1")
    assert rows.corrections("C1", "w1") == []
    assert rows.team("C1") == []


def test_the_latest_correction_stands_and_can_be_taken_back(rows: ReadingRows) -> None:
    rows.correct("C1", SAID)
    later = replace(SAID, value="critical", person="U2", at=NOON + timedelta(hours=1))
    rows.correct("C1", later)
    rows.correct("C2", SAID)
    assert rows.corrections("C1", "w1") == [later]
    assert rows.withdraw("C1", "w1", "tone", "m1")
    assert not rows.withdraw("C1", "w1", "tone", "m1")
    assert rows.corrections("C1", "w1") == []
    assert rows.corrections("C2", "w1") == [SAID]


def test_accounts_of_the_team_are_a_channels_own(rows: ReadingRows) -> None:
    ann = TeamMember(author="ann", network="forum.example", person="U1", at=NOON)
    rows.name_member("C1", ann)
    rows.name_member("C1", replace(ann, person="U2"))
    assert rows.team("C1") == [ann]
    assert rows.team("C2") == []
    assert rows.unname_member("C1", ("forum.example", "ann"))
    assert not rows.unname_member("C1", ("forum.example", "ann"))
    assert rows.team("C1") == []
