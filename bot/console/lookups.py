"""Web API methods that look things up: auth, conversations, users."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.console.directory import APP, BOT, BOT_USER, TEAM
from bot.console.methods import Method, needed, seen_room, with_metadata
from bot.console.records import JSON, Person, Post, Room, WebApiError
from bot.console.state import State

PAGE = 100


def auth_test(state: State, args: JSON) -> JSON:
    return {
        "url": "https://veille-demo.slack.com/",
        "team": "Veille",
        "team_id": TEAM,
        "user": state.directory.bot.name,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "app_id": APP,
        "is_enterprise_install": False,
    }


def open_connection(state: State, args: JSON) -> JSON:
    return {"url": state.link()}


def info(state: State, args: JSON) -> JSON:
    return {"channel": described(seen_room(state, needed(args, "channel")))}


def members(state: State, args: JSON) -> JSON:
    return {"members": sorted(seen_room(state, needed(args, "channel")).members)}


def history(state: State, args: JSON) -> JSON:
    room = joined_room(state, args)
    return page(list(reversed(state.posts.top(room.id))), state, args)


def replies(state: State, args: JSON) -> JSON:
    room = joined_room(state, args)
    ts = needed(args, "ts")
    thread = state.posts.thread(room.id, ts)
    if not thread:
        raise WebApiError("thread_not_found")
    return page(thread, state, args)


def joined_room(state: State, args: JSON) -> Room:
    """A channel whose messages the app may read."""
    room = seen_room(state, needed(args, "channel"))
    if BOT_USER not in room.members:
        raise WebApiError("not_in_channel")
    return room


def page(posts: list[Post], state: State, args: JSON) -> JSON:
    """The messages between `oldest` and `latest`, from the cursor on, `limit` of them."""
    inclusive = truth(args.get("inclusive"))
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    within = [
        post
        for post in posts
        if oldest < float(post.ts) < latest or (inclusive and float(post.ts) in (oldest, latest))
    ]
    start, limit = int(args.get("cursor") or 0), int(args.get("limit") or PAGE)
    there = start + limit < len(within)
    everything = truth(args.get("include_all_metadata"))
    return {
        "messages": [told(post, state, everything) for post in within[start : start + limit]],
        "has_more": there,
        "response_metadata": {"next_cursor": str(start + limit) if there else ""},
    }


def told(post: Post, state: State, everything: bool) -> JSON:
    """A message among others; a parent counts its replies."""
    shown = with_metadata(post) if everything else post.json()
    if post.thread_ts == post.ts:
        count = len(state.posts.thread(post.channel, post.ts)) - 1
        shown |= {"reply_count": count}
    return shown


def open_direct(state: State, args: JSON) -> JSON:
    if args.get("channel"):
        return {"channel": {"id": seen_room(state, needed(args, "channel")).id}}
    users = args.get("users") or []
    listed = users.split(",") if isinstance(users, str) else list(users)
    if len(listed) != 1:
        raise WebApiError("users_list_not_supplied" if not listed else "not_enough_users")
    if listed[0] not in state.directory.people:
        raise WebApiError("user_not_found")
    return {"channel": {"id": state.directory.direct(listed[0]).id}}


def user_info(state: State, args: JSON) -> JSON:
    person = state.directory.people.get(needed(args, "user"))
    if person is None:
        raise WebApiError("user_not_found")
    locale = {"locale": person.locale} if truth(args.get("include_locale")) else {}
    return {"user": profile(person, state.clock.now()) | locale}


def user_conversations(state: State, args: JSON) -> JSON:
    user = str(args.get("user") or BOT_USER)
    kinds = str(args.get("types") or "public_channel").split(",")
    rooms = [
        room
        for room in state.directory.rooms.values()
        if user in room.members
        and TYPES[room.kind] in kinds
        and (not room.private or BOT_USER in room.members)
    ]
    if truth(args.get("exclude_archived")):
        rooms = [room for room in rooms if not room.archived]
    return {"channels": [described(room) for room in rooms], "response_metadata": {"next_cursor": ""}}


TYPES = {"channel": "public_channel", "group": "private_channel", "im": "im"}


def truth(value: Any) -> bool:
    """A flag as JSON or as a form sends it."""
    return value in (True, 1, "1", "true", "True")


def described(room: Room) -> JSON:
    """A channel as `conversations.info` tells it."""
    if room.direct:
        return {"id": room.id, "is_im": True, "user": room.direct, "is_archived": False}
    return {
        "id": room.id,
        "name": room.name,
        "name_normalized": room.name,
        "is_channel": not room.private,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": room.private,
        "is_archived": room.archived,
        "is_member": BOT_USER in room.members,
    }


def profile(person: Person, now: datetime) -> JSON:
    """A user as `users.info` tells it."""
    offset = now.astimezone(ZoneInfo(person.zone)).utcoffset()
    return {
        "id": person.id,
        "team_id": TEAM,
        "name": person.name.casefold(),
        "real_name": person.name,
        "deleted": False,
        "is_bot": bool(person.bot_id),
        "tz": person.zone,
        "tz_label": person.zone,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": {"real_name": person.name, "display_name": person.name},
    }


LOOKUPS: Final[Mapping[str, Method]] = {
    "auth.test": auth_test,
    "apps.connections.open": open_connection,
    "conversations.info": info,
    "conversations.members": members,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.open": open_direct,
    "users.info": user_info,
    "users.conversations": user_conversations,
}
