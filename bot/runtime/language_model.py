"""Opens the way to the language model that the operator names, if one is named."""

import contextlib
from collections.abc import AsyncIterator

import httpx

from bot.clock import Clock
from bot.llm.abstracts import PATIENCE, Abstracts
from bot.llm.endpoint import Endpoint
from bot.settings import LanguageModel
from bot.storage.ledger import StoredLedger


@contextlib.asynccontextmanager
async def open_abstracts(
    llm: LanguageModel | None, ledger: StoredLedger, clock: Clock
) -> AsyncIterator[Abstracts | None]:
    """What has abstracts written; None where no model is named. The environment's proxies are used."""
    if llm is None:
        yield None
        return
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        endpoint = Endpoint(llm.url, llm.model, llm.key, client)
        yield Abstracts(endpoint, ledger, llm.tokens_a_day, clock)
