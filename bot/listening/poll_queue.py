"""Whose turn it is: each question is asked when its time has come, those of one lane a few at a time."""

import asyncio
import heapq
import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from itertools import count

import msgspec

from bot.clock import Clock
from bot.sources.source import Question
from bot.tasks import Tasks

AT_ONCE = 8
"""Questions of a lane that may be under way at once: one domain is asked one at a time anyway."""
STRAY = 0.1
"""Share of an interval by which a question strays, so that nothing is asked in step."""

Lane = tuple[str, str]
"""A source and an edition of it: where one server is slow, those of the others do not wait."""
Poll = Callable[[Question, timedelta], Awaitable[datetime]]
"""Asks a question that others of its lane kept waiting for so long, and says when it is due again."""
Usual = Callable[[str], timedelta]
"""How often a question of a source is asked, at most."""
_DueItem = tuple[Question, timedelta]


class PollQueue:
    """Thousands of questions, each with the instant at which it is due."""

    def __init__(
        self, poll: Poll, min_interval: Usual, clock: Clock, chance: Callable[[], float] = random.random
    ) -> None:
        self._poll = poll
        self._usual = min_interval
        self._clock = clock
        self._chance = chance
        self._tickets: dict[Question, int] = {}
        self._lines: dict[Lane, list[tuple[float, int, Question]]] = defaultdict(list)
        self._numbers = count(1)
        self._lanes: frozenset[Lane] = frozenset()
        self._under_way: Counter[Lane] = Counter()
        self._busy_since: dict[Lane, float] = {}
        self._runner = Tasks()

    @property
    def lanes(self) -> dict[Lane, timedelta]:
        """Every lane, and how often a question of it is asked, at most."""
        return {lane: self._usual(lane[0]) for lane in self._lanes}

    async def renew(self, questions: Collection[Question]) -> None:
        """Ask exactly these from now on; those that stay keep their time, new ones are spread."""
        changes = await asyncio.to_thread(self._compared, questions)
        for question in changes.gone:
            del self._tickets[question]
        for question, wait in changes.new:
            self._put(question, wait)
        for lane in self._lanes - changes.lanes:
            self._lines.pop(lane, None)
        self._lanes = changes.lanes

    async def go(self, lane: Lane) -> None:
        """Begin to ask what is due in a lane."""
        if not self._under_way[lane]:
            self._busy_since[lane] = self._clock.monotonic()
        while self._under_way[lane] < AT_ONCE and (turn := self._next(lane)):
            self._under_way[lane] += 1
            self._runner.start(self._ask_on(lane, turn), f"asking {lane[0]}")

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        await self._runner.settle()

    async def stop(self) -> None:
        """Break off what is under way."""
        await self._runner.stop()

    async def _ask_on(self, lane: Lane, first: _DueItem) -> None:
        """Ask this, and then whatever else is due meanwhile."""
        turn: _DueItem | None = first
        try:
            while turn:
                await self._ask(*turn)
                turn = self._next(lane)
        finally:
            self._under_way[lane] -= 1

    async def _ask(self, question: Question, waited: timedelta) -> None:
        wait = min_interval = self._usual(question.source)
        try:
            wait = (
                await self._poll(question, waited) - self._clock.now() + self._chance() * STRAY * min_interval
            )
        finally:
            if question in self._tickets:
                self._put(question, wait)

    def _compared(self, questions: Collection[Question]) -> "_Changes":
        wanted, known = set(questions), self._tickets.keys()
        waits = [(new, _spread(new) * self._usual(new.source)) for new in wanted - known]
        return _Changes(known - wanted, waits, frozenset(map(_lane, wanted)))

    def _put(self, question: Question, wait: timedelta) -> None:
        """Kept in steady seconds: somebody may set the machine's clock."""
        due = self._clock.monotonic() + wait.total_seconds()
        ticket = self._tickets[question] = next(self._numbers)
        heapq.heappush(self._lines[_lane(question)], (due, ticket, question))

    def _next(self, lane: Lane) -> _DueItem | None:
        """The question that is due for longest, and how long others kept it waiting; None when none is."""
        line, now = self._lines[lane], self._clock.monotonic()
        while line and line[0][0] <= now:
            due, ticket, question = heapq.heappop(line)
            if self._tickets.get(question) == ticket:  # else nobody asks it any more, or it got another
                return question, timedelta(seconds=now - max(due, self._busy_since[lane]))
        return None


class _Changes(msgspec.Struct, frozen=True):
    """Questions that nobody asks any more, new ones with the wait of each, and all lanes there are now."""

    gone: set[Question]
    new: list[tuple[Question, timedelta]]
    lanes: frozenset[Lane]


def _lane(question: Question) -> Lane:
    return question.source, question.edition


def _spread(question: Question) -> float:
    """A number from 0 to 1 that is the question's own."""
    return zlib.crc32(f"{question.source}:{question.key}".encode()) / 2**32
