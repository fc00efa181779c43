"""The database is away for a while: what was begun meanwhile is done once it is back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.messages.apologies import later_message
from bot.runtime import wiring
from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import Stage, quotes, shown
from tests.scenarios.waiting import eventually
from tests.storage.postgresql import Server, new_database

HOUR = timedelta(hours=1)


@pytest.fixture
async def server(
    stage: Stage, postgresql_server: Server, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Server]:
    """The server of the bot's database; it runs again afterwards."""
    monkeypatch.setattr(wiring, "LOOK_EVERY", 0.05)
    await stage.stop()
    stage.settings["VEILLE_DATABASE_URL"] = new_database(postgresql_server.url)
    await stage.start()
    yield postgresql_server
    await asyncio.to_thread(postgresql_server.restart)


async def test_what_was_begun_while_it_was_away_is_done_once_it_is_back(stage: Stage, server: Server) -> None:
    stage.public.say(HN, "Zorblax glows.", by="lea", ago=HOUR)
    await asyncio.to_thread(server.stop)
    await stage.slack.command("Camille", "veille-demo", "/watch", "brand Zorblax")
    asked = await stage.slack.say("Camille", "veille-demo", "@veille what about Zorblax?")
    await stage.bot.parts.background.wait_idle()
    assert stage.said() == [], "nothing could be looked up"
    alone = [shown(post) for post in stage.slack.ephemerals("veille-demo", "Camille")]
    assert alone.count(later_message().text) == 1
    await asyncio.to_thread(server.start)
    await eventually(lambda: bool(stage.replies(asked)))
    await eventually(lambda: any(quotes(post) == ["Zorblax glows."] for post in stage.said()))
    await stage.rest()
    assert len(stage.replies(asked)) == 1
    assert len(stage.said()) == 1
