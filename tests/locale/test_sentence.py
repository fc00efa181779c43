"""Sentences kept apart from what is filled into them, until somebody reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BudgetSpent, TemporaryFailure
from bot.locale import Sentence, restored, speaking

VALUES = st.dictionaries(st.from_regex(r"v[a-z]{1,5}", fullmatch=True), st.integers() | st.text(), min_size=1)


def test_a_failure_is_said_in_the_language_of_whoever_reads_it() -> None:
    failure = TemporaryFailure("{host} is in trouble ({status}).", host="a.example", status=503)
    kept = failure.sentence.stored()
    assert str(failure) == failure.reason == "a.example is in trouble (503)."
    with speaking("fr"):
        assert failure.reason == str(restored(kept)) == "a.example est en difficulté (503)."


def test_phrases_and_instants_are_said_in_that_language_too() -> None:
    spent = BudgetSpent(
        "Its budget of {n} requests {period} is spent; it goes on at {when} UTC.",
        n=1_000,
        period="a day",
        when="00:00",
    )
    left = Sentence(
        "it has more than is read at once; what is older than {instant} UTC was left.",
        {"instant": "2026-06-02T04:40:00+02:00"},
    )
    assert "1,000 requests a day" in str(spent)
    assert "older than 2 Jun, 02:40 UTC" in str(left)
    with speaking("fr"):
        assert "1\u202f000 demandes par jour" in str(spent)
        assert "antérieur au 2 juin, 02:40 UTC" in str(left)


@pytest.mark.parametrize(
    "words", ["", "it answers 503.", "{host} in braces", '["a list", 1]', '["one"]', "null"]
)
def test_what_an_earlier_version_wrote_stands_for_itself(words: str) -> None:
    assert str(restored(words)) == words


@given(st.text(), VALUES)
def test_a_sentence_that_is_kept_comes_back(text: str, values: dict[str, int | str]) -> None:
    sentence = Sentence(text, values)
    assert restored(sentence.stored()) == sentence
