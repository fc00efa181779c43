"""How a channel is served: set up when it is first used, and changed."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from bot.errors import BadCommand
from bot.locale import DEFAULT, _
from bot.models import Channel
from handlers.services import Request, Services


async def settings_of(services: Services, call: Request) -> Channel:
    """The settings of a channel, made when it is first used: in the zone and the language of whoever asks."""
    known = await asyncio.to_thread(services.watchlist.channel, call.channel)
    if known and not known.stopped:
        return known
    if known and (reopened := await services.stops.reopen(known)):
        return reopened
    return await asyncio.to_thread(services.watchlist.set_up, await new_settings(services, call))


async def change_settings(services: Services, channel: Channel, **fields: Any) -> Channel:
    """Serve a channel otherwise; others may have changed it since it was looked up."""
    return await update_settings(services, channel, lambda known: msgspec.structs.replace(known, **fields))


async def update_settings(services: Services, channel: Channel, how: Callable[[Channel], Channel]) -> Channel:
    """Serve a channel as `how` makes of what holds by then. Raises `BadCommand` if it is gone."""
    changed = await asyncio.to_thread(services.watchlist.change_channel, channel.id, how)
    if changed is None:
        raise BadCommand(_("This channel was closed meanwhile; nothing is kept of it."))
    return changed


async def new_settings(services: Services, call: Request) -> Channel:
    """The settings a channel begins with."""
    asker = await services.people.profile(call.user)
    return Channel(
        id=call.channel,
        zone=asker.zone,
        language=asker.language or DEFAULT,
        set_up_by=call.user,
        digest_since=services.clock.now(),
    )
