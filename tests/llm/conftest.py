"""What every test of the language model may ask for."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.llm.endpoint import Endpoint
from bot.settings import Secret
from tests.llm.model_service import ModelService
from tests.processes import PATIENCE


@pytest.fixture
async def service() -> AsyncIterator[ModelService]:
    service = ModelService()
    await service.start()
    yield service
    await service.stop()


@pytest.fixture
async def endpoint(service: ModelService) -> AsyncIterator[Endpoint]:
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
        yield Endpoint(service.url, "gpt-test", Secret(""), client)
