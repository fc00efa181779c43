"""What was found of days past a few minutes ago: a name that many channels add at once is searched once."""

from collections import OrderedDict
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.models import Mention
from bot.sources.source import Question

FRESH = timedelta(minutes=5)
"""How long it is good enough for the next who asks."""
REMEMBERED = 100
"""Questions whose answers are kept for that."""

Found = tuple[Mention, ...]


class LookBackCache:
    """The latest answers, each with the instant since which it tells all."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._answers: OrderedDict[Question, tuple[datetime, datetime, Found]] = OrderedDict()

    def get(self, question: Question, since: datetime) -> Found | None:
        """What a question brought of all since then; None if that is not known, or stale."""
        if question not in self._answers:
            return None
        at, reached, found = self._answers[question]
        age = self._clock.now() - at
        return found if timedelta(0) <= age < FRESH and reached <= since else None

    def put(self, question: Question, since: datetime, found: Found) -> None:
        """Remember what a question brought of all since then."""
        self._answers[question] = (self._clock.now(), since, found)
        self._answers.move_to_end(question)
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)
