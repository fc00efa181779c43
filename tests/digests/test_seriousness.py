"""Whether it is serious: by what it concerns, then by how many people in how many places."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from bot.analysis.gravity import Concern, Gravity
from bot.digests.asked_section import AskedSection
from bot.digests.seriousness import Verdict, seriousness
from bot.models import Mention
from tests.analysis.mentions import mention, spots
from tests.digests.readings import CRITICAL, FAVOURABLE
from tests.digests.test_digest import ACME
from tests.messages.digests import GRAVE, read_section, told

PERHAPS = Gravity(concern=Concern.PERHAPS_SAFETY, first_hand=0, critical=0, people=1)


def said(number: int, places: int = 1) -> list[Mention]:
    """What so many people wrote in so many places."""
    return [mention("Acme hums.", author=f"a{i}", place=f"place {i % places}") for i in range(number)]


def asked(
    critical: Sequence[Mention] = (), calm: Sequence[Mention] = (), gravity: Gravity | None = None
) -> AskedSection:
    """Critical and calm people in one story."""
    both = [*critical, *calm]
    if not both:
        return AskedSection(watch=ACME, label="today", section=None)
    story = told(*both, **({"gravity": gravity} if gravity else {}))
    read = {each.id: CRITICAL for each in critical} | {each.id: FAVOURABLE for each in calm}
    return AskedSection(
        watch=ACME, label="today", section=read_section(read, story), read=read, spots=spots("Acme")
    )


@pytest.mark.parametrize(
    ("people", "places", "verdict"),
    [
        (6, 3, Verdict.MANY),
        (6, 2, Verdict.SOME),
        (5, 3, Verdict.SOME),
        (3, 1, Verdict.SOME),
        (2, 2, Verdict.FEW),
        (0, 1, Verdict.NONE),
    ],
)
def test_people_and_places_make_it_serious(people: int, places: int, verdict: Verdict) -> None:
    calm = [mention("Acme hums.", author="calm")]
    found = seriousness(asked(said(people, places), calm), asked(), asked())
    assert (found.verdict, found.against) == (verdict, people)


def test_one_who_writes_often_is_one() -> None:
    same = [replace(each, author="ann") for each in said(9, 3)]
    assert seriousness(asked(same), asked(), asked()).verdict is Verdict.FEW


def test_safety_is_serious_however_few_they_are() -> None:
    assert seriousness(asked(said(1), gravity=GRAVE), asked(), asked()).verdict is Verdict.SAFETY
    assert seriousness(asked(said(9, 3), gravity=PERHAPS), asked(), asked()).verdict is Verdict.PERHAPS_SAFETY


def test_it_says_how_many_speak_today_and_did_the_day_before() -> None:
    today = asked(said(4))
    found = seriousness(asked(said(4)), today, asked())
    assert (found.people_today, found.people_before) == (today.people, 0)
    assert found.latest == today.said[-1]


def test_where_nobody_is_against_it_no_story_is_named() -> None:
    found = seriousness(asked(calm=said(2)), asked(), asked())
    assert (found.story, found.places) == (None, ())
