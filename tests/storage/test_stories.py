"""Stories are rows: made once, joined and parted, and the same after a restart."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.storage.archive import Archive
from bot.storage.database import open_database
from bot.storage.retention import Retention
from bot.storage.stories import CERTAIN, FEW, JoinedStory, LearntCoverage, PlacedMention, Standing, StoryRows
from bot.storage.vectors import VectorRows
from tests.storage.samples import DAY, HOUR, NOON, WORKSPACE, hit, mention

MINUTE = timedelta(minutes=1)
VECTOR = bytes(range(256)) * 4


@pytest.fixture
def rows(engine: Engine) -> StoryRows:
    Archive(engine).keep(hit(mention(f"m{n}"), watch) for n in range(12) for watch in ("w1", "w2"))
    return StoryRows(engine, "T1")


def put(
    rows: StoryRows,
    mention: str,
    story: str,
    *keys: str,
    bridges: Iterable[str] = (),
    joins: Iterable[JoinedStory] = (),
    watch: str = "w1",
    minutes: int = 0,
    tie: str = "page",
) -> None:
    placed = PlacedMention(
        mention=mention, story=story, link=story, tie=tie, score=1.0, written_at=NOON + minutes * MINUTE
    )
    rows.keep(watch, placed, keys, list(bridges), list(joins), NOON)


def stories(rows: StoryRows, watch: str = "w1") -> dict[str, str]:
    """The story of each mention, as it is asked for alone and as its row says."""
    ids = [f"m{n}" for n in range(12)]
    found = rows.stories_of(watch, ids)
    assert found == {mention: placed.story for mention, placed in rows.placed(watch, ids).items()}
    return found


def test_a_placement_is_made_once(rows: StoryRows) -> None:
    put(rows, "m0", "m0", "a")
    put(rows, "m0", "m9", "b")
    assert stories(rows) == {"m0": "m0"}
    assert not rows.sharing("w1", ["b"])


def test_stories_are_a_watchs_and_a_workspaces_own(rows: StoryRows, engine: Engine) -> None:
    put(rows, "m0", "m0", "a")
    put(rows, "m1", "m0", "a", watch="w2")
    assert stories(rows) == {"m0": "m0"}
    assert stories(rows, "w2") == {"m1": "m0"}
    assert not stories(StoryRows(engine, "T2"))
    assert rows.sharing("w2", ["a"]) == [("a", "m1", "m0")]


def test_what_shares_a_key_is_found_the_latest_first_and_no_more_than_a_few(rows: StoryRows) -> None:
    for n in range(FEW + 2):
        put(rows, f"m{n}", "m0", "thread", minutes=n)
    put(rows, "m11", "m11", "page")
    found = rows.sharing("w1", ["thread", "page", "nothing"])
    assert [mention for key, mention, _ in found if key == "thread"] == [
        f"m{n}" for n in range(FEW + 1, 1, -1)
    ]
    assert ("page", "m11", "m11") in found


def test_a_window_shows_the_latest_of_a_time_with_their_vectors(rows: StoryRows, engine: Engine) -> None:
    for n in range(5):
        put(rows, f"m{n}", "m0", minutes=60 * n)
    VectorRows(engine, "v1").keep({"m2": VECTOR}, NOON)
    VectorRows(engine, "v0").keep({"m3": VECTOR}, NOON)
    found = rows.window("w1", NOON + HOUR, NOON + 3 * HOUR, "v1", 2)
    assert [(each.mention, each.vector) for each in found] == [("m3", None), ("m2", VECTOR)]


def test_a_joined_story_goes_by_the_other_ones_id_from_then_on(rows: StoryRows) -> None:
    put(rows, "m0", "m0")
    put(rows, "m1", "m1", minutes=1)
    join = JoinedStory(story="m1", other="m0", mention="m2", link="m1", tie="page")
    put(rows, "m2", "m0", joins=[join], minutes=2)
    assert stories(rows) == {"m0": "m0", "m1": "m0", "m2": "m0"}
    assert rows.joins("w1", "m0") == [join]
    assert [each.mention for each in rows.members("w1", "m0")] == ["m0", "m1", "m2"]
    assert rows.begun("w1", ["m0", "m1"]) == {"m0": NOON}


def test_bridges_are_counted_by_mention_between_the_stories_as_they_stand(rows: StoryRows) -> None:
    for n in range(4):
        put(rows, f"m{n}", f"m{n}")
    put(rows, "m4", "m0", bridges=["m1", "m2"])
    put(rows, "m5", "m1", bridges=["m0"])
    put(rows, "m6", "m0", bridges=["m3"], watch="w2")
    pair, other = frozenset({"m0", "m1"}), frozenset({"m0", "m2"})
    assert rows.bridges("w1", ["m0", "m1", "m2", "m3"]) == {pair: 2, other: 1}
    assert rows.bridges("w1", ["m1", "m2"]) == {}
    put(rows, "m7", "m1", joins=[JoinedStory(story="m2", other="m1", tie="page")])
    assert rows.bridges("w1", ["m0", "m1"]) == {pair: 2}, "one mention that bridges it twice is one"


def test_a_story_stands_with_what_no_certain_tie_put_there(rows: StoryRows) -> None:
    put(rows, "m0", "m0", tie="first", minutes=1)
    put(rows, "m1", "m0", tie="meaning")
    for n, tie in enumerate(CERTAIN, 2):
        put(rows, f"m{n}", "m0", tie=tie, minutes=2)
    assert rows.standing("w1", ["m0", "m1"]) == {"m0": Standing(NOON, 2)}


def test_what_a_person_parts_stays_parted_through_joins(rows: StoryRows) -> None:
    for n in range(4):
        put(rows, f"m{n}", "m0" if n < 3 else "m3")
    split = JoinedStory(story="m2", other="m0", apart=True, person="U1")
    rows.split("w1", ["m2"], split, NOON)
    assert stories(rows) == {"m0": "m0", "m1": "m0", "m2": "m2", "m3": "m3"}
    assert rows.apart("w1", ["m0", "m2"]) == {frozenset({"m0", "m2"})}
    rows.join("w1", JoinedStory(story="m0", other="m3", person="U2"), NOON)
    assert rows.apart("w1", ["m3", "m2"]) >= {frozenset({"m3", "m2"})}


def test_stories_are_the_same_after_a_restart(url: str) -> None:
    first = open_database(url)
    Archive(first).keep([hit(mention("m0"))])
    put(StoryRows(first, "T1"), "m0", "m0", "a")
    first.dispose()
    second = open_database(url)
    assert stories(StoryRows(second, "T1")) == {"m0": "m0"}
    second.dispose()


def test_a_mention_that_is_gone_leaves_its_story_standing(rows: StoryRows, engine: Engine) -> None:
    put(rows, "m0", "m0", "a")
    put(rows, "m1", "m0", "a")
    Archive(engine).remove("m0")
    assert stories(rows) == {"m1": "m0"}
    assert rows.sharing("w1", ["a"]) == [("a", "m1", "m0")]


@pytest.mark.parametrize("forgotten", ["watch", "channel"])
def test_stories_are_forgotten_with_their_watch(rows: StoryRows, engine: Engine, forgotten: str) -> None:
    put(rows, "m0", "m0", "a", bridges=["m1"])
    put(rows, "m1", "m1")
    rows.learn("w1", LearntCoverage(0.5, 60, NOON))
    retention = Retention(engine, WORKSPACE)
    retention.forget_watch("w1") if forgotten == "watch" else retention.forget_channel("C1")
    assert not stories(rows)
    assert rows.coverage("w1") is None


def test_coverage_is_learnt_again_and_the_last_one_holds(rows: StoryRows) -> None:
    assert rows.coverage("w1") is None
    rows.learn("w1", LearntCoverage(0.5, 60, NOON))
    rows.learn("w1", LearntCoverage(0.55, 90, NOON + DAY))
    assert rows.coverage("w1") == LearntCoverage(0.55, 90, NOON + DAY)


def test_old_keys_bridges_and_vectors_are_forgotten(rows: StoryRows, engine: Engine) -> None:
    put(rows, "m0", "m0", "a")
    put(rows, "m1", "m0", "a", minutes=5)
    put(rows, "m2", "m2", bridges=["m0"])
    assert rows.forget_ties(NOON + MINUTE) == 2
    assert not rows.bridges("w1", ["m0", "m2"])
    assert rows.sharing("w1", ["a"]) == [("a", "m1", "m0")]
    vectors, older = VectorRows(engine, "v2"), VectorRows(engine, "v1")
    older.keep({"m0": VECTOR}, NOON)
    vectors.keep({"m0": VECTOR, "m1": VECTOR}, NOON)
    vectors.keep({"m2": VECTOR}, NOON + DAY)
    assert set(vectors.kept(["m0", "m1", "m2", "m3"])) == {"m0", "m1", "m2"}
    assert vectors.forget(NOON + HOUR) == 3
    assert vectors.kept(["m0", "m2"]) == {"m2": VECTOR}
    assert not older.kept(["m0"])


def test_who_had_spoken_in_a_story_before_an_instant_is_known(engine: Engine) -> None:
    archive, rows = Archive(engine), StoryRows(engine, WORKSPACE)
    for n, author in enumerate(("ann", "ben", "", "ann", "cat")):
        archive.keep([hit(mention(f"m{n}", author))])
        put(rows, f"m{n}", "m0" if n < 4 else "m4", minutes=n)
    before = NOON + 1 * MINUTE
    assert rows.speakers("w1", ["m0", "m4"], before) == {"m0": {("forum", "ann")}}
    assert rows.speakers("w1", ["m0"], NOON + DAY) == {"m0": {("forum", "ann"), ("forum", "ben")}}
