"""All readings of one mention, in the order in which they need each other."""

import pytest

from bot.analysis import understanding
from bot.analysis.allegiance import Brand
from bot.analysis.reading import Reading, Reason
from bot.analysis.relevance import KnownName
from bot.analysis.set_aside import Aside
from bot.analysis.speech import Speech
from bot.analysis.tone import Tone
from bot.analysis.understanding import READERS, Kind, Understanding, WatchContext, understand
from tests.analysis.mentions import mention, spots

ACME, BRIMEO = Brand("Acme", ("Acme",)), Brand("Brimeo", ("Brimeo",), is_ours=False)
CONTEXT = WatchContext(
    watch="w1",
    channel="C1",
    ours=spots("Acme"),
    others=spots("Brimeo"),
    brands=(ACME, BRIMEO),
    name=KnownName(("Acme",), is_ordinary=False),
)


def test_a_complaint_is_understood_whole() -> None:
    found = understand(mention("My Acme kettle caught fire, I am furious.", lang="en"), CONTEXT)
    assert found.safety.value
    assert found.safety.value.is_sure
    assert found.tone.value is Tone.CRITICAL
    assert found.relevance.value is True
    assert not found.allegiance
    assert not found.aside
    assert not found.is_our_staff


def test_what_our_staff_write_under_others_is_an_answer() -> None:
    said = mention("Lea from Acme here. We are sorry.", lang="en", thread="t1")
    found = understand(said, CONTEXT)
    assert found.is_our_staff
    assert found.speech.value == (Speech.ANSWER,)
    assert not found.aside


def test_what_our_staff_announce_is_set_aside_and_a_competitors_is_not() -> None:
    ours = understand(mention("Lea from Acme here. We open in Leeds.", lang="en"), CONTEXT)
    theirs = understand(mention("Lars from Brimeo here. We open in Leeds.", lang="en"), CONTEXT)
    assert ours.aside.value is Aside.STAFF
    assert theirs.is_their_staff
    assert not theirs.aside


def test_a_sale_of_what_burned_is_not_set_aside() -> None:
    sale = mention("Selling my Acme kettle, barely used, it caught fire once.", lang="en")
    assert not understand(sale, CONTEXT).aside


def test_a_reading_that_fails_is_left_unsaid_and_the_others_are_made(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> Reading[Tone]:
        raise ValueError("no such word")

    failing = {**READERS, Kind.TONE: understanding.Reader(1, Tone, broken)}
    monkeypatch.setattr(understanding, "READERS", failing)
    found = understand(mention("Acme crashes since the update.", lang="en"), CONTEXT)
    assert found.tone == Reading(None, (Reason("failed"),))
    assert found.speech.value == (Speech.BUG,)
    assert "no such word" in caplog.text


def test_each_kind_has_its_place_in_what_is_understood() -> None:
    assert [kind.value for kind in READERS] == list(Understanding.__struct_fields__)
    assert set(READERS) == set(Kind)


def test_whether_it_is_told_at_first_hand_and_resolved_is_read_once_and_kept() -> None:
    said = mention("My kettle leaked. Works now, thanks!", lang="en")
    found = understand(said, CONTEXT)
    assert (found.first_hand.value, found.resolved.value) == (True, True)
    changed = mention("The kettle of my colleague leaks.", lang="en")
    assert found.is_first_hand(changed)
    assert found.is_resolved(changed)


def test_what_was_not_read_is_told_by_its_words() -> None:
    unread = Understanding()
    assert unread.is_first_hand(mention("My kettle leaks.", lang="en"))
    assert unread.is_resolved(mention("Works now, thanks!", lang="en"))
    assert not unread.is_resolved(mention("My kettle leaks.", lang="en"))
