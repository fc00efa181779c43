"""Where a channel listens: as a list, and as a form."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from bot.locale import N_, _, _n
from bot.messages.answers import sentence
from bot.messages.blocks import bullets, button, buttons, escaped, line, rich, words
from bot.messages.message import Block, Message
from bot.messages.wording import clipped, listed, moment
from bot.sources.source import Setting

FORM = "sources_form"
OPEN = "sources_open"
CHOICE = "sources_choice"
OPTION = 75
"""Characters of an option, Slack's limit."""


class SourceRow(msgspec.Struct, frozen=True, kw_only=True):
    """How a channel stands to a source.

    `missing` are settings without which it cannot be asked. Of all that is `asked` of it, so much is
    `resting`, the last until then.
    """

    name: str
    title: str
    on: bool
    missing: tuple[Setting, ...] = ()
    fragile: str = ""
    resting_until: datetime | None = None
    resting: int = 1
    asked: int = 1
    last_new: datetime | None = None
    items: int = 0

    @property
    def state(self) -> str:
        """`on`, `off`, `needs_key`, or `needs_places`."""
        if self.missing:
            return f"needs_{lacks(self.missing)}"
        return "on" if self.on else "off"


class Switched(msgspec.Struct, frozen=True, kw_only=True):
    """Which sources were turned on and off in a channel.

    `lacking` were turned on, by title, but lack settings; `is_deaf` says that no source is on any more.
    """

    on: Sequence[str]
    off: Sequence[str]
    lacking: Sequence[tuple[str, Sequence[Setting]]]
    is_deaf: bool


STATES = {
    "on": N_("on"),
    "off": N_("off"),
    "needs_places": N_("needs places"),
    "needs_key": N_("needs a key"),
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


def switched_message(done: Switched | None) -> Message:
    """What was turned on and off, and what a source that was turned on lacks."""
    if done is None:
        return sentence(_("Nothing was changed."))
    on, off = len(done.on), len(done.off)
    parts = [_n("{sources} on", "{sources} on", on, sources=listed(done.on))] if on else []
    parts += [_n("{sources} off", "{sources} off", off, sources=listed(done.off))] if off else []
    waiting = [_waits(*each) for each in done.lacking]
    if not (parts or waiting):
        return sentence(_("Nothing changes: that is how it was."))
    said = [_("From now on here: {changes}.", changes=_("; ").join(parts))] if parts else []
    deaf = [_("Nothing is listened to here any more; /watch sources turns sources on.")]
    return sentence(" ".join([*said, *waiting, *(deaf if done.is_deaf else [])]))


def _waits(title: str, missing: Sequence[Setting]) -> str:
    """That a source which was turned on cannot be asked yet, what is missing and where to get it."""
    what = needed(missing)
    if lacks(missing) == "places":
        lacking = _(
            "{source} is not listened to yet: it needs places. Missing is {what}.", source=title, what=what
        )
    else:
        lacking = _(
            "{source} is not listened to yet: it needs a key. Missing is {what}.", source=title, what=what
        )
    return f"{lacking} " + _(
        "Whoever runs Veille puts that into its settings (.env) and starts it again; then it is on here."
    )


def needed(missing: Sequence[Setting]) -> str:
    """The settings that a source still lacks: which, where to get them, what they cost."""
    return _("; ").join(map(_named, missing))


def _named(setting: Setting) -> str:
    what = f"{setting.variable}, {_(setting.meaning)}"
    return f"{what} ({_(setting.where)}; {_(setting.cost)})" if setting.where else what


def lacks(missing: Sequence[Setting]) -> Literal["key", "places"]:
    """What sort of setting a source lacks: a key, or the places to read."""
    return "places" if all(setting.places for setting in missing) else "key"


def sources_form(rows: Sequence[SourceRow], channel: str) -> dict[str, Any]:
    """A window to choose sources in; those that lack a setting cannot be chosen."""
    choosable = [row for row in rows if not row.missing]
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
    if row.missing:
        parts.append(needed(row.missing))
    if row.resting_until and row.resting_until > now:
        parts.append(_resting(row, moment(row.resting_until, zone)))
    if row.on and not row.missing:
        last = row.last_new and _("last heard {when}", when=moment(row.last_new, zone))
        heard = last or (_("nothing heard yet") if row.asked else _("nothing to ask it for"))
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
