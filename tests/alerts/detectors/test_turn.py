"""A regular turns: who is often heard, whose sure tone is another now."""

from datetime import timedelta

import pytest

from bot.alerts.detectors.turn import REMEMBERED, WITHIN, Spoken, regular_turn
from bot.analysis.tone import Tone
from bot.digests.counts import REGULAR
from tests.analysis.mentions import NOON, mention

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
GOOD, BAD = Tone.FAVOURABLE, Tone.CRITICAL


def spoken(days_ago: float, tone: Tone | None = None) -> Spoken:
    at = NOON - days_ago * DAY
    return Spoken(mention(f"Acme, {days_ago} days ago.", author="lea", created_at=at), at.date(), tone)


def known(*tones: Tone | None) -> list[Spoken]:
    """Something on each of the days before, the tone of the last of them last."""
    return [spoken(len(tones) - n, tone) for n, tone in enumerate(tones)]


@pytest.mark.parametrize(("before", "now"), [(GOOD, BAD), (BAD, GOOD)])
def test_a_regular_who_says_the_reverse_turned(before: Tone, now: Tone) -> None:
    posts = [*known(before, None, None), spoken(0, now)]
    turn = regular_turn(posts, NOON)
    assert turn is not None
    assert (turn.before, turn.after, turn.tone) == (posts[0].mention, posts[-1].mention, now)


def test_who_was_heard_on_fewer_days_before_is_no_regular() -> None:
    assert REGULAR == 3
    assert regular_turn([*known(GOOD, None), spoken(0, BAD)], NOON) is None
    twice_a_day = [spoken(1, GOOD), spoken(1.01), spoken(2), spoken(0.1), spoken(0, BAD)]
    assert regular_turn(twice_a_day, NOON) is None


def test_who_says_the_same_or_nothing_sure_did_not_turn() -> None:
    assert regular_turn([*known(BAD, None, None), spoken(0, BAD)], NOON) is None
    assert regular_turn([*known(GOOD, None, None), spoken(0)], NOON) is None
    assert regular_turn([*known(None, None, None), spoken(0, BAD)], NOON) is None
    assert regular_turn([], NOON) is None


def test_a_turn_is_news_for_some_hours() -> None:
    posts = [*known(GOOD, None, None), spoken(0, BAD)]
    assert regular_turn(posts, NOON + WITHIN - MINUTE) is not None
    assert regular_turn(posts, NOON + WITHIN) is None


def test_what_is_not_written_yet_or_long_ago_counts_for_nothing() -> None:
    posts = [*known(GOOD, None, None), spoken(0, BAD)]
    assert regular_turn(posts, NOON - MINUTE) is None
    long_ago = [spoken(REMEMBERED / DAY, GOOD), spoken(2), spoken(1), spoken(3), spoken(0, BAD)]
    assert regular_turn(long_ago, NOON) is None


def test_the_order_in_which_it_came_does_not_matter() -> None:
    posts = [*known(GOOD, None, None), spoken(0, BAD)]
    assert regular_turn(posts[::-1], NOON) == regular_turn(posts, NOON)
