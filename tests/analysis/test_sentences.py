"""Where sentences end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.sentences import END, sentences


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
        ("ça marche pas. je la rends demain", ["ça marche pas.", "je la rends demain"]),
        ("Hein ? fit-il. Rien.", ["Hein ? fit-il.", "Rien."]),
        ("J’attends… encore une semaine. Merci.", ["J’attends… encore une semaine.", "Merci."]),
        ("« Ah non ! » Elle est partie.", ["« Ah non ! »", "Elle est partie."]),
        ("Encore en panne ! 😡 Je rends la lampe.", ["Encore en panne ! 😡", "Je rends la lampe."]),
        ("Encore en panne 😡 Je rends la lampe.", ["Encore en panne 😡", "Je rends la lampe."]),
        (
            "Voir https://acme.example/a.b?c=d. Rien de neuf.",
            ["Voir https://acme.example/a.b?c=d.", "Rien de neuf."],
        ),
        (
            "All is measured: https://acme.example/a Does anybody know more?",
            ["All is measured: https://acme.example/a", "Does anybody know more?"],
        ),
        ("the page https://acme.example/a Acme made", ["the page https://acme.example/a Acme made"]),
        ("Rappel du no. 12, env. 40 lampes.", ["Rappel du no. 12, env. 40 lampes."]),
        ("Tél. 04 76, art. 12, p. ex. Lyon. Fin.", ["Tél. 04 76, art. 12, p. ex. Lyon.", "Fin."]),
        ("Acme Inc. Paris opened. Nice.", ["Acme Inc. Paris opened.", "Nice."]),
        ("1. Charger la lampe.\n2. Attendre.", ["1. Charger la lampe.", "2. Attendre."]),
        ("Wait. 4.2 is out. Who has it?", ["Wait.", "4.2 is out.", "Who has it?"]),
        ("¿Qué pasa? Nada.", ["¿Qué pasa?", "Nada."]),
    ],
)
def test_sentences_end_where_readers_end_them(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@given(st.text(max_size=300))
def test_sentences_hold_all_of_the_words_in_order(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


PIECES = ["Ab", "c", "9", " ", "\n", "\u202f", "!", "?", "…", "。", "！", "”", ")", "😂", "https://x", "-"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_looking_only_where_a_sentence_may_end_finds_what_a_search_of_all_finds(text: str) -> None:
    cuts = [0, *(end.end() for end in END.finditer(text)), len(text)]
    cut = [(start, end) for start, end in pairwise(cuts) if text[start:end].strip()]
    assert sentences(text) == cut
