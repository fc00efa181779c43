"""A question shows in which language it was asked."""

import pytest

from bot.commands.asked_language import asked_in
from bot.locale import Language
from tests.commands.test_inquiries import ENGLISH, FRENCH, WATCHED, table


@pytest.mark.parametrize(("written", "language"), [(ENGLISH, "en"), (FRENCH, "fr")])
def test_what_people_want_to_know_is_asked_in_one_language(written: str, language: Language) -> None:
    shown = {text: asked_in(text, WATCHED) for text, _ in table(written)}
    assert {text for text, found in shown.items() if found not in (language, None)} == set()
    assert list(shown.values()).count(language) > 0.9 * len(shown)


@pytest.mark.parametrize("text", ["Zorblax", "zorblax ?", "Zorblax vs Brimeo", "", "🙏", "Orange Money!"])
def test_a_name_alone_shows_none(text: str) -> None:
    assert asked_in(text, WATCHED) is None


def test_a_name_of_french_words_makes_no_question_french() -> None:
    assert asked_in("what about Les Deux Mains?", ["Les Deux Mains"]) == "en"
