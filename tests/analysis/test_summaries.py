"""What many said, in a few of their own sentences."""

from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.summaries import summary

POSTS = [
    "The battery lasts all day, I love it.",
    "Bought it on Tuesday. The battery lasts all day for me.",
    "Battery lasts all day! The strap broke after a week.",
    "My strap broke after a week as well.",
    "Nice colour.",
    "A long story of how my cousin in Lyon found one in a shop that sells everything and more.",
]


def test_what_most_speak_of_is_said_first_and_what_is_said_is_not_said_again() -> None:
    first, second = summary(POSTS)
    assert "battery lasts all day" in first.lower()
    assert "strap broke after a week" in second


def test_a_summary_has_no_more_sentences_than_were_written() -> None:
    assert summary([]) == []
    assert summary(["Yes.", "No."]) == []
    assert summary(["It went dark again."], 5) == ["It went dark again."]


@given(st.lists(st.text(alphabet="ab cde.A", max_size=60), max_size=8), st.integers(1, 4))
def test_a_summary_is_sentences_that_were_written_each_once(texts: list[str], number: int) -> None:
    told = summary(texts, number)
    shown = [" ".join(text.split()) for text in texts]
    assert len(told) == len(set(told)) <= number
    assert all(any(sentence in text for text in shown) for sentence in told)
