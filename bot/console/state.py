"""All that an in-process Slack remembers."""

from collections.abc import Callable
from datetime import timedelta

import msgspec

from bot.clock import Clock
from bot.console.directory import BOT_USER, Directory
from bot.console.elements import with_ids
from bot.console.limits import CHARACTERS, TEXT, malformed
from bot.console.posts import Pace, Posts
from bot.console.records import JSON, Call, Happening, Post, Room, WebApiError
from bot.console.views import ViewStacks
from bot.messages.blocks import characters

RESPONSES = 5
RESPONSE_LIFE = timedelta(minutes=30)


class Response(msgspec.Struct):
    """A response_url: whose, where, from when, how often used, and what it may replace."""

    user: str
    channel: str
    made_at: float
    uses: int = 0
    original: Post | None = None


class State:
    """People, channels, messages, views, response_urls; the calls so far, and what could be seen."""

    def __init__(self, clock: Clock, *, bot_token: str, app_token: str, bot_name: str) -> None:
        self.clock = clock
        self.bot_token = bot_token
        self.app_token = app_token
        self.scopes: frozenset[str] | None = None
        self.directory = Directory(bot_name)
        self.posts = Posts(clock, self.happened)
        self.pace = Pace(clock)
        self.stacks = ViewStacks(clock, self.happened)
        self.responses: dict[str, Response] = {}
        self.calls: list[Call] = []
        self.happenings: list[Happening] = []
        self.watchers: list[Callable[[Happening], None]] = []
        self.said: Callable[[Post], None] = lambda post: None
        """Told of each message the app posts."""
        self.link: Callable[[], str] = lambda: ""
        """Where the app may open a socket, once."""

    def happened(self, happening: Happening) -> None:
        """Remember, and tell whoever watches."""
        self.happenings.append(happening)
        for watcher in self.watchers:
            watcher(happening)

    def respondable(self, user: str, channel: str, original: Post | None = None) -> str:
        """The key of a new response_url."""
        key = f"R{len(self.responses) + 1:06d}"
        self.responses[key] = Response(user, channel, self.clock.monotonic(), original=original)
        return key

    def post(self, room: Room, args: JSON, *, to: str = "") -> Post:
        """A message of the app's, or a refusal of what it holds."""
        text, blocks = contents(args)
        post = Post(
            channel=room.id,
            ts=self.posts.stamp(),
            text=text,
            author=BOT_USER,
            bot_id=self.directory.bot.bot_id,
            blocks=with_ids(blocks, iter(self.posts.fresh_id, "")),
            thread_ts=self._thread(room, args),
            broadcast=bool(args.get("reply_broadcast")),
            metadata=_metadata(args),
            client_msg_id=str(args.get("client_msg_id", "")),
            to=to,
            unfurls=args.get("unfurl_links") is not False or args.get("unfurl_media") is not False,
        )
        self.posts.add(post)
        if not to:
            self.said(post)
        return post

    def rewrite(self, post: Post, args: JSON) -> None:
        """Change a message of the app's: a text without blocks removes the blocks."""
        text, blocks = contents(args)
        post.text = text
        post.blocks = with_ids(blocks, iter(self.posts.fresh_id, ""))
        post.metadata = _metadata(args) or post.metadata
        post.edited = not blocks
        self.posts.change(post)

    def _thread(self, room: Room, args: JSON) -> str:
        ts = str(args.get("thread_ts") or "")
        parent = self.posts.find(room.id, ts)
        if ts and (parent is None or parent.thread_ts not in ("", ts)):
            raise WebApiError("thread_not_found")
        if parent is not None:
            parent.thread_ts = ts
        return ts


def contents(args: JSON) -> tuple[str, list[JSON]]:
    """The text and blocks of a message, or Slack's reason to refuse them."""
    text, blocks = args.get("text") or "", args.get("blocks") or []
    if not isinstance(text, str):
        raise WebApiError("invalid_arguments", ("[ERROR] text must be a string",))
    if not text and not blocks:
        raise WebApiError("no_text")
    if len(text) > TEXT:
        raise WebApiError("msg_too_long")
    if found := malformed(blocks):
        raise WebApiError("invalid_blocks", tuple(f"[ERROR] {problem}" for problem in found))
    if characters(blocks) > CHARACTERS:
        raise WebApiError("msg_blocks_too_long")
    return text, blocks


def _metadata(args: JSON) -> JSON | None:
    metadata = args.get("metadata")
    if not metadata:
        return None
    sound = isinstance(metadata, dict) and set(metadata) == {"event_type", "event_payload"}
    if (
        not sound
        or not isinstance(metadata["event_type"], str)
        or not isinstance(metadata["event_payload"], dict)
    ):
        raise WebApiError("invalid_metadata_format")
    kept: JSON = metadata
    return kept
