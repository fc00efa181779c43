"""What changed between two times: by the stories that were placed once, and by places and people."""

from collections.abc import Sequence

from bot.digests.asked_section import AskedSection
from bot.digests.change import Change, change
from bot.models import Mention
from tests.analysis.mentions import mention, spots
from tests.digests.readings import CRITICAL, about
from tests.digests.test_digest import ACME
from tests.messages.digests import read_section, told


def asked(label: str, *stories: tuple[Mention, ...]) -> AskedSection:
    read = {each.id: CRITICAL if "bad" in each.text else about() for story in stories for each in story}
    made = read_section(read, *(told(*each) for each in stories)) if stories else None
    return AskedSection(watch=ACME, label=label, section=made, read=read, spots=spots("Acme"))


def by(author: str, place: str = "forum.example", text: str = "Acme hums.") -> Mention:
    return mention(text, author=author, place=place)


def between(
    before: Sequence[tuple[Mention, ...]], now: Sequence[tuple[Mention, ...]], one: tuple[Mention, ...] = ()
) -> Change:
    """What changed, where the mentions of `one` are one story by its rows."""
    placed = {each.id: "s1" for each in one}
    return change(asked("today", *now), asked("yesterday", *before), placed)


def test_a_story_begins_goes_on_or_is_over() -> None:
    old, ended, also, new = by("ann"), by("bob"), by("cleo"), by("dan")
    later = by("eve")
    found = between([(old,), (ended, also)], [(later,), (new,)], one=(old, later))
    assert [story.lead for story in found.began] == [new]
    assert [story.lead for story in found.go_on] == [later]
    assert [story.lead for story in found.over] == [ended]


def test_a_single_voice_that_fell_silent_is_no_news() -> None:
    assert between([(by("ann"),)], [(by("bob"),)]).over == ()


def test_new_places_are_those_where_nobody_spoke_before() -> None:
    new = by("bob", "r/tea")
    found = between([(by("ann"),)], [(by("cleo"), new)])
    assert found.places == (new,)
    assert between([], [(new,)]).places == (), "where nothing was known, nothing is new"


def test_critics_are_counted_now_and_before() -> None:
    bad = [(by("ann", text="Acme is bad."), by("bob", text="Acme is bad."))]
    assert between([(by("cleo"),)], bad).critics == (2, 0)
