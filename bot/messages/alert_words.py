"""What an alert says in sentences: headline, figures, why it rang, how it ended."""

from datetime import datetime
from typing import Final

from bot.analysis.affair import Affair, Step
from bot.analysis.safety import Danger, named_dangers
from bot.analysis.speech import Speech
from bot.analysis.tone import Tone
from bot.locale import N_, _, _n
from bot.messages.wording import clipped, lately, listed, moment, people_named
from bot.storage.alert_mutes import AlertMute
from bot.storage.alerts import ASKED_FOR, AlertKind

PLACES: Final = 4
"""Places that are named; the others are counted."""
VIPS: Final = 3
"""Names of people who always matter that one sentence holds."""
KINDS: Final = {
    AlertKind.SAFETY: N_("safety"),
    AlertKind.BACKLASH: N_("backlash"),
    AlertKind.HOT_THREAD: N_("hot thread"),
    AlertKind.SPIKE: N_("more people than usual"),
    AlertKind.VIP: N_("person who always matters"),
    AlertKind.TURN: N_("regular who turns"),
    AlertKind.SILENCE: N_("absence"),
    AlertKind.INSTANT: N_("new story"),
}
DANGERS: Final = {
    "bodies": N_("people hurt"),
    "children": N_("children"),
    "fire": N_("fire"),
    "roads": N_("danger on the road"),
    "poison": N_("poison"),
    "data": N_("people’s data"),
    "urgent": N_("a word that is urgent here"),
    "people": N_("harm to people"),
}


def kind_named(kind: AlertKind) -> str:
    """`backlash`, `safety`."""
    return _(KINDS[kind])


def headline(affair: Affair, zone: str, now: datetime) -> str:
    """What happened, above the words that are quoted."""
    return _headline(affair, _said(affair), zone, now)


def in_one_line(affair: Affair, zone: str, now: datetime) -> str:
    """What happened, where nothing is quoted below."""
    return _headline(affair, affair.plain or affair.title, zone, now)


def _headline(affair: Affair, said: str, zone: str, now: datetime) -> str:
    """What happened, in one sentence of counts, readings, and the plainest words really written."""
    if affair.kind is AlertKind.TURN:
        return _turned(affair)
    if affair.kind is AlertKind.SILENCE:
        return _("{name}: nobody since {when}", name=affair.watch, when=_when(affair, zone, now))
    counted = "" if affair.kind is AlertKind.INSTANT and affair.people < 2 else _counted(affair, zone, now)
    if affair.kind is AlertKind.INSTANT and counted:
        counted = _("now {people}", people=people_named(affair.people))
    if affair.kind is AlertKind.VIP:
        counted = _("{who} speaks", who=_vips(affair))
    quote = _marked(clipped(said, 150), affair) if said == affair.plain and said else clipped(said, 150)
    parts = ", ".join(part for part in (_gravity(affair), counted) if part)
    if parts and quote:
        return _("{name}, {counted}: {quote}", name=affair.watch, counted=parts, quote=quote)
    return _("{name}: {said}", name=affair.watch, said=parts or quote or _(KINDS[affair.kind]))


def _missed(affair: Affair) -> str:
    """How many people usually speak in such a day."""
    return _n(
        "On this day of the week about {n} person speaks.",
        "On this day of the week about {n} people speak.",
        round(affair.expected),
    )


def _turned(affair: Affair) -> str:
    """Who turned, and which way."""
    who = _speaker(affair)
    if affair.turned is Tone.CRITICAL:
        return _("{name}: {who}, often heard here, is critical now", name=affair.watch, who=who)
    return _("{name}: {who}, often heard here, speaks well of it now", name=affair.watch, who=who)


def _speaker(affair: Affair) -> str:
    return clipped(affair.voices[-1].mention.author, 60) if affair.voices else ""


def _said(affair: Affair) -> str:
    """The plainest words; where they are all that is quoted below, the title, or where it stands."""
    quoted = affair.voices[0].quote if affair.voices else ""
    if affair.people != 1 or affair.plain.strip(" .!") != quoted.strip(" .!"):
        return affair.plain or affair.title
    return affair.title if affair.title and affair.title != quoted else affair.places[0][0]


def figures(affair: Affair) -> str:
    """`9 people in 3 places, 2 of them new here`."""
    who = people_named(affair.people)
    if affair.places:
        who = _n("{who} in {n} place", "{who} in {n} places", len(affair.places), who=who)
    if affair.new:
        who = _n("{who}, {n} of them new here", "{who}, {n} of them new here", affair.new, who=who)
    return who


def facts(affair: Affair, zone: str, now: datetime) -> list[str]:
    """The lines under the headline: who, against the usual, where, doing what; what is copied or open."""
    if affair.kind is AlertKind.SILENCE:
        return [_missed(affair)]
    rows = [_against_usual(affair), *_where(affair)]
    if doing := _doing(affair):
        rows.append(_("{what}.", what=doing))
    if affair.copies:
        rows.append(_copied(affair))
    if affair.waiting and affair.waiting_since and affair.kind is not AlertKind.INSTANT:
        since = lately(affair.waiting_since, zone, now)
        rows.append(
            _n(
                "{n} person waits for an answer, since {when}.",
                "{n} people wait for an answer, the first since {when}.",
                affair.waiting,
                when=since,
            )
        )
    return [row for row in rows if row]


def why(affair: Affair) -> list[str]:
    """Why it rang."""
    rows = [_reason(affair)]
    if affair.is_early:
        rows.append(_("I have listened for less than a week: more is asked of a spike than later."))
    return rows


def step_sentence(affair: Affair, step: str, before: int, zone: str, now: datetime) -> str:
    """What is new at a step, to people who look at the channel alone."""
    what = {
        Step.SAFETY: _("now it concerns safety: {dangers}", dangers=_dangers(affair)),
        Step.GRAVER: _("now a {kind}", kind=_(KINDS[affair.kind])),
        Step.TWICE: _("now {people}; it was {n}", people=people_named(affair.people), n=before),
        Step.STORY: _("another story, {people}", people=people_named(affair.people)),
        Step.VIP: _("now {who} speaks, who always matters here", who=_vips(affair)),
        Step.PLACE: _("now also in {place}", place=_newest_place(affair)),
    }[Step(step)]
    when = _when(affair, zone, now)
    said = _marked(clipped(affair.plain, 90), affair) if affair.plain else ""
    opening = _("{name}, since {when}: {what}", name=affair.watch, when=when, what=what)
    return f"{opening} · {said}" if said else opening


def over_sentence(affair: Affair, zone: str, now: datetime) -> str:
    """That it is over, and how it ended."""
    if affair.kind is AlertKind.SILENCE:
        return _("{name} is heard again.", name=affair.watch)
    last = lately(affair.last, zone, now)
    ended = _("Over: nothing new since {when}. {figures} in all.", when=last, figures=figures(affair))
    if affair.waiting:
        still = _n(
            "{n} person still waits for an answer.", "{n} people still wait for an answer.", affair.waiting
        )
        return f"{ended} {still}"
    return ended


def known_as(mute: AlertMute, affair: Affair, zone: str) -> str:
    """What somebody called normal, or muted, and until when."""
    until = moment(mute.until, zone)
    if not mute.is_normal:
        return _("does not want to hear of it until {when}.", when=until)
    if affair.kind is AlertKind.SAFETY:
        return _("calls this normal: until {when} two people must surely tell of harm.", when=until)
    if affair.kind is AlertKind.BACKLASH and affair.bound_people:
        return _n(
            "calls this normal: until {when} it takes {n} person to ring.",
            "calls this normal: until {when} it takes {n} people to ring.",
            2 * affair.bound_people,
            when=until,
        )
    return _("calls this normal: until {when} it takes far more to ring.", when=until)


def _gravity(affair: Affair) -> str:
    if affair.kind is AlertKind.SAFETY or affair.dangers:
        return _("safety ({dangers})", dangers=_dangers(affair)) if affair.dangers else _("safety")
    return ""


def _dangers(affair: Affair) -> str:
    named = named_dangers(Danger(each) for each in affair.dangers if each in DANGERS)
    return listed([_(DANGERS[each]) for each in named])


def _counted(affair: Affair, zone: str, now: datetime) -> str:
    when = _when(affair, zone, now)
    if len(affair.places) < 2:
        return _("{people} since {when}", people=people_named(affair.people), when=when)
    return _n(
        "{people} in {n} place since {when}",
        "{people} in {n} places since {when}",
        len(affair.places),
        people=people_named(affair.people),
        when=when,
    )


def _when(affair: Affair, zone: str, now: datetime) -> str:
    return lately(affair.since, zone, now)


def _marked(said: str, affair: Affair) -> str:
    """Words in the quotation marks of their own language."""
    return f"« {said} »" if affair.plain_lang == "fr" else f"“{said}”"


def _against_usual(affair: Affair) -> str:
    if affair.kind in ASKED_FOR:
        return figures(affair) + "."
    expected = round(affair.expected) or 1
    known = figures(affair)
    if affair.kind is AlertKind.SPIKE:
        return _n(
            "{figures}; {n} is usual at this hour.",
            "{figures}; {n} are usual at this hour.",
            expected,
            figures=known,
        )
    if not affair.story:
        return _("{figures}.", figures=known)
    return _n(
        "{figures}; a story of {name} usually gathers {n}.",
        "{figures}; a story of {name} usually gathers {n}.",
        expected,
        figures=known,
        name=affair.watch,
    )


def _vips(affair: Affair) -> str:
    """Who always matters, the last to speak last."""
    return listed([clipped(name, 60) for name in affair.vips[-VIPS:]])


def _where(affair: Affair) -> list[str]:
    if len(affair.places) < 2:
        return [clipped(place, 60) for place, _number in affair.places]
    named = [f"{clipped(place, 60)} {number}" for place, number in affair.places[:PLACES]]
    if left := len(affair.places) - len(named):
        named.append(_n("{n} more", "{n} more", left))
    return [listed(named)]


def _newest_place(affair: Affair) -> str:
    return clipped(affair.places[-1][0], 60) if affair.places else ""


def _doing(affair: Affair) -> str:
    """`5 complain, 2 ask`: what people do, for the kinds of speech that tell something of an affair."""
    return listed([said for kind, number in affair.kinds if (said := _did(kind, number))])


def _did(kind: Speech, number: int) -> str:
    match kind:
        case Speech.COMPLAINT:
            return _n("{n} complains", "{n} complain", number)
        case Speech.BUG:
            return _n("{n} reports a defect", "{n} report a defect", number)
        case Speech.QUESTION:
            return _n("{n} asks", "{n} ask", number)
        case Speech.PRAISE:
            return _n("{n} praises", "{n} praise", number)
        case _:
            return ""


def _copied(affair: Affair) -> str:
    """`40 posts, 5 people, 1 text`: what repeats is counted apart."""
    posts = _n("{n} post", "{n} posts", affair.copies + 1)
    people = people_named(max(1, affair.repeating))
    texts = _n("{n} text", "{n} texts", max(1, affair.texts))
    return _("Counted apart: {posts}, {people}, {texts}.", posts=posts, people=people, texts=texts)


def _reason(affair: Affair) -> str:
    if affair.kind is AlertKind.SAFETY and affair.dangers:
        return _("Why this rang: somebody surely tells of harm to people, or of the loss of their data.")
    if affair.kind is AlertKind.SAFETY:
        return _("Why this rang: two people or more perhaps tell of people hurt, or of their data lost.")
    if affair.kind is AlertKind.BACKLASH and affair.story:
        return _(
            "Why this rang: at least {people} in {places} or more places within 8 hours, {against} of "
            "{all} with something against {name}.",
            people=people_named(affair.bound_people),
            places=affair.bound_places,
            against=affair.against,
            all=affair.people,
            name=affair.watch,
        )
    if affair.kind is AlertKind.BACKLASH:
        return _(
            "Why this rang: {n} critical people, where about {usual} would be usual.",
            n=affair.against,
            usual=round(affair.expected),
        )
    if affair.kind is AlertKind.VIP:
        return _("Why this rang: somebody said that {who} always matters here.", who=_vips(affair))
    if affair.kind is AlertKind.TURN:
        return _(
            "Why this rang: {who} was heard of {name} on three days or more, and spoke otherwise before.",
            who=_speaker(affair),
            name=affair.watch,
        )
    if affair.kind is AlertKind.SILENCE:
        return _("Why this rang: nobody for a day, though the sources are well; that is hardly chance.")
    if affair.kind is AlertKind.HOT_THREAD:
        return _("Why this rang: many people who were not in this thread before, within an hour.")
    return _("Why this rang: more distinct people within three hours than this watch’s past explains.")
