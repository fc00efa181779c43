"""Where a channel listens: the list, the words that change it, and the form."""

import asyncio
import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from difflib import get_close_matches
from functools import partial
from typing import Any, Literal

import msgspec
from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.errors import BadCommand, BudgetSpent
from bot.locale import _, speaking
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.messages.sources import CHOICE, FORM, OPEN, SourceRow, sources_form, sources_message
from bot.messages.wording import listed
from bot.models import Channel, Switch
from bot.sources.source import Source
from bot.storage.source_states import SourceState
from bot.watches.subscriptions import heard_sources
from handlers.errors import sorry_for
from handlers.languages import askers_language, in_askers_language
from handlers.services import Request, Services
from handlers.settings import settings_of, update_settings

_SIGN_APART = re.compile(r"(?<!\S)([-+–−])\s+")


async def sources(services: Services, call: Request) -> Message:
    """Show where this channel listens, or change it."""
    channel = await settings_of(services, call)
    if not call.words:
        return sources_message(await rows_of(services, channel), channel.zone, services.clock.now())
    signed = _SIGN_APART.sub(r"\1", call.words.replace(",", " "))
    wanted = dict(_switched(word, services.sources) for word in signed.split())
    return sentence(await switch(services, channel, wanted))


def register(app: AsyncApp, services: Services) -> None:
    """Listen to the button that opens the form, and to the form."""

    @app.action(OPEN)
    async def opened(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        user = body["user"]["id"]
        channel = await settings_of(services, Request(user, body["channel"]["id"], "sources", ""))
        rows = await rows_of(services, channel)
        with speaking(await askers_language(services, user, channel.id)):
            view = sources_form(rows, channel.id)
        await services.client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view(FORM)
    async def saved(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await ack()
        user, channel = body["user"]["id"], view["private_metadata"]
        work = in_askers_language(services, user, channel, save(services, user, view))
        apology = partial(sorry_for, services, user, channel)
        services.background.start(work, "the form of sources", apology)


async def save(services: Services, user: str, view: Mapping[str, Any]) -> None:
    """Do what the form says, and tell whoever filled it in."""
    channel = await settings_of(services, Request(user, view["private_metadata"], "sources", ""))
    field = view["state"]["values"][CHOICE][CHOICE]
    chosen = {option["value"] for option in field.get("selected_options") or ()}
    rows = await rows_of(services, channel)
    wanted = {
        row.name: row.name in chosen for row in rows if not row.needs and row.on != (row.name in chosen)
    }
    said = await switch(services, channel, wanted) if wanted else _("Nothing was changed.")
    await services.client.chat_postEphemeral(channel=channel.id, user=user, **sentence(said).payload())


async def switch(services: Services, channel: Channel, wanted: Mapping[str, bool]) -> str:
    """Turn sources on and off for a channel; what was done, in a sentence."""
    now = services.clock.now()
    before = set(heard_sources(channel, services.sources))
    new = [Switch(source=name, on=on, at=now) for name, on in wanted.items()]

    def switched(known: Channel) -> Channel:
        kept = [each for each in known.switches if each.source not in wanted]
        return msgspec.structs.replace(known, switches=(*kept, *new))

    changed = await update_settings(services, channel, switched)
    await services.reloader.reload()
    after = set(heard_sources(changed, services.sources))
    lacking = [name for name, on in wanted.items() if on and services.sources[name].missing]
    parts = [_("{sources} on", sources=listed(sorted(after - before)))] if after - before else []
    parts += [_("{sources} off", sources=listed(sorted(before - after)))] if before - after else []
    waiting = [_waits(services.sources[name]) for name in lacking]
    if not (parts or waiting):
        return _("Nothing changes: that is how it was.")
    done = [_("From now on here: {changes}.", changes=_("; ").join(parts))] if parts else []
    deaf = [] if after else [_("Nothing is listened to here any more; /watch sources turns sources on.")]
    return " ".join([*done, *waiting, *deaf])


def _waits(source: Source) -> str:
    """That a source which was turned on cannot be asked yet, what is missing and where to get it."""
    what = needs(source)
    if lacks(source) == "places":
        lacking = _(
            "{source} is not listened to yet: it needs places. Missing is {what}.",
            source=source.title,
            what=what,
        )
    else:
        lacking = _(
            "{source} is not listened to yet: it needs a key. Missing is {what}.",
            source=source.title,
            what=what,
        )
    return f"{lacking} " + _(
        "Whoever runs Veille puts that into its settings (.env) and starts it again; then it is on here."
    )


async def rows_of(services: Services, channel: Channel) -> list[SourceRow]:
    """Every source, as the channel stands to it."""
    now = services.clock.now()
    asked = [(question.source, question.key) for question in services.registry.asked_by(channel.id)]
    states = await asyncio.to_thread(services.hearing.states, asked)
    hits = await asyncio.to_thread(services.archive.written, channel.id, now - timedelta(days=1), now)
    items = Counter(mention.source for mention in {hit.mention.id: hit.mention for hit in hits}.values())
    heard = {hit.mention.source: hit.matched_at for hit in sorted(hits, key=lambda hit: hit.matched_at)}
    switches = {each.source: each.on for each in channel.switches}
    return [
        _row(
            source,
            switches.get(name, source.on),
            [state for state in states if state.source == name],
            items[name],
            heard.get(name),
            now,
        )
        for name, source in sorted(services.sources.items())
    ]


def needs(source: Source) -> str:
    """The settings that a source still lacks: which, where to get them, what they cost."""
    return _("; ").join(
        f"{setting.variable}, {setting.meaning}"
        + (f" ({setting.where}; {setting.cost})" if setting.where else "")
        for setting in source.missing
    )


def lacks(source: Source) -> Literal["key", "places"]:
    """What sort of setting a source lacks: a key, or the places to read."""
    return "places" if all(setting.places for setting in source.missing) else "key"


def _row(
    source: Source, on: bool, states: list[SourceState], items: int, heard: datetime | None, now: datetime
) -> SourceRow:
    """What its own questions brought counts as heard, and what another channel's brought it."""
    rests = [state.resting_until for state in states if state.resting_until and state.rests(now)]
    spent = any(state.label == BudgetSpent.label and state.rests(now) for state in states)
    brought = [heard, *(state.last_heard for state in states)]
    return SourceRow(
        name=source.name,
        title=source.title,
        on=on,
        needs=needs(source),
        lacks=lacks(source),
        fragile=source.fragile,
        resting_until=max(rests, default=None),
        resting=len(states) if spent else len(rests),  # a budget is that of all
        asked=len(states),
        last_heard=max((instant for instant in brought if instant), default=None),
        items=items,
    )


def _switched(word: str, known: Mapping[str, Source]) -> tuple[str, bool]:
    """A source's name and whether it is to be on: `+mastodon`, `-hackernews`."""
    sign, name = word[:1], word[1:].lower()
    if sign not in {"+", "-", "–", "−"}:
        raise BadCommand(_("Write + or - before a source: /watch sources -hackernews +mastodon"))
    if name not in known:
        close = get_close_matches(name, known, n=1)
        if close:
            raise BadCommand(
                _("There is no source “{name}” here. Did you mean {near}?", name=name, near=close[0])
            )
        raise BadCommand(
            _(
                "There is no source “{name}” here. There are {sources}.",
                name=name,
                sources=listed(sorted(known)),
            )
        )
    return name, sign == "+"
