"""The archive keeps what was seen, once."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Engine, func, select

from bot.models import Mention
from bot.storage.archive import Archive
from bot.storage.database import open_database, read_transaction
from bot.storage.deliveries import Deliveries
from bot.storage.heard_people import HeardPeople, PersonHistory
from bot.storage.hits import Hit, HitRows
from bot.storage.mentions import MentionRows
from bot.storage.retention import Retention
from bot.storage.tables.hits import hits
from bot.storage.tables.mentions import mentions
from tests.storage.boundary import killed_after, start_writer
from tests.storage.samples import DAY, HOUR, NOON, WORKSPACE, delivery, hit, mention

LATER = NOON + HOUR
SETTLED = timedelta(seconds=15)


@pytest.fixture
def archive(engine: Engine) -> Archive:
    return Archive(engine)


def ids(found: list[Hit]) -> list[str]:
    return [hit.mention.id for hit in found]


def test_a_mention_comes_back_as_it_was(archive: Archive, engine: Engine) -> None:
    assert archive.keep([hit()]) == [hit()]
    assert HitRows(engine, WORKSPACE).pending("C1", LATER) == [hit()]
    assert HitRows(engine, WORKSPACE).written_between("C1", NOON, LATER) == [hit()]
    assert HitRows(engine, WORKSPACE).newest("C1", ["w1"], 5) == [hit()]


def test_a_hit_is_new_once(archive: Archive, engine: Engine) -> None:
    assert archive.keep([hit(), hit()]) == [hit()]
    assert archive.keep([hit(matched_at=LATER)]) == []
    assert HitRows(engine, WORKSPACE).pending("C1", LATER + HOUR) == [hit()]


def test_an_edited_mention_says_what_it_says_now(archive: Archive, engine: Engine) -> None:
    archive.keep([hit()])
    edited = replace(
        hit().mention, title="", text="other words", card="another page", lang="de", author="eve", links=()
    )
    archive.reword(edited)
    (kept,) = HitRows(engine, WORKSPACE).pending("C1", LATER)
    assert kept.mention == replace(edited, author=hit().mention.author)
    archive.delete(edited.id, LATER)
    archive.reword(edited)
    with read_transaction(engine) as connection:
        assert connection.execute(select(mentions.c.text, mentions.c.card)).all() == [("", "")]


def test_a_language_that_is_none_is_kept_as_it_can_be(archive: Archive, engine: Engine) -> None:
    odd = hit(replace(hit().mention, lang="fr\ud800\x00"))
    assert archive.keep([odd]) == [odd]
    assert HitRows(engine, WORKSPACE).newest("C1", ["w1"], 1)[0].mention.lang == "fr?"


def test_nothing_kept_is_nothing_new(archive: Archive) -> None:
    assert archive.keep([]) == []


def test_one_mention_may_hit_several_watches_of_several_channels(archive: Archive, engine: Engine) -> None:
    found = [hit(), hit(watch="w2"), hit(watch="w3", channel="C2")]
    assert archive.keep(found) == found
    assert HitRows(engine, WORKSPACE).pending("C1", LATER) == found[:2]
    assert HitRows(engine, WORKSPACE).pending("C2", LATER) == found[2:]


def test_many_hits_are_kept_at_once(archive: Archive, engine: Engine) -> None:
    found = [hit(mention(f"m{number}")) for number in range(1200)]
    assert archive.keep(found) == found
    assert len(MentionRows(engine).known(f"m{number}" for number in range(2000))) == 1200


def test_a_mention_keeps_the_words_it_was_first_seen_with(archive: Archive, engine: Engine) -> None:
    archive.keep([hit()])
    archive.keep([hit(replace(mention(), text="edited"), watch="w2")])
    assert {found.mention.text for found in HitRows(engine, WORKSPACE).pending("C1", LATER)} == {
        mention().text
    }


def test_text_that_databases_refuse_is_kept_without_what_they_refuse(
    archive: Archive, engine: Engine
) -> None:
    nasty = replace(mention("at://x\x00\ud800"), text="a\x00b\udfff", author="\ud800")
    assert len(archive.keep([hit(nasty)])) == 1
    assert archive.keep([hit(nasty)]) == []
    assert MentionRows(engine).known([nasty.id, "other"]) == {nasty.id}
    [kept] = HitRows(engine, WORKSPACE).pending("C1", LATER)
    assert kept.mention.text == "ab?"


def test_a_mention_that_comes_again_with_another_date_and_author_keeps_its_first(
    archive: Archive, engine: Engine
) -> None:
    archive.keep([hit()])
    archive.keep([hit(mention(author="bob", created_at=NOON - DAY), watch="w2")])
    assert len(HitRows(engine, WORKSPACE).written_between("C1", NOON, LATER)) == 2
    people = HeardPeople(engine, WORKSPACE).histories("C1", [("forum", "ann"), ("forum", "bob")], LATER)
    assert people == {("forum", "ann"): PersonHistory(first=NOON, days=1, mentions=1)}


def test_a_deleted_mention_is_gone_everywhere_and_does_not_come_back(
    archive: Archive, engine: Engine
) -> None:
    archive.keep([hit(), hit(watch="w2", channel="C2")])
    assert archive.delete("m1", LATER)
    assert archive.keep([hit(), hit(watch="w9")]) == []
    assert (
        HitRows(engine, WORKSPACE).pending("C1", LATER)
        == HitRows(engine, WORKSPACE).written_between("C2", NOON, LATER)
        == []
    )
    assert HitRows(engine, WORKSPACE).newest("C1", ["w1"], 5) == []
    assert HeardPeople(engine, WORKSPACE).histories("C1", [("forum", "ann")], LATER) == {}
    assert MentionRows(engine).known(["m1"]) == {"m1"}
    with read_transaction(engine) as connection:
        row = connection.execute(select(mentions)).one()
    assert (row.title, row.text, row.author, row.url, row.place, row.links) == ("", "", "", "", "", [])


def test_a_mention_is_deleted_once_and_only_if_it_is_here(archive: Archive) -> None:
    archive.keep([hit()])
    assert not archive.delete("other", LATER)
    assert archive.delete("m1", LATER)
    assert not archive.delete("m1", LATER)


def test_threads_that_keep_the_same_hits_find_each_new_once(archive: Archive) -> None:
    found = [hit(mention(f"m{number}")) for number in range(50)]
    new: list[Hit] = []
    threads = [
        threading.Thread(target=lambda: new.extend(one for each in found for one in archive.keep([each])))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ids(new)) == sorted(ids(found))


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "veille.db"
    with (
        start_writer("archive", str(path), "a", "30") as first,
        start_writer("archive", str(path), "b", "30") as second,
    ):
        acknowledged = [*first.communicate()[0].split(), *second.communicate()[0].split()]
    engine = open_database(f"sqlite:///{path}")
    assert len(acknowledged) == 60
    assert MentionRows(engine).known(acknowledged) == set(acknowledged)
    engine.dispose()


@pytest.mark.parametrize("acknowledged", [1, 4, 30])
def test_a_killed_process_loses_nothing_it_acknowledged(tmp_path: Path, acknowledged: int) -> None:
    path = tmp_path / "veille.db"
    names = killed_after(acknowledged, "archive", str(path), "m")
    engine = open_database(f"sqlite:///{path}")
    assert MentionRows(engine).known(names) == set(names)
    with read_transaction(engine) as connection:
        kept = connection.scalar(select(func.count()).select_from(mentions))
        assert connection.scalar(select(func.count()).select_from(hits)) == 2 * (kept or 0)
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    engine.dispose()


people = st.sampled_from(["ann", "bob", ""])
spoken = st.builds(
    mention,
    st.sampled_from([f"m{number}" for number in range(6)]),
    people,
    st.integers(0, 100).map(lambda hours: NOON + hours * HOUR),
    dated=st.booleans(),
)
hit_lists = st.lists(
    st.builds(
        hit,
        spoken,
        st.sampled_from(["w1", "w2"]),
        st.just("C1"),
        st.integers(0, 100).map(lambda hours: NOON + hours * HOUR),
        look_back=st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hit_lists, st.lists(st.sampled_from(["m0", "m1"]), unique=True), st.integers(0, 100))
def test_the_archive_answers_as_a_list_would(
    engine: Engine, found: list[Hit], told: list[str], hours: int
) -> None:
    archive = Archive(engine)
    Retention(engine, WORKSPACE).forget_channel("C1")
    instant = NOON + hours * HOUR
    words: dict[str, Mention] = {}
    kept: dict[tuple[str, str], Hit] = {}
    for each in found:
        first = words.setdefault(each.mention.id, each.mention)
        kept.setdefault((each.watch, first.id), replace(each, mention=first))
        archive.keep([each])
    for mention_id in told:
        Deliveries(engine, WORKSPACE).owe([delivery(f"{mention_id} told")], [mention_id])
    pending = [
        each
        for each in kept.values()
        if not each.look_back and each.matched_at < instant and each.mention.id not in told
    ]
    assert sorted(HitRows(engine, WORKSPACE).pending("C1", instant), key=repr) == sorted(pending, key=repr)
    span = timedelta(hours=20)
    assert {
        (one.watch, one.mention.id)
        for one in HitRows(engine, WORKSPACE).written_between("C1", instant, instant + span)
    } == {
        key
        for key, one in kept.items()
        if instant <= (one.mention.created_at if one.mention.dated else one.matched_at) < instant + span
    }
