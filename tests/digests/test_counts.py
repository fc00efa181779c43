"""How many people speak."""

from datetime import timedelta

from bot.digests.counted import Counted
from bot.digests.counts import Counts, Known, counts, critical_people
from tests.analysis.mentions import NOON, mention
from tests.digests.readings import CRITICAL, FAVOURABLE

ANN, BEN, CAT = (("forum", name) for name in ("ann", "ben", "cat"))


def test_people_are_counted_once_and_told_apart_by_how_long_they_are_known() -> None:
    said = tuple(mention("Acme.", author=name) for name in ("ann", "ann", "ben", "cat", ""))
    found = counts(Counted(said=said), set(), Known({ANN: 3, BEN: 2}))
    assert found == Counts(people=3, newcomers=1, regulars=1, unsigned=1)


def test_nobody_is_new_where_there_is_no_before() -> None:
    assert counts(Counted(said=(mention("Acme."),)), set(), Known()).newcomers is None


def test_one_person_under_two_names_is_one_voice() -> None:
    said = tuple(mention("Acme.", author=name) for name in ("ann", "ben"))
    found = counts(Counted(said=said), set(), Known({ANN: 1}, {BEN: ANN}))
    assert (found.people, found.newcomers) == (1, 0)


def test_staff_are_counted_apart() -> None:
    held = Counted(ours=(mention("a", author="ann"), mention("b", author="ann")), theirs=(mention("c"),))
    found = counts(held, set(), Known())
    assert (found.people, found.ours, found.theirs) == (0, 1, 1)


def test_only_critical_people_whose_say_counts_are_counted_as_critical() -> None:
    said = (mention("Acme.", author="ann"),)
    assert counts(Counted(said=said), {ANN, CAT}, Known()).critical == 1


def test_who_was_critical_and_ends_favourable_is_not_critical() -> None:
    early, late = (mention("Acme.", author="ann", created_at=NOON + timedelta(hours=n)) for n in (0, 1))
    other = mention("Acme.", author="ben")
    read = {early.id: CRITICAL, late.id: FAVOURABLE, other.id: CRITICAL}
    assert critical_people([late, early, other], read, Known()) == {BEN}
