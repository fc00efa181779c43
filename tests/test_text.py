"""Folding, words and addresses."""

import unicodedata

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text import addresses, blank_addresses, fold, hide_addresses, offsets, tidy, words

FOLDS = [
    ("L’Oréal", "l'oreal"),
    ("L`OREAL", "l'oreal"),
    ("Straße", "strasse"),
    ("Œuvre ÆON", "oeuvre aeon"),
    ("Ａｃｍｅ", "acme"),
    ("ﬁn", "fin"),
    ("Coca‑Cola – Zero", "coca cola zero"),
    ("cafe\u0301", "cafe"),
    ("ｶﾞ", "ガ"),
    ("か\u3099", "が"),
    ("\u1112\u1161\u11ab", "한"),
    ("İstanbul", "istanbul"),
    ("ที่", "ที่"),
    ("ÉTÉ\n\n ICI", "ete ici"),
    ("👍🏽❤️", "👍❤"),
    ("zero\u200bwidth", "zerowidth"),
    ("Acme™ Pro®X", "acme pro x"),
]


@pytest.mark.parametrize(("written", "folded"), FOLDS)
def test_folding_undoes_what_people_do_not_mean(written: str, folded: str) -> None:
    assert fold(written) == folded


@settings(deadline=None)
@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text())
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    text = text.translate(dict.fromkeys(range(0x1FBD, 0x1FFF)))  # spacing Greek accents are apostrophes here
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@settings(deadline=None)
@given(st.text())
def test_offsets_tell_where_each_folded_character_came_from(text: str) -> None:
    folded, spans = offsets(text)
    assert folded == fold(text)
    assert len(spans) == len(folded)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=0x24F)))
def test_offsets_are_the_same_where_an_accent_stands_apart(text: str) -> None:
    folded, spans = offsets(text)
    longer, more = offsets(f"{text}x\u0301")
    assert (longer, more[:-1]) == (f"{folded}x", spans)


def test_tidying_keeps_case_and_accents() -> None:
    assert tidy("L’Oréal – ÉTÉ") == "L'Oréal - ÉTÉ"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a-b?c=d#e",
        "HTTP://EXAMPLE.ORG",
        "www.example.org",
        "t.co/abc",
        "jean.dupont+x@example.org",
    ],
)
def test_addresses_are_hidden(address: str) -> None:
    assert hide_addresses(f"voir ({address} ici") == "voir (\ufffc ici"
    assert len(blank_addresses(f"voir {address} ici")) == len(f"voir {address} ici")


@pytest.mark.parametrize(
    "text", ["a/b 24/7 et/ou", "@acme@mastodon.social", "ASP.NET/C#", "orange.fr", "@ @"]
)
def test_what_is_no_address_stays(text: str) -> None:
    assert hide_addresses(text) == text


def test_an_address_ends_where_running_text_goes_on() -> None:
    assert hide_addresses("見てhttps://t.co/abc大好き") == "見て\ufffc大好き"


def test_web_addresses_in_a_text_are_listed_as_written() -> None:
    assert addresses("voir https://a.example/x, www.b.example ou moi@c.example.") == [
        "https://a.example/x",
        "www.b.example",
    ]


def test_a_long_run_of_characters_takes_no_long_time_to_search_for_addresses() -> None:
    assert "a.a" in hide_addresses("a." * 50_000 + " /")


def test_words_are_those_of_unicode() -> None:
    assert words("'orange', l'été 'n' roll") == ["orange", "l'été", "n", "roll"]
    assert words("L'Acme can't: 3.5 € (ソニーの)") == ["L'Acme", "can't", "3.5", "ソニー", "の"]


BREAK = regex.compile(r"\b", regex.WORD | regex.V1)
ODD = st.sampled_from(" \u00a0\u202f\n.,:_-/@aé1日カな\u0301\u200d\u200b\xad😂👍🏽🇫🇷")


@given(st.text(ODD | st.characters(), max_size=60).filter(lambda text: "'" not in text))
def test_words_are_parted_where_the_whole_text_breaks_whatever_is_remembered(text: str) -> None:
    whole = [piece for piece in BREAK.split(text) if piece and (piece[0].isalnum() or piece[0] == "_")]
    assert words(text) == whole
