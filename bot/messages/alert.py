"""An alert as a message: what happened, who says so, why it rang, who has it; one, or several in a row."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.analysis.affair import Affair, Quoted
from bot.locale import _, _n
from bot.messages.ages import written
from bot.messages.alert_words import (
    facts,
    figures,
    headline,
    in_one_line,
    kind_named,
    known_as,
    over_sentence,
    step_sentence,
    why,
)
from bot.messages.blocks import (
    bullets,
    button,
    buttons,
    escaped,
    line,
    link,
    note,
    quoted,
    rich,
    user,
    words,
)
from bot.messages.message import Block, Message
from bot.messages.wording import clipped, hour, lately
from bot.storage.alerts import COUNTING_PEOPLE, AlertKind

TAKE, NORMAL, NOT_NORMAL, MUTE = "alert_take", "alert_normal", "alert_not_normal", "alert_mute"
FEWER, ENOUGH = "alert_fewer", "alert_as_now"
"""The buttons of an alert."""
MUTE_STORY, MUTE_DAY, MUTE_KIND = "story", "day", "kind"
"""What may be muted: this story, all of the watch until tomorrow, the kind for a week."""
LISTED = 12
"""Alerts that one message lists."""
SHOWN = 3
"""Quotations of what is new in a thread."""


def alert_message(affairs: Sequence[Affair], zone: str, now: datetime, *, asks: bool = False) -> Message:
    """One alert at length, with what else is told by it in a line each; or several that were held back.

    `asks` adds the question whether so much is wanted.
    """
    first, *others = affairs
    if not others:
        blocks, said = _at_length(first, zone, now), _in_words(first, zone, now)
    elif first.kind is not AlertKind.INSTANT and not any(each.kind is AlertKind.INSTANT for each in others):
        blocks, said = _at_length(first, zone, now, others), _in_words(first, zone, now)
    else:
        blocks, said = _listed(affairs, zone, now)
    if asks:
        blocks += _asking()
    mentions = frozenset[str]().union(*(each.mentions for each in affairs))
    return Message(escaped(said), tuple(blocks), mentions)


def more_message(affair: Affair, new: Sequence[Quoted], zone: str, now: datetime) -> Message:
    """What is new of it, for its thread."""
    opening = _("Now {figures}.", figures=figures(affair))
    blocks = [rich(line(words(opening, "italic")), *_quoted(new[:SHOWN], zone, now)), *_left_out(len(new))]
    said = "\n".join([opening, *(_spoken(each) for each in new[:SHOWN])])
    return Message(escaped(said), tuple(blocks), frozenset(each.mention.id for each in new))


def step_message(
    affair: Affair, step: str, before: int, new: Sequence[Quoted], zone: str, now: datetime
) -> Message:
    """A new step, for the thread and the channel."""
    opening = step_sentence(affair, step, before, zone, now)
    parts = [
        line(words(opening, "bold")),
        line(words(figures(affair), "italic")),
        *_quoted(new[:SHOWN], zone, now),
    ]
    said = "\n".join([opening, figures(affair), *(_spoken(each) for each in new[:SHOWN])])
    mentions = frozenset(each.mention.id for each in new)
    return Message(escaped(said), (rich(*parts), *_left_out(len(new))), mentions, is_broadcast=True)


def over_message(affair: Affair, zone: str, now: datetime) -> Message:
    """That it is over, and how it ended, in one line."""
    said = over_sentence(affair, zone, now)
    return Message(escaped(said), (rich(line(words(said))),))


def taken_message(person: str, at: datetime, zone: str) -> Message:
    """Told to who comes second: who has it."""
    elements = [user(person), words(" " + _("has it, since {hour}.", hour=hour(at, zone)))]
    return Message(_("Somebody has it already, since {hour}.", hour=hour(at, zone)), (rich(line(*elements)),))


def _at_length(affair: Affair, zone: str, now: datetime, others: Sequence[Affair] = ()) -> list[Block]:
    parts = [line(words(headline(affair, zone, now), "bold"))]
    if affair.kind in COUNTING_PEOPLE or affair.kind is AlertKind.SILENCE or affair.people > 1:
        parts += [line(words(each, "italic")) for each in facts(affair, zone, now)]
    parts += _quoted(affair.voices, zone, now)
    if others:
        parts.append(bullets([line(words(in_one_line(each, zone, now))) for each in others[:LISTED]]))
    blocks = [rich(*parts)]
    if affair.kind is not AlertKind.INSTANT:
        blocks += [note(each) for each in why(affair)]
        blocks += _claimed(affair, zone)
        blocks += [] if affair.is_over else _buttons(affair)
    if affair.is_over:
        blocks.append(rich(line(words(over_sentence(affair, zone, now), "bold"))))
    return blocks


def _listed(affairs: Sequence[Affair], zone: str, now: datetime) -> tuple[list[Block], str]:
    """Several that were held back, a line each."""
    opening = _n("Held back, {n}:", "Held back, {n}:", len(affairs))
    rows = [line(words(in_one_line(each, zone, now)), *_linked(each)) for each in affairs[:LISTED]]
    blocks = [rich(line(words(opening, "bold")), bullets(rows))]
    blocks += _left_out(len(affairs), LISTED)
    return blocks, "\n".join([opening, *(in_one_line(each, zone, now) for each in affairs[:LISTED])])


def _linked(affair: Affair) -> Iterator[Block]:
    """Where the first voice of a line stands."""
    if affair.voices:
        first = affair.voices[0].mention
        yield words(" · ")
        yield link(first.url, clipped(first.place or first.source, 60))


def _quoted(told: Sequence[Quoted], zone: str, now: datetime) -> Iterator[Block]:
    for each in told:
        mention = each.mention
        yield quoted(words(each.quote or _("(no words of their own)")))
        who = " · ".join(part for part in (clipped(mention.author, 80), clipped(mention.place, 80)) if part)
        yield line(words(f"{who} · " if who else ""), written(mention, zone, now))


def _spoken(each: Quoted) -> str:
    """A quotation as plain text, for notices and screen readers."""
    return _(
        "“{quote}” {who}: {address}",
        quote=each.quote,
        who=each.mention.author or each.mention.place,
        address=each.mention.url,
    )


def _in_words(affair: Affair, zone: str, now: datetime) -> str:
    rows = [headline(affair, zone, now), *facts(affair, zone, now), *map(_spoken, affair.voices)]
    if affair.is_over:
        rows.insert(1, over_sentence(affair, zone, now))
    return "\n".join(rows)


def _left_out(number: int, shown: int = SHOWN) -> list[Block]:
    if number <= shown:
        return []
    left = number - shown
    said = _n(
        "{n} more is not shown here; /watch now has it.",
        "{n} more are not shown here; /watch now has them.",
        left,
    )
    return [note(said)]


def _claimed(affair: Affair, zone: str) -> list[Block]:
    """Who has it, and what people said is normal."""
    rows = []
    if affair.claim:
        at = lately(affair.claim.at, zone, affair.last if affair.last > affair.claim.at else affair.claim.at)
        rows.append(line(user(affair.claim.person), words(" " + _("has it, since {hour}.", hour=at))))
    rows += [
        line(user(mute.person), words(" " + known_as(mute, affair, zone)))
        for mute in (affair.normal, affair.muted)
        if mute
    ]
    return [rich(*rows)] if rows else []


def _buttons(affair: Affair) -> list[Block]:
    row = [] if affair.claim else [button(_("I’ll take it"), TAKE, affair.alert, style="primary")]
    if affair.normal:
        row.append(button(_("Not normal after all"), NOT_NORMAL, affair.alert))
    elif affair.kind in COUNTING_PEOPLE:
        row.append(button(_("This is normal"), NORMAL, affair.alert))
    row.append(_muting(affair))
    return [buttons(f"alert:{affair.alert}"[:255], *row)]


def _muting(affair: Affair) -> Block:
    """The choice of what to mute."""
    choices = [(_("{name}, until tomorrow", name=clipped(affair.watch, 40)), MUTE_DAY)]
    if affair.story:
        choices.insert(0, (_("This story"), MUTE_STORY))
    if affair.kind is not AlertKind.SAFETY:
        choices.append((_("{kind} of {name}, for a week", **_named(affair)), MUTE_KIND))
    options = [
        {
            "text": {"type": "plain_text", "text": clipped(label, 75), "emoji": False},
            "value": f"{what} {affair.alert}",
        }
        for label, what in choices
    ]
    placeholder = {"type": "plain_text", "text": _("Mute…"), "emoji": False}
    return {"type": "static_select", "action_id": MUTE, "placeholder": placeholder, "options": options}


def _named(affair: Affair) -> dict[str, str]:
    return {"kind": kind_named(affair.kind), "name": clipped(affair.watch, 30)}


def _asking() -> list[Block]:
    """Whether so many are wanted."""
    said = _("That is more than six in a day: from now on one an hour. Is that wanted?")
    row = button(_("Fewer, please"), FEWER, "fewer"), button(_("It is fine"), ENOUGH, "enough")
    return [rich(line(words(said))), buttons("alert:enough", *row)]
