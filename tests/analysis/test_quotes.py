"""The sentence that is quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.quotes import LONGEST, excerpt, quote
from bot.models import MentionKind
from tests.analysis.mentions import mention, spots

ACME = spots("Acme")


def test_the_passage_that_tells_most_is_quoted_whole() -> None:
    text = "I ride every day. My Acme lamp went out in the middle of the forest. It was dark."
    assert quote(mention(text), ACME) == text


def test_a_quotation_need_not_hold_the_name() -> None:
    told = " ".join(
        ["It went out on the roundabout, and a van clipped my pannier before I could get off."] * 2
    )
    assert (
        quote(
            mention(f"{told}\nSo much for the Acme that I was so proud of last week, all of you know it."),
            ACME,
        )
        == told
    )


def test_of_a_long_text_the_passage_that_holds_the_name_is_quoted() -> None:
    far = "The weather was fine all week and the roads were dry as far as anyone can remember, really. "
    near = "Only my Acme lamp went out in the middle of the roundabout at seven."
    assert near in quote(mention(f"{far * 9}\n{near}\n{far * 9}"), ACME)
    assert quote(mention(f"{far * 2}\n{near}"), ACME) == (far * 2).strip(), (
        "what is short speaks of one thing"
    )


def test_the_title_is_quoted_where_only_it_has_the_name_in_an_article() -> None:
    paper = mention("A shop opens.", title="Acme comes to Lyon", kind=MentionKind.ARTICLE)
    assert quote(paper, ACME) == "Acme comes to Lyon"
    assert quote(mention("Too dear.", title="Acme?", kind=MentionKind.POST), ACME) == "Too dear."


def test_the_title_of_what_is_commented_is_not_quoted_as_the_commenters_words() -> None:
    said = mention("Too dear for a lamp.", topic="Acme comes to Lyon", kind=MentionKind.COMMENT)
    assert quote(said, ACME) == "Too dear for a lamp."


def test_what_a_post_quotes_is_not_quoted_as_its_authors_words() -> None:
    said = mention("> Acme lamps fail in the rain, all of them. Acme!\nI never had that. Mine is dry.")
    assert quote(said, ACME) == "I never had that. Mine is dry."
    assert quote(mention("> Acme lamps fail.\nNo Acme of mine. Ever."), ACME) == "No Acme of mine. Ever."
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


def test_an_excerpt_shows_the_sentence_in_which_the_words_of_a_query_stand() -> None:
    text = "> My Acme is dark.\nI ride every day. My Acme lamp went out. It was dark."
    assert excerpt(mention(text), ACME) == "My Acme lamp went out."
    assert excerpt(mention("Too dear.", title="Acme comes to Lyon"), ACME) == "Acme comes to Lyon"
    assert excerpt(mention("Too dear."), ACME) == "Too dear."
