"""What the team left without an answer."""

import pytest

from bot.analysis.unanswered import unanswered
from bot.models import Mention, MentionKind
from tests.analysis.mentions import spots
from tests.analysis.readings import english, french, read

QUESTION = "Does the Acme kettle fit a round table?"
COMPLAINT = "My Acme kettle is broken, I am so disappointed."
TEAM = "Lea from Acme here. It does, and we are sorry."


def waiting(*said: Mention) -> list[Mention]:
    return unanswered(said, read(said), lambda _: ())


def test_questions_and_complaints_wait_the_oldest_first() -> None:
    said = [
        english(COMPLAINT, minutes=9),
        french("Est-ce que l’Acme chauffe vite ?"),
        english("I love Acme."),
    ]
    assert waiting(*said) == [said[1], said[0]]


def test_a_complaint_waits_at_first_hand_only_and_an_article_asks_nobody() -> None:
    assert not waiting(english("People complain that the Acme kettle is broken, what a disappointing brand."))
    assert not waiting(english(COMPLAINT, kind=MentionKind.ARTICLE))
    assert not waiting(english(QUESTION, author=""))


def test_a_complaint_that_asks_waits_though_it_says_nothing_of_its_author() -> None:
    asks = english(
        "Acme is broken again, such a disappointing brand. Is there a number that somebody answers?"
    )
    assert waiting(asks) == [asks]


def test_an_answer_below_it_answers_it() -> None:
    asked = english(QUESTION)
    answer = english(TEAM, minutes=5, answers=(asked.id, "root"), thread="root")
    assert not waiting(asked, answer)
    assert waiting(asked, english(TEAM, minutes=-5, answers=(asked.id, "root"))) == [asked], "not before"


def test_an_answer_to_another_in_a_thread_of_branches_is_none() -> None:
    asked = english(QUESTION, thread="root", answers=("root",))
    other = english(COMPLAINT, thread="root", answers=("root",))
    answer = english(TEAM, minutes=5, thread="root", answers=(other.id, "root"))
    assert waiting(asked, other, answer) == [asked]


def test_in_a_thread_of_one_line_an_answer_answers_all_before_it() -> None:
    asked = english(QUESTION, thread="root", answers=("root",))
    answer = english(TEAM, minutes=5, thread="root", answers=("root",))
    late = english(COMPLAINT, minutes=9, thread="root", answers=("root",))
    assert waiting(asked, answer, late) == [late]


def test_another_threads_answer_is_none_unless_it_was_given_to_that_person() -> None:
    asked = english(QUESTION, thread="root", author="tom")
    assert waiting(asked, english(TEAM, minutes=5, thread="other", answers=("other",))) == [asked]
    again = english(COMPLAINT, minutes=3, thread="other", answers=("other",), author="tom")
    answer = english(TEAM, minutes=5, thread="other", answers=(again.id, "other"))
    assert not waiting(asked, again, answer)


def test_the_name_of_who_asked_shows_whom_an_answer_is_for() -> None:
    asked = english(QUESTION, thread="root", answers=("root",), author="tom_b")
    answer = english(f"@tom_b {TEAM}", minutes=5, thread="root", answers=("x", "root"))
    assert not waiting(asked, answer)


def test_a_competitors_answer_is_none() -> None:
    asked = english(QUESTION)
    assert waiting(asked, english("Lars from Brimeo here. Ours does.", minutes=5, answers=(asked.id,))) == [
        asked
    ]


def test_several_posts_of_one_person_are_one() -> None:
    said = [english(text, minutes=n, author="tom") for n, text in enumerate((QUESTION, COMPLAINT, QUESTION))]
    assert waiting(*said) == said[:1]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Works now, thanks."),
        ("en", "Never mind, my mistake."),
        ("fr", "Ça remarche, merci."),
        ("fr", "C’est réglé."),
    ],
)
def test_what_its_author_resolved_waits_for_nobody(lang: str, text: str) -> None:
    asked = english(COMPLAINT, author="tom")
    assert not waiting(asked, english(text, minutes=9, author="tom", lang=lang))
    assert waiting(asked, english(text, minutes=9, author="ann", lang=lang)), "another's word is not theirs"


@pytest.mark.parametrize(
    ("lang", "text"),
    [("en", "It is not fixed, I am disappointed in mine."), ("fr", "La mienne n’est pas réglée, c’est nul.")],
)
def test_what_is_not_resolved_goes_on_waiting(lang: str, text: str) -> None:
    assert waiting(english(text, lang=lang))


def test_a_question_that_names_another_brand_and_not_us_is_the_others() -> None:
    theirs = english("My Acme is green. Does the Brimeo come in blue?")
    ours = english("Does the Acme come in blue, as the Brimeo does?")
    said = [theirs, ours]
    assert unanswered(said, read(said), spots("Acme"), spots("Brimeo")) == [ours]


def test_a_request_waits_where_it_names_us() -> None:
    said = [english("Please make the Acme in blue."), english("Please print that on every blog.")]
    assert unanswered(said, read(said), spots("Acme")) == said[:1]


def test_who_praised_us_later_waits_no_more() -> None:
    asked = english(COMPLAINT, author="tom")
    assert not waiting(
        asked, english("I love my Acme, thank you, it is excellent.", minutes=60, author="tom")
    )


def test_a_question_that_is_put_at_anothers_waits_for_them_unless_it_names_us() -> None:
    there = english("I left Acme. Does it fit a round table?", place="Brimeo Community")
    ours = english("Does the Acme fit a round table?", place="Brimeo Community")
    said = [there, ours]
    assert unanswered(said, read(said), spots("Acme"), spots("Brimeo")) == [ours]
