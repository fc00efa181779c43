"""What Slack sends to an app, in Slack's own shapes."""

from collections.abc import Iterable

from bot.console.directory import APP, BOT_USER, TEAM
from bot.console.elements import state
from bot.console.records import JSON, Person, Post, Room, View
from bot.console.views import shown

VERIFICATION = "console"
TEAM_FIELDS: JSON = {"id": TEAM, "domain": "veille-demo"}


def command(person: Person, room: Room, name: str, text: str) -> JSON:
    """A slash command, without its trigger and response_url."""
    named = "directmessage" if room.direct else "privategroup" if room.private else room.name
    return {
        "token": VERIFICATION,
        "team_id": TEAM,
        "team_domain": "veille-demo",
        "channel_id": room.id,
        "channel_name": named,
        "user_id": person.id,
        "user_name": person.name.casefold(),
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
    }


def envelope(event: JSON, event_id: str, seconds: int) -> JSON:
    """The outside of an event."""
    bot = {
        "enterprise_id": None,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": seconds,
        "authorizations": [bot],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }


def message(post: Post, room: Room, parent: Post | None) -> JSON:
    """The event of a message."""
    event = post.json() | {
        "channel": room.id,
        "event_ts": post.ts,
        "channel_type": room.kind,
        "team": TEAM,
    }
    return event | ({"parent_user_id": parent.author} if parent and parent is not post else {})


def mention(post: Post, room: Room) -> JSON:
    """The event of a message that names the app."""
    event = {name: value for name, value in post.json().items() if name != "reactions"}
    return event | {"type": "app_mention", "channel": room.id, "event_ts": post.ts, "team": TEAM}


def membership(person: Person, room: Room, stamp: str, kind: str, inviter: str = "") -> JSON:
    """The event of somebody joining or leaving (`member_joined_channel`, `member_left_channel`).

    Slack names the inviter where there is one.
    """
    event = {
        "type": kind,
        "user": person.id,
        "channel": room.id,
        "channel_type": "G" if room.private else "C",
        "team": TEAM,
        "event_ts": stamp,
    }
    return event | ({"inviter": inviter} if inviter else {})


def home_opened(person: Person, room: Room, stamp: str, view: View | None) -> JSON:
    """The event of somebody opening the app's home tab."""
    event = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": room.id,
        "tab": "home",
        "event_ts": stamp,
    }
    return event | ({"view": shown(view)} if view else {})


def person_fields(person: Person) -> JSON:
    """Who did it."""
    return {
        "id": person.id,
        "username": person.name.casefold(),
        "name": person.name.casefold(),
        "team_id": TEAM,
    }


def acted(person: Person, actions: Iterable[JSON]) -> JSON:
    """What every block_actions payload holds."""
    return {
        "type": "block_actions",
        "user": person_fields(person),
        "api_app_id": APP,
        "token": VERIFICATION,
        "team": TEAM_FIELDS,
        "enterprise": None,
        "is_enterprise_install": False,
        "actions": list(actions),
    }


def on_post(post: Post, room: Room) -> JSON:
    """What block_actions adds where the element stands in a message."""
    container: JSON = {
        "type": "message",
        "message_ts": post.ts,
        "channel_id": room.id,
        "is_ephemeral": bool(post.to),
    }
    if post.thread_ts:
        container["thread_ts"] = post.thread_ts
    fields = {
        "container": container,
        "channel": {"id": room.id, "name": room.name},
        "state": {"values": post.values},
    }
    return fields if post.to else fields | {"message": post.json()}


def on_view(view: View) -> JSON:
    """What block_actions adds where the element stands in a view."""
    return {"container": {"type": "view", "view_id": view.id}, "view": shown(view)}


def action(block: JSON, element: JSON, stamp: str, value: object) -> JSON:
    """One touched element."""
    common = {"action_id": element["action_id"], "block_id": block["block_id"], "action_ts": stamp}
    if element["type"] == "button":
        kept = {name: element[name] for name in ("value", "style", "url") if name in element}
        return common | kept | {"type": "button", "text": element["text"]}
    return common | state(element, value)


def submitted(person: Person, view: View) -> JSON:
    """A submitted modal, without its trigger."""
    return {
        "type": "view_submission",
        "team": TEAM_FIELDS,
        "user": person_fields(person),
        "api_app_id": APP,
        "token": VERIFICATION,
        "view": shown(view),
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }


def closed(person: Person, view: View, *, cleared: bool) -> JSON:
    """A modal closed by hand; `cleared` when its whole stack went."""
    payload = submitted(person, view) | {"type": "view_closed", "is_cleared": cleared}
    del payload["response_urls"]
    return payload
