"""A story of a digest, as it is read."""

from datetime import timedelta
from typing import Any

from bot.analysis.gravity import Concern, Gravity
from bot.analysis.safety import Danger
from bot.digests.counts import Counts
from bot.digests.digest_story import DigestStory, Quotation, StoryAge
from bot.locale import speaking
from bot.messages.digest_stories import Shown, story_group
from bot.messages.readable import readable
from tests.analysis.mentions import NOON, mention
from tests.messages.digests import GRAVE, told

SHOWN = Shown("Europe/Paris", NOON)
OLD = StoryAge(NOON - timedelta(days=2, hours=3), 3, 4)
PERHAPS = Gravity(concern=Concern.PERHAPS_SAFETY, first_hand=0, critical=0, people=1)


def rows(story: DigestStory, shown: Shown = SHOWN) -> list[str]:
    return readable(story_group(story, shown).blocks).split("\n")


def test_one_voice_is_its_quotation_with_author_place_and_age() -> None:
    one = mention("Acme shines.", author="ann", place="r/bikes", created_at=NOON - timedelta(hours=3))
    assert rows(told(one)) == ["> Acme shines.", f"ann · r/bikes · 10:00 {one.url} "]


def test_an_age_is_a_date_of_slacks_own_with_the_link() -> None:
    one = mention("Acme shines.", created_at=NOON - timedelta(hours=3))
    [block] = story_group(told(one), SHOWN).blocks
    [age] = [each for each in block["elements"][-1]["elements"] if each["type"] == "date"]
    assert (age["format"], age["url"]) == ("{ago}", one.url)
    assert age["timestamp"] == int(one.created_at.timestamp())


def test_what_has_no_date_is_undated_with_its_link() -> None:
    one = mention("Acme shines.", author="ann", place="", dated=False)
    assert rows(told(one))[-1] == f"ann · undated {one.url} "


def test_the_title_is_a_link_unless_it_is_what_is_quoted() -> None:
    titled = mention("Acme shines.", title="On lamps", author="ann")
    assert rows(told(titled))[0] == f"On lamps {titled.url} "
    quoted = told(titled, quotations=(Quotation(titled, "On lamps"),))
    assert rows(quoted)[0] == "> On lamps"


def test_several_voices_are_counted_with_where_and_since_when() -> None:
    several = [mention(f"Acme {n}.", author=f"p{n}") for n in range(6)]
    counts = Counts(people=6, newcomers=2, regulars=1, critical=3, ours=1, theirs=2)
    story = told(*several, counts=counts, age=OLD, places=("A", "B", "C", "D"))
    assert rows(story)[0] == (
        "6 people (2 new, 1 regular, 3 critical) · 1 of the team, 2 of competitors · "
        "4 places: A, B, C and 1 more · since Sat 10:00, third day, 4 new voices"
    )


def test_a_story_that_began_long_ago_counts_its_days_in_figures() -> None:
    story = told(mention("Acme."), mention("Acme!"), age=StoryAge(NOON - timedelta(days=11), 12, 0))
    assert rows(story)[0].endswith("since 12 November, day 12, no new voice")


def test_a_day_is_called_in_french_with_its_article() -> None:
    story = told(mention("Acme."), mention("Acme!"), age=StoryAge(NOON - timedelta(days=11), 12, 0))
    with speaking("fr"):
        assert rows(story)[0].endswith("depuis le 12 novembre, 12e jour, aucune nouvelle voix")


def test_what_concerns_safety_is_said_first_and_what_may_as_such() -> None:
    one = mention("Acme burns.")
    grave = told(one, gravity=GRAVE, dangers=(Danger.FIRE, Danger.CHILDREN))
    assert rows(grave)[0] == "safety (fire, children)"
    assert rows(told(one, gravity=PERHAPS, dangers=(Danger.FIRE,)))[0] == "perhaps safety (fire)"


def test_others_are_named_as_people_and_those_who_are_too_many_are_counted() -> None:
    several = [mention(f"Acme {n}.", author=f"p{n}") for n in range(6)]
    last = rows(told(*several))[-1]
    assert last.startswith(f"Also: p1 {several[1].url} ; p2 ")
    assert last.endswith("; and 2 more")
    assert "p4" not in last


def test_as_many_others_as_are_named_leave_no_more() -> None:
    several = [mention("Acme.", author=f"p{n}") for n in range(4)]
    assert "more" not in rows(told(*several))[-1]


def test_two_quotations_have_a_signature_each_and_staff_and_copies_have_their_lines() -> None:
    one, other = mention("Acme burns.", author="ann"), mention("La mienne non.", author="ben")
    ours, paper = mention("We mend it.", author="amy"), mention("Wire", author="", place="Gazette")
    story = told(
        one,
        quotations=(Quotation(one, "Acme burns."), Quotation(other, "La mienne non.")),
        ours=(ours,),
        theirs=(mention("Come.", author="zoe"),),
        printed=(paper,),
    )
    read = rows(story)
    assert [row for row in read if row.startswith("> ")] == ["> Acme burns.", "> La mienne non."]
    assert f"The same text: Gazette {paper.url} " in read
    assert f"From the team: amy {ours.url} " in read
    assert read[-1].startswith("From competitors: zoe ")


def test_it_speaks_french() -> None:
    several = [mention(f"Acme {n}.", author=f"p{n}") for n in range(6)]
    counts = Counts(people=6, newcomers=2, regulars=1, critical=3, ours=1)
    fields: dict[str, Any] = {"counts": counts, "age": OLD, "places": ("A", "B"), "gravity": GRAVE}
    with speaking("fr"):
        read = rows(told(*several, **fields, dangers=(Danger.ROADS,)))
    assert read[0] == (
        "sécurité (route) · 6 personnes (2 nouvelles, 1 habituée, 3 critiques) · 1 de l’équipe · "
        "2 lieux\u00a0: A et B · depuis sam. 10:00, 3e jour, 4 nouvelles voix"
    )
    assert read[-1].startswith("Aussi\u00a0: p1 ")
