"""Who turned."""

from collections.abc import Sequence
from itertools import permutations

from bot.analysis.tone import Tone
from bot.analysis.turns import Turn, turns
from bot.models import Mention
from tests.analysis.readings import english, read

BAD = "My Acme kettle is broken, I am so disappointed."
GOOD = "I love my Acme kettle, thank you so much, it is excellent."
FACT = "My Acme kettle is green."


def turned(earlier: Sequence[Mention], now: Sequence[Mention]) -> list[Turn]:
    return turns(earlier, now, read([*earlier, *now]))


def lea(text: str, minutes: float = 0) -> Mention:
    return english(text, minutes, author="lea")


def test_who_was_critical_and_is_favourable_turned_and_the_reverse() -> None:
    before, after = lea(BAD), lea(GOOD, 600)
    assert turned([before], [after]) == [Turn(("forum", "lea"), before, after, Tone.FAVOURABLE)]
    before, after = lea(GOOD), lea(BAD, 600)
    assert turned([before], [after]) == [Turn(("forum", "lea"), before, after, Tone.CRITICAL)]


def test_who_says_the_same_or_another_did_not_turn() -> None:
    assert not turned([lea(BAD)], [lea(BAD, 600)])
    assert not turned([lea(BAD)], [english(GOOD, 600, author="tom")])
    assert not turned([lea(BAD)], [lea(FACT, 600)])
    assert not turned([lea(BAD), lea(GOOD, 300)], [lea(GOOD, 600)]), "it was told before"


def test_a_tone_alone_is_not_sure_enough() -> None:
    assert not turned([lea("The Acme is fine, lovely weather, worst of all the rain.")], [lea(GOOD, 600)])


def test_who_asks_first_of_all_was_not_critical() -> None:
    asks = lea("Can anyone explain the refund? How do you get it? It says broken, return to shop.")
    assert not turned([asks], [lea(GOOD, 600)])


def test_who_turns_within_what_is_told_now_turned_and_who_is_torn_did_not() -> None:
    assert turned([], [lea(BAD), lea(GOOD, 600)])
    assert not turned([], [lea(BAD), lea(GOOD, 5)])


def test_what_staff_say_is_no_turn() -> None:
    team = [
        english(f"Lea from Acme here. {text}", n, author="lea", thread="t")
        for n, text in ((0, BAD), (600, GOOD))
    ]
    assert not turned(team[:1], team[1:])


def test_the_order_of_the_mentions_does_not_matter() -> None:
    now = [lea(BAD), lea(GOOD, 600), english(BAD, author="tom"), english(GOOD, 90, author="tom")]
    found = read(now)
    told = [[turn.after for turn in turns([], some, found)] for some in permutations(now)]
    assert all(each == [now[3], now[1]] for each in told)


def test_thanks_before_a_question_are_no_turn() -> None:
    assert not turned([lea(BAD)], [lea("Thank you, I love the answer. Why did my Acme break, then?", 600)])
