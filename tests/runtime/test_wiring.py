"""The bot as a whole."""

import asyncio
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from bot.console.directory import TEAM
from bot.errors import BadSettings, FileInUse
from bot.models import Watch, WatchKind
from bot.runtime.wiring import open_bot
from bot.settings import read_settings
from bot.storage.database import open_database, read_transaction
from bot.storage.domain_cooldowns import DomainCooldowns
from bot.storage.sole_use import SoleUse
from bot.storage.tables.hits import hits
from tests.clock import START, FakeClock


async def test_a_domain_that_asked_for_rest_has_it_over_a_restart(tmp_path: Path) -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "VEILLE_DATA": str(tmp_path)}
    settings, clock = read_settings(given), FakeClock()
    rest = {"slow.example": START + timedelta(hours=1)}
    async with open_bot(settings, clock, TEAM):
        engine = open_database(settings.database_url)
        DomainCooldowns(engine).keep(rest)
        engine.dispose()
    async with open_bot(settings, clock, TEAM) as bot:
        assert bot.parts.fetcher.limiter.cooling_down() == rest


async def test_nothing_touches_the_archive_once_the_house_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "VEILLE_DATA": str(tmp_path)}
    loop, begun, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
    happened = []
    dispose = Engine.dispose

    def asked(engine: Engine) -> None:
        with read_transaction(engine) as connection:
            loop.call_soon_threadsafe(begun.set)
            go_on.wait(30)
            connection.execute(select(func.count()).select_from(hits))
            happened.append("asked")

    def disposed(engine: Engine, *rest: bool) -> None:
        happened.append("closed")
        dispose(engine, *rest)

    monkeypatch.setattr(Engine, "dispose", disposed)
    async with open_bot(read_settings(given), FakeClock(), TEAM) as bot:
        engine = bot.parts.hits._engine
        bot.parts.background.start(asyncio.to_thread(asked, engine), "a question")
        await begun.wait()
        loop.call_later(0.05, go_on.set)
    assert happened == ["asked", "closed"]


async def test_an_archive_that_was_emptied_is_not_begun_anew_without_a_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "VEILLE_DATA": str(tmp_path)}
    settings = read_settings(given)
    async with open_bot(settings, FakeClock(), TEAM, sources=()) as bot:
        watch = Watch(
            workspace=TEAM,
            id="w1",
            channel="C1",
            name="Acme",
            query="Acme",
            kind=WatchKind.BRAND,
            created_by="U1",
            created_at=START,
            since=START,
        )
        bot.parts.watchlist.add(watch)
    assert "begins anew" not in caplog.text, "where nothing is watched, nothing can be missed"
    (tmp_path / "archive.sqlite").write_bytes(b"")
    async with open_bot(settings, FakeClock(), TEAM, sources=()):
        pass
    assert "archive.sqlite holds nothing of what was heard and said: it begins anew" in caplog.text


async def test_two_houses_never_use_one_database(tmp_path: Path) -> None:
    shared = {"VEILLE_DATABASE_URL": f"sqlite:///{tmp_path / 'shared.sqlite'}"}
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    one = read_settings({**tokens, **shared, "VEILLE_DATA": str(tmp_path / "one")})
    two = read_settings({**tokens, **shared, "VEILLE_DATA": str(tmp_path / "two")})
    async with open_bot(one, FakeClock(), TEAM, sources=()):
        with pytest.raises(FileInUse, match=r"shared\.sqlite is used by another running Veille"):
            async with open_bot(two, FakeClock(), TEAM, sources=()):
                pass


async def test_a_house_that_lost_its_database_to_another_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "VEILLE_DATA": str(tmp_path)}
    monkeypatch.setattr("bot.runtime.wiring.LOOK_EVERY", 0.01)

    def lost(_: SoleUse) -> None:
        raise FileInUse("another has it")

    async with open_bot(read_settings(given), FakeClock(), TEAM, sources=()) as bot:
        monkeypatch.setattr(SoleUse, "look", lost)
        await asyncio.wait_for(bot.over.wait(), 20)
        assert str(bot.fault) == "another has it"


async def test_a_house_is_not_opened_with_what_is_no_amount_of_dollars(tmp_path: Path) -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "VEILLE_DATA": str(tmp_path)}
    settings = read_settings({**given, "VEILLE_X_DOLLARS_A_DAY": "plenty"})
    with pytest.raises(BadSettings, match="VEILLE_X_DOLLARS_A_DAY is “plenty”"):
        async with open_bot(settings, FakeClock(), TEAM):
            pass
