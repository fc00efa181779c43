"""An answer about many names: as many are told as there is room for, and none is left out without a word."""

import pytest

from bot.messages.questions import MOST_TOLD, Part, together
from tests.analysis.mentions import mention
from tests.messages.test_voices import told

SAID = (told(mention("It hums.")),)


def parts(speaking: str, silent: str = "") -> list[tuple[str, Part]]:
    """A name is a letter; the silent ones come first."""
    return [(name, Part(f"Nothing of {name}.")) for name in silent] + [
        (name, Part(f"The newest of {name}:", SAID)) for name in speaking
    ]


@pytest.mark.parametrize(("speaking", "silent"), [("a", ""), ("abc", ""), ("a", "bc"), ("", "ab")])
def test_up_to_three_names_are_told_one_after_the_other(speaking: str, silent: str) -> None:
    found = parts(speaking, silent)
    assert together(found, "") == ([part for _, part in found], [])


def test_of_more_those_that_something_was_said_of_come_first() -> None:
    shown, remarks = together(parts("cde", "ab"), "yesterday")
    assert [part.opening for part in shown] == [f"The newest of {name}:" for name in "cde"]
    assert remarks == ["Nothing is known of a and b yesterday."]


def test_of_more_than_are_told_every_other_name_is_named() -> None:
    shown, remarks = together(parts("abcdef", "x"), "")
    assert len(shown) == MOST_TOLD
    assert remarks == [
        "There is more, of d, e and f: ask me about each of them by name.",
        "Nothing is known of x yet. /watch status says how the sources are.",
    ]


def test_nothing_of_many_names_is_one_sentence() -> None:
    [part], remarks = together(parts("", "abcd"), "today")
    assert part == Part("Nothing is known of a, b, c and d today.")
    assert remarks == []
