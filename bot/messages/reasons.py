"""Why a mention was kept and told: the watch, its words, when, its story, what was read of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.analysis.placement import Tie
from bot.locale import N_, _
from bot.messages.blocks import bullets, escaped, filled, line, rich, words
from bot.messages.message import Block, Message
from bot.messages.named_posts import named, named_in_words
from bot.messages.preview import read_back
from bot.messages.readings import readings_in_words
from bot.messages.wording import clipped, mentions_named, moment
from bot.models import Mention
from bot.storage.delivery import DeliveryKind
from bot.storage.hits import Reason
from bot.watches.found import Matched, Why

SHOWN: Final = 5
"""Words shown of one part of a query."""
CLAUSE: Final = 200
_TOLD: Final[Mapping[str, str]] = {
    DeliveryKind.ALERT: N_("Told {at}, as it was heard."),
    DeliveryKind.DIGEST: N_("Told {at}, in the digest."),
    DeliveryKind.WELCOME: N_("Told {at}, in the welcome."),
}
_TIES: Final[Mapping[str, str]] = {
    Tie.PAGE: N_("In one story of {count}: it stands on the same page or in the same thread as {post}."),
    Tie.COPY: N_("In one story of {count}: it says nearly the same words as {post}."),
    Tie.MEANING: N_("In one story of {count}: it means nearly the same as {post}."),
    Tie.HARM: N_("In one story of {count}: the danger is that of {post}; no other story told of one lately."),
    Tie.WORDS: N_("In one story of {count}: it shares rare words with {post}."),
}
_BELOW: Final[Mapping[Reason, str]] = {
    Reason.THREAD: N_("It answers {post}, which names {name}."),
    Reason.TALK: N_("It stands in a discussion that talks of {name} from {post} on, or led to it."),
}
"""How a mention that does not name what is watched stands to one that does."""

Line = tuple[Sequence[Block], str]
"""A line as elements, and as text."""


def why_message(why: Why) -> Message:
    """Why a mention was kept for one watch."""
    opening = _line(_("Why {post} was kept for {name}:"), why.hit.mention, name=why.watch.name)
    lines = [*_lines(why)]
    shown = [line(*elements) for elements, _text in lines]
    text = "\n".join([opening[1], *(text for _elements, text in lines)])
    return Message(escaped(clipped(text, 3_500)), (rich(line(*opening[0]), bullets(shown)),))


def _lines(why: Why) -> Iterator[Line]:
    if why.above:
        yield _line(_(_BELOW[why.hit.reason]), why.above, name=why.watch.name)
    for matched in why.matched:
        yield _clause(matched)
    yield _plain(_when(why))
    yield _plain(_told(why))
    if why.tied:
        yield _story(why)
    for read in readings_in_words(why.read, why.watch.name):
        yield _plain(read)


def _clause(matched: Matched) -> Line:
    """A part of the query that holds, and by which words."""
    label = clipped(matched.clause, CLAUSE)
    if not matched.words:
        template = _("It fits “{clause}”.")
        return [*filled(template, clause=[*read_back(label)])], template.format(clause=label)
    said = ", ".join(_("“{quote}”", quote=clipped(word, 60)) for word in matched.words[:SHOWN])
    template = _("It fits “{clause}”, by {words}.")
    parts = filled(template, clause=[*read_back(label)], words=said)
    return [*parts], template.format(clause=label, words=said)


def _when(why: Why) -> str:
    heard = moment(why.hit.matched_at, why.zone)
    if not why.hit.mention.dated:
        return _("Heard {at}; when it was written is not known.", at=heard)
    return _("Written {written}, heard {at}.", written=moment(why.hit.mention.created_at, why.zone), at=heard)


def _told(why: Why) -> str:
    if why.told_at:
        template = _TOLD.get(why.told_by)
        at = moment(why.told_at, why.zone)
        return _(template, at=at) if template else _("Told {at}.", at=at)
    if why.hit.look_back:
        return _("It was written before the watch listened: history, which is never told as news.")
    if why.watch.paused:
        return _("Not told: {name} is paused.", name=why.watch.name)
    return _("Not told yet: it comes with the next digest.")


def _story(why: Why) -> Line:
    tied, count = why.tied, mentions_named(why.mentions)
    if tied is None or why.mentions < 2:
        return _plain(_("A story by itself."))
    if tied.tie == Tie.FIRST or why.link is None:
        return _plain(_("In one story of {count}, which it began.", count=count))
    return _line(_(_TIES.get(tied.tie, _TIES[Tie.PAGE])), why.link, count=count)


def _line(template: str, post: Mention, **values: str) -> Line:
    spoken = template.format(post=named_in_words(post), **values)
    return [*filled(template, post=[*named(post)], **values)], spoken


def _plain(said: str) -> Line:
    return [words(said)], said
