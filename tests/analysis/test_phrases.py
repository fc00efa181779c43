"""What is said with a name more than usual, and the words coined for it."""

import pytest

from bot.analysis.phrases import coined, phrases
from bot.models import Mention
from tests.analysis.mentions import mention


def said(text: str, author: str = "", lang: str = "en") -> Mention:
    return mention(text, lang=lang, **({"author": author} if author else {}))


BEFORE = [said(f"My Acme kettle boils water in the kitchen, number {n}.") for n in range(20)]


def test_what_more_people_say_than_usual_goes_round() -> None:
    now = [said(f"The Acme lid locks for good, story {n}") for n in range(6)]
    found = phrases([*now, *BEFORE[:4]], BEFORE, ["Acme"])
    assert "lid locks" in found[0].words
    assert found[0].people == 6
    assert len(found[0].examples) == 3


def test_what_people_always_say_does_not() -> None:
    assert phrases(BEFORE[:6], BEFORE, ["Acme"]) == []


def test_one_person_who_repeats_it_is_one() -> None:
    now = [said(f"The lid locks again, day {n}", author="ann") for n in range(6)]
    assert phrases(now, BEFORE, ["Acme"]) == []


def test_the_name_is_in_no_phrase() -> None:
    now = [said(f"Acme lid trouble {n}") for n in range(6)]
    assert all("Acme" not in phrase.words for phrase in phrases(now, BEFORE, ["Acme"]))


def test_no_phrase_crosses_a_sentence_or_ends_in_an_empty_word() -> None:
    now = [said(f"It leaks. Steam is the worst of it, friend {n}") for n in range(6)]
    words = [phrase.words for phrase in phrases(now, BEFORE, ["Acme"])]
    assert words
    assert not any("leaks" in each and "Steam" in each for each in words)
    assert not any(each.endswith((" of", " the", " is")) for each in words)


def test_french_has_its_own_empty_words() -> None:
    now = [said(f"Le couvercle se bloque, histoire {n}", lang="fr") for n in range(6)]
    words = [phrase.words for phrase in phrases(now, [], ["Acme"])]
    assert "couvercle se bloque" in words


@pytest.mark.parametrize("word", ["#AcmeeFail", "#AcmeFail", "Acmegate"])
def test_a_tag_or_nickname_that_two_people_use_is_proposed(word: str) -> None:
    uses = [said(f"{word} again, {n}") for n in range(4)]
    [term] = coined(uses, ["Acme"])
    assert (term.words, term.people) == (word, 4)
    assert term.examples == tuple(uses[:3])


def test_a_misspelling_of_a_long_name_is_proposed() -> None:
    [term] = coined([said(f"my Zorblacks or Zorbalx or Zorblaxx {n}") for n in range(2)], ["Zorblax"])
    assert term.words == "Zorblaxx"


def test_neither_the_name_nor_what_is_watched_already_is_proposed() -> None:
    uses = [said(f"Acme #Acme #AcmeFail {n}") for n in range(3)]
    assert coined(uses, ["Acme"], known=["#acmefail"]) == []


def test_what_one_person_coins_is_not_proposed() -> None:
    assert coined([said("#AcmeFail", author="ann"), said("#AcmeFail", author="ann")], ["Acme"]) == []


def test_a_word_that_only_begins_alike_is_not() -> None:
    assert coined([said("acmes and acne") for _ in range(3)], ["Acme"]) == []


def test_a_word_that_was_quoted_first_is_coined_by_those_who_write_it() -> None:
    uses = [said("> Acmegate\nThat is what they call it."), said("Acmegate again"), said("This Acmegate")]
    [term] = coined(uses, ["Acme"])
    assert (term.words, term.examples) == ("Acmegate", tuple(uses[1:]))
