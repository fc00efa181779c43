"""What a language model writes is shown where it stands on what was really written, and only there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.llm.citations import cited
from bot.llm.failure import ModelFailed
from bot.llm.prompt import WORDS
from tests.analysis.mentions import mention

DARK = mention("My Quorvex kettle switched itself off after 12 minutes, twice. Batteries? It has none.")
FRENCH = mention("Ma bouilloire s’est éteinte toute seule, deux fois. « On verra lundi », dit le vendeur.")
PLEASED = mention("The spare lid arrived by courier, free. Thank you!")
ALL = [DARK, FRENCH, PLEASED]
FIRST = "Kettles switched off by themselves [1][2]."
"""A sentence that stands."""


def shown(written: str) -> list[str]:
    """The sentences that are shown beside one that stands, which goes before."""
    return [
        each.words for each in cited(f"{FIRST} A lid arrived by courier [3]. {written}", ALL, ["Quorvex"])
    ][2:]


def test_a_sentence_keeps_its_words_and_points_to_what_it_cites() -> None:
    first, second = cited(f"{FIRST} One got a lid by courier [3].", ALL, ["Quorvex"])
    assert (first.words, first.mentions) == ("Kettles switched off by themselves.", (DARK, FRENCH))
    assert (second.words, second.mentions) == ("One got a lid by courier.", (PLEASED,))


@pytest.mark.parametrize(
    "written",
    [
        "Two kettles went off twice. [1]",
        "A kettle went off twice [1, 2].",
        "Kettles went off twice [1;2]",
        "Une bouilloire s’éteint seule [2].",
        "The seller says “On verra lundi” about the kettle [2].",
        "Twice, after 12 minutes [1].",
    ],
)
def test_a_sentence_that_stands_on_what_it_cites_is_shown(written: str) -> None:
    assert len(shown(written)) == 1


@pytest.mark.parametrize(
    "written",
    [
        "Kettles went off twice.",  # cites nothing
        "Kettles went off twice [4].",  # cites what was not sent
        "Kettles went off twice [0].",
        "Kettles went off twice [99999999999999].",
        "Aeroplanes landed safely [1].",  # shares nothing with it
        "Quorvex is wonderful [1].",  # shares the name alone
        "Kettles went off after 45 minutes [1].",  # a figure of its own
        "26 kettles went off twice [1].",
        "A person said “never again” of the kettle [1].",  # words that nobody wrote
        "See https://shop.example for kettles [1].",
        "Kettles went off, <!channel> [1].",
        "Kettles went off, @camille [1].",
        "Kettles went *off* twice [1].",
        "Kettles went off [twice](tel:1) [1].",
        "Would you like more about kettles [1]?",
    ],
)
def test_a_sentence_that_does_not_is_dropped(written: str) -> None:
    assert shown(written) == []


@pytest.mark.parametrize(
    "written", ["", "I cannot help with that.", FIRST, f"{FIRST} Nothing else is known."]
)
def test_one_sentence_is_no_abstract(written: str) -> None:
    with pytest.raises(ModelFailed):
        cited(written, ALL, ["Quorvex"])


def test_what_goes_beyond_the_words_that_are_wanted_is_left_out() -> None:
    long = "A kettle switched itself off " + "again and " * 30 + "again [1]."
    found = cited(f"{FIRST} A lid arrived by courier [3]. {long} {FIRST}", ALL, ["Quorvex"])
    assert len(found) == 3
    assert sum(len(each.words.split()) for each in found) <= WORDS
    with pytest.raises(ModelFailed):
        cited(f"{long} {long} {long}", ALL, ["Quorvex"])


@given(st.text(alphabet=st.sampled_from("kettle off12 [],;].!?«»“”<@\n"), max_size=300))
def test_whatever_is_written_each_shown_sentence_cites_what_was_sent(written: str) -> None:
    try:
        found = cited(written, ALL, ["Quorvex"])
    except ModelFailed:
        return
    assert len(found) >= 2
    assert all(each.mentions and set(each.mentions) <= set(ALL) for each in found)
    assert not any(mark in each.words for each in found for mark in "<@")
