"""Where a channel listens: as a list, and as a form."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from bot.locale import _, _n, later
from bot.messages.blocks import bullets, button, buttons, escaped, line, rich, words
from bot.messages.message import Block, Message
from bot.messages.wording import clipped, moment

FORM = "sources_form"
OPEN = "sources_open"
CHOICE = "sources_choice"
OPTION = 75
"""Characters of an option, Slack's limit."""


class SourceRow(msgspec.Struct, frozen=True, kw_only=True):
    """How a channel stands to a source.

    `needs` says which setting is missing, where to get it, what it costs; `lacks` what sort of thing that is,
    `places` being those to read. Of all that is `asked` of it, so much is `resting`, the last until then.
    """

    name: str
    title: str
    on: bool
    needs: str = ""
    lacks: Literal["key", "places"] = "key"
    fragile: str = ""
    resting_until: datetime | None = None
    resting: int = 1
    asked: int = 1
    last_heard: datetime | None = None
    items: int = 0

    @property
    def state(self) -> str:
        """`on`, `off`, `needs_key`, or `needs_places`."""
        if self.needs:
            return f"needs_{self.lacks}"
        return "on" if self.on else "off"


STATES = {
    "on": later("on"),
    "off": later("off"),
    "needs_places": later("needs places"),
    "needs_key": later("needs a key"),
}
"""The states of a source in the order they are shown, and what they are called."""


def sources_message(rows: Sequence[SourceRow], zone: str, now: datetime) -> Message:
    """Every source with its state; a button opens the form."""
    told = [(row, _told(row, zone, now)) for row in rows]
    blocks: list[Block] = []
    for state, called in STATES.items():
        lines = [
            line(words(row.name, "bold"), words(f" — {said}")) for row, said in told if row.state == state
        ]
        if lines:
            heading = line(words(_(called).capitalize(), "bold"))
            blocks += [rich(heading, bullets(lines))]
    blocks.append(buttons("sources", button(_("Choose sources"), OPEN, "sources")))
    text = "\n".join(
        _("{name} ({state}): {said}", name=row.name, state=_(STATES[row.state]), said=said)
        for row, said in told
    )
    return Message(escaped(clipped(text, 3_500)), tuple(blocks))


def sources_form(rows: Sequence[SourceRow], channel: str) -> dict[str, Any]:
    """A window to choose sources in; those that lack a setting cannot be chosen."""
    choosable = [row for row in rows if not row.needs]
    options = [_option(row) for row in choosable]
    chosen = [_option(row) for row in choosable if row.on]
    select: dict[str, Any] = {
        "type": "multi_static_select",
        "action_id": CHOICE,
        "placeholder": _plain(_("No source at all")),
        "options": options,
    }
    if chosen:
        select["initial_options"] = chosen
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": channel,
        "title": _plain(_("Where to listen")),
        "submit": _plain(_("Save")),
        "close": _plain(_("Cancel")),
        "blocks": [
            {
                "type": "input",
                "block_id": CHOICE,
                "optional": True,
                "label": _plain(_("Sources this channel listens to")),
                "element": select,
            }
        ],
    }


def _told(row: SourceRow, zone: str, now: datetime) -> str:
    parts = [row.title]
    if row.needs:
        parts.append(row.needs)
    if row.resting_until and row.resting_until > now:
        parts.append(_resting(row, moment(row.resting_until, zone)))
    if row.on and not row.needs:
        last = row.last_heard and _("last heard {when}", when=moment(row.last_heard, zone))
        heard = last or _("nothing heard yet")
        parts.append(_n("{heard}, {n} item in 24 h", "{heard}, {n} items in 24 h", row.items, heard=heard))
    if row.fragile:
        parts.append(_("fragile: {why}", why=_(row.fragile)))
    return _("; ").join(parts)


def _resting(row: SourceRow, until: str) -> str:
    if row.resting < row.asked:
        return _("{some} of {all} resting until {until}", some=row.resting, all=row.asked, until=until)
    return _("resting until {until}", until=until)


def _option(row: SourceRow) -> Block:
    return {"text": _plain(clipped(row.title, OPTION)), "value": row.name}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}
