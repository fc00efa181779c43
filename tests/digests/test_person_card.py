"""What a channel knows of one person: days, places, stories, tone in words, answers of the team."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from bot.analysis.stories import Story
from bot.analysis.tone import Tone
from bot.analysis.understanding import Understanding, understand
from bot.digests.person_card import Heard, PersonCard, Said, person_card
from bot.models import Mention, Watch, WatchKind
from bot.storage.heard_people import PersonHistory
from tests.analysis.mentions import NOON, mention, spots
from tests.analysis.readings import CONTEXT
from tests.storage.samples import watch

DAY = timedelta(days=1)
ACME = watch("w1", "Acme")
BRIMEO = replace(watch("w2", "Brimeo"), kind=WatchKind.COMPETITOR)
BROKEN = "My Acme kettle is broken, I am so disappointed."
LOVED = "I love my Acme kettle, thank you, it is wonderful."


def ann(text: str, ago: timedelta = timedelta(), **said: Any) -> Mention:
    """Something that Ann wrote on the forum."""
    known = {"author": "ann", "lang": "en", "created_at": NOON - ago, "thread": "t1", **said}
    return mention(text, **known)


def card(
    own: Sequence[Mention],
    around: Sequence[Mention] = (),
    of: Watch = ACME,
    now: datetime = NOON,
    days: int = 3,
    known: Mapping[str, Understanding] | None = None,
) -> PersonCard:
    """Ann's card, by what she wrote and what stands around it."""
    newest = sorted(own, key=lambda each: each.created_at, reverse=True)
    read = {each.id: understand(each, CONTEXT) for each in (*own, *around)}
    read |= known or {}
    story = Story(tuple(sorted((*own, *around), key=lambda each: each.created_at)))
    heard = Heard(
        names=(("forum", "ann"),),
        history=PersonHistory(first=newest[-1].created_at, days=days, mentions=len(own)),
        said=[Said(of, each, read[each.id], story) for each in newest],
        around={of.id: [*own, *around]},
        read={of.id: read},
        spots={"w1": spots("Acme"), "w2": spots("Brimeo")},
    )
    found = person_card(heard, now)
    assert found
    return found


def test_the_card_says_since_when_where_and_of_what() -> None:
    own = [ann("Acme hums.", 9 * DAY, title="Hum"), ann("Acme glows.", DAY, title="Hum", place="r/tea")]
    found = card(own)
    assert found.places == (("r/tea", 1), ("forum.example", 1))
    assert [(story.watch, story.title) for story in found.stories] == [("Acme", "Hum")]
    assert (found.is_regular, found.last, found.is_whole) == (True, own[1], True)
    assert not card(own, days=2).is_regular


def test_tone_is_told_by_words_really_written_and_of_whom() -> None:
    found = card([ann(BROKEN)])
    assert found.critical
    assert (found.critical.words, found.critical.watch) == (BROKEN, "Acme")
    assert found.favourable is None


def test_who_turned_is_told_with_both_quotations() -> None:
    found = card([ann(BROKEN, 5 * DAY), ann(LOVED, DAY)])
    assert found.turn
    before, after, tone = found.turn
    assert (before.words, after.words, tone) == (BROKEN, LOVED, Tone.FAVOURABLE)


def test_what_waits_for_the_team_is_told_until_it_is_answered() -> None:
    asked = ann("Does the Acme kettle fit a round table?", DAY)
    waiting = card([asked])
    assert waiting.waits
    assert (waiting.waits.mention, waiting.answered, waiting.is_team_known) == (asked, None, False)
    team = mention("Lea from Acme here. It does.", author="lea", lang="en", thread="t1", created_at=NOON)
    answered = card([asked], [team])
    assert (answered.waits, answered.answered, answered.is_team_known) == (None, (asked, team), True)


def test_who_turned_favourable_waits_for_nothing_that_was_said_before() -> None:
    assert card([ann(BROKEN, 5 * DAY), ann(LOVED, DAY)]).waits is None
    waits = card([ann(LOVED, 5 * DAY), ann(BROKEN, DAY)]).waits
    assert waits
    assert waits.words == BROKEN


def test_the_team_answers_for_ours_alone() -> None:
    assert card([ann("Does the Brimeo kettle fit?")], of=BRIMEO).waits is None


def test_a_regular_is_silent_after_a_month_and_back_with_a_word() -> None:
    own = [ann("Acme hums.", 60 * DAY), ann("Acme glows.", 40 * DAY)]
    assert card(own).fell_silent
    assert not card(own, days=2).fell_silent, "who came once or twice is not missed"
    assert not card(own, now=NOON - 20 * DAY).fell_silent
    back = card([*own, ann("Acme again.")])
    assert (back.fell_silent, back.back_after) == (False, 40 * DAY)


def test_what_is_set_aside_or_perhaps_not_ours_is_counted_apart_and_not_read() -> None:
    sale = ann("For sale: Acme kettle, like new, 20 €, shipping included.")
    found = card([ann("Acme hums.", DAY, title="Hum"), sale])
    assert (found.aside, found.doubtful) == (1, 0)
    own = ann(BROKEN)
    doubtful = replace(understand(own, CONTEXT), relevance=Understanding().relevance)
    perhaps = card([own], known={own.id: doubtful})
    assert (perhaps.doubtful, perhaps.critical) == (1, None)


def test_staff_speak_for_their_house_and_have_no_tone() -> None:
    found = card([ann("Ann from Acme here: I love our new kettle, it is wonderful.")])
    assert found.speaks_for
    assert (found.speaks_for.name, found.favourable) == ("Acme", None)
