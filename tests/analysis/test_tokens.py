"""A text cut into words and marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.tokens import Sort, tokens


def forms(text: str) -> list[str]:
    return [token.form for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I don’t know", ["i", "dont", "know"]),
        ("L’écran n'est pas là", ["l'", "ecran", "n'", "est", "pas", "la"]),
        ("qu’aujourd’hui", ["qu'", "aujourdhui"]),
        ("Really?! No… :( <3", ["really", "?", "no", "…", ":(", "<3"]),
        ("😡👍🏽", ["😡", "👍"]),
        ("#ZorblaxFail #fail2 #VIVE", ["zorblax", "fail", "fail", "2", "vive"]),
        ("ask @Lea_b, or see https://x.example/bad", ["ask", "@", ",", "or", "see", "￼"]),
    ],
)
def test_words_are_folded_and_marks_stand_alone(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


def test_a_drawn_out_word_is_held_with_its_letter_once_and_twice() -> None:
    [token] = tokens("soooo")
    assert (token.form, token.short, token.drawn) == ("soo", "so", True)


def test_capitals_are_noticed() -> None:
    assert [token.shouted for token in tokens("NEVER again, OK")] == [True, False, False, False]


@given(st.text(max_size=200))
def test_tokens_stand_in_order_and_none_over_another(text: str) -> None:
    offsets = [offset for token in tokens(text) for offset in (token.start, token.end)]
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(text) for offset in offsets)
    assert all(token.end > token.start for token in tokens(text))
    assert {token.sort for token in tokens(text)} <= set(Sort)


def test_underscores_of_emphasis_belong_to_no_word() -> None:
    assert [token.form for token in tokens("_stock limité_ and snake_case")] == [
        "stock", "limite", "and", "snake_case",
    ]  # fmt: skip


@pytest.mark.parametrize("mark", ["\ufe0e", "\ufe0f", "\u0301", "\u0308\u0301"])
def test_a_mark_that_stands_alone_is_no_token(mark: str) -> None:
    assert [token.form for token in tokens(f"lids ↩{mark} {mark} here")] == ["lids", "↩", "here"]
