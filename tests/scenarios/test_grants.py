"""An app that was installed by an earlier manifest is told what it lacks."""

from bot.directory.scopes import SCOPES
from tests.scenarios.full_bot import Stage


async def test_the_first_command_that_needs_what_is_missing_says_what_that_is(stage: Stage) -> None:
    stage.slack.state.scopes = frozenset(SCOPES) - {"channels:read"}
    said = await stage.told("brand Acme")
    assert "Slack does not grant me channels:read, so part of what I do fails." in said
    assert "manifest.yml again at api.slack.com/apps and reinstall the app. Nothing was changed." in said
    assert stage.bot.parts.watchlist.watches("C1") == []


async def test_the_status_says_what_is_missing_until_it_is_granted(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.slack.state.scopes = frozenset(SCOPES) - {"channels:history", "users:read"}
    assert "Slack does not grant me channels:history and users:read" in await stage.told("status")
    stage.slack.state.scopes = frozenset(SCOPES)
    assert "does not grant" not in await stage.told("status")
