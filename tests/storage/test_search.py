"""What is kept is found by words and by address, newest first, in step with what becomes of it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine
from sqlalchemy import text as sql

from bot.models import Mention
from bot.query import narrowing, parse
from bot.storage.archive import Archive
from bot.storage.database import read_transaction, write_transaction
from bot.storage.retention import Retention
from bot.storage.search import AT_ONCE, LATEST, SearchRows
from tests.storage.samples import HOUR, NOON, WORKSPACE, hit, mention


@pytest.fixture
def archive(engine: Engine) -> Archive:
    return Archive(engine)


@pytest.fixture
def rows(engine: Engine) -> SearchRows:
    return SearchRows(engine, WORKSPACE)


def said(id_: str, text: str, hours: float = 0) -> Mention:
    return replace(mention(id_, created_at=NOON + hours * HOUR), title="", text=text, card="")


def found(rows: SearchRows, query: str, *watches: str, before: int = LATEST, limit: int = 10) -> list[str]:
    wanted = narrowing(parse(query)) if query else None
    return [each.mention for each in rows.newest(watches or ("w1",), wanted, before, limit)]


def test_the_newest_come_first_whatever_order_they_were_kept_in(archive: Archive, rows: SearchRows) -> None:
    texts = {"m1": 2.0, "m2": 5.0, "m3": -4000.0, "m4": 3.5}
    archive.keep([hit(said(id_, f"the lamp of {id_}", hours)) for id_, hours in texts.items()])
    assert found(rows, "lamp") == ["m2", "m4", "m1", "m3"] == found(rows, "")
    assert found(rows, "lamp m1") == ["m1"]
    assert found(rows, "la*") == ["m2", "m4", "m1", "m3"]
    assert found(rows, "fire") == []


def test_a_search_goes_on_where_the_last_one_ended(archive: Archive, rows: SearchRows) -> None:
    archive.keep([hit(said(f"m{number}", "lamp")) for number in range(7)])  # all in one second
    wanted, seen, before = narrowing(parse("lamp")), [], LATEST
    while page := rows.newest(["w1"], wanted, before, 3):
        seen += [each.mention for each in page]
        before = page[-1].docid
    assert sorted(seen) == [f"m{number}" for number in range(7)]
    assert found(rows, "", limit=3) == seen[:3]


def test_only_what_the_given_watches_of_the_workspace_kept_is_found(
    archive: Archive, rows: SearchRows, engine: Engine
) -> None:
    other = replace(hit(said("m3", "lamp")), workspace="T2")
    archive.keep([hit(said("m1", "lamp")), hit(said("m2", "lamp", 1), "w2"), other])
    assert found(rows, "lamp") == ["m1"] == found(rows, "")
    assert found(rows, "lamp", "w1", "w2") == ["m2", "m1"] == found(rows, "", "w1", "w2")
    assert found(SearchRows(engine, "T2"), "lamp") == ["m3"]
    assert rows.newest([], narrowing(parse("lamp")), LATEST, 9) == [] == rows.newest([], None, LATEST, 9)


def test_the_index_keeps_in_step_with_edits_and_deletions(
    archive: Archive, rows: SearchRows, engine: Engine
) -> None:
    kept = [said(f"m{number}", "an old lamp") for number in range(4)]
    archive.keep([hit(each) for each in kept])
    archive.reword(replace(kept[0], text="a new bicycle"))
    archive.delete("m1", NOON)
    archive.remove("m2")
    assert found(rows, "lamp") == ["m3"]
    assert found(rows, "bicycle") == ["m0"]
    Retention(engine, WORKSPACE).forget_watch("w1")
    assert found(rows, "old") == [] == found(rows, "bicycle") == found(rows, "")


def test_no_word_of_what_was_erased_stays(archive: Archive, rows: SearchRows, engine: Engine) -> None:
    archive.keep([hit(said("m1", "unspeakable"))])
    archive.delete("m1", NOON)
    with read_transaction(engine) as connection:
        assert connection.execute(sql("SELECT words FROM search_rows")).all() == []
        if engine.dialect.name == "sqlite":
            asked = sql("SELECT count(*) FROM search_words WHERE search_words MATCH 'unspeakable'")
            assert connection.scalar(asked) == 0
            check = "INSERT INTO search_words (search_words, rank) VALUES ('integrity-check', 1)"
            connection.exec_driver_sql(check)  # raises where index and rows differ


def test_a_mention_keeps_the_words_it_was_first_seen_with(archive: Archive, rows: SearchRows) -> None:
    archive.keep([hit(said("m1", "first"))])
    archive.keep([hit(said("m1", "second"), "w2")])
    assert found(rows, "first", "w2") == ["m1"]
    assert found(rows, "second", "w2") == []


@pytest.mark.parametrize(
    "address",
    [
        "https://forum.example/m1",
        "http://www.forum.example/m1/?utm_source=newsletter&fbclid=x",
        "https://forum.example/m1#respond",
        "https://forum.example/m1?share_id=12",
        "m1",
    ],
)
def test_a_mention_is_found_by_any_form_of_its_address(
    archive: Archive, rows: SearchRows, address: str
) -> None:
    archive.keep([hit(mention("m1")), hit(mention("m1"), "w2"), hit(mention("m2"))])
    assert [(each.watch, each.mention) for each in rows.at_address(["w1"], address)] == [("w1", "m1")]
    assert {each.watch for each in rows.at_address(["w1", "w2"], address)} == {"w1", "w2"}
    assert rows.at_address(["w3"], address) == [] == rows.at_address([], address)


def test_a_named_part_of_a_page_is_meant_before_the_page(archive: Archive, rows: SearchRows) -> None:
    page = replace(mention("page"), url="https://blog.example/post")
    comment = replace(mention("comment"), url="https://blog.example/post#comment-7")
    archive.keep([hit(page), hit(comment)])
    for address, meant in (
        ("https://blog.example/post", "page"),
        ("https://blog.example/post#comment-7", "comment"),
        ("https://blog.example/post#comment-8", "page"),
    ):
        assert [each.mention for each in rows.at_address(["w1"], address)] == [meant]


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        (
            "https://www.reddit.com/r/velo/comments/1/x",
            "https://old.reddit.com/r/velo/comments/1/x/?context=3",
        ),
        ("https://www.youtube.com/watch?v=abc_1", "https://youtu.be/abc_1?si=share"),
        ("https://www.youtube.com/watch?v=abc_1", "https://www.youtube.com/shorts/abc_1"),
        ("https://x.com/lea/status/1", "https://mobile.twitter.com/lea/status/1?s=20"),
    ],
)
def test_hosts_that_show_the_same_pages_are_one(
    archive: Archive, rows: SearchRows, kept: str, typed: str
) -> None:
    archive.keep([hit(replace(mention("m1"), url=kept))])
    assert [each.mention for each in rows.at_address(["w1"], typed)] == ["m1"]


def test_what_was_kept_before_there_was_an_index_is_indexed_a_little_at_a_time(
    archive: Archive, rows: SearchRows, engine: Engine
) -> None:
    archive.keep([hit(said(f"m{number:04}", "lamp", number / 100)) for number in range(AT_ONCE + 50)])
    with write_transaction(engine) as connection:
        connection.execute(sql("DELETE FROM search_rows"))
    assert not rows.is_filled()
    assert rows.fill()
    archive.keep([hit(said("a new one", "lamp", 9))])
    assert len(found(rows, "lamp", limit=1000)) == AT_ONCE + 1
    assert not rows.is_filled()
    assert not rows.fill()
    assert rows.is_filled()
    assert len(found(rows, "lamp", limit=1000)) == AT_ONCE + 51
    assert not rows.fill()


def test_with_its_channel_go_its_words(archive: Archive, rows: SearchRows, engine: Engine) -> None:
    archive.keep([hit(said("m1", "lamp"), matched_at=NOON - timedelta(days=1))])
    Retention(engine, WORKSPACE).forget_channel("C1")
    assert found(rows, "lamp") == []
