"""What `check` says of the language model, and of the texts that leave the machine."""

from collections.abc import AsyncIterator

import pytest

from bot.cli.check_llm import look_at_llm
from bot.settings import read_settings
from tests.llm.model_service import KEY, ModelService


@pytest.fixture
async def service() -> AsyncIterator[ModelService]:
    service = ModelService()
    await service.start()
    yield service
    await service.stop()


async def test_without_a_model_nothing_leaves_the_machine() -> None:
    finding = await look_at_llm(read_settings({}))
    assert finding.well
    assert "no text leaves this machine" in finding.said


async def test_a_model_that_answers_is_well_and_what_it_will_be_sent_is_said(service: ModelService) -> None:
    finding = await look_at_llm(read_settings({"VEILLE_LLM_URL": service.url, "VEILLE_LLM_MODEL": "llama"}))
    assert finding.well
    assert "llama answers" in finding.said
    assert "40 mentions" in finding.said
    assert service.url in finding.said
    assert len(service.asked[0]) == 1


async def test_a_wrong_key_is_said_and_not_shown(service: ModelService) -> None:
    service.key = KEY
    named = {"VEILLE_LLM_URL": service.url, "VEILLE_LLM_MODEL": "llama", "VEILLE_LLM_KEY": "sk-wrong"}
    finding = await look_at_llm(read_settings(named))
    assert not finding.well
    assert "VEILLE_LLM_KEY" in finding.said
    assert "sk-wrong" not in finding.said


async def test_a_model_that_cannot_be_reached_is_said() -> None:
    named = {"VEILLE_LLM_URL": "http://127.0.0.1:9/v1", "VEILLE_LLM_MODEL": "llama"}
    finding = await look_at_llm(read_settings(named))
    assert not finding.well
    assert "VEILLE_LLM_URL" in finding.said
