"""The tone of a story, and of the facts in it."""

from bot.analysis.story_tone import story_tone, tones
from bot.analysis.tone import Tone
from tests.analysis.readings import english, read

ANGRY = ["My Acme is terrible.", "I hate this Acme.", "Acme is the worst."]
FACT = "My Acme kettle went off and burned my hand."


def test_a_fact_takes_the_tone_of_its_story() -> None:
    said = [english(text) for text in (*ANGRY, FACT)]
    found = read(said)
    assert not found[said[3].id].tone, "by itself it has none"
    assert story_tone(said, found) is Tone.CRITICAL
    assert tones(said, found)[said[3].id] is Tone.CRITICAL


def test_a_question_and_a_piece_of_news_take_no_tone() -> None:
    said = [
        english(text) for text in (*ANGRY, "Does the Acme fit a round table?", "Acme opens a shop today.")
    ]
    assert tones(said, read(said)).keys() == {each.id for each in said[:3]}


def test_too_few_or_divided_people_make_no_tone() -> None:
    few = [english(text) for text in (*ANGRY[:2], FACT)]
    assert story_tone(few, read(few)) is None
    one = [english(text, author="lea") for text in ANGRY]
    assert story_tone(one, read(one)) is None, "one person is one, however often they write"
    divided = [english(text) for text in (*ANGRY, "I love my Acme.", "Excellent, this Acme!")]
    assert story_tone(divided, read(divided)) is None
    assert divided[0].id in tones(divided, read(divided)), "each keeps the tone of their own"


def test_staff_give_a_story_no_tone() -> None:
    said = [english(text) for text in ANGRY[:2]]
    ours = english("Lea from Acme here. We are terrible, the worst.", thread="t1")
    assert story_tone([*said, ours], read([*said, ours])) is None
