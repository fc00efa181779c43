"""Where a channel listens: as a list, and as a form."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from bot.messages.blocks import bullets, button, buttons, escaped, line, rich, words
from bot.messages.message import Block, Message
from bot.messages.wording import clipped, count, moment

FORM = "sources_form"
OPEN = "sources_open"
CHOICE = "sources_choice"
OPTION = 75
"""Characters of an option, Slack's limit."""


class SourceRow(msgspec.Struct, frozen=True, kw_only=True):
    """How a channel stands to a source.

    `needs` says which setting is missing, where to get it, what it costs; `lacks` what sort of thing that is:
    `a key`, or `places` to read. Of all that is `asked` of it, so much is `resting`, the last until then.
    """

    name: str
    title: str
    on: bool
    needs: str = ""
    lacks: str = "a key"
    fragile: str = ""
    resting_until: datetime | None = None
    resting: int = 1
    asked: int = 1
    last_heard: datetime | None = None
    items: int = 0

    @property
    def state(self) -> str:
        """`on`, `off`, `needs a key`, or `needs places`."""
        if self.needs:
            return f"needs {self.lacks}"
        return "on" if self.on else "off"


def sources_message(rows: Sequence[SourceRow], zone: str, now: datetime) -> Message:
    """Every source with its state; a button opens the form."""
    told = [(row, _told(row, zone, now)) for row in rows]
    blocks: list[Block] = []
    for state in ("on", "off", "needs places", "needs a key"):
        lines = [
            line(words(row.name, "bold"), words(f" — {said}")) for row, said in told if row.state == state
        ]
        if lines:
            heading = line(words(state.capitalize(), "bold"))
            blocks += [rich(heading, bullets(lines))]
    blocks.append(buttons("sources", button("Choose sources", OPEN, "sources")))
    text = "\n".join(f"{row.name} ({row.state}): {said}" for row, said in told)
    return Message(escaped(clipped(text, 3_500)), tuple(blocks))


def sources_form(rows: Sequence[SourceRow], channel: str) -> dict[str, Any]:
    """A window to choose sources in; those that lack a setting cannot be chosen."""
    choosable = [row for row in rows if not row.needs]
    options = [_option(row) for row in choosable]
    chosen = [_option(row) for row in choosable if row.on]
    select: dict[str, Any] = {
        "type": "multi_static_select",
        "action_id": CHOICE,
        "placeholder": _plain("No source at all"),
        "options": options,
    }
    if chosen:
        select["initial_options"] = chosen
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": channel,
        "title": _plain("Where to listen"),
        "submit": _plain("Save"),
        "close": _plain("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": CHOICE,
                "optional": True,
                "label": _plain("Sources this channel listens to"),
                "element": select,
            }
        ],
    }


def _told(row: SourceRow, zone: str, now: datetime) -> str:
    parts = [row.title]
    if row.needs:
        parts.append(row.needs)
    if row.resting_until and row.resting_until > now:
        some = f"{row.resting} of {row.asked} " if row.resting < row.asked else ""
        parts.append(f"{some}resting until {moment(row.resting_until, zone)}")
    if row.on and not row.needs:
        heard = f"last heard {moment(row.last_heard, zone)}" if row.last_heard else "nothing heard yet"
        parts.append(f"{heard}, {count(row.items, 'item')} in 24 h")
    if row.fragile:
        parts.append(f"fragile: {row.fragile}")
    return "; ".join(parts)


def _option(row: SourceRow) -> Block:
    return {"text": _plain(clipped(row.title, OPTION)), "value": row.name}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}
