"""A story as a digest tells it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.analysis.safety import Danger
from bot.analysis.voices import Readings
from bot.digests.counted import counted
from bot.digests.counts import Known
from bot.digests.digest_story import DigestStory, StoryAge, StoryContext, digest_stories
from bot.models import Mention, Person
from tests.analysis.mentions import NOON, mention, spots
from tests.digests.readings import CRITICAL, DANGER, OUR_STAFF, THEIR_STAFF
from tests.digests.test_digest import ACME

PAGE = "https://gazette.example/1"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def stories_of(
    said: Sequence[Mention],
    read: Readings | None = None,
    same: Mapping[Person, Person] | None = None,
    **more: Any,
) -> list[DigestStory]:
    read, same = read or {}, same or {}
    context = StoryContext(
        watch=ACME,
        spots=spots("Acme"),
        known=Known({}, same),
        read=read,
        language="en",
        zone="Europe/Paris",
        until=NOON,
        **more,
    )
    return digest_stories(counted(said, read, same), context)


def test_a_danger_comes_before_many_people_and_those_before_what_is_newer() -> None:
    page = "https://gazette.example/2"
    many = [
        mention(f"{word}, Acme.", links=(page,), created_at=NOON - DAY) for word in ("Well", "So", "Indeed")
    ]
    lone, danger = mention("I sold my Acme lamp."), mention("Acme went dark.", created_at=NOON - DAY)
    found = stories_of([lone, *many, danger], {danger.id: DANGER})
    assert [story.lead.id for story in found][::2] == [danger.id, lone.id]
    assert found[1].counts.people == 3
    assert (found[0].dangers, found[0].gravity.is_sure) == ((Danger.ROADS,), True)


def test_of_equals_the_newer_comes_first() -> None:
    old = mention("I sold my Acme lamp.", created_at=NOON - DAY)
    new = mention("Who repairs an Acme?")
    assert [story.lead for story in stories_of([old, new])] == [new, old]


def test_a_story_in_which_only_answers_are_new_comes_after_those_that_name_what_is_watched() -> None:
    answers = [mention(f"Mine too, {n}.", thread="t", author=f"p{n}") for n in range(3)]
    named = mention("My neighbour sold her Acme.", author="cat")
    found = stories_of([*answers, named], answers=frozenset(each.id for each in answers))
    assert found[0].lead == named


def test_a_story_is_led_by_a_signed_mention_whose_own_words_hold_the_name() -> None:
    found = stories_of(
        [
            mention("Look.", links=(PAGE,), title="Acme"),
            mention("Acme shines at night, it says here.", author="", links=(PAGE,)),
            mention("Acme shines at night, I can tell you.", author="ann", links=(PAGE,)),
        ]
    )
    [story] = found
    assert story.lead.author == "ann"
    assert story.quotations[0].words == "Acme shines at night, I can tell you."


def test_every_further_voice_is_named_once_and_staff_apart() -> None:
    said = [mention(f"Acme {n} times.", author=f"p{n % 3}", links=(PAGE,)) for n in range(6)]
    ours = [mention(f"We mend it, {n}.", author="amy", links=(PAGE,)) for n in range(2)]
    theirs = mention("Come to us.", author="zoe", links=(PAGE,))
    read = {**{each.id: OUR_STAFF for each in ours}, theirs.id: THEIR_STAFF}
    [story] = stories_of([*said, *ours, theirs], read)
    named = [*(each.mention.author for each in story.quotations), *(each.author for each in story.others)]
    assert sorted(named) == ["p0", "p1", "p2"]
    assert ([each.author for each in story.ours], [each.author for each in story.theirs]) == (
        ["amy"],
        ["zoe"],
    )
    assert (story.counts.people, story.counts.ours, story.counts.theirs) == (3, 1, 1)


def test_one_person_under_two_names_is_one_voice_in_a_story() -> None:
    said = [mention(f"Acme, says {name}.", author=name, links=(PAGE,)) for name in ("ann", "ben")]
    [story] = stories_of(said, same={("forum", "ben"): ("forum", "ann")})
    assert (story.counts.people, story.others) == (1, ())


def test_a_story_knows_since_when_it_goes_on_on_which_day_it_is_and_who_is_new_in_it() -> None:
    said = [mention(f"Acme, says {name}.", author=name, links=(PAGE,)) for name in ("ann", "ben")]
    begun = NOON - 2 * DAY
    [story] = stories_of(
        said,
        placed={each.id: "s" for each in said},
        begun={"s": begun},
        heard={"s": frozenset({("forum", "ann"), ("forum", "cat")})},
    )
    assert story.age == StoryAge(begun, 3, 1)


def test_the_day_of_a_story_is_counted_by_the_midnights_of_the_channel() -> None:
    late = NOON.replace(hour=22, minute=30) - DAY  # half past eleven at night in Paris
    [story] = stories_of([mention("Acme.", created_at=late)])
    assert story.age == StoryAge(late, 2, None)


def test_whoever_is_critical_in_a_story_is_known() -> None:
    said = mention("Acme burns.", author="ann")
    [story] = stories_of([said], {said.id: CRITICAL})
    assert story.critical == frozenset({("forum", "ann")})
    assert story.counts.critical == 1
