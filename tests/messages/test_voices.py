"""Figures of a story that add up."""

from datetime import timedelta
from typing import Any

from bot.analysis.stories import Story
from bot.digests.quoted_story import QuotedStory
from bot.messages.voices import voices_of
from bot.models import Mention, MentionKind
from tests.analysis.mentions import NOON, mention

WIRE = "Acme recalls forty thousand lamps after three of them caught fire"


def told(*mentions: Mention) -> QuotedStory:
    return QuotedStory(Story(mentions), mentions[0], "")


def paper(place: str, text: str = WIRE, **more: Any) -> Mention:
    return mention(text, kind=MentionKind.ARTICLE, place=place, **{"author": "", **more})


def test_one_voice_in_one_post_needs_no_figures() -> None:
    assert voices_of(told(mention("Acme."))).figures == ""


def test_people_are_counted_as_people_and_posts_as_posts() -> None:
    posts = [mention(f"Acme, says {n}.", author=f"p{n % 15}") for n in range(31)]
    voices = voices_of(told(*posts))
    assert voices.figures == "15 voices in 31 posts"
    assert [other.author for other in voices.others] == [f"p{n}" for n in range(1, 15)]


def test_who_speaks_alone_is_named_with_the_further_posts() -> None:
    posts = [mention(f"Acme, part {n}.", author="ann") for n in range(3)]
    voices = voices_of(told(*posts))
    assert voices.figures == "1 voice in 3 posts"
    assert list(voices.others) == posts[1:]


def test_one_text_in_five_papers_is_one_text_in_five_places() -> None:
    papers = [paper(f"Paper {n}") for n in range(5)]
    voices = voices_of(told(*papers))
    assert (voices.figures, voices.others) == ("1 text in 5 places", ())
    assert list(voices.printed) == papers[1:]


def test_who_speaks_of_a_text_that_papers_print_is_a_voice_beside_it() -> None:
    papers = [paper(f"Paper {n}", author=f"desk {n}") for n in range(3)]
    people = [mention(f"Acme? {n} times worse.", author=f"p{n}") for n in range(2)]
    voices = voices_of(told(*papers, *people))
    assert voices.figures == "3 voices, one text in 3 places"
    assert list(voices.others) == people
    assert list(voices.printed) == papers[1:]


def test_a_lead_that_prints_a_text_later_than_others_stands_for_it() -> None:
    first, lead = paper("Gazette", created_at=NOON - timedelta(hours=1)), paper("Tribune")
    voices = voices_of(QuotedStory(Story((first, lead)), lead, ""))
    assert (voices.figures, voices.others, voices.printed) == ("1 text in 2 places", (), (first,))


def test_the_same_few_words_of_several_people_are_several_voices() -> None:
    assert voices_of(told(*(mention("Acme!", author=f"p{n}") for n in range(4)))).figures == "4 voices"
