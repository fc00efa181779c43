"""The few blocks and elements that the messages are made of.

Strangers' words enter through `words`, `link` and `quoted` alone: their elements are never parsed as markup.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from string import Formatter
from typing import Any

from bot.locale import _
from bot.messages.message import Block
from bot.messages.wording import clipped

LONGEST_ADDRESS = 2_000
"""Characters; browsers take about as many, and Slack counts them as characters of the message."""
LONGEST_NOTE = 2_000


def characters(value: object) -> int:
    """How many characters people read in blocks, labels and addresses of links included."""
    if isinstance(value, Mapping):
        return sum(
            len(inner)
            if name in ("text", "url", "alt_text", "fallback") and isinstance(inner, str)
            else characters(inner)
            for name, inner in value.items()
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return sum(map(characters, value))
    return 0


def visible(value: object) -> int:
    """How many characters people see in blocks: addresses stand behind their labels."""
    if isinstance(value, Mapping):
        if value.get("type") == "date":
            return len(value.get("fallback", ""))
        return sum(
            len(inner) if name == "text" and isinstance(inner, str) else visible(inner)
            for name, inner in value.items()
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return sum(map(visible, value))
    return 0


def escaped(text: str) -> str:
    """Text that markup leaves alone: nothing in it can ping, link or name anybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def words(text: str, *styles: str) -> Block:
    """A run of text; `styles` are Slack's own names (`bold`, `italic`, `code`)."""
    element: dict[str, Any] = {"type": "text", "text": text}
    return element | {"style": dict.fromkeys(styles, True)} if styles else element


def link(address: str, label: str, *styles: str) -> Block:
    """A link; the label alone where the address is not one that may be followed."""
    if not address.startswith(("https://", "http://")) or len(address) > LONGEST_ADDRESS:
        return words(label, *styles)
    element: dict[str, Any] = {"type": "link", "url": address, "text": label or address}
    return element | {"style": dict.fromkeys(styles, True)} if styles else element


def ago(instant: datetime, fallback: str, address: str = "", *styles: str) -> Block:
    """How long ago an instant was, by the reader's clock; `fallback` where that cannot be shown."""
    element: dict[str, Any] = {
        "type": "date",
        "timestamp": int(instant.timestamp()),
        "format": "{ago}",
        "fallback": fallback,
    }
    if address.startswith(("https://", "http://")) and len(address) <= LONGEST_ADDRESS:
        element["url"] = address
    return element | {"style": dict.fromkeys(styles, True)} if styles else element


def filled(sentence: str, /, **parts: Block | str | Sequence[Block]) -> Iterator[Block]:
    """A sentence as elements, with what stands for its `{places}`: text, or elements of their own."""
    for said, place, _format, _conversion in Formatter().parse(sentence):
        if said:
            yield words(said)
        if place is not None:
            part = parts[place]
            yield from [words(part)] if isinstance(part, str) else [part] if isinstance(part, dict) else part


def user(user_id: str) -> Block:
    """A person of the workspace, by name."""
    return {"type": "user", "user_id": user_id}


def line(*elements: Block) -> Block:
    """Elements in a row."""
    return {"type": "rich_text_section", "elements": _said(elements)}


def quoted(*elements: Block) -> Block:
    """Elements set off as a quotation."""
    return {"type": "rich_text_quote", "elements": _said(elements)}


def preformatted(text: str) -> Block:
    """Text in a fixed width, as written."""
    return {"type": "rich_text_preformatted", "elements": [words(text)]}


def bullets(rows: Iterable[Block]) -> Block:
    """Lines as a list."""
    return {"type": "rich_text_list", "style": "bullet", "elements": list(rows)}


def rich(*parts: Block) -> Block:
    """A block of lines, quotations and lists."""
    return {"type": "rich_text", "elements": list(parts)}


def title(text: str) -> Block:
    """A heading of at most 150 characters."""
    return {"type": "header", "text": {"type": "plain_text", "text": text[:150], "emoji": False}}


def note(text: str) -> Block:
    """Small print; not parsed, and cut where Slack would refuse it."""
    shown = clipped(text, LONGEST_NOTE)
    return {"type": "context", "elements": [{"type": "plain_text", "text": shown, "emoji": False}]}


def divider() -> Block:
    """A rule."""
    return {"type": "divider"}


def button(label: str, action: str, value: str, *, style: str = "", confirm: str = "") -> Block:
    """A button; `style` is `primary` or `danger`, `confirm` what is asked before it counts."""
    made: dict[str, Any] = {
        "type": "button",
        "action_id": action,
        "value": value,
        "text": {"type": "plain_text", "text": label, "emoji": False},
    }
    if style:
        made["style"] = style
    if confirm:
        made["confirm"] = _confirmation(confirm)
    return made


def buttons(block_id: str, *row: Block) -> Block:
    """Buttons in a row."""
    return {"type": "actions", "block_id": block_id, "elements": list(row)}


def _confirmation(question: str) -> Block:
    def plain(text: str) -> Block:
        return {"type": "plain_text", "text": text}

    return {
        "title": plain(_("Sure?")),
        "text": plain(question),
        "confirm": plain(_("Yes")),
        "deny": plain(_("No")),
    }


def _said(elements: Iterable[Block]) -> list[Block]:
    """Slack refuses empty runs of text."""
    return [element for element in elements if element.get("text", " ") != ""]
