"""What is worth reading whole."""

from typing import Any

from bot.analysis.reading_list import MOST, LongRead, Worth, worth_reading
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
