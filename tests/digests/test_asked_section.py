"""Who takes a side, by which words: what one word of tone says is not enough."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec.structs import replace

from bot.analysis.reading import Reading
from bot.analysis.speech import Speech
from bot.analysis.tone import Tone
from bot.analysis.understanding import Understanding
from bot.digests.asked_section import AskedSection, Side, causes, side_of
from bot.models import Mention
from tests.analysis.mentions import NOON, mention, spots
from tests.digests.readings import CRITICAL, DOUBTFUL, FAVOURABLE, OUR_STAFF, QUESTION, about, toned
from tests.digests.test_digest import ACME
from tests.messages.digests import GRAVE, read_section, told

SAID = "My Acme kettle says what it says, and it says so in enough words to be quoted."


def by(author: str, text: str = SAID) -> Mention:
    return mention(text, author=author, lang="en")


def asked(read: Mapping[str, Understanding], *stories: tuple[Mention, ...], grave: int = -1) -> AskedSection:
    """What was asked about, in these stories, of which one may concern safety."""
    made = [told(*each, **({"gravity": GRAVE} if i == grave else {})) for i, each in enumerate(stories)]
    return AskedSection(
        watch=ACME,
        label="today",
        section=read_section(read, *made),
        read=read,
        spots=spots("Acme"),
    )


def test_who_is_critical_is_against_it_and_who_praises_it_by_name_is_for_it() -> None:
    ann, bob, cleo, dan = (by(name) for name in ("ann", "bob", "cleo", "dan"))
    complaint = about(speech=Reading((Speech.COMPLAINT,)))
    read = {ann.id: CRITICAL, bob.id: FAVOURABLE, cleo.id: QUESTION, dan.id: complaint}
    found = asked(read, (ann, bob, cleo, dan))
    assert found.taking(Side.AGAINST) == {("forum", "ann")}
    assert found.taking(Side.FOR) == {("forum", "bob")}


def test_a_word_of_tone_alone_is_no_praise_nor_is_what_names_another() -> None:
    ann, bob = by("ann"), by("bob", "I love my Brimeo, it is wonderful and it always was.")
    found = asked({ann.id: toned(Tone.FAVOURABLE), bob.id: FAVOURABLE}, (ann, bob))
    assert found.taking(Side.FOR) == set()


def test_as_many_are_against_it_as_the_page_calls_critical() -> None:
    ann, bob, cleo = by("ann"), by("bob"), by("cleo")
    read = {ann.id: toned(Tone.CRITICAL, Speech.QUESTION), bob.id: toned(Tone.CRITICAL), cleo.id: FAVOURABLE}
    found = asked(read, (ann, bob, cleo))
    assert found.section
    assert len(found.taking(Side.AGAINST)) == found.critical == found.section.counts.critical == 2


def test_what_somebody_showed_last_is_their_side() -> None:
    first, last = by("ann"), replace(by("ann"), created_at=NOON + timedelta(hours=1))
    found = asked({first.id: CRITICAL, last.id: FAVOURABLE}, (first, last))
    [story] = found.stories
    assert side_of(story, found, Side.AGAINST) == set()
    assert side_of(story, found, Side.FOR) == {("forum", "ann")}


def test_staff_and_what_is_perhaps_not_ours_take_no_side() -> None:
    lea, bob = by("lea"), by("bob")
    read = {lea.id: OUR_STAFF, bob.id: DOUBTFUL}
    assert asked(read, (lea, bob)).speakers == set()


def test_causes_are_told_by_how_many_people_safety_first() -> None:
    one, two, three = by("ann"), by("bob"), by("cleo")
    read = {each.id: CRITICAL for each in (one, two, three)}
    found = causes(asked(read, (one,), (two, three)), Side.AGAINST, "en")
    assert [cause.people for cause in found] == [2, 1]
    first = causes(asked(read, (one,), (two, three), grave=0), Side.AGAINST, "en")
    assert [cause.people for cause in first] == [1, 2]


def test_a_cause_quotes_whoever_takes_the_side_and_shows_who_differs() -> None:
    ann, bob = by("ann"), by("bob", "I love my Acme, it is wonderful and always was so.")
    read = {ann.id: CRITICAL, bob.id: FAVOURABLE}
    [cause] = causes(asked(read, (ann, bob)), Side.AGAINST, "en")
    assert [said.mention for said in cause.quotations] == [ann]
    assert cause.against
    assert (cause.others, cause.against.mention) == (1, bob)
