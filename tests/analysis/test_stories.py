"""Which mentions are about the same thing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.stories import stories
from bot.models import Mention, MentionKind
from tests.analysis.mentions import NOON, mention

PAGE = "https://gazette.example/acme-recalls-lamps"
LONG = "Acme recalls forty thousand lamps after three of them caught fire in a cellar in Lyon last week"


def grouped(*mentions: Mention) -> list[int]:
    """How many mentions each story holds, the largest first."""
    return sorted((len(story.mentions) for story in stories(mentions)), reverse=True)


def test_posts_that_share_a_link_are_one_story() -> None:
    assert grouped(mention("Look!", links=(PAGE,)), mention("Oh dear.", links=(PAGE,))) == [2]


def test_an_article_and_those_who_link_to_it_are_one_story() -> None:
    assert grouped(
        mention("Acme opens", url=PAGE, kind=MentionKind.ARTICLE), mention("Ha", links=(PAGE,))
    ) == [2]


def test_a_link_is_the_same_with_its_tracking_on() -> None:
    assert grouped(mention("A", links=(PAGE,)), mention("B", links=(f"{PAGE}?utm_source=x",))) == [2]


def test_what_shows_a_page_is_headed_as_the_page() -> None:
    shared = [mention(text, links=(PAGE,), card="Acme opens\n\nIn Lyon") for text in ("Look!", "")]
    (story,) = stories(shared)
    assert story.title == "Acme opens"


def test_a_post_is_headed_as_its_own_discussion_is_and_not_as_another_sources() -> None:
    paper = mention(
        LONG, title="Acme recalls lamps", url="https://gazette.example/1", kind=MentionKind.ARTICLE
    )
    root = mention(LONG, title="My lamp caught fire", id="t1", url="https://forum.example/t/1")
    answer = mention(
        "Mine, too.", thread="t1", url="https://forum.example/t/1#2", title="Re: My lamp caught fire"
    )
    bare = mention(f"{LONG} indeed", url="https://microblog.example/9")
    (story,) = stories([paper, root, answer, bare])
    assert story.heading(paper) == "Acme recalls lamps"
    assert story.heading(root) == story.heading(answer) == "My lamp caught fire"
    assert story.heading(bare) == ""


def test_a_post_without_a_heading_is_headed_as_what_it_answers_or_shares() -> None:
    article = mention(LONG, title="Acme recalls lamps", url=PAGE, kind=MentionKind.ARTICLE)
    shared, said = mention("Look!", links=(PAGE,)), mention("Ha.", thread=PAGE)
    (story,) = stories([article, shared, said])
    assert {story.heading(each) for each in story.mentions} == {"Acme recalls lamps"}


def test_a_thread_is_one_story() -> None:
    root = mention("Which lamp?", id="t1")
    assert grouped(root, mention("Acme.", thread="t1"), mention("Never Acme.", thread="t1")) == [3]


def test_nearly_the_same_words_are_one_story() -> None:
    assert grouped(mention(LONG), mention(f"RT: {LONG}!!"), mention(LONG.replace("forty", "fifty"))) == [3]


def test_other_words_are_another_story() -> None:
    assert grouped(mention(LONG), mention("I love my Acme lamp, it shines all night and costs nothing.")) == [
        1,
        1,
    ]


def test_two_who_link_to_a_front_page_need_not_speak_of_the_same_thing() -> None:
    front = "https://acme.example/"
    assert grouped(mention("They are hiring.", links=(front,)), mention("Ugly colours.", links=(front,))) == [
        1,
        1,
    ]


def test_what_an_article_cites_on_its_way_is_not_its_subject() -> None:
    article = mention("A long history of lamps.", kind=MentionKind.ARTICLE, links=(PAGE,))
    assert grouped(article, mention("Recalled!", links=(PAGE,))) == [1, 1]


def test_a_list_of_many_links_is_about_none_of_them() -> None:
    links = (PAGE, "https://a.example/1", "https://b.example/2")
    assert grouped(mention("Links of the week", links=links), mention("Recalled!", links=(PAGE,))) == [1, 1]


def test_short_texts_are_alike_only_if_they_are_the_same() -> None:
    assert grouped(mention("Acme is fine."), mention("ACME is fine!"), mention("Acme is finished.")) == [2, 1]


def test_most_people_come_first_and_then_the_newest() -> None:
    one = mention("Alone and early.", created_at=NOON - timedelta(hours=3))
    late = mention("Alone but late, quite late.")
    many = [mention("Look!", links=(PAGE,)), mention("Ha.", links=(PAGE,))]
    assert [len(story.mentions) for story in stories([one, late, *many])] == [2, 1, 1]
    assert stories([one, late, *many])[1].mentions == (late,)


def test_many_posts_by_one_person_are_one_voice() -> None:
    loud = [mention(LONG, author="loud", created_at=NOON - timedelta(minutes=n)) for n in range(9)]
    two = [mention("Look!", links=(PAGE,)), mention("Ha.", links=(PAGE,))]
    assert len(stories([*loud, *two])[0].speakers) == 2


def test_what_nobody_signed_speaks_with_the_voice_of_its_place() -> None:
    papers = [mention(LONG, author="", place=place) for place in ("One", "One", "Two")]
    [story] = stories(papers)
    assert len(story.speakers) == 2


@pytest.mark.parametrize("prefix", ["Re: ", "RE: Re: ", "Rép : "])
def test_a_story_is_headed_as_what_was_answered(prefix: str) -> None:
    root = mention("Q", title="Which lamp?", id="t1")
    answers = [mention(f"A{n}", title=f"{prefix}Which lamp?", thread="t1") for n in range(2)]
    assert stories([root, *answers])[0].title == "Which lamp?"


def test_a_story_without_headings_has_none() -> None:
    assert stories([mention("A")])[0].title == ""


def test_rows_say_which_of_the_placed_are_one_story() -> None:
    one, other = mention("Look!", links=(PAGE,)), mention("Ha.", links=(PAGE,))
    third = mention("Something else.")
    told = stories([one, other, third], {one.id: "s1", other.id: "s2", third.id: "s1"})
    assert {frozenset(each.text for each in story.mentions) for story in told} == {
        frozenset({"Look!", "Something else."}),
        frozenset({"Ha."}),
    }


def test_what_has_no_place_yet_goes_with_what_it_is_tied_to_and_joins_no_two_stories() -> None:
    one, other = mention("Look!", links=(PAGE,)), mention("Ha.", id="t1")
    late = mention("Both.", links=(PAGE,), thread="", answers=("t1",), created_at=NOON + timedelta(hours=1))
    beside = mention("Same.", links=(PAGE,), created_at=NOON + timedelta(hours=2))
    told = stories([one, other, late, beside], {one.id: "s1", other.id: "s2"})
    assert sorted(len(story.mentions) for story in told) == [1, 3]


TEXTS = st.text(alphabet="abc d", max_size=60)
LINKS = st.lists(st.sampled_from([PAGE, "https://a.example/1", "https://a.example/"]), max_size=2).map(tuple)


@given(st.lists(st.builds(lambda text, links: mention(text, links=links), TEXTS, LINKS), max_size=12))
def test_every_mention_is_in_exactly_one_story_oldest_first(mentions: list[Mention]) -> None:
    told = stories(mentions)
    held = [each.id for story in told for each in story.mentions]
    assert sorted(held) == sorted(each.id for each in mentions)
    for story in told:
        assert list(story.mentions) == sorted(story.mentions, key=lambda each: (each.created_at, each.id))


@given(st.lists(st.builds(lambda text, links: mention(text, links=links), TEXTS, LINKS), max_size=8))
def test_the_order_in_which_mentions_come_does_not_matter(mentions: list[Mention]) -> None:
    one = {frozenset(each.id for each in story.mentions) for story in stories(mentions)}
    other = {frozenset(each.id for each in story.mentions) for story in stories(mentions[::-1])}
    assert one == other
