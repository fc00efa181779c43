"""Corrections of what was read: said to whoever made them, listed, taken back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.analysis import lessons, relevance_lessons
from bot.analysis.tone import Tone
from bot.analysis.understanding import Kind
from bot.locale import N_, _, _n
from bot.messages.answers import sentence
from bot.messages.blocks import bullets, escaped, line, note, rich, user, words
from bot.messages.message import Block, Message
from bot.messages.named_posts import named, named_in_words, post_sentence
from bot.messages.taught_words import products_sentence, urgent_sentence
from bot.messages.teams import account_name
from bot.messages.vips import vips_sentence
from bot.messages.wording import clipped, listed
from bot.models import Mention
from bot.storage.readings import Correction
from bot.storage.stories import JoinedStory
from bot.watches.taught import ChannelCorrections, Corrected, WatchCorrections

LISTED: Final = 40
"""Corrections shown in one answer."""
_COUNTS: Final[Mapping[object, str]] = {
    Tone.CRITICAL: N_("{post} counts here as critical of {name} from now on."),
    Tone.NEUTRAL: N_("{post} counts here as neutral towards {name} from now on."),
    Tone.FAVOURABLE: N_("{post} counts here as favourable to {name} from now on."),
    True: N_("{post} is about {name}, and counts here from now on."),
    False: N_("{post} is not about {name}, and counts nowhere here from now on."),
}
_ALREADY: Final[Mapping[object, str]] = {
    Tone.CRITICAL: N_("{post} counts here as critical of {name} already: somebody said so."),
    Tone.NEUTRAL: N_("{post} counts here as neutral towards {name} already: somebody said so."),
    Tone.FAVOURABLE: N_("{post} counts here as favourable to {name} already: somebody said so."),
    True: N_("{post} counts here as being about {name} already: somebody said so."),
    False: N_("{post} counts here as not being about {name} already: somebody said so."),
}
_READ: Final[Mapping[object, str]] = {
    Tone.CRITICAL: N_("I had read it as critical."),
    Tone.NEUTRAL: N_("I had read it as neutral."),
    Tone.FAVOURABLE: N_("I had read it as favourable."),
    True: N_("I had taken it to be about that name."),
    False: N_("I had taken it not to be about that name."),
    None: N_("I could not tell."),
}
_SHORT: Final[Mapping[object, str]] = {
    Tone.CRITICAL: N_("critical"),
    Tone.NEUTRAL: N_("neutral"),
    Tone.FAVOURABLE: N_("favourable"),
    True: N_("about that name"),
    False: N_("not about that name"),
}


def tone_message(corrected: Corrected) -> Message:
    """What whoever said in which tone a post speaks is told."""
    return _said(corrected, corrected.read.tone.value, _tone_lessons(corrected))


def relevance_message(corrected: Corrected) -> Message:
    """What whoever said whether a post is about us is told."""
    return _said(corrected, corrected.read.relevance.value, _relevance_lessons(corrected))


def _said(corrected: Corrected, read: Tone | bool | None, taught: str) -> Message:
    name = corrected.watch.name
    if corrected.value is None:
        template = (
            _("{post} counts here for {name} as I read it, and no longer as somebody said.")
            if corrected.is_changed
            else _("Nothing was said of {post} for {name} that could be forgotten.")
        )
        return post_sentence(template, corrected.mention, name=name)
    if not corrected.is_changed:
        return post_sentence(_(_ALREADY[corrected.value]), corrected.mention, name=name)
    remarks = [_(_READ[read])] if read != corrected.value else []
    remarks += [_("/watch undo takes this back."), taught]
    template = _(_COUNTS[corrected.value])
    return post_sentence(template, corrected.mention, " ".join(filter(None, remarks)), name=name)


def _tone_lessons(corrected: Corrected) -> str:
    number = len(corrected.lessons)
    if number < lessons.LEAST:
        return _n(
            "From {least} such corrections on I learn from them; this is {n}.",
            "From {least} such corrections on I learn from them; there are {n}.",
            number,
            least=lessons.LEAST,
        )
    return _n("I learn from {n} such correction.", "I learn from {n} such corrections.", number)


def _relevance_lessons(corrected: Corrected) -> str:
    ours = sum(bool(value) for value in corrected.lessons)
    return _(
        "I learn from {least} of each kind on; so far there are {ours} about that name and {others} not "
        "about it.",
        least=relevance_lessons.LEAST,
        ours=ours,
        others=len(corrected.lessons) - ours,
    )


def corrections_messages(taught: ChannelCorrections) -> Message:
    """All that people of a channel taught."""
    if not (taught.team or taught.watches or taught.urgent or taught.named or taught.vips):
        return sentence(
            _(
                "Nobody has corrected me here yet. /watch tone LINK critical says how a post speaks, /watch "
                "team @handle who speaks for us."
            )
        )
    rows = list(_rows(taught))
    shown = [line(*row) for row, _text in rows[:LISTED]]
    blocks: list[Block] = [
        rich(line(words(_("What people here taught me"), "bold"), words("\n")), bullets(shown))
    ]
    if len(rows) > LISTED:
        left = len(rows) - LISTED
        blocks.append(note(_n("{n} more is not shown.", "{n} more are not shown.", left)))
    text = "\n".join([_("What people here taught me"), *(text for _row, text in rows[:LISTED])])
    return Message(escaped(clipped(text, 3_500)), tuple(blocks))


Row = tuple[Sequence[Block], str]
"""A row as elements, and as text."""


def _rows(taught: ChannelCorrections) -> Iterator[Row]:
    if taught.team:
        names = listed([account_name((member.network, member.author)) for member in taught.team])
        said = _("Speaking for us: {names}", names=names)
        yield [words(said)], said
    if taught.urgent:
        said = urgent_sentence(taught.urgent)
        yield [words(said)], said
    if taught.vips:
        said = vips_sentence(taught.vips)
        yield [words(said)], said
    for named_watch in taught.named:
        said = products_sentence(named_watch)
        yield [words(said)], said
    for watch in taught.watches:
        for correction, mention in watch.corrections:
            yield _corrected(watch, correction, mention)
        for join, mention in watch.stories:
            yield _told(watch, _of_stories(join), mention, join.person)


def _corrected(watch: WatchCorrections, said: Correction, mention: Mention | None) -> Row:
    value: object = Tone(said.value) if said.kind == Kind.TONE else bool(said.value)
    return _told(watch, _(_SHORT[value]), mention, said.person)


def _of_stories(join: JoinedStory) -> str:
    return _("a story of its own") if join.apart else _("joined with another story")


def _told(watch: WatchCorrections, what: str, mention: Mention | None, person: str) -> Row:
    post = list(named(mention)) if mention else [words(_("(a post that is no longer kept)"))]
    spoken = named_in_words(mention) if mention else _("(a post that is no longer kept)")
    row = [words(watch.watch.name, "bold"), words(" · "), *post, words(f" · {what} · "), user(person)]
    return row, f"{watch.watch.name} · {spoken} · {what}"
