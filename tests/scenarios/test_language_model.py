"""A page with a language model, if one is named: cited sentences above it, or the page as without."""

from collections.abc import AsyncIterator

import pytest

from tests.llm.model_service import ModelService, saying
from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import Stage, shown

TEXTS = ("My Acme kettle switched itself off.", "A spare Acme lid arrived by courier.")
WRITTEN = "A kettle switched itself off [1]. A spare lid arrived by courier [2]."


@pytest.fixture
async def service() -> AsyncIterator[ModelService]:
    service = ModelService()
    await service.start()
    yield service
    await service.stop()


async def page(stage: Stage, service: ModelService | None) -> list[str]:
    """The lines of the page of a day, by a bot that was started with that model."""
    await stage.stop()
    if service:
        stage.settings |= {"VEILLE_LLM_URL": service.url, "VEILLE_LLM_MODEL": "llama"}
    await stage.start()
    for number, text in enumerate(TEXTS):
        stage.public.say(HN, text, by=f"p{number}")
    await stage.command("brand Acme")
    [post] = await stage.command("now")
    return shown(post).splitlines()


async def test_a_page_begins_with_the_sentences_of_the_model_each_with_its_links(
    stage: Stage, service: ModelService
) -> None:
    service.answers = [WRITTEN]
    lines = await page(stage, service)
    assert lines[0].startswith("A kettle switched itself off. [")
    assert lines[1] == "Written by llama; each number opens what its sentence stands on."
    sent = "".join(message.content for asked in service.asked for message in asked)
    assert all(text in sent for text in TEXTS)
    assert "p0" not in sent


@pytest.mark.parametrize("answer", ["Buy Acme! [1] Great. [2]", "I cannot say."])
async def test_a_page_whose_model_fails_is_the_one_without_and_one_line(
    stage: Stage, service: ModelService, answer: str
) -> None:
    service.answers = [answer]
    *lines, last = await page(stage, service)
    assert last == "Without the words of llama: too little of them stood on what was written."
    assert lines == [line for line in await now_without(stage) if line != last]


async def test_a_service_in_error_says_so_under_the_page(stage: Stage, service: ModelService) -> None:
    service.answers = [saying("{}", 500)]
    lines = await page(stage, service)
    assert lines[-1] == "Without the words of llama: its service answered with an error."


async def now_without(stage: Stage) -> list[str]:
    """The same page by a bot without a model."""
    await stage.stop()
    stage.settings.clear()
    await stage.start()
    [post] = await stage.command("now")
    return shown(post).splitlines()
