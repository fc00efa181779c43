"""Sources that strangers' packages bring: what they do wrong concerns them alone."""

import logging
from collections.abc import Iterable
from datetime import datetime

import msgspec

from bot.addresses import web_address
from bot.decoding import settled
from bot.errors import ChangedFailure
from bot.fetching.fetch import Fetch
from bot.html import clean, line
from bot.models import Mention
from bot.sources.source import Ask, Pages, Source, SourceRequest

log = logging.getLogger(__name__)


def guest(kind: type[Source]) -> type[Source]:
    """The same source, asked with care."""
    made: type[Source] = type(kind.__name__, (GuardedSource, kind), {"__module__": kind.__module__})
    return made


class GuardedSource(Source):
    """Stands before a stranger's class: a fault in its requests silences it, and mentions are made fit."""

    _silent = False

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """Its requests; none any more once it failed at them."""
        if self._silent:
            return []
        try:
            return [self._own(request) for request in super().requests(ask)]
        except Exception:  # one stranger's fault must not keep a channel from listening elsewhere
            self._silent = True
            log.exception("The source %s fails at its requests, and is asked nothing more", self.name)
            return []

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Its mentions, cleaned as those of the bot's own sources are."""
        async for page in super().search(request, since, fetch):
            yield [self._fit(mention) for mention in page]

    def _own(self, request: SourceRequest) -> SourceRequest:
        if not isinstance(request, SourceRequest) or request.source != self.name:
            raise TypeError(f"{request!r} is no request of {self.name}")
        return request

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
