"""The commands about watches."""

from collections.abc import AsyncIterator, Mapping

from bot.answers.request import Answer, Carry, Request
from bot.clock import Clock
from bot.commands.alert_words import read_alert_change
from bot.commands.choices import read_alerts
from bot.commands.new_watch import read_new_watch, read_query
from bot.commands.several_names import several_names
from bot.commands.verbs import COMMAND, in_language_spoken
from bot.messages.alert_settings import settings_changed_message, settings_message
from bot.messages.changes import ask_removal, undone_message
from bot.messages.message import Message
from bot.messages.preview import (
    difference_message,
    edited_message,
    preview_message,
    unchanged_message,
    unedited_message,
)
from bot.messages.several import several_message
from bot.messages.watching import (
    added_message,
    alerts_asked,
    alerts_message,
    listing_messages,
    paused_message,
)
from bot.models import WatchKind
from bot.watches.alert_choices import AlertChoices
from bot.watches.alert_replay import AlertReplay
from bot.watches.lookup import WatchLookup
from bot.watches.naming import find
from bot.watches.queries import WatchQueries
from bot.watches.removal import WatchRemoval
from bot.watches.service import WatchService
from bot.watches.undo import Undo


class WatchCommands:
    """Carries out commands about watches."""

    def __init__(
        self,
        lookup: WatchLookup,
        watches: WatchService,
        queries: WatchQueries,
        removal: WatchRemoval,
        undo: Undo,
        choices: AlertChoices,
        replay: AlertReplay,
        clock: Clock,
    ) -> None:
        self._lookup = lookup
        self._watches = watches
        self._queries = queries
        self._removal = removal
        self._undo = undo
        self._choices = choices
        self._replay = replay
        self._clock = clock

    @property
    def verbs(self) -> Mapping[str, Carry]:
        """What carries each verb out."""
        return {
            **dict.fromkeys(WatchKind, self._add),
            "preview": self._preview,
            "edit": self._edit,
            "list": self._list,
            "pause": self._pause,
            "resume": self._resume,
            "remove": self._remove,
            "undo": self._take_back,
            "alerts": self._set_alerts,
        }

    async def _add(self, request: Request) -> Answer:
        """Watch a name; several names typed as one are asked back."""
        if found := several_names(request.words):
            kind = in_language_spoken(request.verb)
            commands = [f"{COMMAND} {kind} {typed}" for typed in found.apart()]
            as_one = f"{COMMAND} {kind} {found.as_one()}"
            return several_message(commands, as_one, f"{request.verb} {request.words}")
        new = read_new_watch(WatchKind(request.verb), request.words)
        added = await self._watches.add(request.channel, request.user, new)
        return added_message(added, request.words)

    async def _preview(self, request: Request) -> Answer:
        """Read a query back, and say what it would have kept and dropped of the last seven days."""
        query = read_query(request.words)
        found = await self._queries.preview(request.channel, request.user, query)
        return preview_message(found, request.words, self._clock.now())

    async def _edit(self, request: Request) -> AsyncIterator[Message]:
        """Change the query of a watch, then say what that changes of the last seven days."""
        watch, query = await self._queries.edit_meant(request.channel, request.words)
        if not query:
            yield unedited_message(watch)
            return
        edited = await self._queries.edit(watch, request.user, query)
        if edited is None:
            yield unchanged_message(watch)
            return
        yield edited_message(edited, query)
        yield difference_message(await self._queries.difference(edited, request.user), self._clock.now())

    async def _list(self, request: Request) -> Answer:
        return listing_messages(await self._watches.listing(request.channel))

    async def _pause(self, request: Request) -> Answer:
        return await self._set_paused(request, paused=True)

    async def _resume(self, request: Request) -> Answer:
        return await self._set_paused(request, paused=False)

    async def _set_paused(self, request: Request, *, paused: bool) -> Answer:
        watch = await self._lookup.named(request.channel, request.words)
        is_changed = await self._watches.set_paused(watch, request.user, paused=paused)
        return paused_message(watch, is_changed=is_changed, paused=paused)

    async def _remove(self, request: Request) -> Answer:
        """Ask whether a watch is to be removed."""
        return ask_removal(await self._removal.meant(request.channel, request.words))

    async def _take_back(self, request: Request) -> Answer:
        return undone_message(await self._undo.undo(request.channel, request.user, request.words))

    async def _set_alerts(self, request: Request) -> Answer:
        """How a channel, or a watch, is told at once: shown, or changed.

        A watch of that name comes before a word for a setting: somebody may watch “More”.
        """
        name, instant = read_alerts(request.words)
        if not name:
            return settings_message(await self._replay.shown(request.channel, request.user))
        found = find((await self._lookup.channel(request.channel)).watches, name)
        if not found and (change := read_alert_change(request.words)):
            channel = await self._choices.change(request.channel, request.user, change.of)
            return settings_changed_message(channel)
        if instant is not None:
            watch = await self._lookup.named(request.channel, name)
            return alerts_message(await self._watches.set_alerts(watch, request.user, instant=instant))
        return alerts_asked(found[0] if len(found) == 1 else None)
