"""Which mentions count: nobody is counted who is staff, set aside, doubtful or a namesake."""

from collections.abc import Mapping

from msgspec.structs import replace

from bot.analysis.set_aside import Aside
from bot.analysis.understanding import Understanding
from bot.digests.counted import Counted, counted
from bot.models import Mention, MentionKind, Person
from tests.analysis.mentions import mention
from tests.digests.readings import DANGER, DOUBTFUL, NAMESAKE, OUR_STAFF, THEIR_STAFF, aside

WIRE = "Acme recalls forty thousand lamps after three of them caught fire in a cellar"


def held(*read: tuple[Mention, Understanding | None], same: Mapping[Person, Person] | None = None) -> Counted:
    known = {each.id: found for each, found in read if found}
    return counted([each for each, _ in read], known, same or {})


def test_what_was_not_read_counts() -> None:
    said = mention("Acme.")
    assert held((said, None)).said == (said,)


def test_staff_are_told_apart_and_not_counted() -> None:
    ours, theirs = mention("Acme answers."), mention("Zorblax answers.")
    found = held((ours, OUR_STAFF), (theirs, THEIR_STAFF))
    assert (found.said, found.ours, found.theirs) == ((), (ours,), (theirs,))


def test_what_may_be_about_a_namesake_is_doubtful_unless_it_concerns_safety() -> None:
    perhaps, surely_not, burning = mention("acme?"), mention("Mrs Acme"), mention("acme burns")
    danger = replace(DANGER, relevance=DOUBTFUL.relevance)
    found = held((perhaps, DOUBTFUL), (surely_not, NAMESAKE), (burning, danger))
    assert (found.doubtful, found.namesakes, found.said) == ((perhaps,), (surely_not,), (burning,))


def test_what_is_set_aside_is_held_by_its_reason() -> None:
    sale, advert = mention("Selling my Acme, 20 €"), mention("Acme now at half the price!")
    found = held((sale, aside(Aside.SALE)), (advert, aside(Aside.ADVERT)))
    assert found.asides == ((Aside.SALE, (sale,)), (Aside.ADVERT, (advert,)))
    assert found.told == ()


def test_a_text_that_is_printed_again_is_set_aside_but_told_in_its_story() -> None:
    first, again = (mention(WIRE, kind=MentionKind.ARTICLE, author="", place=f"Paper {n}") for n in "12")
    found = held((first, None), (again, None))
    assert (found.said, found.copies, found.asides) == ((first,), (again,), ((Aside.COPY, (again,)),))
    assert found.told == (first, again)


def test_who_repeats_a_text_under_another_name_is_set_aside() -> None:
    first, again = (mention(WIRE, author=name) for name in ("ann", "ann2"))
    same = {("forum", "ann"): ("forum", "ann"), ("forum", "ann2"): ("forum", "ann")}
    found = held((first, None), (again, None), same=same)
    assert (found.said, found.copies) == ((first,), ())
    assert found.asides == ((Aside.SEVERAL_NAMES, (again,)),)


def test_what_an_earlier_section_tells_is_taken_out_of_all() -> None:
    said, ours = mention("Acme."), mention("Acme answers.")
    left = held((said, None), (ours, OUR_STAFF)).without(frozenset({ours.id}))
    assert (left.said, left.ours) == ((said,), ())
