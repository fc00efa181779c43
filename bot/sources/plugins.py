"""Sources that strangers' packages bring: what they do wrong concerns them alone."""

import logging
from collections.abc import AsyncIterator, Iterable
from datetime import datetime

import msgspec

from bot.addresses import web_address
from bot.decoding import settled
from bot.errors import ChangedFailure
from bot.html import clean, line
from bot.models import Mention
from bot.sources.source import Ask, Fetch, Question, Source

log = logging.getLogger(__name__)


def guest(kind: type[Source]) -> type[Source]:
    """The same source, asked with care."""
    made: type[Source] = type(kind.__name__, (_Guest, kind), {"__module__": kind.__module__})
    return made


class _Guest(Source):
    """Stands before a stranger's class: a fault in its questions silences it, and mentions are made fit."""

    _silent = False

    def questions(self, ask: Ask) -> Iterable[Question]:
        """Its questions; none any more once it failed at them."""
        if self._silent:
            return []
        try:
            return [self._own(question) for question in super().questions(ask)]
        except Exception:  # one stranger's fault must not keep a channel from listening elsewhere
            self._silent = True
            log.exception("The source %s fails at its questions, and is asked nothing more", self.name)
            return []

    async def search(self, question: Question, since: datetime, fetch: Fetch) -> AsyncIterator[list[Mention]]:
        """Its mentions, cleaned as those of the bot's own sources are."""
        async for page in super().search(question, since, fetch):
            yield [self._fit(mention) for mention in page]

    def _own(self, question: Question) -> Question:
        if not isinstance(question, Question) or question.source != self.name:
            raise TypeError(f"{question!r} is no question of {self.name}")
        return question

    def _fit(self, mention: Mention) -> Mention:
        try:
            checked = msgspec.convert(msgspec.structs.asdict(mention), Mention)
            created_at, dated = settled(checked.created_at, self.clock.now())
        except (TypeError, msgspec.ValidationError) as error:
            raise ChangedFailure(
                "{title} gives what is no mention: {error}.", title=self.title, error=error
            ) from error
        return msgspec.structs.replace(
            checked,
            id=line(checked.id),
            source=self.name,
            url=web_address(checked.url),
            title=line(checked.title),
            text=clean(checked.text),
            topic=line(checked.topic),
            card=clean(checked.card),
            author=line(checked.author),
            place=line(checked.place),
            created_at=created_at,
            dated=checked.dated and dated,
            links=tuple(address for link in checked.links if (address := web_address(link))),
        )
