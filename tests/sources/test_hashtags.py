"""Hashtags beside the words of a post."""

import pytest

from bot.sources.hashtags import with_hashtags


@pytest.mark.parametrize(
    ("text", "names", "said"),
    [
        ("Essai", ["velo", "#Zorblax", "velo"], "Essai\n\n#velo #Zorblax"),
        ("Essai #Vélo, #zorblax.", ["velo", "Zorblax"], "Essai #Vélo, #zorblax."),
        ("Essai #velos", ["velo"], "Essai #velos\n\n#velo"),
        ("Essai", ["", " ", "#"], "Essai"),
        ("", ["velo"], ""),
        ("Essai", [], "Essai"),
    ],
)
def test_those_that_do_not_stand_in_the_words_are_said_below_them(
    text: str, names: list[str], said: str
) -> None:
    assert with_hashtags(text, names) == said


def test_of_too_many_the_first_are_said() -> None:
    assert with_hashtags("Essai", map(str, range(1_000))).count("#") == 20
