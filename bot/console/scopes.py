"""Which scope each Web API method needs, as each method's reference page says."""

from collections.abc import Mapping
from typing import Final

from bot.console.records import Room, WebApiError

SCOPES: Final[Mapping[str, str]] = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "reactions.add": "reactions:write",
    "users.info": "users:read",
    "conversations.open": "im:write",
}
BY_KIND: Final[Mapping[str, str]] = {
    "conversations.info": "read",
    "conversations.members": "read",
    "conversations.history": "history",
    "conversations.replies": "history",
}
KINDS: Final[Mapping[str, str]] = {"channel": "channels", "group": "groups", "im": "im"}
LISTED: Final[Mapping[str, str]] = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
}


def check(method: str, room: Room | None, types: str, granted: frozenset[str]) -> None:
    """Refuse a method whose scope was not granted; `room` is the channel it is about, if one."""
    wanted = {SCOPES[method]} if method in SCOPES else set()
    if method in BY_KIND and room is not None:
        wanted = {f"{KINDS[room.kind]}:{BY_KIND[method]}"}
    if method == "users.conversations":
        wanted = {LISTED[kind] for kind in types.split(",") if kind in LISTED}
    if missing := wanted - granted:
        told = {"needed": ",".join(sorted(missing)), "provided": ",".join(sorted(granted))}
        raise WebApiError("missing_scope", beside=told)
