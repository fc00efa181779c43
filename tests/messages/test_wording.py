"""Small turns of phrase."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.message import LONGEST_TEXT, Message
from bot.messages.wording import age, clipped, hour, lasting, listed, moment, people_named, signed
from tests.analysis.mentions import NOON, mention


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 people"), (1, "1 person"), (2, "2 people"), (1200, "1,200 people")]
)
def test_people_are_counted(number: int, said: str) -> None:
    assert people_named(number) == said


@pytest.mark.parametrize(
    ("names", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_names_are_listed(names: list[str], said: str) -> None:
    assert listed(names) == said


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=47, minutes=59), "47 h ago"),
        (timedelta(hours=48), "2 days ago"),
        (timedelta(days=13, hours=23), "13 days ago"),
        (timedelta(days=14), "9 Nov 2026"),
    ],
)
def test_ages_are_told_as_people_tell_them(past: timedelta, said: str) -> None:
    assert age(mention(created_at=NOON - past), NOON) == said


def test_what_has_no_date_is_undated() -> None:
    assert age(mention(dated=False), NOON) == "undated"


def test_hours_are_those_of_the_zone() -> None:
    assert hour(NOON, "Asia/Tokyo") == "21:00"
    assert moment(NOON, "America/New_York") == "Mon 23 Nov, 07:00"


@given(st.text(max_size=80), st.integers(1, 60))
def test_a_clipped_text_is_never_too_long_and_says_that_it_was_cut(text: str, longest: int) -> None:
    cut = clipped(text, longest)
    assert len(cut) <= longest
    assert cut == text or cut.endswith("…")


@given(st.text(alphabet="&<a;", max_size=9_000))
def test_a_text_is_cut_between_entities(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    said = Message(escaped).payload()["text"]
    assert len(said) <= LONGEST_TEXT
    assert said == escaped or (said.endswith("…") and escaped.startswith(said[:-1]))
    tail = said.removesuffix("…").rpartition("&")[2]
    assert said == escaped or "&" not in said or ";" in tail


@pytest.mark.parametrize(
    ("people", "unsigned", "said"),
    [
        (2, 0, "3 mentions by 2 people"),
        (1, 2, "3 mentions by 1 person and 2 unsigned"),
        (0, 3, "3 mentions, unsigned"),
    ],
)
def test_mentions_nobody_signed_are_counted_apart(people: int, unsigned: int, said: str) -> None:
    assert signed("3 mentions", people, unsigned) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=-1), "0 s"),
        (timedelta(seconds=3.6), "4 s"),
        (timedelta(seconds=119), "119 s"),
        (timedelta(minutes=95), "95 min"),
        (timedelta(hours=7, minutes=50), "7 h"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_a_span_is_told_in_a_unit_people_grasp(span: timedelta, said: str) -> None:
    assert lasting(span) == said
