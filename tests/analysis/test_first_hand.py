"""Who tells what happened to themselves."""

import pytest

from bot.analysis.first_hand import is_first_hand
from tests.analysis.mentions import mention


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "My kettle leaks.", True),
        ("en", "I bought two of them in May.", True),
        ("en", "Mine stopped on Monday.", True),
        ("en", "A colleague of mine says that they leak.", False),
        ("en", "My colleague's kettle leaks.", False),
        ("en", "In my opinion they are too dear.", False),
        ("en", "They leak, people say.", False),
        ("en", "“My kettle leaks”, says the mayor.", False),
        ("fr", "La mienne fuit depuis lundi.", True),
        ("fr", "J’ai acheté deux bouilloires.", True),
        ("fr", "Elle m’a lâché ce matin.", True),
        ("fr", "À mon avis c’est trop cher.", False),
        ("fr", "Ma collègue en a une qui fuit.", False),
        ("fr", "Les bouilloires fuient.", False),
        ("de", "Meine leckt.", False),
    ],
)
def test_words_of_ones_own_tell_at_first_hand(lang: str, text: str, expected: bool) -> None:
    assert is_first_hand(mention(text, lang=lang)) is expected


def test_what_nobody_signed_or_somebody_else_wrote_tells_nothing_at_first_hand() -> None:
    assert not is_first_hand(mention("My kettle leaks.", lang="en", author=""))
    assert not is_first_hand(mention("> My kettle leaks.\nPoor you.", lang="en"))
