"""What people took back."""

from bot.analysis.choice import shortlist
from bot.analysis.gravity import Concern, gravity
from bot.analysis.withdrawals import without_withdrawn
from tests.analysis.readings import english, french, read

ILL = "Nous sommes aux urgences avec la petite, elle a bu dans la bouilloire Acme."
BACK = "Rentrés. Une gastro, rien à voir donc, mille excuses."


def test_what_its_author_took_back_is_neither_grave_nor_quoted() -> None:
    ill, back = french(ILL, author="lea"), french(BACK, 90, author="lea")
    found = read([ill, back])
    assert gravity([ill], found).concern is Concern.SAFETY
    assert gravity([ill, back], found).concern is not Concern.SAFETY
    assert shortlist([ill, back], found) == [back]


def test_nobody_takes_back_what_another_told_or_what_they_tell_later() -> None:
    ill, back = french(ILL, author="lea"), french(BACK, 90, author="tom")
    assert without_withdrawn([ill, back], read([ill, back])) == [ill, back]
    early, again = english("Sorry, false alarm.", author="lea"), english("It leaks again.", 9, author="lea")
    assert without_withdrawn([early, again], read([early, again])) == [early, again]
