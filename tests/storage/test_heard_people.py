"""A channel knows the people of its own hits, and nobody else's."""

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.storage.archive import Archive
from bot.storage.heard_people import HeardMention, HeardPeople, PersonHistory
from tests.storage.samples import DAY, HOUR, NOON, WORKSPACE, hit, mention

LATER = NOON + HOUR


@pytest.fixture
def archive(engine: Engine) -> Archive:
    return Archive(engine)


@pytest.fixture
def people(engine: Engine) -> HeardPeople:
    """Two people of one name in channel C1, one of whom another channel heard too, and another workspace."""
    archive = Archive(engine)
    here = [
        hit(replace(mention("m1", "ann"), network="velo.example")),
        hit(mention("m2", "ann", NOON + DAY)),
        hit(mention("m3", "ann", NOON + 2 * DAY), "w2"),
        hit(mention("m4", "")),
    ]
    elsewhere = [hit(mention("m5", "bob"), "w3", "C2"), hit(mention("m6", "ann", NOON + 3 * DAY), "w3", "C2")]
    theirs = [replace(hit(mention("m7", "eve"), "w9"), workspace="T2")]
    archive.keep([*here, *elsewhere, *theirs])
    return HeardPeople(engine, WORKSPACE)


def test_a_channel_knows_whom_it_heard_itself(people: HeardPeople) -> None:
    assert sorted(people.all("C1")) == [("forum", "ann"), ("velo.example", "ann")]
    assert people.all("C3") == []


def test_what_somebody_wrote_comes_newest_first_with_its_watches(people: HeardPeople) -> None:
    assert people.by("C1", [("forum", "ann")], 9) == [HeardMention("w2", "m3"), HeardMention("w1", "m2")]
    assert people.by("C1", [("forum", "ann"), ("velo.example", "ann")], 2) == [
        HeardMention("w2", "m3"),
        HeardMention("w1", "m2"),
    ]


def test_what_another_channel_heard_is_not_told(people: HeardPeople) -> None:
    assert people.by("C1", [("forum", "bob")], 9) == []
    assert people.by("C1", [], 9) == []
    assert people.by("C2", [("forum", "ann")], 9) == [HeardMention("w3", "m6")]


def test_a_person_is_known_since_their_first_mention_by_days_and_mentions(
    archive: Archive, engine: Engine
) -> None:
    for number, age in enumerate((3 * DAY, 3 * DAY - HOUR, DAY)):
        found = mention(f"m{number}", created_at=NOON - age)
        archive.keep([hit(found), hit(found, watch="w2")])
    expected = PersonHistory(first=NOON - 3 * DAY, days=2, mentions=3)
    assert HeardPeople(engine, WORKSPACE).histories("C1", [("forum", "ann"), ("forum", "bob")], NOON) == {
        ("forum", "ann"): expected
    }


def test_a_person_is_known_by_whichever_source_of_their_network_they_were_heard(
    archive: Archive, engine: Engine
) -> None:
    networks = {"bluesky": "", "blueskysearch": "bluesky", "mastodon": ""}
    for source, network in networks.items():
        archive.keep([hit(replace(mention(source), source=source, network=network, created_at=NOON - HOUR))])
    known = HeardPeople(engine, WORKSPACE).histories("C1", [("bluesky", "ann")], NOON)
    assert known == {("bluesky", "ann"): PersonHistory(first=NOON - HOUR, days=1, mentions=2)}


def test_a_person_is_known_only_by_what_came_before_in_this_channel_from_this_source(
    archive: Archive, engine: Engine
) -> None:
    archive.keep([hit()])
    assert HeardPeople(engine, WORKSPACE).histories("C1", [("forum", "ann")], NOON) == {}
    assert HeardPeople(engine, WORKSPACE).histories("C2", [("forum", "ann")], LATER) == {}
    assert HeardPeople(engine, WORKSPACE).histories("C1", [("blog", "ann")], LATER) == {}
    assert set(HeardPeople(engine, WORKSPACE).histories("C1", [("forum", "ann")], LATER)) == {
        ("forum", "ann")
    }


def test_nobody_is_not_a_person(archive: Archive, engine: Engine) -> None:
    archive.keep([hit(mention(author=""))])
    assert HeardPeople(engine, WORKSPACE).histories("C1", [("forum", "")], LATER) == {}
