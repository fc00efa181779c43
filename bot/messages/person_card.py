"""The card of a person in words, each sentence with its link; or who may be meant by a name."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import msgspec

from bot.analysis.tone import Tone
from bot.digests.person_card import CardStory, PersonCard, Words
from bot.locale import _, _n
from bot.messages.blocks import filled, link, words
from bot.messages.message import Block, Message
from bot.messages.told import Row, told_message
from bot.messages.wording import clipped, day, in_marks, lasting, mentions_named, shortened
from bot.models import Mention

PLACES: Final = 5
NAME: Final = 80
TITLE: Final = 90
QUOTE: Final = 200


class Bearer(msgspec.Struct, frozen=True):
    """Somebody who goes by a name: where they speak, on how many days they were heard, their last word."""

    name: str
    place: str
    days: int
    last: Mention


def nobody_called(name: str) -> str:
    """That nobody of a name was heard here."""
    return _("Nobody called {name} has been heard here.", name=clipped(name, NAME))


def not_there(name: str, place: str) -> str:
    """That somebody was heard, but not where they were asked about."""
    return _("{name} has not been heard on {place}.", name=clipped(name, NAME), place=clipped(place, NAME))


def only_doubtful(name: str) -> str:
    """That what was heard of somebody is perhaps about something else altogether."""
    return _(
        "{name} has been heard here only of what is perhaps something else: nothing is told of it.",
        name=clipped(name, NAME),
    )


def several_message(name: str, bearers: Sequence[Bearer], zone: str) -> Message:
    """Who goes by a name in several places: people are kept apart until somebody says that they are one."""
    opening = _n(
        "{n} person here goes by {name} or nearly so. Ask with the place: “who is {who} on {place}?”",
        "{n} people here go by {name} or nearly so. Ask with the place: “who is {who} on {place}?”",
        len(bearers),
        name=clipped(name, NAME),
        who=clipped(bearers[0].name, NAME),
        place=clipped(bearers[0].place, NAME),
    )
    rows = [list(_bearer(each, zone)) for each in bearers]
    return told_message([words(opening)], rows, [], [each.last for each in bearers])


def _bearer(bearer: Bearer, zone: str) -> Iterator[Block]:
    yield from filled(
        _("{who}, {place}: {days}, last on {date}"),
        who=words(clipped(bearer.name, NAME), "bold"),
        place=clipped(bearer.place, NAME),
        days=_days(bearer.days),
        date=_dated(bearer.last, zone),
    )


def _days(number: int) -> str:
    return _n("heard on {n} day", "heard on {n} days", number)


def card_message(card: PersonCard, remarks: Sequence[str], zone: str, now: datetime) -> Message:
    """Everything that is known of a person here."""
    told = [card.last, *(story.mention for story in card.stories)]
    told += [each.mention for each in (card.critical, card.favourable, card.waits) if each]
    told += card.answered or ()
    told += [each.mention for each in card.turn[:2]] if card.turn else []
    rows = [
        *_card_stories(card.stories),
        *_tones(card, zone),
        *_team(card, zone),
        *_presence(card, zone, now),
    ]
    return told_message(list(_known(card, zone)), rows, [*remarks, *_uncounted(card)], told)


def _known(card: PersonCard, zone: str) -> Iterator[Block]:
    """Who they are, and since when, how often and where they were heard."""
    yield words(clipped(card.last.author, NAME), "bold")
    if card.speaks_for:
        yield words(" · ")
        yield words(_("speaks for {name}", name=clipped(card.speaks_for.name, NAME)))
    yield words(" · ")
    first = day(card.history.first, zone)
    if len(card.mentions) == 1:
        yield from filled(
            _("heard here once, on {date}, {place}"),
            date=_dated(card.last, zone),
            place=clipped(card.places[0][0], NAME),
        )
        return
    yield from filled(
        _("known here since {first}, {days} ({regular}), last on {date}: {mentions}, {places}"),
        first=link(card.mentions[-1].url, first) if card.is_whole else first,
        days=_days(card.history.days),
        regular=_("a regular") if card.is_regular else _("no regular"),
        date=_dated(card.last, zone),
        mentions=mentions_named(card.history.mentions),
        places=shortened([f"{clipped(place, NAME)} {number}" for place, number in card.places], PLACES),
    )


def _card_stories(stories: Sequence[CardStory]) -> Iterator[Row]:
    """What they speak of, a line a watch."""
    for watch in dict.fromkeys(story.watch for story in stories):
        row = [words(_("Of {name}: ", name=clipped(watch, NAME)))]
        for i, story in enumerate(each for each in stories if each.watch == watch):
            row += [words("; ")] if i else []
            row.append(link(story.mention.url, clipped(story.title, TITLE)))
        yield row


def _tones(card: PersonCard, zone: str) -> Iterator[Row]:
    """How they speak: that they turned, or their last critical and favourable words."""
    if card.turn:
        before, after, tone = card.turn
        said = _("Turned favourable to {name}: {before} ({then}), then {after} ({now})")
        if tone is Tone.CRITICAL:
            said = _("Turned critical of {name}: {before} ({then}), then {after} ({now})")
        yield list(
            filled(
                said,
                name=clipped(after.watch, NAME),
                before=_quoted(before),
                then=_dated(before.mention, zone),
                after=_quoted(after),
                now=_dated(after.mention, zone),
            )
        )
        return
    for sentence, said_so in (
        (_("Critical of {name}: {quote} ({date})"), card.critical),
        (_("Favourable to {name}: {quote} ({date})"), card.favourable),
    ):
        if said_so:
            name, date = clipped(said_so.watch, NAME), _dated(said_so.mention, zone)
            yield list(filled(sentence, name=name, quote=_quoted(said_so), date=date))


def _team(card: PersonCard, zone: str) -> Iterator[Row]:
    """Whether the team answered, as far as the team is known."""
    if card.answered:
        asked, answer = card.answered
        yield list(
            filled(
                _("Answered by {who} on {date}, to what was written on {then}"),
                who=clipped(answer.author or answer.place, NAME),
                date=_dated(answer, zone),
                then=_dated(asked, zone),
            )
        )
    elif card.waits and card.is_team_known:
        sentence = _("Waits for an answer since {date}: {quote}")
        yield list(filled(sentence, date=_dated(card.waits.mention, zone), quote=_quoted(card.waits)))
    elif card.waits:
        sentence = _("Asked on {date}: {quote} Whether the team answered is not known: /watch team @handle")
        yield list(filled(sentence, date=_dated(card.waits.mention, zone), quote=_quoted(card.waits)))


def _presence(card: PersonCard, zone: str, now: datetime) -> Iterator[Row]:
    """That a regular is silent, or back."""
    if card.fell_silent:
        yield list(
            filled(
                _("Silent for {time}, since {date}"),
                time=lasting(now - card.last.created_at),
                date=_dated(card.last, zone),
            )
        )
    elif card.back_after:
        yield list(
            filled(
                _("Back on {date} after {time} of silence"),
                time=lasting(card.back_after),
                date=_dated(card.last, zone),
            )
        )


def _uncounted(card: PersonCard) -> Iterator[str]:
    """What was left out, and that all this is what was heard here."""
    if card.aside:
        yield _n("{n} of these is set aside.", "{n} of these are set aside.", card.aside)
    if card.doubtful:
        yield _n(
            "{n} is perhaps not about what is watched.",
            "{n} are perhaps not about what is watched.",
            card.doubtful,
        )


def _quoted(said: Words) -> Block:
    return words(in_marks(clipped(said.words, QUOTE), said.mention.lang))


def _dated(mention: Mention, zone: str) -> Block:
    """The day on which something was written, as a link to it."""
    return link(mention.url, day(mention.created_at, zone) if mention.dated else _("undated"))
