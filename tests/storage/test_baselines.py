"""Baselines: a row a watch, and the counts of people that it learns from."""

from datetime import timedelta

from msgspec.structs import replace
from sqlalchemy import Engine

from bot.storage.archive import Archive
from bot.storage.baselines import Baselines, StoredBaseline
from bot.storage.stories import PlacedMention, StoryRows
from tests.storage.samples import DAY, HOUR, NOON, WORKSPACE, hit, mention

LEARNT = StoredBaseline(watch="w1", learnt="{}", heard_since=NOON, stepped_at=NOON)


def test_a_baseline_is_kept_in_the_place_of_the_one_before(engine: Engine) -> None:
    baselines = Baselines(engine, WORKSPACE)
    later = replace(LEARNT, learnt='{"people":1}', stepped_at=NOON + HOUR)
    baselines.put([LEARNT, replace(LEARNT, watch="w2")])
    baselines.put([later])
    baselines.put([])
    assert baselines.of(["w1", "gone"]) == {"w1": later}
    assert baselines.of() == {"w1": later, "w2": replace(LEARNT, watch="w2")}
    assert Baselines(engine, "T2").of() == {}


def test_people_are_counted_once_of_what_was_written_and_heard_in_that_time(engine: Engine) -> None:
    Archive(engine).keep(
        [
            hit(mention("a", "ann")),
            hit(mention("b", "ann")),
            hit(mention("c", "ben")),
            hit(mention("d", "cleo"), "w2"),
            hit(mention("e", "")),
            hit(mention("old", "dan", NOON - DAY)),
            hit(mention("history", "eve"), look_back=True),
            hit(mention("early", "fay"), matched_at=NOON - 4 * HOUR),
        ]
    )
    baselines = Baselines(engine, WORKSPACE)
    assert baselines.people(NOON - 3 * HOUR, NOON + HOUR) == {"w1": 2, "w2": 1}
    assert {watch for watch, _ in baselines.heard(NOON - HOUR)} == {"w1", "w2"}
    assert baselines.heard(NOON + HOUR) == set()


def test_days_are_those_on_which_something_was_written(engine: Engine) -> None:
    Archive(engine).keep([hit(mention(f"m{n}", created_at=NOON - n * timedelta(hours=12))) for n in range(6)])
    assert Baselines(engine, WORKSPACE).days(NOON - 2 * DAY, NOON + HOUR) == {"w1": 3}


def test_a_story_has_ended_once_nothing_came_after_that_time(engine: Engine) -> None:
    archive, rows = Archive(engine), StoryRows(engine, WORKSPACE)
    written = {"a": NOON, "b": NOON + HOUR, "c": NOON, "d": NOON + DAY}
    archive.keep([hit(mention(id_, f"by {id_}", at)) for id_, at in written.items()])
    for id_, story in (("a", "one"), ("b", "one"), ("c", "two"), ("d", "two")):
        placed = PlacedMention(
            mention=id_, story=story, link=id_, tie="page", score=1, written_at=written[id_]
        )
        rows.keep("w1", placed, [], [], [], NOON)
    baselines = Baselines(engine, WORKSPACE)
    assert baselines.ended(NOON - HOUR, NOON + 2 * HOUR) == {"w1": [2]}
    assert baselines.ended(NOON + 2 * HOUR, NOON + 2 * DAY) == {"w1": [2]}
    assert baselines.ended(NOON - DAY, NOON - HOUR) == {}
