"""Answers that Slack takes no more where they were asked for."""

import logging

import pytest

from tests.scenarios.full_bot import Stage, shown


@pytest.mark.parametrize("refusal", ["used_url", "expired_url"])
async def test_an_answer_that_its_address_refuses_is_said_to_the_asker_alone(
    stage: Stage, refusal: str
) -> None:
    stage.slack.fail_next("response_url", error=refusal, status=404)
    assert "Nothing is watched" in await stage.told("list")
    assert stage.said() == []


async def test_it_is_for_a_button_too(stage: Stage) -> None:
    await stage.command("brand Acme")
    [listed] = await stage.command("list")
    stage.slack.fail_next("response_url", error="used_url", status=404)
    await stage.slack.press("Camille", listed, 1)
    await stage.rest()
    assert "Acme — brand, paused" in shown(stage.slack.ephemerals("C1", "Camille")[-1])


async def test_an_answer_that_nobody_takes_is_one_line_in_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.slack.fail_next("response_url", error="expired_url", status=404)
    stage.slack.fail_next("chat.postEphemeral", error="channel_not_found")
    await stage.command("list")
    [line] = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert line.getMessage().startswith("An answer to U1 in C1 was lost: its response_url answered 404")
    assert line.getMessage().endswith("then channel_not_found")
    assert line.exc_info is None
