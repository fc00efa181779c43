"""What stands beside a post that names what is watched: kept where the discussion talks of it, only there."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.listening.talk import NEAR
from bot.listening.thread_finder import MOST
from bot.models import DropReason, Mention, MentionKind
from bot.storage.hits import Reason
from tests.clock import START
from tests.listening.thread_desk import ThreadDesk, answer, said
from tests.storage.samples import WORKSPACE

TOPIC = "https://forum.example/t/headaches/9"
NAMED = Reason.NAMED
QUESTION = "Is yours an Acme, too?"


@pytest.fixture
def desk(engine: Engine) -> Iterator[ThreadDesk]:
    desk = ThreadDesk(engine)
    yield desk
    desk.index.settle()


def opening(text: str = "Headaches since Tuesday, anyone?", **more: Any) -> Mention:
    return said("p1", text, 1, url=f"{TOPIC}/1", title="Headaches", **more)


def post(number: int, text: str, **more: Any) -> Mention:
    more = {"url": f"{TOPIC}/{number}", "topic": "Headaches"} | more
    return answer(f"p{number}", text, number, TOPIC, **more)


def posts(*texts: str, start: int = 2) -> list[Mention]:
    return [post(number, text) for number, text in enumerate(texts, start)]


def silent(numbers: Iterable[int]) -> list[Mention]:
    return [post(number, f"Number {number}, left side.") for number in numbers]


def named(found: dict[str, Reason]) -> list[str]:
    return [id_ for id_, reason in found.items() if reason is NAMED]


def beside(found: dict[str, Reason]) -> set[str]:
    return {id_ for id_, reason in found.items() if reason is Reason.TALK}


HEADACHES = [
    opening(),
    *posts("Me, since noon.", QUESTION, "It is.", "My acme as well, so no luck.", "Oh no."),
]


def test_where_a_talk_of_it_began_all_of_it_is_kept_and_none_told_at_once(desk: ThreadDesk) -> None:
    hits = {hit.mention.id: hit for hit in desk.hits(*HEADACHES)}
    assert {id_ for id_, hit in hits.items() if hit.reason is NAMED} == {"p3", "p5"}
    besides = [hit for hit in hits.values() if hit.reason is Reason.TALK]
    assert {hit.mention.id for hit in besides} == {"p1", "p2", "p4", "p6"}
    assert {(hit.via, hit.at_once, hit.look_back) for hit in besides} == {("p3", False, False)}
    assert desk.take(*HEADACHES) == {}


def test_a_passing_mention_in_a_long_discussion_keeps_nothing_else(desk: ThreadDesk) -> None:
    passing = post(3, "Pump, Acme light, spare tube, and so on.")
    assert desk.take(opening(), post(2, "One."), passing, *silent(range(4, 60))) == {"p3": NAMED}


def test_what_is_written_later_is_kept_as_it_comes_across_a_restart(desk: ThreadDesk, engine: Engine) -> None:
    assert beside(desk.take(*HEADACHES)) == {"p1", "p2", "p4", "p6"}
    again = ThreadDesk(engine)
    reach = range(7, 5 + 3 * NEAR + 1)
    found = [id_ for n in reach for id_ in beside(again.take(*silent([n])))]
    again.index.settle()
    assert found == [f"p{n}" for n in reach]


def test_once_nobody_names_it_any_more_nothing_further_is_kept(desk: ThreadDesk) -> None:
    end = 5 + 3 * NEAR
    after = {f"p{n}" for n in range(7, end + 1)}
    assert beside(desk.take(*HEADACHES, *silent(range(7, 90)))) == {"p1", "p2", "p4", "p6"} | after
    assert desk.take(*silent(range(end + 1, 90))) == {}


def test_after_two_days_without_the_name_nothing_is_kept(desk: ThreadDesk) -> None:
    desk.take(*HEADACHES)
    assert desk.take(post(7, "Still here?", created_at=START + timedelta(days=3))) == {}


def test_what_was_read_before_it_was_named_is_kept_once_it_is(desk: ThreadDesk) -> None:
    assert desk.take(opening()) == {}
    assert desk.take(post(2, "Me, since noon.")) == {}
    assert desk.take(post(3, QUESTION)) == {"p3": NAMED, "p1": Reason.TALK, "p2": Reason.TALK}


def test_what_is_kept_beside_it_is_no_ground_for_keeping_what_answers_that(desk: ThreadDesk) -> None:
    desk.take(*HEADACHES, *silent(range(7, 40)))
    assert desk.take(answer("x", "And the weather?", 41, TOPIC, "p1", url=f"{TOPIC}/41")) == {}


def test_where_people_ask_what_to_buy_it_is_no_talk_of_one_name(desk: ThreadDesk) -> None:
    asked = opening("Looking for a new helmet, any recommendations?")
    assert named(desk.take(asked, *HEADACHES[1:])) == ["p3", "p5"]
    assert beside(desk.take(*HEADACHES[1:])) == set()


def test_where_as_many_name_another_brand_it_is_no_talk_of_one(engine: Engine) -> None:
    desk = ThreadDesk(engine, rivals=("Brimeo", "Lumor"))
    others = post(7, "My Brimeo is fine."), post(8, "And my Lumor.")
    assert beside(desk.take(*HEADACHES[:4], *others)) == set()
    desk.index.settle()


def test_one_who_names_another_brand_ends_no_talk(engine: Engine) -> None:
    desk = ThreadDesk(engine, rivals=("Brimeo",))
    found = {
        hit.mention.id for hit in desk.hits(*HEADACHES, post(7, "My Brimeo is fine.")) if hit.watch == "w1"
    }
    desk.index.settle()
    assert found == {f"p{n}" for n in range(1, 8)}


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("acme", {"p1", "p2", "p4", "p6"}),
        ("acme threads:no", set()),
        ("acme -noon", {"p1", "p4", "p6"}),
        ("acme lang:en", {"p1", "p2", "p4", "p6"}),
        ("acme lang:fr", set()),
        ("acme -kind:comment", set()),
    ],
)
def test_the_rest_of_the_query_holds_beside_it_as_well(desk: ThreadDesk, query: str, kept: set[str]) -> None:
    desk.query(query)
    assert beside(desk.take(*HEADACHES)) == kept


def test_fifty_of_a_talk_and_day_are_kept_and_the_rest_is_counted(desk: ThreadDesk) -> None:
    talk = [
        post(n, "My acme hurts." if n % 4 == 0 else f"Number {n}, left side.", author=f"by {n % 7}")
        for n in range(2, 3 * MOST)
    ]
    assert len(beside(desk.take(opening(), *talk))) == MOST
    full = [
        drop.count
        for drop in desk.hearing.drops(WORKSPACE, "C1", START.date())
        if drop.reason == DropReason.THREAD_FULL
    ]
    besides = sum(n % 4 != 0 for n in range(2, 3 * MOST)) + 1
    assert full == [besides - MOST]


def test_branches_are_talks_of_their_own(desk: ThreadDesk) -> None:
    story = said("s", "Headaches, anyone?")
    branches = (
        answer("a", QUESTION, 1, "s"),
        answer("b", "My acme, too.", 2, "s"),
        answer("c", "Rain.", 3, "s"),
    )
    assert desk.take(story, *branches) == {"a": NAMED, "b": NAMED}


def test_an_opening_that_has_a_day_and_no_hour_is_still_the_first(desk: ThreadDesk) -> None:
    late = opening(day_only=True, created_at=START + timedelta(minutes=9))
    assert "p2" in beside(desk.take(late, *HEADACHES[1:]))


def test_what_stands_beside_it_and_names_it_in_its_last_words_is_a_mention(desk: ThreadDesk) -> None:
    desk.take(*HEADACHES)
    desk.take(post(4, "It is, an acme."))
    reasons = {hit.mention.id: hit.reason for hit in desk.hit_rows.pending("C1", START + timedelta(days=1))}
    assert (reasons["p4"], reasons["p2"]) == (NAMED, Reason.TALK)


def test_a_video_page_has_no_posts_one_after_the_other(desk: ThreadDesk) -> None:
    clip = said("v", "A ride", kind=MentionKind.VIDEO, url=f"{TOPIC}/1")
    assert beside(desk.take(clip, *HEADACHES[1:3], post(4, "Fine."))) == set()
