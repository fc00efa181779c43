"""What people do in a workspace."""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.console import payloads
from bot.console.directory import BOT_USER, SLACKBOT
from bot.console.dispatcher import Dispatcher
from bot.console.elements import found
from bot.console.line import Ack
from bot.console.modals import Modals
from bot.console.records import JSON, NotPossible, Person, Post, Room, View, WebApiError
from bot.console.server import Server, respond
from bot.console.state import State


class Actions:
    """Each act of a person becomes the payload that Slack would send."""

    def __init__(self, state: State, switchboard: Dispatcher, server: Server) -> None:
        self.state = state
        self.state.said = self._echo
        self._switchboard = switchboard
        self._server = server
        self._modals = Modals(state, switchboard)

    def person(self, who: str) -> Person:
        """Somebody by id or name."""
        return self.state.directory.person(who)

    def channel(self, where: str) -> Room:
        """A channel by id or name; a user's id or `@name` gives the direct messages with the bot."""
        if where.startswith("@") or where in self.state.directory.people:
            return self.state.directory.direct(self.person(where).id)
        return self.state.directory.room(where)

    async def join(self, user: str, channel: str, inviter: str = "") -> None:
        """Somebody, or the bot, comes into a channel, by themselves or because somebody invites them."""
        await self._membership(user, channel, "member_joined_channel", inviter)

    async def leave(self, user: str, channel: str) -> None:
        """Somebody, or the bot, leaves a channel or is removed from it."""
        await self._membership(user, channel, "member_left_channel")

    async def _membership(self, user: str, channel: str, kind: str, inviter: str = "") -> None:
        person, room = self.person(user), self.channel(channel)
        told = BOT_USER in room.members
        (room.members.add if kind == "member_joined_channel" else room.members.discard)(person.id)
        if told or BOT_USER in room.members:
            await self.event(payloads.membership(person, room, self.state.posts.stamp(), kind, inviter))

    async def command(self, user: str, channel: str, name: str, text: str = "") -> Ack:
        """Type a slash command; returns with the acknowledgement."""
        person, room = self._present(user, channel)
        payload = payloads.command(person, room, name, text)
        payload |= self._rights(person.id, room.id)
        ack = await self._switchboard.deliver(payload)
        if not ack.ok:
            self._slackbot(room, person, f'{name} failed with the error "{ack.error}"')
        elif ack.body:
            key = payload["response_url"].rsplit("/", 1)[1]
            self._answer(key, ack.body, room, person, name)
        return ack

    async def say(self, user: str, channel: str, text: str, thread_ts: str = "") -> Post:
        """Write a message, as a person types it; returns once the app acknowledged its events."""
        person, room = self._present(user, channel)
        return await self._said(
            Post(room.id, "", self.state.directory.typed(text), person.id, thread_ts=thread_ts)
        )

    async def bot_says(self, name: str, channel: str, text: str, thread_ts: str = "") -> Post:
        """Have another app write a message; `text` is as an app sends it."""
        room = self.channel(channel)
        bot_id = f"B{name.upper()}"
        author = self.state.directory.people.setdefault(
            f"U{name.upper()}", Person(f"U{name.upper()}", name, "UTC", bot_id=bot_id)
        )
        return await self._said(Post(room.id, "", text, author.id, bot_id=bot_id, thread_ts=thread_ts))

    async def press(self, user: str, where: Post | View, action: str | int) -> Ack:
        """Press a button, by its action_id or its number as drawn (from 1)."""
        return await self.choose(user, where, action, None)

    async def choose(self, user: str, where: Post | View, action: str | int, value: Any) -> Ack:
        """Choose in a select or the like: an option's value or label, an id, a date, or a list."""
        person = self.person(user)
        block, element = found(where.blocks, action)
        stamp = self.state.posts.stamp()
        touched = payloads.action(block, element, stamp, value)
        if element["type"] != "button":
            part = {
                name: held
                for name, held in touched.items()
                if name not in ("action_id", "block_id", "action_ts")
            }
            where.values.setdefault(block["block_id"], {})[element["action_id"]] = part
        payload = payloads.acted(person, [touched]) | self._around(person, where)
        ack = await self._switchboard.deliver(payload)
        if not ack.ok and isinstance(where, Post):
            self._slackbot(self.channel(where.channel), person, f'This failed with the error "{ack.error}"')
        return ack

    def fill(self, view: View, values: Mapping[str, Any]) -> None:
        """Put values into a modal's inputs, by action_id or block_id, and submit nothing."""
        self._modals.fill(view, values)

    async def submit(self, user: str, view: View, values: Mapping[str, Any] | None = None) -> Ack:
        """Fill in a modal (by action_id or block_id) and submit it."""
        self._own(user, view)
        return await self._modals.submit(view, values or {})

    async def close_view(self, user: str, view: View) -> Ack | None:
        """Close a modal by hand; the acknowledgement if the app asked to be told."""
        self._own(user, view)
        return await self._modals.close(view)

    async def open_home(self, user: str) -> None:
        """Open the app's home tab."""
        person = self.person(user)
        room, stamp = self.state.directory.direct(person.id), self.state.posts.stamp()
        await self.event(payloads.home_opened(person, room, stamp, self.state.stacks.homes.get(person.id)))

    async def event(self, event: JSON) -> str:
        """Hand the app any event; returns its event_id."""
        return await self._switchboard.event(event)

    async def redeliver(self, event_id: str, reason: str = "http_timeout") -> Ack:
        """Hand the app an event again, with the headers of a retry."""
        return await self._switchboard.redeliver(event_id, reason)

    def event_ids(self, post: Post) -> list[str]:
        """The ids of the events that told of a message."""
        events = [
            delivery.payload for delivery in self._switchboard.deliveries if "event_id" in delivery.payload
        ]
        return list(
            dict.fromkeys(event["event_id"] for event in events if event["event"].get("ts") == post.ts)
        )

    def _present(self, user: str, channel: str) -> tuple[Person, Room]:
        person, room = self.person(user), self.channel(channel)
        if person.id not in room.members:
            raise NotPossible(f"{person.name} is not in {room.name}.")
        if room.archived:
            raise NotPossible(f"{room.name} is archived.")
        return person, room

    def _rights(self, user: str, channel: str, original: Post | None = None) -> JSON:
        """A trigger and a response_url."""
        key = self.state.respondable(user, channel, original)
        return {
            "trigger_id": self.state.stacks.trigger(user),
            "response_url": f"{self._server.url}/response/{key}",
        }

    def _around(self, person: Person, where: Post | View) -> JSON:
        """What a block_actions payload says of where the element stands."""
        if isinstance(where, View):
            self._own(person.id, where)
            trigger_id = self.state.stacks.trigger(person.id, where.id)
            return payloads.on_view(where) | {"trigger_id": trigger_id}
        if where not in self.state.posts.all or where.to not in ("", person.id):
            raise NotPossible("This message is not there, or not for you.")
        room = self.channel(where.channel)
        return payloads.on_post(where, room) | self._rights(person.id, room.id, where)

    def _own(self, user: str, view: View) -> None:
        if view.user != self.person(user).id:
            raise NotPossible("This window is somebody else's.")

    async def _said(self, post: Post) -> Post:
        room = self.channel(post.channel)
        post.ts = self.state.posts.stamp()
        post.client_msg_id = "" if post.bot_id else str(uuid5(NAMESPACE_URL, post.ts))
        parent = self.state.posts.find(room.id, post.thread_ts) if post.thread_ts else None
        if post.thread_ts and parent is None:
            raise NotPossible("There is no such thread here.")
        if parent is not None:
            parent.thread_ts = parent.ts
        self.state.posts.add(post)
        if BOT_USER in room.members:
            await self.event(payloads.message(post, room, parent))
            if f"<@{BOT_USER}>" in post.text and not room.direct:
                await self.event(payloads.mention(post, room))
        return post

    def _echo(self, post: Post) -> None:
        """Slack tells an app of its own messages too."""
        room = self.state.directory.rooms[post.channel]
        if BOT_USER in room.members:
            parent = self.state.posts.find(room.id, post.thread_ts) if post.thread_ts else None
            self._switchboard.event_later(payloads.message(post, room, parent))

    def _answer(self, key: str, body: JSON, room: Room, person: Person, name: str) -> None:
        """Show what came with the acknowledgement of a command."""
        try:
            respond(self.state, self.state.responses[key], body)
        except WebApiError as refusal:
            self._slackbot(room, person, f'{name} failed with the error "{refusal.error}"')

    def _slackbot(self, room: Room, person: Person, text: str) -> None:
        self.state.posts.add(Post(room.id, self.state.posts.stamp(), text, SLACKBOT, to=person.id))
