"""How a channel is told at once: its settings, and what would have rung at each of them."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from bot.locale import N_, _, _n
from bot.locale.days import weekday
from bot.messages.alert_words import kind_named
from bot.messages.answers import sentence
from bot.messages.blocks import bullets, escaped, line, rich, words
from bot.messages.message import Message
from bot.messages.wording import clipped, listed, moment
from bot.models import Channel, Sensitivity
from bot.storage.alerts import MOST_A_DAY, AlertKind, HeldReason
from bot.watches.alert_results import Rang, SettingsShown
from bot.watches.results import HeldAlert

CHOSEN: Final = {
    Sensitivity.FEWER: N_("fewer"),
    Sensitivity.BALANCED: N_("balanced"),
    Sensitivity.MORE: N_("more"),
}
WHY_HELD: Final = {
    HeldReason.QUIET: N_("quiet hours"),
    HeldReason.DAY_OFF: N_("a day off"),
    HeldReason.COOL_DOWN: N_("it rang for that lately"),
    HeldReason.DAILY_LIMIT: N_("{n} were told that day"),
    HeldReason.NORMAL: N_("called normal"),
    HeldReason.MUTED: N_("muted"),
    HeldReason.TOLD_BY_ANOTHER: N_("another alert tells it"),
}
NAMED: Final = 6
"""Alerts that would have rung, named for each setting."""


def settings_message(shown: SettingsShown) -> Message:
    """How a channel is told at once, and what would have rung in the last thirty days at each setting."""
    channel = shown.channel
    rows = [_row(each, shown.rang[each], channel) for each in Sensitivity]
    told = settings_sentences(channel)
    opening = _("What would have rung in the last thirty days:")
    ends = [_("Change it with: /watch alerts fewer, balanced or more; /watch alerts quiet 22:00-7:00.")]
    if shown.is_young:
        ends.insert(0, _("Less than thirty days were listened to here: this is what they hold."))
    parts = [line(words(each)) for each in told]
    parts += [line(words(opening, "bold")), bullets(line(words(row)) for row in rows)]
    parts += [line(words(each, "italic")) for each in ends]
    said = "\n".join([*told, opening, *rows, *ends])
    return Message(escaped(clipped(said, 3_500)), (rich(*parts),))


def settings_changed_message(channel: Channel) -> Message:
    """How a channel is told at once from now on."""
    return sentence(" ".join(settings_sentences(channel)))


def as_now_message() -> Message:
    """That it stays as it is."""
    return sentence(_("It stays as it is: after six in a day one an hour. /watch alerts changes it."))


def settings_sentences(channel: Channel) -> list[str]:
    """The settings of a channel's alerts."""
    held = channel.alerts
    rows = [_("Alerts here: {setting}.", setting=_(CHOSEN[held.sensitivity])), _quiet(channel)]
    if held.people:
        rows.append(
            _n(
                "A backlash rings from {n} person on, in {places} or more places.",
                "A backlash rings from {n} people on, in {places} or more places.",
                held.people,
                places=held.places,
            )
        )
    elif held.places != 2:
        rows.append(
            _n("A backlash rings from {n} place on.", "A backlash rings from {n} places on.", held.places)
        )
    if held.off:
        kinds = listed([kind_named(AlertKind(kind)) for kind in held.off])
        rows.append(_("I do not ring for: {kinds}.", kinds=kinds))
    return [row for row in rows if row]


def held_lines(held: Sequence[HeldAlert]) -> list[str]:
    """What was not told at once since yesterday, with the reason."""
    return [
        _n(
            "{name}: {n} {kind} not told at once, {reason}",
            "{name}: {n} {kind} not told at once, {reason}",
            number,
            name=each.watch,
            kind=kind_named(each.kind),
            reason=why_held(each.reason),
        )
        for each, number in Counter(held).items()
    ]


def why_held(reason: str) -> str:
    """Why something was not told at once."""
    return _(WHY_HELD[HeldReason(reason)], n=MOST_A_DAY) if reason in set(HeldReason) else reason


def _quiet(channel: Channel) -> str:
    held = channel.alerts
    passing = [
        kind
        for kind, passes in ((_("safety"), not held.safety_quiet), (_("backlash"), held.backlash_always))
        if passes
    ]
    days = ""
    if len(held.days) < 7:
        days = _("Told on {days} only.", days=listed([weekday(day) for day in held.days]))
    if held.quiet_from == held.quiet_until:
        return f"{_('No quiet hours.')} {days}".strip()
    said = _("Quiet from {since} to {until}", since=held.quiet_from, until=held.quiet_until)
    if passing:
        said = _("{said}, but for {kinds}", said=said, kinds=listed(passing))
    return f"{_('{said}.', said=said)} {days}".strip()


def _row(each: Sensitivity, rang: Sequence[Rang], channel: Channel) -> str:
    name = _(CHOSEN[each])
    if channel.alerts.sensitivity is each:
        name = _("{name} (chosen)", name=name)
    if not rang:
        return _("{name}: nothing", name=name)
    told = [
        _(
            "{watch}, {kind}, {when}",
            watch=clipped(one.watch, 40),
            kind=kind_named(one.kind),
            when=moment(one.at, channel.zone),
        )
        for one in rang[:NAMED]
    ]
    if len(rang) > NAMED:
        told.append(_n("{n} more", "{n} more", len(rang) - NAMED))
    return _("{name}: {n}: {told}", name=name, n=len(rang), told=_("; ").join(told))
