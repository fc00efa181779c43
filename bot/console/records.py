"""What a workspace is made of: people, channels, messages, views, calls."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

JSON = dict[str, Any]


class NotPossible(Exception):
    """A person tried what Slack's own client would not let them do."""


class WebApiError(Exception):
    """The Web API says no: Slack's name for the reason, remarks on the payload, and what stands beside."""

    def __init__(
        self, error: str, messages: tuple[str, ...] = (), beside: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages
        self.beside = dict(beside or {})


class Person(msgspec.Struct):
    """A user; `zone` is an IANA name, `locale` the language of their Slack. `bot_id` is set for apps."""

    id: str
    name: str
    zone: str = "Europe/Paris"
    locale: str = "en-US"
    bot_id: str = ""


class Room(msgspec.Struct):
    """A channel, or with `direct` set the direct messages between the bot and that user."""

    id: str
    name: str
    members: set[str] = msgspec.field(default_factory=set)
    private: bool = False
    archived: bool = False
    direct: str = ""

    @property
    def kind(self) -> str:
        """As events call it in `channel_type`."""
        if self.direct:
            return "im"
        return "group" if self.private else "channel"


class Post(msgspec.Struct, eq=False):
    """A message. `to` is the one user who sees it when it is ephemeral, else empty.

    `values` holds what was chosen in its selects, by block and action.
    """

    channel: str
    ts: str
    text: str
    author: str
    bot_id: str = ""
    blocks: list[JSON] = []
    thread_ts: str = ""
    broadcast: bool = False
    metadata: JSON | None = None
    client_msg_id: str = ""
    to: str = ""
    edited: bool = False
    unfurls: bool = True
    reactions: list[str] = []
    values: dict[str, JSON] = {}

    def json(self) -> JSON:
        """As the Web API shows it, metadata left out."""
        shown: JSON = {"type": "message", "user": self.author, "text": self.text, "ts": self.ts}
        optional = {
            "bot_id": self.bot_id,
            "blocks": self.blocks,
            "thread_ts": self.thread_ts,
            "client_msg_id": self.client_msg_id,
            "reactions": [{"name": name, "count": 1, "users": []} for name in self.reactions],
        }
        return shown | {name: value for name, value in optional.items() if value}


class View(msgspec.Struct, eq=False):
    """An open modal, or a home tab. `sent` is what the app sent, with every id filled in."""

    id: str
    user: str
    sent: JSON
    hash: str
    root: str = ""
    previous: str = ""
    values: dict[str, JSON] = {}
    errors: dict[str, str] = {}

    @property
    def blocks(self) -> list[JSON]:
        """Its blocks."""
        blocks: list[JSON] = self.sent["blocks"]
        return blocks


class Call(msgspec.Struct, frozen=True):
    """One call of the Web API (or of a response_url, as method `response_url`).

    `answer` is what was decided, even where a fault kept it from arriving.
    """

    method: str
    args: JSON
    answer: JSON
    at: datetime
    status: int = 200


class Happening(msgspec.Struct, frozen=True):
    """Something a person would see.

    `kind` is `posted`, `updated`, `deleted`, `opened`, `refreshed`, `closed` or `home`.
    """

    kind: str
    post: Post | None = None
    view: View | None = None
