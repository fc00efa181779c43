"""In which story a mention belongs."""

from datetime import timedelta

from bot.analysis.placement import OLD, SURE, Join, Link, Placement, Tie, place
from bot.storage.stories import Standing
from tests.analysis.mentions import NOON

BEGUN = {
    "old": Standing(NOON - timedelta(hours=3), 2),
    "new": Standing(NOON, 2),
    "newest": Standing(NOON + timedelta(hours=1), 1),
}


def kin(mention: str, story: str, margin: float) -> Link:
    return Link(mention, story, Tie.MEANING, 0.5 + margin, margin)


def test_what_nothing_ties_begins_a_story() -> None:
    assert place("m", NOON, [], [], {}) == (Placement("m", "m", "m", Tie.FIRST), [])
    assert place("m", NOON, [], [kin("a", "old", -0.01)], BEGUN)[0].story == "m"


def test_a_page_decides_before_kinship() -> None:
    placed, joins = place("m", NOON, [Link("p", "new", Tie.PAGE)], [kin("a", "old", 0.05)], BEGUN)
    assert placed == Placement("m", "new", "p", Tie.PAGE)
    assert not joins


def test_the_nearest_kin_has_the_story() -> None:
    placed, joins = place("m", NOON, [], [kin("a", "old", 0.01), kin("b", "new", 0.04)], BEGUN)
    assert placed == Placement("m", "new", "b", Tie.MEANING, 0.54)
    assert not joins


def test_stories_that_share_a_page_join_and_the_oldest_id_stays() -> None:
    links = [Link("p", "newest", Tie.PAGE), Link("c", "new", Tie.COPY), Link("o", "old", Tie.PAGE)]
    placed, joins = place("m", NOON, links, [], BEGUN)
    assert placed == Placement("m", "old", "p", Tie.PAGE)
    assert {(join.story, join.into, join.link, join.tie) for join in joins} == {
        ("newest", "old", "p", Tie.PAGE),
        ("new", "old", "c", Tie.COPY),
    }


def test_kinship_joins_stories_by_two_mentions_or_by_far() -> None:
    home = [Link("p", "old", Tie.PAGE)]
    assert not place("m", NOON, home, [kin("a", "new", SURE - 0.01)], BEGUN)[1]
    by_two = place("m", NOON, home, [kin("a", "new", 0.0), kin("b", "new", 0.02)], BEGUN)[1]
    assert by_two == [Join("new", "old", "m", "b", Tie.MEANING, 0.52)]
    assert place("m", NOON, home, [kin("a", "new", SURE)], BEGUN)[1] == [
        Join("new", "old", "m", "a", Tie.MEANING, 0.5 + SURE)
    ]


def test_stories_of_many_mentions_join_by_as_many_as_make_a_share_of_the_smaller() -> None:
    home, near = [Link("p", "large", Tie.PAGE)], [kin("a", "other", SURE)]
    standing = {"large": Standing(NOON, 40), "other": Standing(NOON, 6)}
    placed, joins = place("m", NOON, home, near, standing)
    assert placed.bridges == ("a",)
    assert not joins
    pair = frozenset({"large", "other"})
    assert not place("m", NOON, home, near, standing, (), {pair: 1})[1]
    placed, joins = place("m", NOON, home, near, standing, (), {pair: 2})
    assert [join.story for join in joins] == ["other"]
    assert not placed.bridges


def test_what_shares_a_page_joins_stories_of_any_size() -> None:
    standing = {"large": Standing(NOON, 400), "other": Standing(NOON, 100)}
    links = [Link("p", "large", Tie.PAGE), Link("o", "other", Tie.PAGE)]
    assert len(place("m", NOON, links, [], standing)[1]) == 1


def test_what_never_may_join_is_no_bridge() -> None:
    home, near = [Link("p", "old", Tie.PAGE)], [kin("a", "new", SURE)]
    assert not place("m", NOON, home, near, BEGUN, {frozenset({"old", "new"})})[0].bridges


def test_stories_that_a_person_parted_do_not_join() -> None:
    links = [Link("p", "new", Tie.PAGE), Link("o", "old", Tie.PAGE)]
    placed, joins = place("m", NOON, links, [kin("a", "old", 0.3)], BEGUN, {frozenset({"old", "new"})})
    assert placed.story == "new"
    assert not joins


def test_a_mention_between_two_stories_that_a_person_parted_joins_one_of_them() -> None:
    links = [Link("p", "newest", Tie.PAGE), Link("n", "new", Tie.PAGE), Link("o", "old", Tie.PAGE)]
    placed, joins = place("m", NOON, links, [], BEGUN, {frozenset({"old", "new"})})
    assert placed.story == "new"
    assert [join.story for join in joins] == ["newest"]


def test_what_is_new_in_an_old_thread_belongs_to_what_is_new() -> None:
    began = {"ancient": Standing(NOON - 2 * OLD, 1), "new": Standing(NOON - timedelta(hours=5), 1)}
    thread = [Link("p", "ancient", Tie.PAGE)]
    placed, joins = place("m", NOON, thread, [kin("a", "new", 0.02), kin("b", "new", 0.01)], began)
    assert placed == Placement("m", "new", "a", Tie.MEANING, 0.52)
    assert not joins, "stories that began days apart do not join"
    assert place("m", NOON, thread, [kin("a", "new", 0.0)], began)[0].story == "new", "one is enough here"
    assert place("m", NOON, thread, [kin("a", "new", -0.01)], began)[0].story == "ancient"
    copy = [Link("p", "ancient", Tie.COPY)]
    assert place("m", NOON, copy, [kin("a", "new", SURE)], began)[0].story == "ancient"


def test_stories_that_began_days_apart_do_not_join_by_a_page() -> None:
    began = {"ancient": Standing(NOON - 2 * OLD, 1), "new": Standing(NOON, 1)}
    links = [Link("p", "new", Tie.PAGE), Link("o", "ancient", Tie.PAGE)]
    placed, joins = place("m", NOON, links, [], began)
    assert placed.story == "new"
    assert not joins
