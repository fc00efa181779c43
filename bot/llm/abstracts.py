"""The abstract above a page: at most 80 words of a language model, each sentence on mentions it cites.

1. What the page quotes is sent, in the page's order (`prompt`); nothing where it quotes fewer than two.
2. The tokens that it may take are drawn from the day's before it is asked, and what it really took is put in
   their place: a kill in between spends, and never hands out, too much.
3. It has `PATIENCE` seconds. Whatever goes wrong, the page stands as without it, with one line that says so.
4. The answer to the same question is remembered for as long as a page may be made anew, so that a page that
   is composed again does not say the same in other words, nor pay twice. Of another question the sentences
   stand whose mentions are all quoted still, as they were (`standing`): who holds a channel's lock asks that,
   and waits for no model.
"""

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Final, Protocol

import msgspec

from bot.clock import Clock
from bot.llm.citations import FEWEST as FEWEST_SENTENCES
from bot.llm.citations import CitedSentence, cited
from bot.llm.endpoint import LONGEST, ChatMessage, Completion, Endpoint
from bot.llm.failure import Failure, ModelFailed
from bot.llm.prompt import MOST, prompt
from bot.locale import Language
from bot.models import Mention

log = logging.getLogger(__name__)

PATIENCE: Final = 30.0
"""Seconds that a page waits for its abstract."""
FEWEST: Final = 2
"""Mentions of which something can be said in sum."""
CHARACTERS_A_TOKEN: Final = 2
"""Fewer than a tokenizer makes of French: what is drawn before asking is too much rather than too little."""
REMEMBERED: Final = 50
"""Answers that are kept in memory."""
ACCOUNT: Final = "llm tokens"


class Spending(Protocol):
    """Where it is kept what was used of a day's tokens (`bot.storage.ledger`)."""

    def draw(self, account: str, begun: datetime, amount: int, limit: int) -> bool:
        """Use so much more, unless that is more than the limit; whether it was used."""

    def settle(
        self, account: str, begun: datetime, drawn: int, things: Sequence[str] = (), price: int = 0
    ) -> int:
        """Put the price of what came in the place of what was drawn for it."""


class Abstract(msgspec.Struct, frozen=True):
    """What a model wrote of a page: its sentences, or why there are none."""

    model: str
    sentences: tuple[CitedSentence, ...] = ()
    failure: Failure | None = None


class Abstracts:
    """Has abstracts written, within a budget of tokens a day (UTC)."""

    def __init__(self, endpoint: Endpoint, spending: Spending, tokens_a_day: int, clock: Clock) -> None:
        self._endpoint = endpoint
        self._spending = spending
        self._limit = tokens_a_day
        self._clock = clock
        self._written: dict[str, tuple[Language, tuple[CitedSentence, ...]]] = {}

    async def write(
        self, names: Sequence[str], mentions: Sequence[Mention], language: Language
    ) -> Abstract | None:
        """The abstract of what a page quotes about these names; None where there is nothing to sum up."""
        sent = _sent(mentions)
        if len(sent) < FEWEST:
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                return Abstract(self._endpoint.model, await self._sentences(names, sent, language))
        except TimeoutError:
            failure = Failure.SLOW
        except ModelFailed as error:
            failure = error.failure
        log.warning("The page goes without the words of %s: %s", self._endpoint.model, failure.value)
        return Abstract(self._endpoint.model, failure=failure)

    def standing(
        self, names: Sequence[str], mentions: Sequence[Mention], language: Language
    ) -> Abstract | None:
        """What was written before of what a page quotes, without asking; None of fewer than two."""
        sent = _sent(mentions)
        if len(sent) < FEWEST:
            return None
        same = self._written.get(_key(prompt(names, sent, language, mark=".")))
        for spoken, sentences in [same] if same else reversed(self._written.values()):
            kept = tuple(each for each in sentences if set(each.mentions) <= set(sent))
            if spoken == language and len(kept) >= FEWEST_SENTENCES:
                return Abstract(self._endpoint.model, kept)
        return Abstract(self._endpoint.model, failure=Failure.CHANGED)

    async def _sentences(
        self, names: Sequence[str], mentions: Sequence[Mention], language: Language
    ) -> tuple[CitedSentence, ...]:
        key = _key(prompt(names, mentions, language, mark="."))
        if key not in self._written:
            answer = await self._ask(prompt(names, mentions, language))
            while len(self._written) >= REMEMBERED:
                self._written.pop(next(iter(self._written)))
            self._written[key] = language, cited(answer.text, mentions, names)
        return self._written[key][1]

    async def _ask(self, messages: Sequence[ChatMessage]) -> Completion:
        """The model's answer, paid for."""
        begun = datetime.combine(self._clock.now().astimezone(UTC).date(), time(), UTC)
        drawn = sum(len(message.content) for message in messages) // CHARACTERS_A_TOKEN + LONGEST
        if not await asyncio.to_thread(self._spending.draw, ACCOUNT, begun, drawn, self._limit):
            raise ModelFailed(Failure.SPENT)
        answer = await self._endpoint.complete(messages)
        if answer.tokens is not None:
            bought = f"{self._clock.now().isoformat()} {_key(messages)}"
            await asyncio.to_thread(
                self._spending.settle, ACCOUNT, begun, drawn, [bought], max(0, answer.tokens)
            )
        return answer


def _sent(mentions: Sequence[Mention]) -> list[Mention]:
    """What is sent of the mentions that a page quotes."""
    return list({mention.id: mention for mention in mentions}.values())[:MOST]


def _key(messages: Sequence[ChatMessage]) -> str:
    return hashlib.sha256(msgspec.json.encode(list(messages))).hexdigest()
