"""The words that an index is asked for: never fewer texts than a query holds for."""

import pytest

from bot.models import Mention, MentionKind
from bot.query import Either, Every, Word, narrowing, parse, words_of
from bot.query.narrowing import LONGEST, MOST, WHOLE, Narrowing
from tests.storage.samples import NOON


def post(text: str, title: str = "") -> Mention:
    return Mention(
        id="m", source="forum", kind=MentionKind.POST, url="", title=title, text=text, created_at=NOON
    )


def holds(wanted: Narrowing, words: list[str]) -> bool:
    match wanted:
        case Word(text, begins):
            return any(word.startswith(text) for word in words) if begins else text in words
        case Every(parts):
            return all(holds(part, words) for part in parts)
        case Either(parts):
            return any(holds(part, words) for part in parts)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Acme", "L'Acme's new lamp"),
        ("Acme", "J'adore l’ACME, vraiment"),
        ("café", "Le CAFE d'en bas"),
        ('"Coca Cola"', "coca-cola"),
        ('"Coca Cola"', "#CocaCola"),
        ("lamp*", "LAMPSHADES everywhere"),
        ("@acme", "merci @acme.bsky.social !"),
        ("#acme", "so #Acme"),
        ("C++", "written in C++."),
        ("東京", "私は東京に住んでいます"),
        ("กรุงเทพ", "ฉันอยู่ในกรุงเทพมหานคร"),
        ("삼성", "오늘 삼성, 그리고"),
        ("🚲", "my 🚲 is broken"),
        ("=Orange", "chez Orange depuis hier"),
        ("Acme NEAR/5 (fire OR smoke)", "smoke came out of my Acme"),
        ("title:Acme", "anything"),
        ("Acme -lamp lang:fr", "Acme"),
        ("straße", "STRASSE"),
        ("œuf", "oeuf"),
        ("Ａｃｍｅ", "acme"),
        ("iPhone", "新iPhone発売"),
    ],
)
def test_what_a_query_holds_for_has_its_words(query: str, text: str) -> None:
    mention = post(text, "Acme" if query.startswith("title:") else "")
    asked = parse(query)
    wanted = narrowing(asked)
    assert wanted is not None
    assert "lang:" in query or asked.matches(mention)
    assert holds(wanted, words_of(mention))


def test_other_texts_are_passed_over() -> None:
    wanted = narrowing(parse("Acme (fire OR smoke)"))
    assert wanted is not None
    assert not holds(wanted, words_of(post("Acme is fine")))
    assert not holds(wanted, words_of(post("smoke and fire")))
    assert holds(wanted, words_of(post("smoke at acme")))


@pytest.mark.parametrize("query", ["author:lea", "/ac.e/", "Acme OR author:lea", "(Acme OR /x/) lang:fr"])
def test_a_query_that_may_hold_without_any_word_is_not_narrowed(query: str) -> None:
    assert narrowing(parse(query)) is None


def test_long_words_and_long_texts_are_found_by_what_is_indexed_of_them() -> None:
    long = "a" * (2 * LONGEST)
    wanted = narrowing(parse(long))
    assert wanted is not None
    assert holds(wanted, words_of(post(f"see {long}")))
    many = words_of(post(" ".join(f"w{number}" for number in range(MOST + 5)) + " acme"))
    assert len(many) == MOST + 1
    assert many[-1] == WHOLE
    acme = narrowing(parse("acme"))
    assert acme is not None
    assert holds(acme, many), "of what is not indexed whole, nothing is passed over"


def test_words_hold_no_sign_of_the_databases_languages() -> None:
    words = words_of(post("it's \"quoted\" § '&|!' (a:b) * tab\tend ‧ é"))
    assert all(word.isalnum() for word in words)
