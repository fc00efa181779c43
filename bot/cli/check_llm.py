"""What `check` says of the language model: which texts leave the machine, and whether it answers."""

import asyncio

import httpx

from bot.cli.finding import Finding
from bot.llm.abstracts import PATIENCE
from bot.llm.endpoint import ChatMessage, Endpoint
from bot.llm.failure import Failure, ModelFailed
from bot.llm.prompt import LONGEST, MOST
from bot.settings import Settings

NONE = "no language model is asked (VEILLE_LLM_URL is empty): no text leaves this machine for one"
LEAVES = (
    f"of up to {MOST} mentions that a page quotes, the first {LONGEST} characters and the place, without "
    "authors, are sent to {url}"
)
_QUESTION = (ChatMessage("user", "Answer with the word yes."),)
_FAULTS = {
    Failure.SLOW: f"it did not answer within {PATIENCE:.0f} s",
    Failure.UNREACHABLE: "it cannot be reached; look at VEILLE_LLM_URL",
    Failure.KEY: "it refuses the key; look at VEILLE_LLM_KEY",
    Failure.BUSY: "it is busy; try again",
    Failure.BROKEN: "it answered with an error; look at VEILLE_LLM_URL and VEILLE_LLM_MODEL",
}


async def look_at_llm(settings: Settings) -> Finding:
    """Whether the model that is named answers; nothing of anybody's is sent."""
    asked = settings.llm
    if asked is None:
        return Finding("language model", True, NONE)
    leaves = LEAVES.format(url=asked.url)
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        try:
            async with asyncio.timeout(PATIENCE):
                await Endpoint(asked.url, asked.model, asked.key, client).complete(_QUESTION)
        except TimeoutError:
            return Finding("language model", False, f"{asked.model}: {_FAULTS[Failure.SLOW]}. {leaves}")
        except ModelFailed as error:
            return Finding("language model", False, f"{asked.model}: {_FAULTS[error.failure]}. {leaves}")
    return Finding("language model", True, f"{asked.model} answers; {leaves}")
