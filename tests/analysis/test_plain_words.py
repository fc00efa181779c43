"""The plainest short words of a story."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.plain_words import LONGEST, Plain, plainest
from bot.models import Mention
from tests.analysis.mentions import spots
from tests.analysis.readings import english, french, read

STORY = [
    "The whole Acme thing again. Since Monday my kettle leaks on the table.",
    "Same kettle here, it leaks too, and I have written to them three times since then.",
    "So the kettle leaks on the table? Is it only me?",
    "I don't think that the kettle leaks on the table at all.",
    "They say the kettle leaks on the table.",
    "I love the colour of it, and the sound it makes when the water is ready in the morning.",
]


def words(*texts: str, lang: str = "en") -> str:
    said = [(english if lang == "en" else french)(text, minutes=n) for n, text in enumerate(texts)]
    found = plainest(said, read(said), "en")
    return found.words if found else ""


def test_the_plainest_words_say_what_happened() -> None:
    assert words(*STORY) == "Since Monday my kettle leaks on the table"


def test_what_is_said_of_another_brand_alone_is_not_ours() -> None:
    said = [english("Brimeo comes second everywhere in this test. I have read it twice."), english(STORY[0])]
    ours, others = spots("Acme"), spots("Brimeo")
    found = [plainest(said[:n], read(said), "en", ours, others) for n in (1, 2)]
    assert [plain and plain.words for plain in found] == [
        "I have read it twice",
        "Since Monday my kettle leaks on the table",
    ]


def test_danger_comes_before_what_most_people_say() -> None:
    leaks = [f"My kettle leaks on the table number {n}." for n in "abcd"]
    assert words(*leaks, "The kettle caught fire in our kitchen.") == "The kettle caught fire in our kitchen"


def test_a_clause_of_a_long_sentence_that_is_one_itself() -> None:
    text = (
        "Having had nothing but joy for two years with that thing, in any weather and for any guest; "
        "the kettle leaks on the table now; so much for my patience and for my carpet, which was new in May."
    )
    assert words(text) == "the kettle leaks on the table now"


def test_half_of_a_comparison_is_no_plain_words() -> None:
    text = (
        "All things considered, I prefer the Brimeo kettle by day, when I am late and want my tea at once, "
        "and the Acme kettle by night, when I am tired and have the time to wait for it."
    )
    assert words(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "I don't think that, after all this, the kettle leaks on the table as much as it did before.",
        "If you fill it to the brim as I do every day, the kettle leaks on the table, and that is all.",
        "“The kettle leaks on the table”",
        "Does the kettle leak on the table?",
        "> The kettle leaks on the table.",
        "Leaks!",
        "",
    ],
)
def test_what_is_supposed_denied_asked_or_quoted_is_not_plain(text: str) -> None:
    assert words(text) == ""


def test_french_words_of_a_french_story() -> None:
    assert (
        words(
            "Bonjour. Ma bouilloire fuit depuis lundi.", "La bouilloire fuit depuis lundi, merci.", lang="fr"
        )
        == "Ma bouilloire fuit depuis lundi"
    )


def test_staff_and_copies_are_not_plain_words() -> None:
    said = [
        english("Lea from Acme here. The kettle leaks on the table."),
        english("Selling my Acme, barely used."),
    ]
    assert plainest(said[1:], read(said), "en") is None


@settings(max_examples=40)
@given(st.lists(st.sampled_from(STORY), min_size=1, unique=True), st.randoms())
def test_plain_words_are_written_so_and_the_order_does_not_matter(
    texts: list[str], chance: random.Random
) -> None:
    said: list[Mention] = [english(text, minutes=STORY.index(text)) for text in texts]
    found = read(said)
    best: Plain | None = plainest(said, found, "en")
    assert best is None or best.words in best.mention.text
    assert best is None or len(best.words) <= LONGEST
    chance.shuffle(said)
    assert plainest(said, found, "en") == best


def test_plain_words_are_in_the_language_of_the_readers_where_that_was_spoken() -> None:
    said = [
        english("The kettle leaks on the table since Monday.", minutes=1),
        english("My kettle leaks on the table, too.", minutes=2),
        french("Ma bouilloire est en panne depuis lundi matin.", minutes=3),
    ]
    ours, theirs = plainest(said, read(said), "en"), plainest(said, read(said), "fr")
    assert ours
    assert ours.mention.lang == "en"
    assert theirs
    assert theirs.words == "Ma bouilloire est en panne depuis lundi matin"


def test_what_is_wrong_is_said_in_another_language_where_nobody_says_it_in_that_of_the_readers() -> None:
    said = [
        english("The kettle caught fire in our kitchen.", minutes=1),
        french("Je cherche une bouilloire pour ma grand mère.", minutes=2),
    ]
    found = plainest(said, read(said), "fr")
    assert found
    assert found.mention.lang == "en"
