"""`python -m bot query`: the language of watches, like grep."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BufferedIOBase
from typing import Any, Final

import click
import msgspec

from bot.errors import BadQuery
from bot.models import Mention, MentionKind
from bot.query import Query, error_pointer, help_text, hint, parse
from bot.query.tree import And, Near, Node, Not, Or, Title

_UNSAID: Final = {
    "id": "",
    "source": "",
    "kind": MentionKind.POST,
    "url": "",
    "created_at": datetime(1970, 1, 1, tzinfo=UTC),
}
"""What a mention is taken to be where a line says nothing."""


@click.command(
    epilog="\b\n" + help_text().replace("\n\n", "\n\n\b\n"),
    context_settings={
        "max_content_width": 160,
        "ignore_unknown_options": True,
        "help_option_names": ["--help"],  # -hotel acme is a query
    },
)
@click.argument("query")
@click.argument("file", type=click.File("rb"), default="-")
@click.option(
    "--json", "as_json", is_flag=True, help="Lines are mentions in JSON, so that scopes can be asked."
)
@click.option("--explain", is_flag=True, help="Read the query back, print its tree, and stop.")
@click.pass_context
def query(context: click.Context, query: str, file: BufferedIOBase, as_json: bool, explain: bool) -> None:
    """Print the lines of FILE (or of what is piped in) that QUERY matches.

    Exit status: 0 if something matched, 1 if nothing did, 2 if the query or a line cannot be read.
    """
    try:
        asked = parse(query)
    except BadQuery as error:
        click.echo(error_pointer(error), err=True)
        context.exit(2)
    if explain:
        click.echo(f"{asked.explain()}\n{_drawn(asked.tree)}")
        if odd := hint(query):
            click.echo(odd, err=True)
        return
    found = _print_matches(asked, _mentions(file) if as_json else _texts(file))
    context.exit(0 if found else 1)


def _print_matches(asked: Query, lines: Iterable[tuple[bytes, Mention]]) -> bool:
    found = False
    for line, mention in lines:
        if asked.matches(mention):
            found = True
            click.echo(line)
    return found


def _texts(file: BufferedIOBase) -> Iterator[tuple[bytes, Mention]]:
    for number, raw in enumerate(file, 1):
        line = raw.rstrip(b"\r\n")
        yield line, _mention({"text": _decoded(line, number)})


def _mentions(file: BufferedIOBase) -> Iterator[tuple[bytes, Mention]]:
    decoder = msgspec.json.Decoder(dict[str, Any])
    for number, raw in enumerate(file, 1):
        line = raw.strip()
        if not line:
            continue
        try:
            yield line, _mention(decoder.decode(_decoded(line, number)))
        except (msgspec.MsgspecError, RecursionError) as error:
            click.echo(f"Line {number} is no mention in JSON: {error}.", err=True)
            raise click.exceptions.Exit(2) from None


def _decoded(line: bytes, number: int) -> str:
    """A line as text, the first without the mark some editors put before it."""
    return line.removeprefix(BOM_UTF8 if number == 1 else b"").decode("utf-8", "replace")


def _mention(said: dict[str, Any]) -> Mention:
    known = {name: value for name, value in said.items() if value is not None}
    return msgspec.convert({**_UNSAID, **known}, Mention)


def _drawn(node: Node, depth: int = 0) -> str:
    """The tree, one node a line, each below what holds it."""
    indent = "  " * depth
    match node:
        case And() | Or():
            return "\n".join([f"{indent}{type(node).__name__.upper()}", *_below(node.nodes, depth)])
        case Not() | Title():
            return "\n".join([f"{indent}{type(node).__name__.upper()}", *_below((node.node,), depth)])
        case Near():
            name = f"{'O' * node.ordered}NEAR/{node.distance}"
            return "\n".join([f"{indent}{name}", *_below((node.left, node.right), depth)])
    return f"{indent}{node}"


def _below(nodes: Iterable[Node], depth: int) -> list[str]:
    return [_drawn(node, depth + 1) for node in nodes]
