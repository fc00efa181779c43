"""The words of blocks as text alone, for when Slack will not have the blocks."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.messages.blocks import escaped

_LINES = ("rich_text_section", "rich_text_quote", "rich_text_preformatted")


def readable(blocks: Iterable[Mapping[str, Any]]) -> str:
    """What blocks say, a line each, with the addresses of their links; safe where markup is read."""
    return "\n".join(line for block in blocks for line in _lines(block) if line.strip())


def _lines(part: Mapping[str, Any]) -> Iterator[str]:
    kind = part.get("type")
    if kind in _LINES:
        said = "".join(_said(element) for element in part.get("elements", ()))
        yield f"> {said}" if kind == "rich_text_quote" else said
    elif kind == "mrkdwn":
        yield str(part.get("text", ""))
    elif kind == "plain_text":
        yield escaped(str(part.get("text", "")))
    elif kind != "actions":
        yield from _inner(part)


def _inner(part: Mapping[str, Any]) -> Iterator[str]:
    text = [part["text"]] if isinstance(part.get("text"), dict) else []
    for inner in (*text, *part.get("elements", ()), *part.get("fields", ())):
        yield from _lines(inner)


def _said(element: Mapping[str, Any]) -> str:
    text = escaped(str(element.get("text") or element.get("fallback", "")))
    return f"{text} {escaped(str(element['url']))} " if element.get("url") else text
