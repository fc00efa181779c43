"""A bot that is killed says nothing twice and owes nothing it does not pay."""

import shutil
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.console import payloads
from bot.console.directory import BOT_USER, TEAM
from bot.console.records import JSON
from bot.messages.answers import sentence
from bot.storage.database import open_database
from bot.storage.deliveries import Deliveries
from bot.storage.watchlist import Watchlist
from bot.storage.watchlists import path_of
from tests.scenarios.crashing_process import Life, Mortals
from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import NINE, Stage, quotes

SECOND = timedelta(seconds=1)
MOST = 80
"""More steps than a morning takes."""


@pytest.fixture(scope="module")
def mortals() -> Iterator[Mortals]:
    """One process that all lives are forked from: what it loads takes longer than six of them."""
    with Mortals() as mortals:
        yield mortals


async def morning(stage: Stage, mortals: Mortals, data: Path, dies_at: int = 0) -> int:
    """One life of the bot after nine; how it ended."""
    stage.clock.pass_time(SECOND)
    slack = stage.slack
    life = Life(slack.api_url, str(data), stage.public.routes(), stage.clock.now(), dies_at)
    return await mortals.live(life)


async def questioned(stage: Stage, mortals: Mortals, data: Path, *events: JSON | int) -> int:
    """One life of the bot in which Slack tells it of events; a number among them says where it is killed."""
    dies_at = sum(each for each in events if isinstance(each, int))
    told = [each for each in events if not isinstance(each, int)]
    stage.clock.pass_time(SECOND)
    now = stage.clock.now()
    life = Life(stage.slack.api_url, str(data), stage.public.routes(), now, dies_at, events=told)
    return await mortals.live(life)


def heard(stage: Stage) -> list[list[str]]:
    """What the bot quoted in the channel and its threads, message by message."""
    posts = stage.slack.state.posts.seen("C1")
    return [quotes(post) for post in posts if post.author == BOT_USER]


@pytest.mark.thorough
@pytest.mark.timeout(900)
async def test_killed_at_any_step_of_a_digest_it_says_all_of_it_and_nothing_twice(
    stage: Stage, mortals: Mortals, tmp_path: Path
) -> None:
    await stage.command("brand Acme")
    for n in range(14):
        stage.public.say(HN, f"Acme number {n}: {' '.join(f'w{n}x{m}' for m in range(30))}.", by=f"p{n}")
    await stage.stop()
    stage.slack.state.watchers.append(lambda happening: stage.clock.pass_time(2 * SECOND))
    stage.clock.pass_time(NINE + SECOND - stage.clock.now())
    stage.slack.state.posts.all.clear()

    whole = shutil.copytree(stage.data, tmp_path / "whole")
    assert await morning(stage, mortals, whole) == 0
    expected = heard(stage)
    assert len(expected) == 2, "a digest and its thread"
    assert all(expected)

    deaths = 0
    for step in range(1, MOST):
        stage.slack.state.posts.all.clear()
        data = shutil.copytree(stage.data, tmp_path / f"step{step}")
        ended = await morning(stage, mortals, data, step)
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
        deaths += 1
        assert await morning(stage, mortals, data) == 0
        assert heard(stage) == expected, f"killed at step {step}"
    assert 10 < deaths < MOST - 1


async def test_killed_again_and_again_it_still_says_all_of_it_and_nothing_twice(
    stage: Stage, mortals: Mortals
) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme shines.", by="ann")
    await stage.stop()
    stage.slack.state.watchers.append(lambda happening: stage.clock.pass_time(2 * SECOND))
    stage.clock.pass_time(NINE + SECOND - stage.clock.now())
    before = heard(stage)
    for step in (3, 5, 7, 2, 4, 6):
        await morning(stage, mortals, stage.data, step)
    assert await morning(stage, mortals, stage.data) == 0
    assert heard(stage) == [*before, ["Acme shines."]]


@pytest.mark.thorough
@pytest.mark.timeout(900)
async def test_killed_at_any_step_of_an_answer_it_answers_the_question_and_once(
    stage: Stage, mortals: Mortals, tmp_path: Path
) -> None:
    stage.public.say(HN, "Acme shines.", by="ann")
    await stage.command("brand Acme")
    await stage.stop()
    stage.slack.state.watchers.append(lambda happening: stage.clock.pass_time(2 * SECOND))
    asked = await stage.slack.say("Camille", "veille-demo", f"<@{BOT_USER}> what about Acme?")
    event = payloads.envelope(payloads.mention(asked, stage.slack.channel("C1")), "EvQ", 1)
    before = stage.slack.state.posts.all.copy()

    def answers() -> list[list[str]]:
        return [quotes(post) for post in stage.replies(asked)]

    deaths = 0
    for step in range(1, MOST):
        stage.slack.state.posts.all[:] = before
        data = shutil.copytree(stage.data, tmp_path / f"step{step}")
        ended = await questioned(stage, mortals, data, event, step)
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
        deaths += 1
        again = [event] if step == 1 else []  # Slack brings again what it was not told to have arrived
        assert await questioned(stage, mortals, data, *again) == 0
        assert answers() == [["Acme shines."]], f"killed at step {step}"
    assert await questioned(stage, mortals, data, event) == 0
    assert answers() == [["Acme shines."]], "told again of what is answered"
    assert 6 < deaths < MOST - 1


@pytest.mark.thorough
@pytest.mark.timeout(900)
async def test_killed_at_any_step_of_a_refusal_the_channel_is_stopped_and_its_people_told_once(
    stage: Stage, mortals: Mortals, tmp_path: Path
) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme shines.", by="ann")
    await stage.stop()
    stage.slack.channel("C1").members.discard(BOT_USER)  # and Slack's event of it never comes
    stage.clock.pass_time(NINE + SECOND - stage.clock.now())
    deaths = 0
    for step in range(1, MOST):
        stage.slack.state.posts.all.clear()
        data = shutil.copytree(stage.data, tmp_path / f"step{step}")
        ended = await morning(stage, mortals, data, step)
        if ended != 0:
            assert ended == -signal.SIGKILL
            deaths += 1
            assert await morning(stage, mortals, data) == 0
        watchlist = Watchlist(path_of(data, TEAM), TEAM)
        channel = watchlist.channel("C1")
        watchlist.close()
        assert channel
        assert channel.stopped == "not_in_channel", f"killed at step {step}"
        told = [each for each in stage.slack.messages("@Camille") if "can no longer speak" in each.text]
        assert len(told) == 1, f"killed at step {step}"
        if ended == 0:
            break
    assert 10 < deaths < MOST - 1


@pytest.mark.thorough
@pytest.mark.timeout(900)
async def test_killed_at_any_step_of_a_change_it_makes_the_change_and_says_nothing_twice(
    stage: Stage, mortals: Mortals, tmp_path: Path
) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme shines.", by="ann")
    await stage.at(NINE)
    await stage.stop()
    [digest] = [each for each in stage.said() if quotes(each)]
    engine = open_database(f"sqlite:///{stage.data / 'archive.sqlite'}")
    assert digest.metadata
    id_ = digest.metadata["event_payload"]["delivery"]
    assert Deliveries(engine, TEAM).change(id_, sentence("Acme shone.").payload())
    engine.dispose()
    said = [post.ts for post in stage.slack.state.posts.seen("C1")]
    former = digest.text, digest.blocks

    stood_at_death: list[bool] = []
    while stood_at_death.count(True) < 3:  # Slack's yes, just before it is recorded, just after
        digest.text, digest.blocks = former
        step = len(stood_at_death) + 1
        data = shutil.copytree(stage.data, tmp_path / f"step{step}")
        assert await morning(stage, mortals, data, step) == -signal.SIGKILL
        stood_at_death.append(digest.text == "Acme shone.")
        assert await morning(stage, mortals, data) == 0
        assert digest.text == "Acme shone.", f"killed at step {step}"
        assert [post.ts for post in stage.slack.state.posts.seen("C1")] == said
    assert not stood_at_death[0]
