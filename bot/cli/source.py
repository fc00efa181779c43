"""`veille source NAME --answer FILE`: what a source reads in an answer that was saved."""

import sys
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

import click
import msgspec

from bot.answer import Answer
from bot.clock import SystemClock
from bot.errors import SourceFailure
from bot.fetching.failures import failure_of
from bot.models import Mention
from bot.sources import broken, discover
from bot.sources.source import Source


class _Request(msgspec.Struct, frozen=True):
    url: str = ""


class _Saved(msgspec.Struct, frozen=True):
    """What `FILE.meta.json` holds of an answer."""

    request: _Request = _Request()
    status: int = 200
    headers: dict[str, str] = {}


@click.command()
@click.argument("name")
@click.option(
    "--answer",
    "path",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The saved body; its status, headers and address come from FILE.meta.json where there is one.",
)
def source(name: str, path: Path) -> None:
    """Parse a saved answer of the source NAME and print its mentions as JSON lines."""
    chosen = _chosen(name)
    try:
        answer = _answer(path)
        mentions = _mentions(chosen, answer, SystemClock().now())
    except SourceFailure as failure:
        _stop(f"{path.name} is no answer of {chosen.title}: {failure.reason}")
    except OSError as error:
        _stop(f"{path} cannot be read: {error.strerror or error}.")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        _stop(f"{path.name}.meta.json cannot be read: {error}.")
    for mention in mentions:
        click.echo(_line(mention))


def _chosen(name: str) -> Source:
    sources = discover()
    chosen = sources.get(name.lower())
    if chosen is None:
        lost = [f" It could not be loaded: {why}" for origin, why in broken.items() if name in origin]
        near = [f" Did you mean {other}?" for other in get_close_matches(name.lower(), sources, n=1)]
        known = ", ".join(sorted(sources))
        _stop(f"There is no source {name}.{''.join((*lost, *near))} Known: {known}.", status=2)
    return chosen


def _answer(path: Path) -> Answer:
    body = path.read_bytes()
    meta = path.with_name(path.name + ".meta.json")
    saved = msgspec.json.decode(meta.read_bytes(), type=_Saved) if meta.exists() else _Saved()
    headers = {name.lower(): value for name, value in saved.headers.items()}
    return Answer(url=saved.request.url, status=saved.status, headers=headers, body=body)


def _mentions(chosen: Source, answer: Answer, now: datetime) -> list[Mention]:
    failure = failure_of(answer, now)
    if failure is not None:
        return chosen.read_error_body(failure, now)
    return [] if answer.unchanged else chosen.read(answer, now)


def _line(mention: Mention) -> bytes:
    fields = msgspec.structs.asdict(mention)
    written = mention.created_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return msgspec.json.encode({**fields, "created_at": written})


def _stop(reason: str, *, status: int = 1) -> NoReturn:
    click.echo(" ".join(reason.split()), err=True)
    sys.exit(status)
