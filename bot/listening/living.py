"""Threads that have to be asked for: which of them live, and the questions that bring their answers."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from bot.query import LiveIndex
from bot.sources.source import Question, Source
from bot.storage.threads import KeptThreads
from bot.watches.subscriptions import Sources, Subscriptions

LIVES = timedelta(days=2)
"""How long after its last kept post a thread is asked for."""
MOST = 30
"""Threads of one source that are asked for, those with the latest posts."""


class LivingThreads:
    """Finds the questions that ask for threads. Blocks."""

    def __init__(self, kept: KeptThreads, index: LiveIndex, sources: Sources) -> None:
        self._kept = kept
        self._index = index
        self._sources = [source for source in sources.values() if type(source).thread is not Source.thread]

    def questions(self, who: Subscriptions, now: datetime) -> list[Question]:
        """A question for each thread of which a watch that listens had something in the last two days."""
        return [
            question
            for source in self._sources
            for question in islice(dict.fromkeys(self._of(source, who, now)), MOST)
        ]

    def _of(self, source: Source, who: Subscriptions, now: datetime) -> Iterator[Question]:
        listening = who.listening(source.name)
        wanting = {watch for watch in listening if self._wants_threads(watch)}
        channels = {listening[watch].watch.channel for watch in wanting}
        latest = self._kept.latest(channels, source.name, now - LIVES)
        names = dict.fromkeys(mention for mention, watch in latest if watch in wanting)
        known = self._kept.mentions(names)
        for name in names:
            question = source.thread(known[name]) if name in known else None
            if question:
                yield question

    def _wants_threads(self, watch: str) -> bool:
        query = self._index.query(watch)
        return query is not None and query.threads
