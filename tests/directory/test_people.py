"""What Slack knows of the people who ask."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.console.workspace import Workspace
from bot.directory.people import KNOWN_FOR, RETRY_AFTER, People, Profile
from tests.clock import FakeClock

CAMILLE = Profile("Europe/Paris", "fr")


class Desk:
    """People as a bot knows them, and the Slack that knows them better."""

    def __init__(self, slack: Workspace, clock: FakeClock) -> None:
        self.slack = slack
        self.clock = clock
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        self.people = People(client, clock)

    @property
    def asked(self) -> int:
        """How often Slack was asked for somebody."""
        return sum(call.method == "users.info" for call in self.slack.calls)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    clock = FakeClock(datetime(2026, 6, 1, 8, tzinfo=UTC))
    async with Workspace(clock) as slack:
        slack.add_user("U1", "Camille", "Europe/Paris", "fr-FR")
        slack.add_user("U2", "Alex", "America/New_York", "de-DE")
        yield Desk(slack, clock)


async def test_a_person_has_the_zone_and_the_language_of_their_slack(desk: Desk) -> None:
    assert await desk.people.profile("U1") == CAMILLE
    assert await desk.people.profile("U2") == Profile("America/New_York", None)


async def test_who_types_a_row_of_commands_is_asked_for_once(desk: Desk) -> None:
    found = await asyncio.gather(*(desk.people.profile("U1") for _ in range(50)))
    assert found == [CAMILLE] * 50
    assert desk.asked == 1


async def test_what_is_known_is_asked_again_after_a_while(desk: Desk) -> None:
    await desk.people.profile("U1")
    desk.slack.person("Camille").locale = "en-GB"
    desk.clock.pass_time(KNOWN_FOR - timedelta(seconds=1))
    assert (await desk.people.profile("U1")).language == "fr"
    desk.clock.pass_time(timedelta(seconds=2))
    assert (await desk.people.profile("U1")).language == "en"


async def test_while_slack_does_not_say_what_was_known_holds(desk: Desk) -> None:
    await desk.people.profile("U1")
    desk.clock.pass_time(KNOWN_FOR)
    desk.slack.fail_next("users.info", error="internal_error")
    assert await desk.people.profile("U1") == CAMILLE
    assert await desk.people.profile("U1") == CAMILLE
    assert desk.asked == 2, "it is left alone for a moment"
    desk.clock.pass_time(RETRY_AFTER)
    await desk.people.profile("U1")
    assert desk.asked == 3


async def test_of_whom_slack_knows_nothing_is_in_utc(desk: Desk) -> None:
    assert await desk.people.profile("U9") == Profile("UTC", None)
