"""The house as a whole."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import open_house
from bot.errors import BadSettings
from bot.settings import read_settings
from bot.storage.database import open_database
from bot.storage.rests import Rests
from tests.clock import START, FakeClock


async def test_a_domain_that_asked_for_rest_has_it_over_a_restart(tmp_path: Path) -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "VEILLE_DATA": str(tmp_path)}
    settings, clock = read_settings(given), FakeClock()
    rest = {"slow.example": START + timedelta(hours=1)}
    async with open_house(settings, clock):
        engine = open_database(settings.database_url)
        Rests(engine).keep(rest)
        engine.dispose()
    async with open_house(settings, clock) as house:
        assert house.services.fetcher.manners.rests() == rest


async def test_a_house_is_not_opened_with_what_is_no_amount_of_dollars(tmp_path: Path) -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "VEILLE_DATA": str(tmp_path)}
    settings = read_settings({**given, "VEILLE_X_DOLLARS_A_DAY": "plenty"})
    with pytest.raises(BadSettings, match="VEILLE_X_DOLLARS_A_DAY is “plenty”"):
        async with open_house(settings, FakeClock()):
            pass
