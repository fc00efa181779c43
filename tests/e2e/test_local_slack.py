"""End to end: the real command line, a real socket or signed HTTP, a Slack that others wrote."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from bot.models import Channel, Feed, Switch
from bot.sources import discover
from bot.storage.watchlist import Watchlist
from bot.storage.watchlists import path_of
from tests.e2e.local_slack import BINARY, CHANNEL, HERE, SECRET, TEAM, LocalSlack, bot, local_slack
from tests.fetching.server import Server, reply
from tests.processes import free_port

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not HERE, reason="local-slack is made for Linux on x86-64"),
    pytest.mark.skipif(HERE and not BINARY.exists(), reason="local-slack is not installed: make e2e does"),
]
RSS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Lampes</title><link>https://lampes.example/</link>
<item><title>Essai</title><link>https://lampes.example/essai</link><dc:creator>Léa</dc:creator>
<pubDate>{}</pubDate><description>La lampe Acme éclaire toute la rue.</description></item>
</channel></rss>"""


@pytest.fixture
async def feed() -> AsyncIterator[str]:
    """The address of a feed on loopback."""
    written = format_datetime(datetime.now(UTC) - timedelta(hours=3), usegmt=True)
    async with Server() as server:
        body = RSS.format(written).encode()
        yield server.answer("/feed", reply(200, body, {"content-type": "application/rss+xml"}))


@pytest.fixture(params=["socket", "http"])
async def slack(request: pytest.FixtureRequest, tmp_path: Path, feed: str) -> AsyncIterator[LocalSlack]:
    """local-slack with the bot in it, which listens to one feed on loopback and to nothing else."""
    data = tmp_path / "data"
    data.mkdir()
    _furnish(data, feed)
    port = free_port()
    http = request.param == "http"
    address = f"http://localhost:{port}/slack/events" if http else ""
    more = (
        {"SLACK_MODE": "http", "SLACK_SIGNING_SECRET": SECRET, "VEILLE_HTTP_PORT": str(port)} if http else {}
    )
    async with local_slack(tmp_path, "events" if http else "socket", address) as slack:
        async with bot(slack, data, **more) as running:
            yield slack
            assert running.returncode is None, "the bot is still there"
        assert running.returncode == 0, "asked to end, it ends well"


def _furnish(data: Path, feed: str) -> None:
    now = datetime.now(UTC)
    off = tuple(Switch(source=name, on=False, at=now) for name in discover() if name != "feeds")
    watchlist = Watchlist(path_of(data, TEAM), TEAM)
    watchlist.set_up(
        Channel(
            workspace=TEAM,
            id=CHANNEL,
            zone="Europe/Paris",
            set_up_by="U01ALICE",
            digest_since=now,
            digest_off=True,
            feeds=(Feed(url=feed, title="Lampes", added_at=now),),
            switches=off,
        )
    )
    watchlist.close()


def says(*words: str) -> Any:
    """Whether a message holds all of these words."""
    return lambda message: all(word in str(message) for word in words)


async def test_a_command_is_answered_and_what_was_found_is_told(slack: LocalSlack) -> None:
    await slack.command("brand Acme")
    await slack.until(says("Acme is watched here from now on"))
    welcome = await slack.until(says("Acme is watched here now", "Acme: 1 person (1 new), 1 place"))
    assert "La lampe Acme éclaire toute la rue." in welcome["text"]
    assert "https://lampes.example/essai" in welcome["text"]


async def test_a_mention_is_answered_in_its_thread(slack: LocalSlack) -> None:
    await slack.command("brand Acme")
    await slack.until(says("Acme is watched here now"))
    await slack.say("<@U01BOT> what about Acme?")
    answer = await slack.until(says("In the last seven days:", "Acme: 1 person"))
    assert answer["thread_ts"]
    assert "La lampe Acme éclaire toute la rue." in answer["text"]


async def test_a_button_is_answered_where_it_was_pressed(slack: LocalSlack) -> None:
    await slack.command("brand Acme")
    await slack.until(says("Acme is watched here now"))
    await slack.command("list")
    listed = await slack.until(says("watch_pause"))
    await slack.press(listed, "watch_pause")
    after = await slack.until(says("watch_resume"))
    assert "paused" in after["text"]


async def test_the_digest_is_there_for_all_when_asked_for(slack: LocalSlack) -> None:
    await slack.command("brand Acme")
    await slack.until(says("Acme is watched here now"))
    await slack.command("now public")
    digest = await slack.until(says("1 person (1 new), 1 place"))
    assert "Léa · Lampes · " in digest["text"]
    assert "https://lampes.example/essai" in digest["text"]
