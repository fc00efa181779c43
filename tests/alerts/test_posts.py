"""What counts of what was heard: what was written lately, by the public, in words of their own, about us."""

from datetime import timedelta

import pytest

from bot.alerts.detectors.backlash import Leaning
from bot.alerts.posts import Apart, Known, heard_posts
from bot.models import MentionKind
from tests.alerts.heard import HOUR, MINUTE, acme, heard, hit, read, said
from tests.analysis.mentions import NOON


def test_a_post_that_was_heard_soon_counts() -> None:
    [post] = heard([said("The Acme lamp stopped working after the update, again.")])
    assert post.apart is None
    assert post.leaning is Leaning.AGAINST


@pytest.mark.parametrize(
    ("written", "how"),
    [
        pytest.param({}, {"after": timedelta(hours=3)}, id="heard three hours late"),
        pytest.param({}, {"look_back": True}, id="history of a look-back, a new feed, a new source"),
        pytest.param({"dated": False}, {}, id="without a date"),
        pytest.param({"ago": timedelta(days=31)}, {}, id="before the watch, or its query, was"),
    ],
)
def test_arrival_is_not_occurrence(written: dict[str, object], how: dict[str, object]) -> None:
    [post] = heard([said("Acme broke.", **written)], **how)  # type: ignore[arg-type]
    assert post.apart is Apart.LATE


def test_an_edited_query_makes_history_of_what_was_heard_before() -> None:
    [post] = heard([said("Acme broke.", HOUR)], watch=acme(since=NOON - MINUTE))
    assert post.apart is Apart.LATE


def test_a_place_that_dates_everything_by_the_same_second_is_not_believed() -> None:
    posts = heard([said(f"Acme broke number {n} of my lamps today.", author=f"p{n}") for n in range(3)])
    assert {post.apart for post in posts} == {Apart.LATE}
    other = heard([said(f"Acme broke lamp {n}.", n * MINUTE, author=f"p{n}") for n in range(1, 4)])
    assert {post.apart for post in other} == {None}


def test_the_team_papers_and_adverts_are_counted_apart() -> None:
    team = said("We are looking into it.", author="Acme Support", thread="t1")
    paper = said("Acme recalls lamps.", author="", kind=MentionKind.ARTICLE)
    blog = said("My Acme lamp stopped working again.", author="lea", kind=MentionKind.ARTICLE)
    assert [post.apart for post in heard([team])] == [Apart.STAFF]
    assert [post.apart for post in heard([paper])] == [Apart.ASIDE]
    assert [post.apart for post in heard([blog])] == [None]


def test_who_repeats_a_text_is_a_copy() -> None:
    text = "Acme lamps are a disgrace and everybody should send theirs back to the shop before Friday."
    posts = heard([said(text, n * MINUTE, author=f"p{n}") for n in range(1, 4)])
    assert [post.apart for post in posts] == [None, Apart.COPY, Apart.COPY]
    assert [post.voice.is_copy for post in posts] == [False, True, True]


def test_what_is_perhaps_not_us_counts_only_where_it_concerns_safety() -> None:
    mild, grave = (
        said("acme of taste, this soup", 2 * MINUTE),
        said("acme battery burned my hand in my sleep"),
    )
    known = Known(read([mild, grave], ordinary=True), {}, None)
    found = {post.mention.id: post.apart for post in heard_posts(acme(), [hit(mild), hit(grave)], known)}
    assert found[mild.id] is Apart.PERHAPS_NOT_US
    assert found[grave.id] is None


def test_me_too_is_a_complaint_where_others_complain() -> None:
    complaint = said("The Acme lamp stopped working after the update, again.", 3 * MINUTE)
    joins, alone = said("So did mine, on Tuesday.", 2 * MINUTE), said("So did mine, on Tuesday.")
    assert [post.leaning for post in heard([complaint, joins])] == [Leaning.AGAINST] * 2
    assert [post.leaning for post in heard([alone])] == [Leaning.UNKNOWN]


def test_newcomers_are_told_only_where_there_is_a_past() -> None:
    posts = [said("Acme!", 2 * MINUTE, author="ann"), said("Acme?", author="ben")]
    assert [post.is_new for post in heard(posts, before=[("forum", "ann")])] == [False, True]
    assert [post.is_new for post in heard(posts)] == [False, False]
