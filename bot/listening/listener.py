"""The listener: what the watches ask is asked, and what comes is taken in."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta

from bot.analysis.language import with_language
from bot.answer import Answer
from bot.clock import Clock
from bot.listening.intake import Intake
from bot.listening.living import LivingThreads
from bot.listening.poll_policy import LOOK_BACK
from bot.listening.request_runner import Fetched, RequestRunner
from bot.listening.threads import Threads
from bot.models import Channel, Watch
from bot.sources.source import Question
from bot.sources.stream import Stream
from bot.storage.archive import Hit
from bot.watches.registry import WatchRegistry

log = logging.getLogger(__name__)

OnNews = Callable[[Sequence[Hit]], Awaitable[None]]
"""Called with what was just heard for the first time and is to be told at once."""
OnAmended = Callable[[Collection[str]], Awaitable[None]]
"""Called with the ids of mentions that were kept, and are now erased or say something else."""
EVER = datetime(1971, 1, 1, tzinfo=UTC)
"""Since which a place is read that lists only its latest entries."""


async def nothing_pending(ids: Collection[str]) -> None:
    """What becomes of changed mentions where nothing is owed that tells them."""


class Listener:
    """Asks what the watches ask, and takes in what comes."""

    def __init__(
        self,
        registry: WatchRegistry,
        runner: RequestRunner,
        intake: Intake,
        clock: Clock,
        on_news: OnNews,
        on_amended: OnAmended = nothing_pending,
    ) -> None:
        self._on_news = on_news
        self._on_amended = on_amended
        self._registry = registry
        self._runner = runner
        self._intake = intake
        self._clock = clock
        self._living = LivingThreads(intake.threads.kept, registry.index, registry.sources)

    @property
    def threads(self) -> Threads:
        """What of the archive is answered."""
        return self._intake.threads

    async def all_due(self) -> list[Question]:
        """Every question that is asked again and again, those for threads that live now among them.

        All share the budgets of their sources from now on.
        """
        who = self._registry.subscriptions
        threads = await asyncio.to_thread(self._living.questions, who, self._clock.now())
        self._runner.share(who.numbers + Counter(question.source for question in threads))
        return [*who.due, *threads]

    def min_interval(self, name: str) -> timedelta:
        """How often a question of a source is asked, at most."""
        return self._runner.min_interval(name)

    async def poll(self, question: Question, waited: timedelta | None = None) -> datetime:
        """Take in what is new since the question was last answered; when to ask it again.

        `waited` is how long others of its lane kept it waiting, if it has just had its turn.
        """
        await self._runner.ask(question, self._take, waited)
        return await self._runner.next_at(question)

    async def refresh(self, channel: str, older_than: timedelta) -> None:
        """Ask again what a channel asks and nobody answered lately."""
        now = self._clock.now()
        for question in filter(self._is_asked, self._registry.asked_by(channel)):
            state = await self._runner.state(question)
            if state.last_well is None or now - state.last_well > older_than:
                await self.poll(question)

    async def read_feed(self, address: str, channel: str, answer: Answer) -> int:
        """Take in a feed that was just added, from the answer in which it was found.

        How many of its entries speak of what the channel watches, known before or not.
        """
        wanted: set[str] = set()
        for question in self._registry.asked_by(channel):
            if question.text == address and self._registry.sources[question.source].own_places:
                asked = await self._runner.keep_answer(question, answer, self._take)
                wanted |= await asyncio.to_thread(self._wanted, asked, channel)
        return len(wanted)

    def _wanted(self, asked: Fetched, channel: str) -> set[str]:
        """The ids of the mentions in an answer that some watch of a channel wants. Blocks."""
        hearers = self._registry.subscriptions.hearers(asked.question)
        own = {watch for watch, subscriber in hearers.items() if subscriber.watch.channel == channel}
        told = map(with_language, asked.mentions)
        return {mention.id for mention in told if not own.isdisjoint(self._registry.index.matches(mention))}

    async def look_back(self, watch: Watch, channel: Channel) -> list[Fetched]:
        """Ask all that a watch asks for the last seven days, and keep it; what each question brought."""
        put = self._registry.questions(watch, channel)
        since = self._clock.now() - LOOK_BACK
        return await asyncio.gather(
            *(
                self._runner.ask_since(
                    question,
                    EVER if self._registry.sources[question.source].own_places else since,
                    self._take,
                )
                for question in put
                if self._is_asked(question)
            )
        )

    async def overhear(self, asked: Fetched) -> list[Hit]:
        """Take in what a stream said, and tell at once what is to be told at once; the new hits."""
        hits = await asyncio.to_thread(
            self._intake.overhear, asked, self._registry.subscriptions, self._clock.now()
        )
        return await self._tell(asked, hits)

    async def count_withheld(self, asked: Fetched, reason: str) -> None:
        """Count what a stream said and its hearers want, but may not have."""
        await asyncio.to_thread(
            self._intake.count_withheld, asked, self._registry.subscriptions, self._clock.now(), reason
        )

    async def _take(self, asked: Fetched) -> list[Hit]:
        """Take in an answer, and tell at once what is to be told at once."""
        taken = await asyncio.to_thread(
            self._intake.take, asked, self._registry.subscriptions, self._clock.now()
        )
        if taken.amended:
            await self._on_amended(taken.amended)
        return await self._tell(asked, taken.hits)

    async def _tell(self, asked: Fetched, hits: list[Hit]) -> list[Hit]:
        if news := [hit for hit in hits if hit.at_once]:
            try:
                await self._on_news(news)
            except Exception:  # it is kept, and will be in the digest: nothing would come of asking again
                log.exception("What %s brought is not told at once", asked.question.source)
        return hits

    def _since(self, question: Question, since: datetime) -> datetime:
        """From when on a place is read: of a list of its latest entries, all that it holds."""
        return EVER if self._registry.sources[question.source].own_places else since

    def _is_asked(self, question: Question) -> bool:
        return not isinstance(self._registry.sources[question.source], Stream)
