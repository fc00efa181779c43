"""Stories that people split and join stay so, and can be taken back."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.errors import Refusal, Refused
from bot.watches.taught import TakenBack
from tests.storage.samples import HOUR, NOON, hit, mention, watch
from tests.watches.desk import WatchDesk

THREAD = "https://forum.example/t/lamps/7"


@pytest.fixture
async def told(desk: WatchDesk) -> WatchDesk:
    """A thread of three posts, and another post; each kept for both watches of the channel."""
    await desk.set_up(watch(), watch("w2", "Lamp"))
    desk.search_rows.fill()
    texts = {
        "a": "Acme lamps flicker since the update",
        "b": "mine too, in the kitchen",
        "c": "by the way, who has the manual of the bicycle pump",
        "d": "The council voted about trees in the park",
    }
    posts = [
        replace(
            mention(id_, f"author {id_}", NOON + number * HOUR),
            url=f"{THREAD}/{number}" if id_ != "d" else "https://news.example/d",
            thread="" if id_ in "ad" else f"{THREAD}/0",
            title="",
            card="",
            text=text,
            links=(),
        )
        for number, (id_, text) in enumerate(texts.items())
    ]
    hits = [hit(each, watched) for each in posts for watched in ("w1", "w2")]
    desk.archive.keep(hits)
    for watched in desk.watchlist.watches("C1"):
        await desk.stories.place(watched, [each for each in hits if each.watch == watched.id])
    return desk


async def stories(desk: WatchDesk, watched: str = "w1") -> list[list[str]]:
    found: dict[str, list[str]] = {}
    placed = await desk.stories.placed(watch(watched), "abcd")
    for id_, story in sorted(placed.items()):
        found.setdefault(story, []).append(id_)
    return sorted(found.values())


async def test_a_post_is_split_for_each_watch_that_kept_it(told: WatchDesk) -> None:
    assert await stories(told) == [["a", "b", "c"], ["d"]]
    edited = await told.story_edits.split("C1", "U1", f"{THREAD}/2")
    assert [(watched.id, moved.mentions, moved.rest) for watched, moved in edited.moved] == [
        ("w1", 1, 2),
        ("w2", 1, 2),
    ]
    assert await stories(told) == [["a", "b"], ["c"], ["d"]] == await stories(told, "w2")


async def test_for_one_watch_that_is_named_the_others_stay_as_they_are(told: WatchDesk) -> None:
    await told.story_edits.split("C1", "U1", f"{THREAD}/2", "acme")
    assert await stories(told) == [["a", "b"], ["c"], ["d"]]
    assert await stories(told, "w2") == [["a", "b", "c"], ["d"]]


async def test_two_stories_are_joined_and_undo_parts_them_again(told: WatchDesk) -> None:
    edited = await told.story_edits.join("C1", "U1", "https://news.example/d", f"{THREAD}/1", "acme")
    assert edited.moved[0][1].mentions == 4
    assert await stories(told) == [["a", "b", "c", "d"]]
    undone = await told.undo.undo("C1", "U1", "")
    assert isinstance(undone, TakenBack)
    assert await stories(told) == [["a", "b", "c"], ["d"]]
    assert (await told.corrections.listing("C1")).watches == []


async def test_undo_brings_a_split_story_together(told: WatchDesk) -> None:
    await told.story_edits.split("C1", "U1", f"{THREAD}/2", "acme")
    [listed] = (await told.corrections.listing("C1")).watches
    assert [(join.apart, join.person, kept.id if kept else "") for join, kept in listed.stories] == [
        (True, "U1", "c")
    ]
    told.clock.pass_time(timedelta(minutes=1))
    await told.undo.undo("C1", "U1", "acme")
    assert await stories(told) == [["a", "b", "c"], ["d"]]


async def test_what_cannot_be_split_or_joined_is_refused(told: WatchDesk) -> None:
    for address, code in (("https://news.example/d", Refusal.STORY_WHOLE), (f"{THREAD}/9", None)):
        with pytest.raises(Refused) as refused:
            await told.story_edits.split("C1", "U1", address)
        assert refused.value.code is (code or Refusal.LINK_UNKNOWN)
    with pytest.raises(Refused) as refused:
        await told.story_edits.join("C1", "U1", f"{THREAD}/0", f"{THREAD}/2")
    assert refused.value.code is Refusal.STORY_ONE
    told.archive.keep([hit(replace(mention("e"), url="https://news.example/e"), "w2")])
    told.archive.keep([hit(replace(mention("f"), url="https://news.example/f"), "w1")])
    with pytest.raises(Refused) as refused:
        await told.story_edits.join("C1", "U1", "https://news.example/e", "https://news.example/f")
    assert refused.value.code is Refusal.STORIES_APART
