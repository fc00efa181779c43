"""What a digest says beside its stories."""

from datetime import timedelta

from bot.analysis.phrases import Phrase
from bot.analysis.reading_list import LongRead, Worth
from bot.analysis.tone import Tone
from bot.digests.digest import Digest
from bot.digests.digest_story import Quotation
from bot.digests.findings import Findings, TurnTold
from bot.messages.digest_stories import Shown
from bot.messages.findings import FEW, reading_group, turned_group, unanswered_group, words_group
from bot.messages.layout import Group
from bot.messages.readable import readable
from tests.analysis.mentions import NOON, mention
from tests.messages.digests import digest, section, told

SHOWN = Shown("Europe/Paris", NOON)
HOUR = timedelta(hours=1)


def with_(found: Findings) -> Digest:
    return digest(section(told(mention("Acme.")), findings=found))


def rows(group: Group | None) -> list[str]:
    return readable(group.blocks).split("\n") if group else []


def waiting(number: int) -> tuple[Quotation, ...]:
    asked = [
        mention(f"Where is my Acme {n}?", author=f"p{n}", created_at=NOON - (number - n) * HOUR)
        for n in range(number)
    ]
    return tuple(Quotation(each, each.text) for each in asked)


def test_where_there_is_nothing_to_say_nothing_is_said() -> None:
    nothing = with_(Findings())
    assert unanswered_group(nothing, SHOWN, FEW) is None
    assert turned_group(nothing, SHOWN, FEW) is None
    assert reading_group(nothing) is None
    assert words_group(nothing) is None


def test_who_waits_is_named_with_the_age_and_the_words_the_oldest_first() -> None:
    asked = waiting(5)
    read = rows(
        unanswered_group(with_(Findings(unanswered=asked, waiting=5, is_team_known=True)), SHOWN, FEW)
    )
    assert read[0] == "Nobody has answered"
    assert read[1] == f"p0, forum.example · 08:00 {asked[0].mention.url} : “Where is my Acme 0?”"
    assert read[FEW + 1 :] == ["and 2 more"]


def test_while_no_account_of_the_team_is_known_one_line_says_how_to_name_one() -> None:
    group = unanswered_group(with_(Findings(unanswered=waiting(2), waiting=2)), SHOWN, FEW)
    assert rows(group) == [
        "2 people ask or complain. Whether the team answered is not known: "
        "/watch team @handle names your accounts."
    ]


def test_who_turned_is_told_in_both_directions_with_the_two_quotations() -> None:
    before = mention("Never again.", author="ann", created_at=NOON - 20 * HOUR)
    after = mention("They kept their word.", author="ann", created_at=NOON - HOUR)
    said = Quotation(before, before.text), Quotation(after, after.text)
    turned = (TurnTold(*said, Tone.FAVOURABLE), TurnTold(*said[::-1], Tone.CRITICAL))
    read = rows(turned_group(with_(Findings(turns=turned)), SHOWN, FEW))
    assert read[1] == (
        f"ann, critical before, favourable now: “Never again.” Sun 17:00 {before.url}  → "
        f"“They kept their word.” 12:00 {after.url} "
    )
    assert read[2].startswith("ann, favourable before, critical now: “They kept their word.”")


def test_what_to_read_whole_has_its_minutes_and_the_reason() -> None:
    essay = mention("Long.", title="On lamps", author="ann")
    found = (LongRead(essay, 4, Worth.FIRST_HAND_TEST), LongRead(mention("x"), 1, Worth.BY_A_REGULAR, True))
    read = rows(reading_group(with_(Findings(reading=found))))
    assert read[1] == f"On lamps {essay.url}  · ann · 4 min · a test of their own"
    assert read[2].endswith("at least 1 min · by a regular")


def test_at_most_three_are_worth_reading_whole_whatever_the_watches_and_each_once() -> None:
    essays = [mention(f"Long {n}.", title=f"On lamps {n}") for n in range(4)]
    first = Findings(reading=tuple(LongRead(each, 1, Worth.BY_A_REGULAR) for each in essays[:3]))
    second = Findings(
        reading=tuple(LongRead(each, 1, Worth.FIRST_HAND_TEST) for each in (essays[0], essays[3]))
    )
    both = digest(*(section(told(mention("Acme.")), findings=each) for each in (first, second)))
    assert [each.mention.title for each in both.reading] == ["On lamps 0", "On lamps 3", "On lamps 1"]


def test_words_that_go_round_are_links_to_an_example_with_their_people() -> None:
    example = mention("Again #AcmeFail", lang="en")
    read = rows(words_group(with_(Findings(coined=(Phrase("#AcmeFail", 2, (example,)),)))))
    assert read == ["Words going round", f"“#AcmeFail” {example.url}  · 2 people"]


def test_what_a_list_names_is_on_its_account() -> None:
    asked = waiting(5)
    group = unanswered_group(with_(Findings(unanswered=asked, waiting=5, is_team_known=True)), SHOWN, FEW)
    assert group is not None
    assert group.mentions == {each.mention.id for each in asked[:FEW]}
