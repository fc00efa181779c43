"""What answers a mention in its own thread: kept as such, bounded, counted."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.listening.request_runner import Fetched
from bot.listening.thread_finder import MOST, Orphans, ThreadFinder
from bot.models import DropReason, MentionKind
from bot.storage.hits import Hit, Reason
from bot.storage.kept_threads import KeptThreads
from tests.clock import START
from tests.listening.thread_desk import ACME, ThreadDesk, answer, said
from tests.storage.samples import WORKSPACE

PAGE = "https://blog.example/tyres"


@pytest.fixture
def desk(engine: Engine) -> Iterator[ThreadDesk]:
    desk = ThreadDesk(engine)
    yield desk
    desk.index.settle()


OPENING = said("o", "My acme leaks")


def test_what_answers_a_mention_is_in_its_thread_and_never_told_at_once(desk: ThreadDesk) -> None:
    named, answered = desk.hits(OPENING, answer("a", "Mine too", 1, "o"))
    assert (named.reason, named.via, named.at_once) == (Reason.NAMED, "", True)
    assert (answered.mention.id, answered.reason, answered.via) == ("a", Reason.THREAD, "o")
    assert not answered.at_once
    pending = desk.hit_rows.pending("C1", START + timedelta(days=1))
    assert {hit.mention.id: hit.reason for hit in pending} == {"o": Reason.NAMED, "a": Reason.THREAD}


def test_what_answers_an_answer_is_in_the_thread_in_whatever_order_it_is_read(desk: ThreadDesk) -> None:
    deeper = answer("c", "Which tyre?", 3, "b"), answer("b", "Same here", 2, "a"), answer("a", "Oh", 1, "o")
    assert desk.take(*deeper, OPENING) == {"o": Reason.NAMED} | dict.fromkeys("abc", Reason.THREAD)
    assert {hit.via for hit in desk.hits(answer("d", "A slick one", 4, "c"))} == {"o"}


def test_what_answers_something_else_is_not(desk: ThreadDesk) -> None:
    desk.take(OPENING)
    assert desk.take(answer("x", "Me too", 1, "other"), said("y", "Nothing of it", 1)) == {}


def test_an_answer_that_names_it_too_is_a_mention_as_any(desk: ThreadDesk) -> None:
    assert desk.take(OPENING, answer("a", "My acme as well", 1, "o"))["a"] is Reason.NAMED


def test_what_is_above_a_mention_is_not_in_its_thread(desk: ThreadDesk) -> None:
    other = said("o", "Which brand?")
    below = answer("a", "Try acme", 1, "o"), answer("b", "I did", 2, "a", "o"), answer("c", "Or none", 3, "o")
    assert desk.take(other, *below) == {"a": Reason.NAMED, "b": Reason.THREAD}


def test_answers_that_were_read_before_what_they_answer_are_found_once_it_comes(desk: ThreadDesk) -> None:
    assert desk.take(answer("b", "Same", 2, "a"), answer("a", "Mine too", 1, "o")) == {}
    assert desk.take(OPENING) == {"o": Reason.NAMED, "a": Reason.THREAD, "b": Reason.THREAD}
    assert desk.take(answer("a", "Mine too", 1, "o")) == {}


def test_under_a_page_that_opens_with_the_name_all_that_came_later_is_in_the_thread(desk: ThreadDesk) -> None:
    article = said("g", "On acme tyres", 10, kind=MentionKind.ARTICLE, url=f"{PAGE}/?utm_source=x")
    later, earlier = answer("a", "Good", 11, PAGE), answer("b", "Older", 9, PAGE)
    assert desk.take(article, later, earlier) == {"g": Reason.NAMED, "a": Reason.THREAD}


def test_under_a_page_on_which_a_comment_names_it_the_others_are_not(desk: ThreadDesk) -> None:
    naming, other = answer("a", "Like acme", 1, PAGE, url=f"{PAGE}#comment-1"), answer("b", "No", 2, PAGE)
    assert desk.take(naming, other) == {"a": Reason.NAMED}


def test_under_a_heading_with_the_name_comments_are_in_the_thread_and_no_mentions(desk: ThreadDesk) -> None:
    comment = answer("a", "What a price", 1, "hn:1", topic="Acme opens in Lyon")
    (hit,) = desk.hits(comment)
    assert (hit.reason, hit.via) == (Reason.THREAD, "hn:1")


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("acme", True),
        ("acme threads:no", False),
        ("acme threads:yes", True),
        ("acme -price", False),
        ("acme lang:fr", False),
        ("acme lang:en", True),
        ("acme author:ada", False),
        ("title:acme", True),
        ("acme -kind:comment", False),
    ],
)
def test_the_rest_of_the_query_holds_for_answers_as_well(desk: ThreadDesk, query: str, kept: bool) -> None:
    desk.query(query)
    comment = answer("a", "What a price", 1, "hn:1", topic="Acme opens in Lyon")
    assert bool(desk.take(comment)) is kept


def test_fifty_of_a_thread_and_day_are_kept_and_the_rest_is_counted_once(desk: ThreadDesk) -> None:
    many = [answer(f"a{n}", f"Number {n}", n + 1, "o") for n in range(MOST + 9)]
    assert len(desk.take(OPENING, *many)) == MOST + 1
    assert desk.take(*many) == {}
    (count,) = [
        drop.count
        for drop in desk.hearing.drops(WORKSPACE, "C1", START.date())
        if drop.reason == DropReason.THREAD_FULL
    ]
    assert count == 9
    tomorrow = answer("t", "The next day", 24 * 60, "o")
    assert desk.take(tomorrow) == {"t": Reason.THREAD}


def test_what_was_in_the_thread_and_names_it_in_its_last_words_is_a_mention(desk: ThreadDesk) -> None:
    desk.take(OPENING, answer("a", "Mine too", 1, "o"))
    desk.take(answer("a", "Mine too, my acme", 1, "o"))
    reasons = {hit.mention.id: hit.reason for hit in desk.hit_rows.pending("C1", START + timedelta(days=1))}
    assert reasons == {"o": Reason.NAMED, "a": Reason.NAMED}


def test_what_is_kept_is_known_by_id_for_streams(desk: ThreadDesk) -> None:
    desk.take(OPENING, answer("a", "Mine too", 1, "o"))
    assert desk.intake.threads.is_answered(("x", "a"))
    assert not desk.intake.threads.is_answered(("x",))
    again = ThreadFinder(KeptThreads(desk.mentions), desk.index)
    assert not again.any_known
    again.load(["hackernews"], START)
    assert again.is_answered(("o",))


def test_what_answers_a_mention_of_a_watch_that_is_no_more_is_nobody_s(desk: ThreadDesk) -> None:
    desk.take(OPENING)
    gone = Hit(
        workspace=WORKSPACE, watch="gone", channel="C1", mention=said("g", "Zorblax leaks"), matched_at=START
    )
    desk.archive.keep([gone])
    assert desk.take(answer("a", "Mine too", 1, "g"), answer("b", "And mine", 1, "o")) == {"b": Reason.THREAD}


def test_of_what_is_known_by_id_the_oldest_is_forgotten_past_a_bound(
    desk: ThreadDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.listening.thread_finder.REMEMBERED", 2)
    threads = desk.intake.threads
    assert not threads.any_known
    threads.add(["a", "b", "c"])
    assert [threads.is_answered([id_]) for id_ in "abc"] == [False, True, True]
    assert threads.is_answered(["x", "c"])


def test_of_answers_that_wait_for_what_they_answer_the_oldest_are_forgotten() -> None:
    orphans, asked = Orphans(most=2), Fetched(ACME, ())
    orphans.add(asked, [answer("a", "one", 1, "o"), answer("b", "two", 2, "o"), answer("c", "three", 3, "p")])
    assert [mention.id for _, mention in orphans.under([OPENING])] == ["b"]
    orphans.add(asked, [answer("d", "four", 4, "p")])
    assert orphans.under([OPENING]) == []
    assert {mention.id for _, mention in orphans.under([said("p", "My acme")])} == {"c", "d"}
