"""What became of a list since its last reading."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from bot.listening.lists import changed, entries_of, has_overrun
from bot.models import Mention, MentionKind
from bot.storage.listings import Listing
from tests.clock import START

HOUR = timedelta(hours=1)


def entry(name: str, text: str = "") -> Mention:
    """An entry whose name says how many hours it is old; without a number it has no date."""
    hours = int(name) if name.isdigit() else 0
    return Mention(
        id=name,
        source="feeds",
        kind=MentionKind.ARTICLE,
        url=f"https://blog.example/{name}",
        text=text or name,
        created_at=START - hours * HOUR,
        dated=name.isdigit(),
    )


def listing(names: Iterable[str], missing: Iterable[str] = ()) -> Listing:
    return Listing(entries_of(map(entry, names)), tuple(missing))


@pytest.mark.parametrize(
    ("before", "now", "gone"),
    [
        ("1 2 3", "1 3", "2"),
        ("1 2 3", "0 1 3", "2"),
        ("1 2 3", "1 2", ""),
        ("1 2 3", "0 1 2", ""),
        ("3 2 1", "3 1", "2"),
        ("1 2 3 4 5", "4 1 2", ""),
        ("9 2 3 4", "9 1 2 3", ""),
        ("1 2 3 4 5", "1 5", ""),
        ("1 2 3", "", ""),
        ("a b c", "a c", "b"),
        ("1 2 9", "1 9", "2"),
    ],
    ids=[
        "between two",
        "and a new one",
        "the last",
        "pushed off the end",
        "of a list that begins with the oldest",
        "though an older one came to the top",
        "though an older one always stands at the top",
        "of less than half of a list",
        "of an empty list",
        "without dates",
        "before a much older one",
    ],
)
def test_gone_is_what_stands_no_more_between_two_that_do(before: str, now: str, gone: str) -> None:
    change = changed(listing(before.split()), entries_of(map(entry, now.split())))
    assert change.gone == set(gone.split())


def test_the_newest_is_gone_when_it_is_missing_twice() -> None:
    once = changed(listing(["1", "2", "3"]), entries_of(map(entry, ["2", "3"])))
    assert once.gone == set()
    twice = changed(once.listing, entries_of(map(entry, ["2", "3"])))
    assert twice.gone == {"1"}
    assert changed(once.listing, entries_of(map(entry, ["1", "2", "3"]))).listing == listing(["1", "2", "3"])


def test_reworded_is_what_says_something_else() -> None:
    now = entries_of([entry("1"), entry("2", "other words"), entry("0")])
    assert changed(listing(["1", "2"]), now).reworded == {"2"}


def test_paragraphs_parted_otherwise_are_the_same_words() -> None:
    (before,) = entries_of([entry("1", "One.\nTwo.")])
    (now,) = entries_of([entry("1", "One.\n\nTwo.")])
    assert before == now


@pytest.mark.parametrize(
    ("before", "now", "overrun"),
    [
        ("11 12 13", "1 2 3", True),
        ("11 12 13", "1 2 11", False),
        ("", "1 2 3", False),
        ("11 12", "", False),
        ("2", "1", False),
        ("1 2 3", "4 5 6", False),
        ("a b", "c d", True),
    ],
    ids=["all new", "one left", "never read", "empty", "of one entry", "goes back further", "without dates"],
)
def test_a_list_of_which_nothing_is_left_has_overrun(before: str, now: str, overrun: bool) -> None:
    assert has_overrun(listing(before.split()), entries_of(map(entry, now.split()))) is overrun


def test_entries_with_new_ids_are_known_by_their_words() -> None:
    again = [
        Mention(**{name: getattr(each, name) for name in each.__struct_fields__} | {"id": f"x{each.id}"})
        for each in map(entry, ["11", "12"])
    ]
    assert not has_overrun(listing(["11", "12"]), entries_of(again))
