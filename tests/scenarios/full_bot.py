"""The whole bot on a stage: a Slack, a public, a clock, and what people see."""

import asyncio
import contextlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.analysis.encoder import Encoder
from bot.console.directory import BOT_USER, TEAM
from bot.console.limits import malformed_view, violations
from bot.console.records import JSON, Post
from bot.console.workspace import Workspace
from bot.listening.poll_queue import PollQueue
from bot.runtime.bot import Bot
from bot.runtime.wiring import open_bot
from bot.settings import read_settings
from bot.storage.watchlists import path_of
from tests.clock import FakeClock
from tests.scenarios.fake_web import Public

MONDAY = datetime(2031, 6, 2, 6, 0, tzinfo=UTC)
"""Eight in the morning in Paris; far enough from today that the machine's own clock starts nothing."""
NINE = MONDAY + timedelta(hours=1)
"""When that day's digest comes to channels in Paris, unless they say otherwise."""
BOT_TOKEN = "xoxb-4711-scenario-of-the-bot"
APP_TOKEN = "xapp-1-scenario-of-the-app"
SAYING = ("chat.postMessage", "chat.postEphemeral", "chat.update", "response_url")
HERE = "veille-demo"


async def poll_by_hand(_: PollQueue) -> None:
    """In the place of a queue that runs: what is due is polled when a test says so."""
    await asyncio.Event().wait()


class Stage:
    """One bot in one workspace. `start` and `stop` are those of its process; the rest goes on.

    `settings` are added to those that it starts with; without an `encoder`, stories do not cross languages.
    """

    def __init__(self, clock: FakeClock, slack: Workspace, public: Public, data: Path) -> None:
        self.clock = clock
        self.slack = slack
        self.public = public
        self.data = data
        self.settings: dict[str, str] = {}
        self.encoder: Encoder | None = None
        self._bot: Bot | None = None
        self._running = contextlib.AsyncExitStack()

    @property
    def watch_list(self) -> Path:
        """The file of watches."""
        return path_of(self.data, TEAM)

    @property
    def bot(self) -> Bot:
        """The bot that runs."""
        assert self._bot, "the bot is down"
        return self._bot

    async def start(self) -> None:
        """Start the bot, and let it do what it begins with."""
        settings = read_settings(
            {
                "SLACK_BOT_TOKEN": BOT_TOKEN,
                "SLACK_APP_TOKEN": APP_TOKEN,
                "SLACK_API_URL": self.slack.api_url,
                "VEILLE_DATA": str(self.data),
                **self.public.settings,
                **self.settings,
            }
        )
        routes, sources = self.public.routes(), self.public.sources
        opened = open_bot(settings, self.clock, TEAM, routes, sources, self.encoder)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(PollQueue, "run", poll_by_hand)
            self._bot = await self._running.enter_async_context(opened)
        self.slack.connect(self._bot.dispatch)
        await self.rest()

    async def stop(self) -> None:
        """Stop the bot; Slack and the public go on."""
        self.slack.disconnect()
        self._bot = None
        await self._running.aclose()

    async def rest(self) -> None:
        """Wait until neither the bot nor Slack has anything left to do."""
        before = -1
        while before != (before := len(self.slack.deliveries) + len(self.slack.calls)):
            await self.slack.wait_idle()
            if self._bot:
                await self._bot.wait_idle()

    async def command(self, words: str, user: str = "Camille", channel: str = HERE) -> list[Post]:
        """Type `/watch` and these words; what came of it for that person alone."""
        before = len(self.slack.ephemerals(channel, user))
        ack = await self.slack.command(user, channel, "/watch", words)
        assert ack.ok, ack.error
        await self.rest()
        return self.slack.ephemerals(channel, user)[before:]

    async def told(self, words: str, user: str = "Camille", channel: str = HERE) -> str:
        """Type `/watch` and these words; the answer as a person reads it."""
        answers = await self.command(words, user, channel)
        assert answers, "nobody answered"
        return "\n".join(map(shown, answers))

    async def say(
        self, text: str, user: str = "Camille", channel: str = HERE, thread: str = ""
    ) -> list[Post]:
        """Write a message in a channel; the replies in its thread."""
        post = await self.slack.say(user, channel, text, thread)
        await self.rest()
        return self.replies(post)

    async def press(self, post: Post, action: str | int, user: str = "Camille") -> str:
        """Press a button; the message as it is then."""
        ack = await self.slack.press(user, post, action)
        assert ack.ok, ack.error
        await self.rest()
        return shown(post)

    async def remove(self, name: str, channel: str = HERE) -> str:
        """Type `/watch remove` and a name, and say yes; what is said then."""
        [question] = await self.command(f"remove {name}", channel=channel)
        return await self.press(question, "watch_remove_now")

    def replies(self, post: Post) -> list[Post]:
        """What the bot said in the thread of a message."""
        thread = self.slack.thread(post.channel, post.thread_ts or post.ts)
        return [each for each in thread if each.author == BOT_USER and each is not post]

    def said(self, channel: str = HERE) -> list[Post]:
        """What the bot said in a channel, threads left out."""
        return [post for post in self.slack.messages(channel) if post.author == BOT_USER]

    async def at(self, instant: datetime) -> None:
        """Go on to an instant, and do what the schedule does every few minutes."""
        self.clock.pass_time(instant - self.clock.now())
        await self.sweep()

    async def after(self, span: timedelta) -> None:
        """Go on by a span of time."""
        await self.at(self.clock.now() + span)

    async def sweep(self) -> None:
        """What the schedule does every few minutes."""
        if self._bot:
            await self._bot.sweep()
        await self.rest()

    async def take_turns(self) -> None:
        """Poll what the queue says is due."""
        self.bot.poll_queue.run_due()
        await self.bot.poll_queue.wait_idle()
        await self.rest()

    async def poll(self) -> None:
        """Poll all that is due."""
        for request in await self.bot.parts.poller.due():
            await self.bot.parts.poller.poll(request)
        await self.rest()


def shown(post: Post) -> str:
    """A message as a person reads it: its blocks in plain text, or its text where it has none."""
    return "\n".join(_lines(post.blocks)) if post.blocks else post.text


def links(post: Post) -> list[tuple[str, str]]:
    """Every link in a message: what it says and where it leads."""
    parts = [part for part in _parts(post.blocks) if part.get("type") in {"link", "date"} and "url" in part]
    return [(part.get("text") or part["fallback"], part["url"]) for part in parts]


def quotes(post: Post) -> list[str]:
    """Every quotation in a message."""
    parts = _parts(post.blocks)
    return ["".join(_words(part)) for part in parts if part.get("type") == "rich_text_quote"]


def _lines(blocks: Any) -> Iterator[str]:
    for part in _parts(blocks):
        if part.get("type") in {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}:
            yield "".join(_words(part))
        elif part.get("type") in {"plain_text", "mrkdwn"}:
            yield part["text"]


def _words(part: JSON) -> Iterator[str]:
    for element in part["elements"]:
        yield element.get("text") or element.get("fallback") or element.get("user_id", "")


def _parts(value: Any) -> Iterator[JSON]:
    """Every object in some JSON, in order."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _parts(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _parts(item)


def faults(slack: Workspace) -> list[str]:
    """What is wrong with anything that was sent to this workspace."""
    found = []
    for call in slack.calls:
        if call.method in SAYING:
            found += [f"{call.method}: {fault}" for fault in (*violations(call.args), *_unsafe(call.args))]
        elif call.method.startswith("views."):
            found += [f"{call.method}: {fault}" for fault in malformed_view(call.args.get("view"))]
    return found


def _unsafe(args: JSON) -> Iterator[str]:
    """Text that Slack would read as markup, and links it would unfold."""
    if re.search(r"<[!@#]|<\w+:", args["text"]):
        yield f"markup in the text: {args['text']!r}"
    if not (args.get("unfurl_links") is False and args.get("unfurl_media") is False):
        yield "its links unfold"
    for part in _parts(args.get("blocks")):
        if part.get("type") == "broadcast" or "usergroup_id" in part:
            yield f"it calls everybody: {part}"
        if part.get("type") == "mrkdwn" and re.search(r"<[!@#]", part["text"]):
            yield f"markup: {part['text']!r}"
