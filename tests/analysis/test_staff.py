"""Who once said whom they speak for."""

from bot.analysis.speech import Speech
from bot.analysis.staff import with_staff
from bot.models import Mention
from tests.analysis.readings import english, read


def understood(*said: Mention) -> list[str]:
    found = with_staff(said, read(said))
    return [value.name if (value := found[each.id].allegiance.value) else "" for each in said]


def test_who_once_said_so_speaks_for_the_brand_in_all_they_write() -> None:
    late = english("Because nobody checked it.", 9, author="lea", thread="t", answers=("q",))
    early = english("It is on now.", author="lea", thread="t")
    said = english("Lea from Acme here. We got this wrong.", 5, author="lea", thread="t")
    theirs = english("Lars from Brimeo here.", author="lars")
    assert understood(late, early, said, theirs, english("So it is.", author="lars")) == [
        "Acme", "Acme", "Acme", "Brimeo", "Brimeo",
    ]  # fmt: skip
    found = with_staff([late, said], read([late, said]))
    assert found[late.id].is_our_staff
    assert found[late.id].speech.value == (Speech.ANSWER,)


def test_another_of_that_name_elsewhere_and_others_do_not() -> None:
    said = english("Lea from Acme here.", author="lea", thread="t")
    assert understood(said, english("Hm.", author="lea", network="other"), english("Hm.", author="tom")) == [
        "Acme", "", "",
    ]  # fmt: skip
