"""Web API methods: chat, reactions, views."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.console.directory import BOT_USER
from bot.console.records import JSON, Post, Room, WebApiError
from bot.console.state import State
from bot.console.views import shown

Method = Callable[[State, JSON], JSON]


class TooFast(Exception):
    """A 429: come back after so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"come back in {seconds} s")
        self.seconds = seconds


def needed(args: JSON, name: str) -> str:
    """An argument that must be there."""
    value = args.get(name)
    if not isinstance(value, str) or not value:
        raise WebApiError("invalid_arguments", (f"[ERROR] missing required field: {name}",))
    return value


def seen_room(state: State, channel: str) -> Room:
    """A channel whose existence the app may know of."""
    room = state.directory.rooms.get(channel)
    if room is None or (room.private and BOT_USER not in room.members):
        raise WebApiError("channel_not_found")
    return room


def own_room(state: State, channel: str) -> Room:
    """A channel in which the app may write."""
    room = seen_room(state, channel)
    if room.archived:
        raise WebApiError("is_archived")
    if BOT_USER not in room.members:
        raise WebApiError("not_in_channel")
    return room


def post_message(state: State, args: JSON) -> JSON:
    channel = needed(args, "channel")
    if channel in state.directory.people:
        channel = state.directory.direct(channel).id
    room = own_room(state, channel)
    if seconds := state.pace.wait(room.id):
        raise TooFast(seconds)
    post = state.post(room, args)
    return {"channel": room.id, "ts": post.ts, "message": with_metadata(post)}


def post_ephemeral(state: State, args: JSON) -> JSON:
    room = own_room(state, needed(args, "channel"))
    user = needed(args, "user")
    if user not in room.members:
        raise WebApiError("user_not_in_channel")
    return {"message_ts": state.post(room, args, to=user).ts}


def update(state: State, args: JSON) -> JSON:
    room = own_room(state, needed(args, "channel"))
    post = own_post(state, room, needed(args, "ts"), "cant_update_message")
    state.rewrite(post, args)
    return {"channel": room.id, "ts": post.ts, "text": post.text, "message": with_metadata(post)}


def delete(state: State, args: JSON) -> JSON:
    room = own_room(state, needed(args, "channel"))
    post = own_post(state, room, needed(args, "ts"), "cant_delete_message")
    state.posts.remove(post)
    return {"channel": room.id, "ts": post.ts}


def own_post(state: State, room: Room, ts: str, refusal: str) -> Post:
    """A message of the app's own."""
    post = state.posts.find(room.id, ts)
    if post is None:
        raise WebApiError("message_not_found")
    if post.author != BOT_USER:
        raise WebApiError(refusal)
    return post


def add_reaction(state: State, args: JSON) -> JSON:
    room = own_room(state, needed(args, "channel"))
    post = state.posts.find(room.id, needed(args, "timestamp"))
    if post is None:
        raise WebApiError("message_not_found")
    name = needed(args, "name")
    if name in post.reactions:
        raise WebApiError("already_reacted")
    post.reactions.append(name)
    state.posts.change(post)
    return {}


def open_view(state: State, args: JSON) -> JSON:
    trigger = state.stacks.redeem(needed(args, "trigger_id"))
    view = state.stacks.made(trigger.user, sent_view(args), "modal")
    state.stacks.open[trigger.user] = []
    state.stacks.push(view)
    return {"view": shown(view)}


def push_view(state: State, args: JSON) -> JSON:
    trigger = state.stacks.redeem(needed(args, "trigger_id"))
    if not trigger.view or not state.stacks.open.get(trigger.user):
        raise WebApiError("not_found")
    view = state.stacks.made(trigger.user, sent_view(args), "modal")
    state.stacks.push(view)
    return {"view": shown(view)}


def update_view(state: State, args: JSON) -> JSON:
    view = state.stacks.find(str(args.get("view_id") or ""), str(args.get("external_id") or ""))
    if args.get("hash") not in (None, "", view.hash):
        raise WebApiError("hash_conflict")
    state.stacks.refresh(view, sent_view(args), view.sent["type"])
    return {"view": shown(view)}


def publish_view(state: State, args: JSON) -> JSON:
    user = needed(args, "user_id")
    if user not in state.directory.people:
        raise WebApiError("user_not_found")
    home = state.stacks.homes.get(user)
    if home and args.get("hash") not in (None, "", home.hash):
        raise WebApiError("hash_conflict")
    return {"view": shown(state.stacks.publish(user, sent_view(args)))}


def sent_view(args: JSON) -> JSON:
    """The view among the arguments."""
    view = args.get("view")
    if not isinstance(view, dict):
        raise WebApiError("invalid_arguments", ("[ERROR] missing required field: view",))
    return view


def with_metadata(post: Post) -> JSON:
    """A message as its author sees it."""
    return post.json() | ({"metadata": post.metadata} if post.metadata else {})


METHODS: Final[Mapping[str, Method]] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "reactions.add": add_reaction,
    "views.open": open_view,
    "views.push": push_view,
    "views.update": update_view,
    "views.publish": publish_view,
}
