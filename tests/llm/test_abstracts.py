"""The abstract above a page: written within a time and a budget, or the reason why there is none."""

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.listening.usage import MemoryLedger
from bot.llm import abstracts as room
from bot.llm.abstracts import ACCOUNT, Abstracts
from bot.llm.endpoint import Endpoint
from bot.llm.failure import Failure
from bot.models import Mention
from tests.analysis.mentions import NOON, mention
from tests.clock import FakeClock
from tests.llm.model_service import Behaviour, ModelService, drip, hang_up, never, saying

ALL = [mention("My kettle switched itself off."), mention("The spare lid arrived.")]
WELL = "A kettle switched itself off [1]. A spare lid arrived [2]."
TODAY = NOON.replace(hour=0)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def abstracts(endpoint: Endpoint, ledger: MemoryLedger, clock: FakeClock) -> Abstracts:
    return Abstracts(endpoint, ledger, 5_000, clock)


async def test_what_stands_on_the_mentions_is_the_abstract(
    service: ModelService, abstracts: Abstracts
) -> None:
    service.answers = [WELL]
    abstract = await abstracts.write(["Quorvex"], ALL, "en")
    assert abstract is not None
    assert [each.words for each in abstract.sentences] == [
        "A kettle switched itself off.",
        "A spare lid arrived.",
    ]
    assert (abstract.model, abstract.failure) == ("gpt-test", None)


@pytest.mark.parametrize("mentions", [[], ALL[:1], ALL[:1] * 2])
async def test_of_one_mention_there_is_no_abstract_and_nothing_is_sent(
    service: ModelService, abstracts: Abstracts, mentions: list[Mention]
) -> None:
    assert await abstracts.write(["Quorvex"], mentions, "en") is None
    assert service.asked == []


@pytest.mark.parametrize(
    ("behaviour", "failure"),
    [
        (hang_up, Failure.BROKEN),
        (saying("{}", 401), Failure.KEY),
        (saying("{}", 429), Failure.BUSY),
        ("I am only a model.", Failure.UNCITED),
        ("A kettle broke [7]. A lid came [8].", Failure.UNCITED),
    ],
)
async def test_whatever_goes_wrong_is_a_reason(
    service: ModelService, abstracts: Abstracts, behaviour: Behaviour | str, failure: Failure
) -> None:
    service.answers = [behaviour]
    abstract = await abstracts.write(["Quorvex"], ALL, "en")
    assert abstract is not None
    assert (abstract.sentences, abstract.failure) == ((), failure)


@pytest.mark.parametrize("behaviour", [never, drip])
async def test_an_answer_that_does_not_end_is_a_reason(
    monkeypatch: pytest.MonkeyPatch, service: ModelService, abstracts: Abstracts, behaviour: Behaviour
) -> None:
    monkeypatch.setattr(room, "PATIENCE", 0.3)
    service.answers = [behaviour]
    abstract = await abstracts.write(["Quorvex"], ALL, "en")
    assert abstract is not None
    assert (abstract.sentences, abstract.failure) == ((), Failure.SLOW)


async def test_the_same_question_is_asked_once(service: ModelService, abstracts: Abstracts) -> None:
    service.answers = [WELL, "Something else."]
    assert await abstracts.write(["Quorvex"], ALL, "en") == await abstracts.write(["Quorvex"], ALL, "en")
    assert len(service.asked) == 1


async def test_what_was_really_taken_is_what_is_spent(
    service: ModelService, abstracts: Abstracts, ledger: MemoryLedger
) -> None:
    service.answers, service.tokens = [WELL], 777
    await abstracts.write(["Quorvex"], ALL, "en")
    assert ledger.used(ACCOUNT, TODAY) == 777


async def test_a_question_that_was_not_answered_stays_spent(
    service: ModelService, abstracts: Abstracts, ledger: MemoryLedger
) -> None:
    service.answers = [hang_up]
    await abstracts.write(["Quorvex"], ALL, "en")
    assert ledger.used(ACCOUNT, TODAY) > 0


async def test_beyond_the_tokens_of_a_day_nothing_is_sent_until_the_next(
    service: ModelService, abstracts: Abstracts, clock: FakeClock
) -> None:
    service.answers, service.tokens = [WELL], 4_900
    await abstracts.write(["Quorvex"], ALL, "en")
    spent = await abstracts.write(["Quorvex"], ALL, "fr")
    assert spent is not None
    assert spent.failure is Failure.SPENT
    assert len(service.asked) == 1
    clock.pass_time(timedelta(days=1))
    again = await abstracts.write(["Quorvex"], ALL, "fr")
    assert again is not None
    assert again.sentences


async def test_two_pages_at_once_do_not_spend_more_than_there_is(
    service: ModelService, endpoint: Endpoint, ledger: MemoryLedger, clock: FakeClock
) -> None:
    service.answers = [WELL]
    narrow = Abstracts(endpoint, ledger, 1_500, clock)
    made = await asyncio.gather(*(narrow.write([f"Quorvex {i}"], ALL, "en") for i in range(5)))
    assert {each.failure for each in made if each} >= {Failure.SPENT, None}
    assert ledger.used(ACCOUNT, TODAY) <= 1_500


async def test_of_other_quotations_the_sentences_stand_whose_mentions_are_all_there(
    service: ModelService, abstracts: Abstracts
) -> None:
    third = mention("Nobody answers the phone.")
    service.answers = [f"{WELL} Nobody answers the phone [3]."]
    await abstracts.write(["Quorvex"], [*ALL, third], "en")
    found = abstracts.standing(["Quorvex"], ALL, "en")
    assert found is not None
    assert [each.mentions for each in found.sentences] == [(ALL[0],), (ALL[1],)]
    edited = [ALL[0], replace(ALL[1], text="The spare lid is lost.")]
    for changed in (
        abstracts.standing(["Quorvex"], edited, "en"),
        abstracts.standing(["Quorvex"], ALL, "fr"),
    ):
        assert changed is not None
        assert (changed.sentences, changed.failure) == ((), Failure.CHANGED)
    assert abstracts.standing(["Quorvex"], ALL[:1], "en") is None
    assert len(service.asked) == 1
