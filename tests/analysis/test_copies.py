"""One text in several places, and several people with the same few words."""

import pytest

from bot.analysis.copies import originals, texts
from bot.models import Mention, MentionKind
from tests.analysis.mentions import mention

WIRE = (
    "The lamp maker Acme recalls forty thousand lamps after three of them caught fire in a cellar in Lyon. "
    "The company said on Tuesday that it would pay for every repair and that nobody had been hurt so far."
)
MORE = " Its shares fell by two per cent in the morning, and two unions asked for a meeting before Friday."
PASTA = (
    "Dear Acme, I do not allow you to use my lamps, my light or my shadow for any purpose whatsoever, thanks."
)


def article(text: str, place: str, **more: object) -> Mention:
    return mention(text, kind=MentionKind.ARTICLE, place=place, author="", **more)


def sizes(*mentions: Mention) -> list[int]:
    return sorted(len(text) for text in texts(mentions))


def test_five_papers_that_print_one_text_print_one() -> None:
    papers = [article(WIRE, f"Paper {n}") for n in range(5)]
    assert sizes(*papers) == [5]
    assert originals(papers) == papers[:1]


@pytest.mark.parametrize(
    "printed",
    [
        WIRE + MORE,
        f"LYON (Wire) — {WIRE}",
        WIRE.replace("forty thousand", "40,000"),
        WIRE.upper(),
        WIRE.replace("'", "’").replace(". ", ".\n\n"),
        WIRE[:160],
    ],
    ids=["longer", "dateline", "a figure", "capitals", "paragraphs", "cut"],
)
def test_nearly_the_same_text_is_the_same(printed: str) -> None:
    assert sizes(article(WIRE, "Gazette"), article(printed, "Tribune")) == [2]


def test_an_article_that_begins_otherwise_is_another_though_it_quotes_the_first() -> None:
    own = "We called the factory, and heard another story from the people who solder the lamps there. "
    assert sizes(article(WIRE, "Gazette"), article(own + WIRE, "Tribune")) == [1, 1]


def test_two_articles_about_the_same_thing_are_two() -> None:
    other = (
        "Three lamps burned in a cellar in Lyon: Acme takes forty thousand of them back and pays, "
        "a spokeswoman told this paper, and asks owners to unplug them until they hear from their dealer."
    )
    assert sizes(article(WIRE, "Gazette"), article(other, "Tribune")) == [1, 1]


def test_a_headline_of_five_words_that_papers_share_is_one_text() -> None:
    headline = "Acme recalls forty thousand lamps"
    assert sizes(*(article("", f"Paper {n}", title=headline) for n in range(3))) == [3]
    assert sizes(
        article("", "Gazette", title="Acme results"), article("", "Tribune", title="Acme results")
    ) == [
        1,
        1,
    ]


@pytest.mark.parametrize(
    "headline",
    [
        "Acme will light the 4,000 shared bicycles in Velopolis",
        "Velopolis: Acme will light the 4,000 shared bicycles",
        "The small company Acme will light the 4,000 shared bicycles of Velopolis",
        "Lighting: Acme will light the 4,000 shared bicycles of Velopolis",
        "Acme is going to light the 4,000 shared bicycles of Velopolis",
    ],
)
def test_a_headline_that_was_touched_up_is_the_same_text(headline: str) -> None:
    first = article("", "Gazette", title="Acme will light the 4,000 shared bicycles of Velopolis")
    assert sizes(first, article("", "Tribune", title=headline)) == [2]


@pytest.mark.parametrize(
    "headline",
    [
        "Bike share picks Acme lights for 4,000 bicycles",
        "Velopolis asks its riders about brakes before lights",
        "The 4,000 bicycles of Velopolis shared the light that Acme will sell",
        "Acme will light bicycles",
    ],
)
def test_a_headline_of_its_own_is_another_text(headline: str) -> None:
    first = article("", "Gazette", title="Acme will light the 4,000 shared bicycles of Velopolis")
    assert sizes(first, article("", "Tribune", title=headline)) == [1, 1]


@pytest.mark.parametrize("said", ["I love my Acme lamp!", "Acme is down again", "Bravo Acme", "🔥🔥🔥"])
def test_people_who_find_the_same_few_words_each_say_them(said: str) -> None:
    people = [mention(said, author=f"p{n}") for n in range(5)]
    assert sizes(*people) == [1] * 5
    assert originals(people) == people


def test_what_people_pass_on_is_one_text_of_many_people() -> None:
    people = [mention(PASTA, author=f"p{n}") for n in range(3)]
    assert sizes(*people) == [3]
    assert originals(people) == people, "each of them spoke"


def test_who_quotes_another_and_goes_on_has_a_say_of_their_own() -> None:
    own = "This has no meaning in law whatever, and I wish that people stopped passing it on, really."
    answer = f"> {PASTA}\n\n{own}"
    assert sizes(mention(PASTA), mention(answer)) == [1, 1]


def test_who_posts_an_article_speaks() -> None:
    assert sizes(article(WIRE, "Gazette"), mention(WIRE)) == [1, 1]


def test_nothing_printed_is_nothing() -> None:
    assert texts([]) == []
    assert originals([]) == []
    assert sizes(mention(""), mention("")) == [1, 1]
