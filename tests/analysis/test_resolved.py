"""Whether an author says that what was wrong is so no more."""

import pytest

from bot.analysis.resolved import is_resolved
from tests.analysis.mentions import mention


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Works now, thanks!", "en", True),
        ("C’est réglé, merci.", "fr", True),
        ("It leaks.", "en", False),
        ("Works now, thanks!", "", False),
        ("Is it OK, works now for everybody?", "en", False),
        ("Is it out? It works now, thanks.", "en", True),
        ("Works now, but only on the old phone.", "en", False),
        ("Est-ce que c’est réglé chez vous ?", "fr", False),
        ("Ça remarche, sauf le minuteur.", "fr", False),
        ("> Works now, thanks!\nMine does not.", "en", False),
    ],
)
def test_words_of_an_authors_own_say_so(text: str, lang: str, expected: bool) -> None:
    assert is_resolved(mention(text, lang=lang)) is expected
