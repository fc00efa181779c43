"""What Slack grants, and what is known to be missing."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.console.workspace import Workspace
from bot.directory.channels import SlackChannels
from bot.directory.scopes import SCOPES, Grants, missing_scopes, needed_scopes
from bot.errors import Refusal, Refused
from tests.clock import FakeClock


@pytest.fixture
async def slack() -> AsyncIterator[Workspace]:
    async with Workspace(FakeClock()) as workspace:
        workspace.add_user("U1", "Camille")
        workspace.add_channel("C1", "general", members=["U1"])
        yield workspace


def test_what_was_not_granted_is_known_by_the_headers_of_any_answer() -> None:
    granted = ", ".join(sorted(SCOPES.keys() - {"users:read", "im:write"}))
    assert missing_scopes({"X-OAuth-Scopes": f"{granted},canvases:read"}) == ("im:write", "users:read")
    assert missing_scopes({"x-oauth-scopes": ",".join(SCOPES)}) == ()


@pytest.mark.parametrize("headers", [{}, {"x-oauth-scopes": ""}, {"x-oauth-scopes": " , "}])
def test_where_slack_does_not_say_nothing_is_known(headers: dict[str, str]) -> None:
    assert missing_scopes(headers) is None


@pytest.mark.parametrize(
    ("needed", "provided", "named"),
    [
        ("channels:read,groups:read,mpim:read,im:read", "chat:write,groups:read", ("channels:read",)),
        ("users:read", "", ("users:read",)),
        ("reactions:write", "chat:write", ("reactions:write",)),
        (None, None, ()),
    ],
)
def test_of_the_scopes_that_would_do_those_of_the_manifest_are_named(
    needed: str | None, provided: str | None, named: tuple[str, ...]
) -> None:
    answer = {"error": "missing_scope", "needed": needed, "provided": provided}
    refusal = SlackApiError("no", answer)  # type: ignore[no-untyped-call]
    assert needed_scopes(refusal) == named


async def test_a_channel_that_may_not_be_looked_at_is_not_said_to_be_one_the_bot_is_not_in(
    slack: Workspace,
) -> None:
    slack.state.scopes = frozenset(SCOPES) - {"channels:read"}
    channels = SlackChannels(AsyncWebClient(slack.bot_token, base_url=slack.api_url))
    with pytest.raises(Refused) as refused:
        await channels.require_member("C1")
    assert refused.value.code is Refusal.SCOPES_MISSING
    assert refused.value.values == {"scopes": ("channels:read",)}


async def test_what_is_missing_is_asked_anew_each_time(slack: Workspace) -> None:
    grants = Grants(AsyncWebClient(slack.bot_token, base_url=slack.api_url))
    slack.state.scopes = frozenset(SCOPES) - {"commands"}
    assert await grants.missing() == ("commands",)
    slack.state.scopes = frozenset(SCOPES)
    assert await grants.missing() == ()
    slack.fail_next("auth.test", error="invalid_auth")
    assert await grants.missing() == ()
