"""What happened, a line a watch."""

from datetime import timedelta

import pytest

from bot.analysis.plain_words import Plain
from bot.analysis.safety import Danger
from bot.analysis.tone import Tone
from bot.console.limits import violations
from bot.digests.counts import Counts
from bot.digests.digest import Digest
from bot.digests.digest_story import Quotation, StoryAge
from bot.digests.findings import Findings, TurnTold
from bot.locale import speaking
from bot.messages.blocks import visible
from bot.messages.digest import FIRST, SEEN, digest_messages
from bot.messages.happened import happened
from bot.messages.readable import readable
from tests.analysis.mentions import NOON, mention
from tests.digests.test_digest import watch
from tests.messages.digests import GRAVE, digest, section, told

HOUR = timedelta(hours=1)


def said(found: Digest) -> list[str]:
    return readable([happened(found)]).split("\n")


def turned(words: str, tone: Tone = Tone.FAVOURABLE, hours: int = 3) -> TurnTold:
    before, after = mention("Before."), mention(words, created_at=NOON - hours * HOUR)
    return TurnTold(Quotation(before, "Before."), Quotation(after, words), tone)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(people=1, newcomers=1), "1 person (1 new), 1 place."),
        (Counts(people=2), "2 people, 1 place."),
        (Counts(people=14, newcomers=9, regulars=3), "14 people (9 new, 3 regulars), 1 place."),
        (Counts(people=4, newcomers=0, critical=2), "4 people (2 critical), 1 place."),
        (Counts(unsigned=2), "2 unsigned texts, 1 place."),
        (Counts(people=1, newcomers=0, unsigned=1), "1 person and 1 unsigned text, 1 place."),
        (Counts(ours=2), "2 of the team, 1 place."),
    ],
)
def test_people_are_counted_and_not_posts(counts: Counts, expected: str) -> None:
    assert said(digest(section(told(mention("Acme.")), counts=counts))) == [f"Acme: {expected}"]


def test_what_is_grave_is_named_with_since_when_and_its_plainest_words_are_a_link() -> None:
    lead = mention("Mine went dark on the road.", author="ann")
    story = told(
        lead, gravity=GRAVE, dangers=(Danger.ROADS,), age=StoryAge(NOON - timedelta(days=2, hours=3))
    )
    plain = Findings(plain=Plain(lead, "Mine went dark on the road"))
    assert said(digest(section(story, findings=plain))) == [
        "Acme: 1 person (1 new), 1 place, safety (roads), 2 at first hand, since Sat 10:00: "
        f"“Mine went dark on the road” {lead.url} "
    ]


def test_that_people_turn_is_told_from_two_on_with_the_words_of_the_first() -> None:
    one, two = turned("Acme kept its word."), turned("Chapeau.", hours=2)
    assert "turning" not in said(digest(section(told(mention("Acme.")), findings=Findings(turns=(one,)))))[0]
    [row] = said(digest(section(told(mention("Acme.")), findings=Findings(turns=(one, two)))))
    assert row.startswith(
        "Acme: 1 person (1 new), 1 place · turning since 10:00: “Acme kept its word.” https"
    )


def test_where_people_turn_both_ways_the_last_one_counts() -> None:
    kinds = [Tone.CRITICAL, Tone.CRITICAL, Tone.FAVOURABLE, Tone.FAVOURABLE]
    turns = tuple(turned(f"I say {n}.", tone, 9 - n) for n, tone in enumerate(kinds))
    [row] = said(digest(section(told(mention("Acme.")), findings=Findings(turns=turns))))
    assert "turning since 06:00: “I say 2.”" in row
    assert "against" not in row


def test_those_who_turn_against_it_are_told_as_such() -> None:
    both = (turned("Enough.", Tone.CRITICAL), turned("Never again.", Tone.CRITICAL))
    [row] = said(digest(section(told(mention("Acme.")), findings=Findings(turns=both))))
    assert " · turning against it since 10:00: “Enough.” " in row


def test_that_nothing_is_to_answer_is_said_only_where_the_team_is_known() -> None:
    known = Findings(is_team_known=True)
    assert said(digest(section(told(mention("Acme.")), findings=known))) == [
        "Acme: 1 person (1 new), 1 place; nothing to answer."
    ]


def test_a_new_place_is_named_and_many_are_counted() -> None:
    one = section(told(mention("Acme.")), findings=Findings(new_places=("r/lamps",)))
    many = section(told(mention("Acme.")), findings=Findings(new_places=("a", "b", "c")))
    assert "a new place (r/lamps)" in said(digest(one))[0]
    assert "3 new places (a, b and 1 more)" in said(digest(many))[0]


def test_how_many_usually_speak_is_told_with_the_weekday_of_the_channel() -> None:
    compared = section(told(mention("Acme.")), findings=Findings(people=12, expected=4))
    assert "usually 4 on a Monday" in said(digest(compared))[0]


def test_calm_watches_share_a_line_and_a_grave_one_has_its_own() -> None:
    calm = [section(told(mention(f"{name}.")), watch=watch(name)) for name in ("Brimeo", "lamps")]
    grave = section(told(mention("Acme."), gravity=GRAVE))
    first, second = said(digest(grave, *calm))
    assert first.startswith("Acme: ")
    leads = [each.stories[0].lead.url for each in calm]
    assert second == f"Calm: Brimeo 1 person (1 new) {leads[0]} ; lamps 1 person (1 new) {leads[1]} ."


def test_a_single_calm_watch_keeps_its_place_among_the_others() -> None:
    calm = section(told(mention("Acme.")))
    grave = section(told(mention("Zorblax."), gravity=GRAVE), watch=watch("Zorblax"))
    assert [row.partition(":")[0] for row in said(digest(calm, grave))] == ["Acme", "Zorblax"]


def test_a_watch_whose_words_are_all_told_under_another_says_so() -> None:
    rival = watch("Zorblax")
    below = section(watch=rival, mentions=2, counts=Counts(people=2, critical=1), people_above=2)
    assert said(digest(section(told(mention("Acme."), gravity=GRAVE)), below))[1] == (
        "Zorblax: 2 people (1 critical), in stories that are told of another name, too."
    )


def test_many_grave_watches_leave_room_for_the_gravest_story() -> None:
    grave = [
        section(
            told(mention("It burns."), gravity=GRAVE, dangers=tuple(Danger)),
            watch=watch(f"Acme {n} " + "a" * 80),
            findings=Findings(
                plain=Plain(mention("x"), "w" * 90),
                turns=(turned("t" * 200), turned("u" * 200)),
                new_places=("p" * 90, "q" * 90),
                expected=3,
            ),
        )
        for n in range(40)
    ]
    messages = digest_messages(digest(*grave))
    assert violations(messages[0].payload()) == []
    assert len(messages[0].blocks) <= FIRST
    assert visible(messages[0].blocks) <= SEEN
    assert "23 more" in readable(messages[0].blocks)


def test_it_speaks_french() -> None:
    lead = mention("Elle s’éteint en roulant", lang="fr")
    plain = Findings(plain=Plain(lead, lead.text))
    with speaking("fr"):
        [row] = said(digest(section(told(lead, gravity=GRAVE, dangers=(Danger.ROADS,)), findings=plain)))
    assert row.startswith("Acme\u00a0: 1 personne (1 nouvelle), 1 lieu, sécurité (route)")
    assert "«\u00a0Elle s’éteint en roulant\u00a0»" in row
