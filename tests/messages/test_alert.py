"""An alert as a message: what happened, how many people against the usual, why it rang, who has it."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.analysis.affair import Affair, Quoted, Step
from bot.analysis.speech import Speech
from bot.analysis.tone import Tone
from bot.console.limits import violations
from bot.locale import Language, speaking
from bot.messages.alert import alert_message, more_message, over_message, step_message, taken_message
from bot.messages.message import Message
from bot.messages.readable import readable
from bot.storage.alert_mutes import AlertMute
from bot.storage.alerts import AlertKind
from bot.storage.claims import Claim
from tests.analysis.mentions import NOON, mention

HOUR = timedelta(hours=1)
FIRST = mention("The lamp died on me again.", author="ann", place="r/lamps", created_at=NOON - 3 * HOUR)
FRENCH = mention("La lampe s’éteint seule.", author="léa", place="Forum", lang="fr", created_at=NOON - HOUR)
AFFAIR = Affair(
    alert="w1:s:0",
    watch="Acme",
    kind=AlertKind.BACKLASH,
    story="s1",
    people=9,
    new=2,
    against=6,
    places=(("r/lamps", 5), ("Forum", 3), ("Blog", 1)),
    posts=14,
    since=NOON - 3 * HOUR,
    last=NOON,
    expected=2.2,
    bound_people=6,
    bound_places=2,
    kinds=((Speech.COMPLAINT, 5), (Speech.QUESTION, 1), (Speech.ADVERT, 1)),
    plain="The lamp died on me again",
    plain_lang="en",
    voices=(Quoted(FIRST, FIRST.text), Quoted(FRENCH, FRENCH.text)),
    waiting=4,
    waiting_since=NOON - 3 * HOUR,
    mentions=frozenset({FIRST.id, FRENCH.id}),
)


def said(affair: Affair, *others: Affair, language: Language = "en", **more: Any) -> str:
    with speaking(language):
        message = alert_message([affair, *others], "UTC", NOON, **more)
    assert violations(message.payload()) == []
    return readable(message.blocks)


def test_it_says_what_happened_who_against_how_many_usual_since_when_where_and_why() -> None:
    lines = said(AFFAIR).splitlines()
    assert lines[0] == "Acme, 9 people in 3 places since 09:00: “The lamp died on me again”"
    assert lines[1:5] == [
        "9 people in 3 places, 2 of them new here; a story of Acme usually gathers 2.",
        "r/lamps 5, Forum 3 and Blog 1",
        "5 complain and 1 asks.",
        "4 people wait for an answer, the first since 09:00.",
    ]
    assert "Why this rang: at least 6 people in 2 or more places within 8 hours, 6 of 9" in "\n".join(lines)


def test_it_says_so_in_french() -> None:
    lines = said(AFFAIR, language="fr").splitlines()
    assert lines[0] == "Acme, 9 personnes en 3 lieux depuis 09:00\u00a0: “The lamp died on me again”"
    assert "une histoire de Acme en réunit 2 d’habitude" in lines[1]
    assert "4 personnes attendent une réponse, la première depuis 09:00." in lines


def test_the_words_of_the_first_voice_and_of_each_language_are_quoted_as_written() -> None:
    told = said(AFFAIR)
    assert FIRST.text in told
    assert FRENCH.text in told


def test_what_is_copied_is_counted_apart() -> None:
    copied = replace(AFFAIR, copies=39, repeating=4, texts=1)
    assert "Counted apart: 40 posts, 4 people, 1 text." in said(copied)


@pytest.mark.parametrize("kind", [each for each in AlertKind if each.name not in ("INSTANT", "VIP")])
def test_every_kind_says_why_it_rang_in_both_languages(kind: AlertKind) -> None:
    affair = replace(AFFAIR, kind=kind, dangers=("fire",) if kind is AlertKind.SAFETY else ())
    assert "Why this rang:" in said(affair)
    assert "Pourquoi cela sonne" in said(affair, language="fr")


def test_safety_is_named_in_the_headline() -> None:
    grave = replace(AFFAIR, kind=AlertKind.SAFETY, dangers=("fire", "children"))
    assert said(grave).startswith("Acme, safety (fire and children), 9 people in 3 places since 09:00:")


def test_who_has_it_is_seen_and_nobody_else_can_take_it() -> None:
    free, taken = AFFAIR, replace(AFFAIR, claim=Claim("w1:s:0", "U1", NOON))
    assert "alert_take" in str(alert_message([free], "UTC", NOON).blocks)
    blocks = str(alert_message([taken], "UTC", NOON).blocks)
    assert "alert_take" not in blocks
    assert "has it, since 12:00." in said(taken)


def test_what_was_called_normal_says_for_how_long_and_can_be_taken_back() -> None:
    mute = AlertMute(
        watch="w1", kind="backlash", is_normal=True, until=NOON + 48 * HOUR, person="U1", at=NOON
    )
    normal = replace(AFFAIR, normal=mute)
    assert "calls this normal: until Wed 25 Nov, 12:00 it takes 12 people to ring." in said(normal)
    assert "alert_not_normal" in str(alert_message([normal], "UTC", NOON).blocks)


def test_once_it_is_over_it_says_how_it_ended_and_asks_nothing_more() -> None:
    over = replace(AFFAIR, is_over=True)
    blocks = alert_message([over], "UTC", NOON).blocks
    assert "actions" not in {block["type"] for block in blocks}
    assert "Over: nothing new since 12:00. 9 people in 3 places, 2 of them new here in all." in said(over)
    assert over_message(over, "UTC", NOON).text.endswith("4 people still wait for an answer.")


def test_several_that_were_held_back_are_a_line_each() -> None:
    story = replace(AFFAIR, kind=AlertKind.INSTANT, people=1)
    with speaking("en"):
        message = alert_message([story] * 3, "UTC", NOON)
    lines = message.text.splitlines()
    assert lines[0] == "Held back, 3:"
    assert lines[1:] == ["Acme: “The lamp died on me again”"] * 3


def test_more_than_six_a_day_are_asked_about() -> None:
    assert "more than six in a day" in said(AFFAIR, asks=True)


def test_a_step_is_broadcast_and_news_is_not() -> None:
    new = [Quoted(FIRST, FIRST.text)]
    step = step_message(AFFAIR, Step.TWICE, 4, new, "UTC", NOON)
    assert step.payload()["reply_broadcast"] is True
    assert step.text.startswith("Acme, since 09:00: now 9 people; it was 4 · “The lamp died on me again”")
    assert "reply_broadcast" not in more_message(AFFAIR, new, "UTC", NOON).payload()


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_step_says_what_is_new(step: Step, language: Language) -> None:
    with speaking(language):
        message = step_message(replace(AFFAIR, dangers=("roads",)), step, 4, [], "UTC", NOON)
    assert message.text.startswith("Acme, ")


def test_a_story_that_is_told_as_it_comes_says_how_many_there_are_now() -> None:
    story = replace(AFFAIR, kind=AlertKind.INSTANT, people=4)
    assert said(story).startswith("Acme, now 4 people: “The lamp died on me again”")
    one = replace(story, people=1, plain_lang="en", voices=story.voices[:1], title="Lamps")
    assert said(one).startswith("Acme: Lamps")


def test_more_than_is_shown_is_counted() -> None:
    new = [Quoted(FIRST, FIRST.text)] * 7
    assert "4 more are not shown here" in readable(more_message(AFFAIR, new, "UTC", NOON).blocks)


def test_a_second_presser_is_told_who_has_it() -> None:
    message: Message = taken_message("U1", NOON, "UTC")
    assert "U1" in str(message.blocks)


def test_who_always_matters_is_named_with_their_own_words_and_is_not_called_normal() -> None:
    told = replace(
        AFFAIR, kind=AlertKind.VIP, people=1, new=0, against=0, places=(("r/lamps", 1),), vips=("ann",),
        voices=AFFAIR.voices[:1], title="Lamps", waiting=0, kinds=(),
    )  # fmt: skip
    lines = said(told).splitlines()
    assert lines[0] == "Acme, ann speaks: Lamps"
    assert "Why this rang: somebody said that ann always matters here." in lines
    assert "This is normal" not in said(told)
    assert said(told, language="fr").startswith("Acme, ann en parle")


def test_a_step_names_who_always_matters() -> None:
    told = replace(AFFAIR, vips=("ann",))
    step = step_message(told, Step.VIP, 4, (), "UTC", NOON)
    assert step.text.startswith("Acme, since 09:00: now ann speaks, who always matters here")


@pytest.mark.parametrize(
    ("tone", "language", "opening"),
    [
        (Tone.CRITICAL, "en", "Acme: ann, often heard here, is critical now"),
        (Tone.FAVOURABLE, "en", "Acme: ann, often heard here, speaks well of it now"),
        (Tone.CRITICAL, "fr", "Acme\u00a0: ann, qu’on entend souvent ici, critique à présent"),
    ],
)
def test_a_regular_who_turns_is_told_with_both_quotations(
    tone: Tone, language: Language, opening: str
) -> None:
    before = replace(FIRST, id="before", text="I love my Acme lamp.", created_at=NOON - 90 * HOUR)
    voices = Quoted(before, before.text), Quoted(FIRST, FIRST.text)
    turn = replace(AFFAIR, kind=AlertKind.TURN, story="", people=1, voices=voices, turned=tone)
    told = said(turn, language=language)
    assert told.splitlines()[0] == opening
    assert told.index(before.text) < told.index(FIRST.text)
    assert "This is normal" not in told
    assert "usual" not in told


def test_what_only_seems_harm_is_not_said_to_be_surely_told() -> None:
    unsure = replace(AFFAIR, kind=AlertKind.SAFETY, dangers=())
    sure = replace(unsure, dangers=("fire",))
    assert "Why this rang: two people or more perhaps tell of people hurt, or of their data lost." in said(
        unsure
    )
    assert "Why this rang: somebody surely tells of harm to people" in said(sure)
