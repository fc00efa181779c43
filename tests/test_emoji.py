"""Slack's short names become the emoji that people typed or chose."""

import pytest

from bot.emoji import is_gesture, with_emoji


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        (":tangerine:", "🍊"),
        ("Zorblax:tangerine::fire:", "Zorblax🍊🔥"),
        (":wave::skin-tone-3:", "👋🏼"),
        (":man-tipping-hand::skin-tone-2:", "💁🏻‍♂️"),
        (":fire::skin-tone-3:", "🔥"),
        (":flag-fr: :fr:", "🇫🇷 🇫🇷"),
        (":+1: :e-mail: :heart:", "👍 📧 ❤️"),
        ("title::fire:", "title:🔥"),
        (":party_parrot: :our_logo:", ":party_parrot: :our_logo:"),
        (":party_parrot::tangerine:", ":party_parrot:🍊"),
        ("at 10:30:45, 3:100:7", "at 10:30:45, 3:100:7"),
        ("Acme: a : b :", "Acme: a : b :"),
        ("https://acme.example:8080/a:b", "https://acme.example:8080/a:b"),
    ],
)
def test_a_short_name_is_its_emoji_and_nothing_else_is_touched(sent: str, typed: str) -> None:
    assert with_emoji(sent) == typed


@pytest.mark.parametrize(
    ("drawn", "answers"),
    [
        ("👍", True),
        ("👍🏽", True),
        ("😡", True),
        ("❤️", True),
        ("🎉", True),
        ("🍊", False),
        ("🚲", False),
        ("🇫🇷", False),
    ],
)
def test_faces_and_gestures_answer_and_things_may_be_a_name(drawn: str, answers: bool) -> None:
    assert is_gesture(drawn) is answers
