"""What is found beside stories: each only where there is something to say."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.analysis.tone import Tone
from bot.analysis.voices import Readings
from bot.digests.counted import counted
from bot.digests.counts import Known
from bot.digests.digest_story import StoryContext, digest_stories
from bot.digests.findings import FindingContext, Findings, findings
from bot.digests.past import Past
from bot.models import Mention, Watch, WatchKind
from tests.analysis.mentions import NOON, mention, spots
from tests.digests.readings import CRITICAL, DOUBTFUL, FAVOURABLE, OUR_STAFF, QUESTION
from tests.digests.test_digest import ACME, watch

DAY = timedelta(days=1)


def found(said: Sequence[Mention], read: Readings | None = None, of: Watch = ACME, **more: Any) -> Findings:
    known, read = Known({}), read or {}
    held = counted(said, read, {})
    stories = StoryContext(
        watch=of, spots=spots(of.name), known=known, read=read, language="en", zone="UTC", until=NOON
    )
    told = digest_stories(held, stories)
    context = FindingContext(watch=of, spots=spots(of.name), known=known, read=read, **more)
    return findings(held, told, context)


def usually(number: int, *, people: int) -> Past:
    return Past(people=people, expected=number)


def test_who_waits_is_shown_by_the_question_that_they_ask() -> None:
    asks = mention("I have had it for a year. Does the Acme fit a square post? It rains.", author="ann")
    [waiting] = found([asks], {asks.id: QUESTION}).unanswered
    assert waiting.words == "Does the Acme fit a square post?"


def test_nobody_waits_for_us_where_a_competitor_is_asked() -> None:
    asks = mention("Does the Zorblax fit a square post?", author="ann")
    assert found([asks], {asks.id: QUESTION}, watch("Zorblax", WatchKind.COMPETITOR)).unanswered == ()


def test_the_team_is_known_once_somebody_named_it_or_it_speaks() -> None:
    said, ours = mention("Acme shines."), mention("We mend it.")
    assert not found([said]).is_team_known
    assert found([said], is_team_named=True).is_team_known
    assert found([said, ours], {ours.id: OUR_STAFF}).is_team_known


def test_who_turned_is_shown_by_what_they_wrote_before_and_after() -> None:
    before = mention("Acme broke on me twice.", author="ann", created_at=NOON - 3 * DAY)
    after = mention("Acme kept its word.", author="ann")
    past = Past(earlier=(before,))
    [turn] = found([after], {before.id: CRITICAL, after.id: FAVOURABLE}, past=past).turns
    assert (turn.before.words, turn.after.words) == ("Acme broke on me twice.", "Acme kept its word.")
    assert turn.tone is Tone.FAVOURABLE


@pytest.mark.parametrize(
    ("people", "usual", "is_told"),
    [(12, 4, True), (4, 12, True), (8, 4, True), (7, 4, False), (2, 1, False), (3, 0, True), (4, 4, False)],
)
def test_how_many_people_usually_speak_is_told_where_many_more_or_fewer_do(
    people: int, usual: int, *, is_told: bool
) -> None:
    told = found([mention("Acme.")], past=usually(usual, people=people))
    assert (told.people, told.expected) == ((people, usual) if is_told else (None, None))


def test_nothing_is_compared_where_some_may_speak_of_a_namesake() -> None:
    perhaps = mention("acme?")
    told = found([mention("Acme."), perhaps], {perhaps.id: DOUBTFUL}, past=usually(2, people=20))
    assert told.expected is None


def test_words_go_round_that_more_people_say_now_than_before() -> None:
    now = [mention(f"The Acme has a loose bracket, {n} say.", author=f"p{n}", lang="en") for n in range(6)]
    before = tuple(mention(f"The Acme shines, {n} say.", author=f"q{n}", lang="en") for n in range(30))
    told = found(now, past=Past(before=before, is_whole=True))
    assert [phrase.words for phrase in told.phrases] == ["loose bracket"]


def test_where_little_was_heard_before_no_word_is_new() -> None:
    now = [mention(f"The Acme has a loose bracket, {n} say.", author=f"p{n}", lang="en") for n in range(6)]
    before = (mention("The Acme shines.", place="elsewhere"),)
    told = found(now, past=Past(before=before, is_whole=True))
    assert (told.phrases, told.new_places) == ((), ())


def test_coined_words_are_told_unless_they_are_watched() -> None:
    now = [mention("Again #AcmeFail", author=f"p{n}") for n in range(3)]
    assert [term.words for term in found(now).coined] == ["#AcmeFail"]
    assert found(now, names=["AcmeFail"]).coined == ()


def test_a_place_is_new_in_which_nothing_was_heard_in_weeks() -> None:
    before = tuple(mention(f"Acme {n}.", place="r/bikes") for n in range(20))
    now = [mention("Acme here.", place="r/bikes"), mention("Acme there.", place="r/lamps")]
    assert found(now, past=Past(before=before, is_whole=True)).new_places == ("r/lamps",)
    assert found(now, past=Past(before=before, is_whole=False)).new_places == ()
