"""`listen`: what the sources know of a query, without Slack."""

import asyncio
import logging
import re
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

import click
import msgspec

from bot.analysis.language import with_language
from bot.analysis.quotes import excerpt
from bot.clock import SystemClock
from bot.errors import BadQuery, Curtailed, SourceFailure, StorageFailure
from bot.fetching import DomainLimiter, Fetcher
from bot.fetching.fetch import Fetch
from bot.fetching.identity import HOME
from bot.listening.budgets import Budgets
from bot.listening.usage import Ledger, MemoryLedger
from bot.logs import begin_logging
from bot.messages.wording import age
from bot.models import Mention
from bot.query import Query, error_pointer, parse, read_watch
from bot.settings import Settings, data_folder, environment, read_settings
from bot.sources import discover
from bot.sources.source import Ask, Setting, Source, SourceRequest, longest_gaps
from bot.sources.stream import Stream
from bot.storage.database import open_database
from bot.storage.ledger import StoredLedger

log = logging.getLogger(__name__)

UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


class Span(click.ParamType[timedelta]):
    """A time back: `12h`, `7d`, `2w`."""

    name = "span"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """The span. Fails on anything else."""
        if isinstance(value, timedelta):
            return value
        found = re.fullmatch(r"(\d{1,3})([hdw])", str(value).lower())
        if not found:
            self.fail(f"“{value}” is no span; write 12h, 7d or 2w", param, ctx)
        return int(found[1]) * UNITS[found[2]]


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("query")
@click.option("--since", type=Span(), default="7d", show_default=True, help="How far back: 12h, 7d, 2w.")
@click.option("--source", "names", multiple=True, help="Ask this source alone; may be given again.")
@click.option("--json", "as_json", is_flag=True, help="Print mentions as JSON lines.")
def listen(query: str, since: timedelta, names: tuple[str, ...], as_json: bool) -> None:
    """Ask the sources once for QUERY, and print what they know, newest first.

    QUERY is what may follow `/watch brand`, or a query that stands alone. The exit status is 0 if
    something was found, 1 if not, 2 if the query cannot be read or no source could be heard.
    """
    settings = read_settings(environment(Path.cwd()))
    begin_logging("error")
    asked = _read(query)
    found = asyncio.run(_listen(settings, asked, since, names))
    now = SystemClock().now()
    for mention in found:
        click.echo(msgspec.json.encode(mention).decode() if as_json else _line(mention, asked, now))
    sys.exit(0 if found else 1)


def _read(text: str) -> Query:
    try:
        return parse(text)
    except BadQuery as error:
        try:
            return parse(read_watch(text)[1])
        except BadQuery:
            click.echo(error_pointer(error), err=True)
            sys.exit(2)


async def _listen(settings: Settings, query: Query, since: timedelta, names: Sequence[str]) -> list[Mention]:
    clock = SystemClock()
    sources = _chosen(discover(clock, settings.values), names)
    limiter = DomainLimiter(clock, gaps=longest_gaps(sources))
    async with Fetcher(
        clock=clock,
        limiter=limiter,
        allow_private=settings.allow_private,
        contact=settings.contact or HOME,
    ) as fetcher:
        after = clock.now() - since
        ask = Ask(query.needles(), query.languages(), excluded=query.excluded())
        asked = [(source, question) for source in sources for question in source.requests(ask)]
        if not asked:
            _stop("There is nothing to ask the sources for this query.")
        budgets = Budgets(_ledger(settings, sources), clock)
        answers = await asyncio.gather(
            *(
                _ask(source, question, after, budgets.within(source, fetcher, len(asked)))
                for source, question in asked
            )
        )
    if all(answer is None for answer in answers):
        _stop("No source could be heard.")
    found = {
        mention.id: mention for answer in answers for mention in answer or [] if mention.created_at >= after
    }
    kept = [mention for mention in map(with_language, found.values()) if query.matches(mention)]
    return sorted(kept, key=lambda mention: mention.created_at, reverse=True)


def _ledger(settings: Settings, sources: Sequence[Source]) -> Ledger:
    """Where what is used is written down: on disk where it costs money."""
    if not any(source.price for source in sources):
        return MemoryLedger()
    data_folder(settings)
    return StoredLedger(open_database(settings.database_url))


def _chosen(sources: dict[str, Source], names: Sequence[str]) -> list[Source]:
    """The sources by these names; without names, all that are on and have their keys."""
    wanted = list(dict.fromkeys(name.lower() for name in names))
    unknown = [name for name in wanted if name not in sources]
    if unknown:
        near = "".join(f" Did you mean {name}?" for name in get_close_matches(unknown[0], sources, n=1))
        _stop(f"There is no source “{unknown[0]}”.{near} There are {', '.join(sorted(sources))}.")
    chosen = [sources[name] for name in wanted] or [source for source in sources.values() if source.on]
    for source in chosen if wanted else []:
        _say_why_not(source)
    return [source for source in chosen if not source.missing and not isinstance(source, Stream)]


def _say_why_not(source: Source) -> None:
    """Say why a source that was named is not asked, where it is not."""
    if isinstance(source, Stream):
        click.echo(f"{source.title} is followed live and cannot be asked: only a watch hears it.", err=True)
    if source.channel_scoped:
        click.echo(f"{source.title} reads what a channel added for itself, and nothing else.", err=True)
    for setting in source.missing:
        click.echo(_need(source, setting), err=True)


def _need(source: Source, setting: Setting) -> str:
    return f"{source.title} needs {setting.variable}: {setting.meaning} ({setting.where}; {setting.cost})."


async def _ask(
    source: Source, question: SourceRequest, since: datetime, fetch: Fetch
) -> list[Mention] | None:
    """What a source knows, as far as it came; None if it could not be heard at all, which is said aloud."""
    found: list[Mention] = []
    try:
        async for page in source.search(question, since, fetch):
            found += page
    except Curtailed as end:
        click.echo(end.reason, err=True)
    except SourceFailure as failure:
        click.echo(f"{source.title} could not be heard: {failure.reason}", err=True)
        return found or None
    except StorageFailure:
        raise
    except Exception as error:  # a source may be a stranger's: the others go on
        log.exception("%s failed", source.name)
        click.echo(
            f"{source.title} could not be heard: a fault in reading it ({type(error).__name__}).", err=True
        )
        return found or None
    return found


def _stop(reason: str) -> NoReturn:
    click.echo(reason, err=True)
    sys.exit(2)


def _line(mention: Mention, query: Query, now: datetime) -> str:
    signed = " · ".join(part for part in (mention.author, mention.place) if part)
    return f"{age(mention, now)} · {signed}\n  {excerpt(mention, query.spots)}\n  {mention.url}"
