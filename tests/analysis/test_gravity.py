"""How grave a story is."""

import random

from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.gravity import Concern, concern, gravity
from bot.analysis.reading import Reading, Reason
from bot.analysis.safety import Danger, Safety
from bot.analysis.speech import Speech
from bot.analysis.understanding import Understanding
from bot.models import Mention
from tests.analysis.readings import english, french, read

FIRE = "My Acme kettle caught fire."
PERHAPS = "The Acme kettle smells of burning, dangerous?"
LEAKS = ["My Acme kettle leaks, it is broken.", "Mine is broken too.", "I returned mine, it does not work."]
PRAISE = ["I love my Acme kettle.", "Great kettle, this Acme, thank you!"]


def grave(*texts: str) -> object:
    said = [english(text) for text in texts]
    return gravity(said, read(said))


def test_safety_comes_before_complaints_and_complaints_before_the_rest() -> None:
    ordered = [grave(FIRE), grave(PERHAPS), grave(*LEAKS), grave(LEAKS[0]), grave(*PRAISE)]
    assert ordered == sorted(ordered, reverse=True)  # type: ignore[type-var]
    assert len(set(map(repr, ordered))) == 5


def test_a_complaint_of_several_is_graver_at_first_hand() -> None:
    hearsay = [english(f"People say the Acme is broken, number {n}.") for n in "abc"]
    own = [english(f"My Acme is broken, number {n}.") for n in "abc"]
    assert gravity(own, read(own)) > gravity(hearsay, read(hearsay))


def test_people_count_and_not_posts() -> None:
    said = [english(text, author="lea") for text in LEAKS]
    found = gravity(said, read(said))
    assert (found.concern, found.first_hand, found.people) == (Concern.TROUBLE, 1, 1)


def test_staff_sales_and_namesakes_count_in_nothing() -> None:
    said = [
        english("Lea from Acme here. My kettle caught fire, terrible.", thread="t1"),
        english("Selling my Acme kettle, barely used, collection only."),
    ]
    found = gravity(said, read(said))
    assert (found.concern, found.critical, found.people, found.kinds) == (Concern.OTHER, 0, 0, ())


def test_it_says_whether_it_concerns_safety_and_who_speaks_in_which_kind() -> None:
    said = [english(FIRE), french("Ma bouilloire Acme a pris feu."), *(english(text) for text in PRAISE)]
    found = gravity(said, read(said))
    assert found.concerns_safety
    assert found.is_sure
    assert found.first_hand == 2
    assert dict(found.kinds)[Speech.PRAISE] == 2
    unsure = [english(PERHAPS)]
    assert gravity(unsure, read(unsure)).concerns_safety
    assert not gravity(unsure, read(unsure)).is_sure


def test_who_was_critical_and_is_no_more_is_not_counted_as_critical() -> None:
    said = [
        english("I hate my Acme.", author="lea"),
        english("I love my Acme now, thank you.", minutes=90, author="lea"),
        english("This Acme is terrible.", author="tom"),
    ]
    assert gravity(said, read(said)).critical == 1


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_mentions_does_not_matter(chance: random.Random) -> None:
    said: list[Mention] = [english(text, minutes=n) for n, text in enumerate((FIRE, *LEAKS, *PRAISE))]
    expected = gravity(said, read(said))
    chance.shuffle(said)
    assert gravity(said, read(said)) == expected


def test_harm_that_only_seems_so_is_no_grave_concern() -> None:
    seeming = Understanding(safety=Reading(Safety((Danger.PEOPLE,), is_sure=False), (Reason("impression"),)))
    told = Understanding(safety=Reading(Safety((Danger.FIRE,), is_sure=False), (Reason("perhaps"),)))
    assert (concern(seeming), concern(told)) == (Concern.OTHER, Concern.PERHAPS_SAFETY)
