"""Why a page was not told: what each watch makes of it now, who listens, what was dropped."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.commands.verbs import COMMAND, in_language_spoken
from bot.locale import _, _n
from bot.messages.blocks import bullets, escaped, filled, line, link, rich, words
from bot.messages.drops import why_dropped
from bot.messages.message import Block, Message
from bot.messages.preview import read_back
from bot.messages.wording import clipped, listed, moment, shortened
from bot.watches.found import Listened, Unmatched, WhyNot

CLAUSE: Final = 200
SHOWN: Final = 10
"""Watches, sources, and drops in one answer."""

Line = tuple[Sequence[Block], str]
"""A line as elements, and as text."""


def why_not_message(why: WhyNot) -> Message:
    """Why what stands at an address was not told."""
    opening = _opening(why)
    lines = [*_lines(why)]
    shown = [line(*elements) for elements, _text in lines]
    text = "\n".join([opening[1], *(text for _elements, text in lines)])
    blocks = (rich(line(*opening[0]), *([bullets(shown)] if shown else [])),)
    return Message(escaped(clipped(text, 3_500)), blocks)


def _opening(why: WhyNot) -> Line:
    if why.failure:
        return _plain(_("That page cannot be read now: {reason}", reason=why.failure.reason))
    if not why.title:
        return _plain(_("What the page at {host} says now:", host=why.host))
    title = _("“{quote}”", quote=clipped(why.title, 100))
    template = _("What {page} at {host} says now:")
    return [*filled(template, page=[link(why.address, title)], host=why.host)], template.format(
        page=title, host=why.host
    )


def _lines(why: WhyNot) -> Iterator[Line]:
    if why.known:
        command = f"{COMMAND} {in_language_spoken('why')} {why.address}"
        yield _plain(
            _("It was kept, for {names}: {command} says why.", names=listed(why.known), command=command)
        )
    for each in why.watches[:SHOWN]:
        yield from _watch(each, is_kept=each.watch.name in why.known)
    if why.failure is None and why.written_at:
        yield _plain(_("Written {at}.", at=moment(why.written_at, why.zone)))
    elif why.failure is None:
        yield _plain(_("When it was written is not known: the page does not say."))
    for said in _listening(why):
        yield _plain(said)
    for (name, source, reason), number in [*why.dropped.items()][:SHOWN]:
        yield _plain(
            _n(
                "{n} mention was dropped for {name} from {source} around then: {reason}.",
                "{n} mentions were dropped for {name} from {source} around then: {reason}.",
                number,
                name=name,
                source=source,
                reason=why_dropped(reason),
            )
        )


def _watch(each: Unmatched, *, is_kept: bool) -> Iterator[Line]:
    """What one watch makes of the page, and what would keep it."""
    name = each.watch.name
    if each.watch.paused:
        yield _plain(_("{name} is paused: nothing new of it is heard.", name=name))
    if each.failed:
        label = clipped(each.failed[0], CLAUSE)
        template = _("{name} drops it: it does not fit “{clause}”.")
        yield (
            [*filled(template, name=name, clause=[*read_back(label)])],
            template.format(name=name, clause=label),
        )
        yield _plain(_cure(each))
    elif is_kept:
        yield _plain(_("{name} fits it as it stands now.", name=name))
    elif each.unknown:
        label = clipped(listed(each.unknown), CLAUSE)
        template = _("{name} fits what the page says; whether it fits “{clause}” only its source can say.")
        yield (
            [*filled(template, name=name, clause=[*read_back(label)])],
            template.format(name=name, clause=label),
        )
    else:
        yield _plain(
            _("{name} fits it as it stands now: had it been heard, it would have been kept.", name=name)
        )


def _cure(each: Unmatched) -> str:
    edit = f"{COMMAND} {in_language_spoken('edit')} {each.watch.name}"
    if len(each.failed) == 1:
        return _("Without that part it would be kept: {edit} shows how it is changed.", edit=edit)
    others = shortened([_("“{quote}”", quote=clipped(_bare(label), 80)) for label in each.failed[1:]], 3)
    return _("Nor does it fit {clauses}. {edit} shows how that is changed.", clauses=others, edit=edit)


def _listening(why: WhyNot) -> Iterator[str]:
    """Which sources listened, those that are known to bring what stands there."""
    bring = [each for each in why.sources if each.last_of_site]
    others = [each for each in why.sources if not each.last_of_site]
    for each in bring[:SHOWN]:
        yield _source(each, why)
    if not bring:
        feed = f"{COMMAND} {in_language_spoken('feed')} URL"
        yield _(
            "Nothing from {host} was heard here lately: whether a source of this channel reads it is not "
            "known. {feed} reads a site by its feed.",
            host=why.host,
            feed=feed,
        )
    if failing := [each.title for each in others if each.failing_since or not each.last_read]:
        yield _("Not read well at the moment: {sources}.", sources=shortened(failing, SHOWN))


def _source(each: Listened, why: WhyNot) -> str:
    last = moment(each.last_of_site, why.zone) if each.last_of_site else ""
    said = _(
        "{source} brings what stands at {host}, the last time {at}.",
        source=each.title,
        host=why.host,
        at=last,
    )
    if each.failing_since:
        since = moment(each.failing_since, why.zone)
        return f"{said} {_('It fails since {at}.', at=since)}"
    if each.last_read and why.written_at and each.last_read < why.written_at:
        return f"{said} {_('It was not read since.')}"
    if each.last_read:
        return f"{said} {_('It was last read {at}.', at=moment(each.last_read, why.zone))}"
    return f"{said} {_('How it was read then is not known.')}"


def _plain(said: str) -> Line:
    return [words(said)], said


def _bare(label: str) -> str:
    """A part of a query without the marks around its terms."""
    return "".join(str(run["text"]) for run in read_back(label))
