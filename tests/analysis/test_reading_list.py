"""What is worth reading whole."""

from typing import Any

import pytest

from bot.analysis.reading_list import LONG, MOST, LongRead, Worth, worth_reading
from bot.models import Mention, MentionKind
from tests.analysis.readings import english, read

TEST = "I tested my Acme kettle for three weeks and measured each minute with a stopwatch."
FILLER = " Then the water went round and round and the lid hummed a song about rivers and ships." * 20


def long_read(text: str = "The Acme kettle hums.", **said: Any) -> Mention:
    return english(text + FILLER, kind=MentionKind.ARTICLE, **said)


def listed(*said: Mention, regulars: frozenset[tuple[str, str]] = frozenset()) -> list[LongRead]:
    return worth_reading(said, read(said), regulars=regulars)


def answers(to: Mention, number: int) -> list[Mention]:
    return [english("So it does.", thread=to.url, answers=(to.url,)) for _ in range(number)]


def test_somebodys_own_test_comes_first_then_the_discussed_then_the_team_then_a_regular() -> None:
    test, discussed, regular = long_read(TEST), long_read(), long_read(author="ann")
    ours = long_read("Lea from Acme here.")
    said = [ours, regular, discussed, test, *answers(discussed, 3)]
    found = worth_reading(said, read(said), regulars={("forum", "ann")})
    assert [(each.mention, each.reason) for each in found] == [
        (test, Worth.FIRST_HAND_TEST), (discussed, Worth.MOST_DISCUSSED), (ours, Worth.FROM_THE_TEAM),
    ]  # fmt: skip
    assert len(found) == MOST
    assert [each.reason for each in listed(regular, regulars=frozenset({("forum", "ann")}))] == [
        Worth.BY_A_REGULAR
    ]


def test_what_is_short_or_of_no_interest_is_not_listed() -> None:
    assert not listed(english(TEST))
    assert not listed(long_read())
    discussed = long_read()
    assert not listed(discussed, *answers(discussed, 2))


def test_the_minutes_are_those_of_what_was_kept_and_a_cut_is_said() -> None:
    (found,) = listed(long_read(TEST))
    assert found.minutes == 2
    assert not found.is_cut
    (cut,) = listed(english(TEST + FILLER + " And then […]"))
    assert cut.is_cut


def test_one_of_an_author() -> None:
    assert len(listed(long_read(TEST, author="ann"), long_read(TEST, author="ann"), long_read(TEST))) == 2


def test_what_is_set_aside_is_not_listed() -> None:
    assert not listed(long_read(f"Selling my Acme kettle, barely used, collection only. {TEST}"))


@pytest.mark.parametrize("between", [" ", "-", "/", "\n", "…", "’ ", " — ", "» «"])
@pytest.mark.parametrize("word", ["kettle", "été", "x_9", "7"])
def test_long_is_what_has_so_many_words_whatever_parts_them(between: str, word: str) -> None:
    regulars = frozenset({("forum", "ann")})
    long, short = (english(between.join([word] * each), author="ann") for each in (LONG, LONG - 1))
    assert [each.mention for each in listed(short, long, regulars=regulars)] == [long]


def test_of_many_tests_the_longest_are_listed_then_the_newest() -> None:
    longer = english(f"{TEST} {TEST} {FILLER}", minutes=1)
    tests = [english(TEST + FILLER, minutes=each) for each in range(3, 8)]
    assert [each.mention for each in listed(*tests, longer)] == [longer, tests[-1], tests[-2]]


def test_what_is_a_better_reason_for_another_text_of_its_author_is_told_of_that_one() -> None:
    test, longer = long_read(TEST, author="ann"), long_read(FILLER, author="ann")
    [found] = listed(longer, test, regulars=frozenset({("forum", "ann")}))
    assert (found.mention, found.reason) == (test, Worth.FIRST_HAND_TEST)
