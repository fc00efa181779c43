"""Which mentions of a story are quoted."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.choice import quotations
from bot.analysis.quotes import quote
from bot.locale import Language
from bot.models import MentionKind
from tests.analysis.mentions import spots
from tests.analysis.readings import english, french, read

BURNED = "My Acme kettle caught fire on Tuesday and burned 40 cm of the curtain in our kitchen."
LEAKED = "My Acme kettle leaks at the seam since Monday, and the table is wet every morning."
BRULE = "Ma bouilloire Acme a pris feu mardi, elle a brûlé 40 cm du rideau de la cuisine."
TEXTS = [
    BURNED,
    LEAKED,
    BRULE,
    "Acme again.",
    "What a day.",
    "That's what I said about the Acme, and nobody would listen to me at the time.",
    "I love my Acme kettle, it has boiled 900 litres and never failed me once in four years.",
    "Lea from Acme here. We are sorry and send a new one to each of you by tomorrow noon.",
]


def test_first_what_is_gravest_told_at_first_hand() -> None:
    said = [english(text) for text in (TEXTS[6], LEAKED, BURNED, TEXTS[3])]
    assert quotations(said, read(said), "en")[0] is said[2]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_second_one_in_the_other_language_where_both_speak(language: Language) -> None:
    said = [english(BURNED), english(LEAKED, minutes=1), french(BRULE, minutes=2)]
    chosen = quotations(said, read(said), language)
    assert {each.lang for each in chosen} == {"en", "fr"}
    assert chosen[0].lang == language, "the readers' own comes first where both tell the same"


def test_a_second_one_that_disagrees() -> None:
    said = [
        english("My Acme kettle is terrible, it leaks on the table every morning since Monday."),
        english("Mine is terrible too, the Acme kettle drips all over my kitchen floor and table."),
        english(TEXTS[6]),
    ]
    assert said[2] in quotations(said, read(said), "en")


def test_one_person_is_quoted_once() -> None:
    said = [english(BURNED, author="lea"), french(BRULE, author="lea")]
    assert len(quotations(said, read(said), "en")) == 1


def test_staff_are_quoted_where_nobody_else_speaks() -> None:
    ours = english(TEXTS[7], thread="t1", answers=("t1",))
    assert quotations([ours], read([ours]), "en", spots("Acme")) == [ours]
    other = english("Acme kettles come in green.")
    assert quotations([ours, other], read([ours, other]), "en", spots("Acme")) == [other]


def test_what_tells_nothing_of_us_is_not_quoted() -> None:
    said = [english("What a day it was, the sun, the wind, and nobody in the street but cats and pigeons.")]
    assert quotations(said, read(said), "en", spots("Acme")) == []


def test_what_is_told_at_first_hand_is_quoted_where_its_story_is_of_us() -> None:
    text = "I have had mine for four years now, and it has boiled 900 litres for all of my guests."
    alone, answer = english(text), english(text, topic="Acme kettles, what do you think?")
    assert quotations([alone], read([alone]), "en", spots("Acme")) == []
    assert quotations([answer], read([answer]), "en", spots("Acme")) == [answer]


@pytest.mark.parametrize(
    "text",
    [
        "Great job breaking my Acme kettle at seven in the morning, thanks for nothing, dear friends.",
        "> My Acme kettle caught fire and burned the kitchen.\n",
        "“My Acme kettle caught fire on Tuesday and burned 40 cm of the curtain”",
    ],
)
def test_what_its_author_does_not_say_is_not_quoted(text: str) -> None:
    said = [english(text)]
    assert quotations(said, read(said), "en") == []


def test_a_person_is_quoted_before_an_article() -> None:
    paper = english("Acme kettles catch fire, 40 people say.", kind=MentionKind.ARTICLE, author="")
    said = [paper, english("My Acme kettle caught fire, 40 cm of curtain are gone.")]
    assert quotations(said, read(said), "en")[0] is said[1]


def test_a_set_aside_text_is_not_quoted() -> None:
    said = [english("Selling my Acme kettle, barely used, collection only, caught nothing.")]
    assert quotations(said, read(said), "en") == []


@settings(max_examples=40)
@given(st.lists(st.sampled_from(range(len(TEXTS))), min_size=1, unique=True), st.randoms())
def test_what_is_quoted_is_written_and_the_order_does_not_matter(
    numbers: list[int], chance: random.Random
) -> None:
    said = [(french if n == 2 else english)(TEXTS[n], minutes=n) for n in numbers]
    found = read(said)
    chosen = quotations(said, found, "en")
    assert len(chosen) <= 2
    assert all(quote(each, lambda _: ()) in each.text for each in chosen)
    chance.shuffle(said)
    assert quotations(said, found, "en") == chosen
