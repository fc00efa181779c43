"""What became of stories."""

from datetime import datetime

from sqlalchemy import Engine

from bot.storage.archive import Archive
from bot.storage.readings import ReadingRows, StoredReading
from bot.storage.stories import PlacedMention, StoryRows
from bot.storage.story_history import StoryHistory
from tests.storage.samples import DAY, HOUR, NOON, WORKSPACE, hit, mention


def place(engine: Engine, name: str, story: str, at: datetime, read: str = "{}") -> None:
    """A mention in a story, and what was read of it."""
    Archive(engine).keep([hit(mention(name, created_at=at))])
    row = PlacedMention(mention=name, story=story, link=story, tie="page", score=1.0, written_at=at)
    StoryRows(engine, WORKSPACE).keep("w1", row, ["@t"], [], [], NOON)
    ReadingRows(engine, WORKSPACE).keep("w1", [StoredReading(mention=name, version="1", read=read)], NOON)


def test_when_somebody_spoke_in_a_story_last_is_known(engine: Engine) -> None:
    for n in range(3):
        place(engine, f"m{n}", "m0", NOON + n * HOUR)
    place(engine, "other", "other", NOON + DAY)
    assert StoryHistory(engine, WORKSPACE).last("w1", ["m0", "none"]) == {"m0": NOON + 2 * HOUR}


def test_stories_that_fell_silent_in_a_time_are_found_those_of_most_first(engine: Engine) -> None:
    place(engine, "a0", "a0", NOON + HOUR)
    for n in range(2):
        place(engine, f"b{n}", "b0", NOON + (n + 1) * HOUR)
    place(engine, "c0", "c0", NOON + HOUR)
    place(engine, "c1", "c0", NOON + 9 * HOUR)
    history = StoryHistory(engine, WORKSPACE)
    assert history.silent("w1", NOON, NOON + 5 * HOUR, 9) == ["b0", "a0"]
    assert history.silent("w1", NOON + 90 * HOUR, NOON + 99 * HOUR, 9) == []
    assert history.members("w1", "b0", 9) == ["b1", "b0"]


def test_mentions_read_as_surely_dangerous_are_found_the_latest_first(engine: Engine) -> None:
    sure, unsure = '{"safety":{"value":{"is_sure":true}}}', '{"safety":{"value":{"is_sure":false}}}'
    for n, read in enumerate((sure, sure, unsure)):
        place(engine, f"m{n}", "m0", NOON + n * HOUR, read)
    place(engine, "late", "m0", NOON + DAY, sure)
    found = StoryHistory(engine, WORKSPACE).grave("w1", ["m0"], NOON, NOON + DAY)
    assert found == [("m0", "m1"), ("m0", "m0")]
