"""The sentence that is quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.quotes import LONGEST, quote, sentences
from bot.models import MentionKind
from tests.analysis.mentions import mention, spots

ACME = spots("Acme")


def split(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four…", ["One.", "Two!", "Three?", "Four…"]),
        ("M. Dupont parle. Mme Roux aussi.", ["M. Dupont parle.", "Mme Roux aussi."]),
        ("Dr. Who came, e.g. The one. Then left.", ["Dr. Who came, e.g. The one.", "Then left."]),
        ("It costs 3.50 now. Fine.", ["It costs 3.50 now.", "Fine."]),
        ("He said “No.” Then left.", ["He said “No.”", "Then left."]),
        ("First line\nSecond line", ["First line", "Second line"]),
        ("昨日読んだ。面白かった。", ["昨日読んだ。", "面白かった。"]),
        ("see acme.com for more", ["see acme.com for more"]),
    ],
)
def test_sentences_end_where_readers_end_them(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@given(st.text(max_size=300))
def test_sentences_hold_all_of_the_words_in_order(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


def test_the_sentence_with_the_name_is_quoted() -> None:
    text = "I ride every day. My Acme lamp went out in the middle of the forest. It was dark."
    assert quote(mention(text), ACME) == "My Acme lamp went out in the middle of the forest."


def test_a_sentence_that_tells_something_is_quoted_before_a_bare_one() -> None:
    text = "Acme? Yes. Acme sends the wrong lamp twice and then nobody answers the phone."
    assert quote(mention(text), ACME).startswith("Acme sends the wrong lamp")


def test_the_title_is_quoted_where_only_it_has_the_name() -> None:
    assert quote(mention("A shop opens.", title="Acme comes to Lyon"), ACME) == "Acme comes to Lyon"


def test_the_title_of_what_is_commented_is_not_quoted_as_the_commenters_words() -> None:
    said = mention("Too dear for a lamp.", topic="Acme comes to Lyon", kind=MentionKind.COMMENT)
    assert quote(said, ACME) == "Too dear for a lamp."


def test_what_a_post_quotes_is_not_quoted_as_its_authors_words() -> None:
    said = mention("> Acme lamps fail in the rain, all of them. Acme!\nI never had that. Mine is dry.")
    assert quote(said, ACME) == "I never had that. Mine is dry."
    assert quote(mention("> Acme lamps fail.\nNo Acme of mine. Ever."), ACME) == "No Acme of mine."
    assert quote(mention("> Acme lamps fail.", title="Acme in the news"), ACME) == "Acme in the news"
    assert quote(mention("> Acme lamps fail."), ACME) == ""
    answered = mention("Lea Orsini:\n> Acme lamps fail.\nShe may be right about the rain.")
    assert quote(answered, ACME) == "She may be right about the rain.", "what stands apart is not joined"


def test_the_text_is_quoted_where_the_name_stands_nowhere() -> None:
    assert quote(mention("Only words.", title="A heading"), ACME) == "Only words."


def test_white_space_is_folded() -> None:
    assert quote(mention("My   Acme\tlamp  shines."), ACME) == "My Acme lamp shines."


@given(st.text(alphabet="abcdé .,", max_size=900), st.text(alphabet="xyz .,", max_size=900), st.booleans())
def test_a_quotation_is_the_authors_own_words_and_not_too_long(before: str, after: str, spaced: bool) -> None:
    text = f"{before} Acme {after}" if spaced else f"{before}Acme{after}"
    quoted = quote(mention(text), ACME)
    assert len(quoted) <= LONGEST
    assert quoted.strip("…") in " ".join(text.split())


@pytest.mark.parametrize("place", [0, 300, 900])
def test_a_long_sentence_is_cut_around_the_name(place: int) -> None:
    words = ["word"] * 200
    words.insert(place // 5, "Acme")
    quoted = quote(mention(" ".join(words)), ACME)
    assert "Acme" in quoted
    assert len(quoted) <= LONGEST
    assert "…" in quoted
