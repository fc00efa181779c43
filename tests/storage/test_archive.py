"""The archive keeps what was seen, once, and knows what a channel was not told yet."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import Engine, func, select

from bot.models import Mention
from bot.storage.archive import Archive, Hit, PersonHistory
from bot.storage.database import open_database, read_transaction
from bot.storage.deliveries import Deliveries
from bot.storage.questions import Asked, Questions
from bot.storage.sendqueue import SendQueue
from bot.storage.source_states import Drop, SourceStates
from bot.storage.tables import hits, mentions
from tests.storage.boundary import killed_after, start_writer
from tests.storage.samples import DAY, HOUR, NOON, delivery, hit, mention

LATER = NOON + HOUR


@pytest.fixture
def archive(engine: Engine) -> Archive:
    return Archive(engine)


def ids(found: list[Hit]) -> list[str]:
    return [hit.mention.id for hit in found]


def tell(engine: Engine, mention_id: str, channel: str = "C1") -> None:
    assert Deliveries(engine).owe([delivery(f"tells {mention_id}", channel)], [mention_id])


def test_a_mention_comes_back_as_it_was(archive: Archive) -> None:
    assert archive.keep([hit()]) == [hit()]
    assert archive.pending("C1", LATER) == [hit()]
    assert archive.written("C1", NOON, LATER) == [hit()]
    assert archive.newest("C1", ["w1"], 5) == [hit()]


def test_a_hit_is_new_once(archive: Archive) -> None:
    assert archive.keep([hit(), hit()]) == [hit()]
    assert archive.keep([hit(matched_at=LATER)]) == []
    assert archive.pending("C1", LATER + HOUR) == [hit()]


def test_an_edited_mention_says_what_it_says_now(archive: Archive, engine: Engine) -> None:
    archive.keep([hit()])
    edited = replace(
        hit().mention, title="", text="other words", card="another page", lang="de", author="eve", links=()
    )
    archive.reword(edited)
    (kept,) = archive.pending("C1", LATER)
    assert kept.mention == replace(edited, author=hit().mention.author)
    archive.delete(edited.id, LATER)
    archive.reword(edited)
    with read_transaction(engine) as connection:
        assert connection.execute(select(mentions.c.text, mentions.c.card)).all() == [("", "")]


def test_a_language_that_is_none_is_kept_as_it_can_be(archive: Archive) -> None:
    odd = hit(replace(hit().mention, lang="fr\ud800\x00"))
    assert archive.keep([odd]) == [odd]
    assert archive.newest("C1", ["w1"], 1)[0].mention.lang == "fr?"


def test_nothing_kept_is_nothing_new(archive: Archive) -> None:
    assert archive.keep([]) == []


def test_one_mention_may_hit_several_watches_of_several_channels(archive: Archive) -> None:
    found = [hit(), hit(watch="w2"), hit(watch="w3", channel="C2")]
    assert archive.keep(found) == found
    assert archive.pending("C1", LATER) == found[:2]
    assert archive.pending("C2", LATER) == found[2:]


def test_many_hits_are_kept_at_once(archive: Archive) -> None:
    found = [hit(mention(f"m{number}")) for number in range(1200)]
    assert archive.keep(found) == found
    assert len(archive.known(f"m{number}" for number in range(2000))) == 1200


def test_a_mention_keeps_the_words_it_was_first_seen_with(archive: Archive) -> None:
    archive.keep([hit()])
    archive.keep([hit(replace(mention(), text="edited"), watch="w2")])
    assert {found.mention.text for found in archive.pending("C1", LATER)} == {mention().text}


def test_text_that_databases_refuse_is_kept_without_what_they_refuse(archive: Archive) -> None:
    nasty = replace(mention("at://x\x00\ud800"), text="a\x00b\udfff", author="\ud800")
    assert len(archive.keep([hit(nasty)])) == 1
    assert archive.keep([hit(nasty)]) == []
    assert archive.known([nasty.id, "other"]) == {nasty.id}
    [kept] = archive.pending("C1", LATER)
    assert kept.mention.text == "ab?"


def test_a_mention_that_comes_again_with_another_date_and_author_keeps_its_first(archive: Archive) -> None:
    archive.keep([hit()])
    archive.keep([hit(mention(author="bob", created_at=NOON - DAY), watch="w2")])
    assert len(archive.written("C1", NOON, LATER)) == 2
    people = archive.heard("C1", [("forum", "ann"), ("forum", "bob")], LATER)
    assert people == {("forum", "ann"): PersonHistory(first=NOON, days=1, mentions=1)}


def test_what_is_known_is_what_was_kept(archive: Archive) -> None:
    archive.keep([hit()])
    assert archive.known(["m1", "m2"]) == {"m1"}
    assert archive.known([]) == set()


def test_unsaid_is_what_was_matched_before_and_the_oldest_match_first(archive: Archive) -> None:
    archive.keep([hit(mention("m2"), matched_at=NOON), hit(mention("m1"), matched_at=NOON - HOUR)])
    assert ids(archive.pending("C1", LATER)) == ["m1", "m2"]
    assert ids(archive.pending("C1", NOON)) == ["m1"]


def test_overdue_is_what_was_to_be_told_at_once_and_was_not(archive: Archive, engine: Engine) -> None:
    archive.keep([replace(hit(mention(id_)), at_once=True) for id_ in ("m1", "m2")])
    archive.keep([hit(mention("m3")), replace(hit(mention("m4"), matched_at=NOON - HOUR), at_once=True)])
    tell(engine, "m1")
    assert archive.due_instant(NOON) == [replace(hit(mention("m2")), at_once=True)]
    assert ids(archive.due_instant(NOON - HOUR)) == ["m4", "m2"]


def test_told_at_once_is_what_alerts_of_a_time_told_one_channel(archive: Archive, engine: Engine) -> None:
    archive.keep([hit(mention(id_)) for id_ in ("m1", "m2", "m3", "m4")])
    archive.keep(
        [hit(mention("m1"), "w2"), hit(mention("m1"), "w3", "C2"), hit(mention("m5"), look_back=True)]
    )
    alert = delivery("a1", kind="alert")
    Deliveries(engine).owe([alert, delivery("a1 goes on", kind="alert", root="a1")], ["m1", "m5"])
    Deliveries(engine).owe([replace(delivery("a2", kind="alert"), created_at=NOON + HOUR)], ["m2"])
    Deliveries(engine).owe([delivery("d1", kind="digest")], ["m3"])
    Deliveries(engine).owe([delivery("a3", "C2", kind="alert")], ["m1", "m4"])
    told = archive.told_at_once("C1", NOON, NOON + HOUR)
    assert [(hit.mention.id, hit.watch) for hit in told] == [("m1", "w1"), ("m1", "w2")]
    assert ids(archive.told_at_once("C1", NOON + HOUR, NOON + DAY)) == ["m2"]
    assert [hit.watch for hit in archive.told_at_once("C2", NOON, NOON + HOUR)] == ["w3"]


def test_what_was_there_before_the_watch_is_history_not_news(archive: Archive) -> None:
    archive.keep([hit(look_back=True)])
    assert archive.pending("C1", LATER) == []
    assert archive.written("C1", NOON, LATER) == [hit(look_back=True)]


def test_what_was_said_is_no_longer_unsaid_in_its_channel(archive: Archive, engine: Engine) -> None:
    archive.keep([hit(), hit(watch="w2"), hit(watch="w3", channel="C2"), hit(mention("m2"))])
    tell(engine, "m1")
    assert ids(archive.pending("C1", LATER)) == ["m2"]
    assert ids(archive.pending("C2", LATER)) == ["m1"]
    assert len(archive.written("C1", NOON, LATER)) == 3


def test_what_was_said_is_no_news_to_another_watch(archive: Archive, engine: Engine) -> None:
    archive.keep([hit(look_back=True)])
    tell(engine, "m1")
    assert archive.keep([hit(watch="w2")]) == [hit(watch="w2")]
    assert archive.pending("C1", LATER) == []


def test_what_was_said_is_not_said_again_by_a_watch_removed_and_made_anew(
    archive: Archive, engine: Engine
) -> None:
    archive.keep([hit()])
    tell(engine, "m1")
    archive.forget_watch("w1")
    assert archive.known(["m1"]) == set()
    archive.keep([hit(watch="w9")])
    assert archive.pending("C1", LATER) == []


def test_written_is_from_then_on_and_before_then_newest_first(archive: Archive) -> None:
    for hours in range(5):
        archive.keep([hit(mention(f"m{hours}", created_at=NOON + hours * HOUR))])
    assert ids(archive.written("C1", NOON + HOUR, NOON + 4 * HOUR)) == ["m3", "m2", "m1"]


def test_written_can_be_of_some_watches_alone(archive: Archive) -> None:
    archive.keep([hit(), hit(mention("m2"), watch="w2"), hit(watch="w3")])
    assert {found.watch for found in archive.written("C1", NOON, LATER, ["w1", "w2"])} == {"w1", "w2"}
    assert archive.written("C1", NOON, LATER, []) == []


def test_a_mention_without_a_date_was_written_when_it_was_matched(archive: Archive) -> None:
    undated = mention(created_at=NOON - 3 * DAY, dated=False)
    archive.keep([hit(undated)])
    assert archive.written("C1", NOON, LATER) == [hit(undated)]
    assert archive.written("C1", NOON - 4 * DAY, NOON) == []


def test_the_newest_are_of_these_watches_together(archive: Archive) -> None:
    for number in range(4):
        found = mention(f"m{number}", created_at=NOON + number * HOUR)
        archive.keep([hit(found, watch=f"w{number % 2}"), hit(found, watch="other")])
    assert ids(archive.newest("C1", ["w0", "w1"], 3)) == ["m3", "m2", "m1"]
    assert ids(archive.newest("C1", ["w0"], 3)) == ["m2", "m0"]
    assert archive.newest("C2", ["w0"], 3) == []


def test_a_person_is_known_since_their_first_mention_by_days_and_mentions(archive: Archive) -> None:
    for number, age in enumerate((3 * DAY, 3 * DAY - HOUR, DAY)):
        found = mention(f"m{number}", created_at=NOON - age)
        archive.keep([hit(found), hit(found, watch="w2")])
    expected = PersonHistory(first=NOON - 3 * DAY, days=2, mentions=3)
    assert archive.heard("C1", [("forum", "ann"), ("forum", "bob")], NOON) == {("forum", "ann"): expected}


def test_a_person_is_known_by_whichever_source_of_their_network_they_were_heard(archive: Archive) -> None:
    networks = {"bluesky": "", "blueskysearch": "bluesky", "mastodon": ""}
    for source, network in networks.items():
        archive.keep([hit(replace(mention(source), source=source, network=network, created_at=NOON - HOUR))])
    known = archive.heard("C1", [("bluesky", "ann")], NOON)
    assert known == {("bluesky", "ann"): PersonHistory(first=NOON - HOUR, days=1, mentions=2)}


def test_a_person_is_known_only_by_what_came_before_in_this_channel_from_this_source(
    archive: Archive,
) -> None:
    archive.keep([hit()])
    assert archive.heard("C1", [("forum", "ann")], NOON) == {}
    assert archive.heard("C2", [("forum", "ann")], LATER) == {}
    assert archive.heard("C1", [("blog", "ann")], LATER) == {}
    assert set(archive.heard("C1", [("forum", "ann")], LATER)) == {("forum", "ann")}


def test_nobody_is_not_a_person(archive: Archive) -> None:
    archive.keep([hit(mention(author=""))])
    assert archive.heard("C1", [("forum", "")], LATER) == {}


def test_a_deleted_mention_is_gone_everywhere_and_does_not_come_back(
    archive: Archive, engine: Engine
) -> None:
    archive.keep([hit(), hit(watch="w2", channel="C2")])
    assert archive.delete("m1", LATER)
    assert archive.keep([hit(), hit(watch="w9")]) == []
    assert archive.pending("C1", LATER) == archive.written("C2", NOON, LATER) == []
    assert archive.newest("C1", ["w1"], 5) == []
    assert archive.heard("C1", [("forum", "ann")], LATER) == {}
    assert archive.known(["m1"]) == {"m1"}
    with read_transaction(engine) as connection:
        row = connection.execute(select(mentions)).one()
    assert (row.title, row.text, row.author, row.url, row.place, row.links) == ("", "", "", "", "", [])


def test_a_mention_is_deleted_once_and_only_if_it_is_here(archive: Archive) -> None:
    archive.keep([hit()])
    assert not archive.delete("other", LATER)
    assert archive.delete("m1", LATER)
    assert not archive.delete("m1", LATER)


def test_a_forgotten_watch_leaves_what_others_wanted(archive: Archive) -> None:
    archive.keep([hit(), hit(mention("m2")), hit(mention("m2"), watch="w2")])
    archive.forget_watch("w1")
    assert archive.known(["m1", "m2"]) == {"m2"}
    assert archive.written("C1", NOON, LATER) == [hit(mention("m2"), watch="w2")]


def test_a_deleted_mention_stays_deleted_when_its_watch_is_forgotten(archive: Archive) -> None:
    archive.keep([hit()])
    archive.delete("m1", LATER)
    archive.forget_watch("w1")
    assert archive.keep([hit(watch="w2")]) == []


def test_a_forgotten_channel_leaves_nothing_but_what_others_wanted(archive: Archive, engine: Engine) -> None:
    archive.keep([hit(), hit(watch="w2"), hit(mention("m2")), hit(mention("m2"), watch="w3", channel="C2")])
    tell(engine, "m1")
    SourceStates(engine).count_drops(
        Drop(day=NOON.date(), channel=channel, watch="w", source="forum", reason="muted")
        for channel in ("C1", "C2")
    )
    deliveries = Deliveries(engine)
    deliveries.owe([delivery("sent")])
    SendQueue(engine).sent("sent", "1.0", NOON)
    deliveries.owe([delivery("elsewhere", "C2")])
    archive.forget_channel("C1")
    assert archive.known(["m1", "m2"]) == {"m2"}
    assert archive.written("C1", NOON, LATER) == []
    assert SourceStates(engine).drops("C1", NOON.date()) == []
    assert len(SourceStates(engine).drops("C2", NOON.date())) == 1
    assert SendQueue(engine).channels_due(NOON) == ["C2"]
    assert deliveries.exists("sent")
    assert archive.keep([hit()]) == archive.pending("C1", LATER) == [hit()]


def test_what_is_under_way_to_a_forgotten_channel_is_forgotten_too(archive: Archive, engine: Engine) -> None:
    deliveries, queue = Deliveries(engine), SendQueue(engine)
    archive.keep([hit()])
    deliveries.owe([delivery("under way")], ["m1"])
    assert queue.claim("under way", NOON, NOON + HOUR)
    deliveries.owe([delivery("perhaps taken")])
    assert queue.claim("perhaps taken", NOON, NOON + HOUR)
    queue.postpone("perhaps taken", NOON + HOUR, "no answer", NOON, NOON + HOUR)
    archive.forget_channel("C1")
    assert not deliveries.exists("under way")
    assert not deliveries.exists("perhaps taken")
    queue.sent("under way", "1.0", NOON)  # Slack's answer comes when nothing is known of it any more
    assert queue.end_leases() == 0
    assert queue.channels_due(NOON + 2 * HOUR) == []


def test_a_question_in_a_forgotten_channel_is_not_answered(archive: Archive, engine: Engine) -> None:
    questions = Questions(engine)
    for channel in ("C1", "C2"):
        asked = Asked(channel=channel, ts="100.1", user="U1", text="Acme?")
        questions.receive(f"Ev{channel}", asked, NOON)
    archive.forget_channel("C1")
    assert [asked.channel for asked in questions.all_waiting()] == ["C2"]


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
    assert Archive(engine).known(acknowledged) == set(acknowledged)
    engine.dispose()


@pytest.mark.parametrize("acknowledged", [1, 4, 30])
def test_a_killed_process_loses_nothing_it_acknowledged(tmp_path: Path, acknowledged: int) -> None:
    path = tmp_path / "veille.db"
    names = killed_after(acknowledged, "archive", str(path), "m")
    engine = open_database(f"sqlite:///{path}")
    assert Archive(engine).known(names) == set(names)
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
    archive.forget_channel("C1")
    instant = NOON + hours * HOUR
    words: dict[str, Mention] = {}
    kept: dict[tuple[str, str], Hit] = {}
    for each in found:
        first = words.setdefault(each.mention.id, each.mention)
        kept.setdefault((each.watch, first.id), replace(each, mention=first))
        archive.keep([each])
    for mention_id in told:
        Deliveries(engine).owe([delivery(f"{mention_id} told")], [mention_id])
    pending = [
        each
        for each in kept.values()
        if not each.look_back and each.matched_at < instant and each.mention.id not in told
    ]
    assert sorted(archive.pending("C1", instant), key=repr) == sorted(pending, key=repr)
    span = timedelta(hours=20)
    assert {(one.watch, one.mention.id) for one in archive.written("C1", instant, instant + span)} == {
        key
        for key, one in kept.items()
        if instant <= (one.mention.created_at if one.mention.dated else one.matched_at) < instant + span
    }


def test_a_mention_is_known_by_its_aliases_for_as_long_as_it_is_here(archive: Archive) -> None:
    first = replace(mention("m1"), aliases=("server:1", "other:7"))
    archive.keep([hit(first), hit(replace(mention("m2"), aliases=("server:2",)))])
    names = ["server:1", "other:7", "server:2", "server:3"]
    assert archive.by_alias(names) == {"server:1": "m1", "other:7": "m1", "server:2": "m2"}
    archive.keep([hit(replace(mention("m2"), aliases=("server:3", "other:7")))])
    assert archive.by_alias(names) == dict(zip(names, ("m1", "m2", "m2", "m2"), strict=True))
    archive.forget_watch("w1")
    assert archive.by_alias(names) == {}
    archive.keep([hit(first)])
    archive.delete("m1", NOON)
    archive.keep([hit(first)])
    assert archive.by_alias(names) == {}, "what was taken back is nothing that can be answered"
