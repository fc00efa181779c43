"""What another channel has is named and taken over, and nobody learns of a channel they may not see."""

from datetime import timedelta

import pytest

from bot.console.directory import BOT_USER
from tests.scenarios.fake_web import BLOG, FEED
from tests.scenarios.full_bot import NINE, Stage, quotes, shown

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
async def revue(stage: Stage) -> str:
    """A public channel with two watches, a feed, another hour and a source turned off; Alex is not in it."""
    stage.slack.add_channel("C9", "revue", ["Camille", BOT_USER])
    for words in (
        f"feed {FEED}",
        "brand Acme -jus",
        "competitor Brimeo",
        "alerts Brimeo instant",
        "digest 07:30 daily",
        "sources -hackernews",
    ):
        await stage.command(words, channel="revue")
    return "revue"


@pytest.mark.parametrize("typed", ["#revue", "revue", "<#C9|revue>"])
async def test_a_channel_takes_watches_feeds_and_settings_over(stage: Stage, revue: str, typed: str) -> None:
    await stage.command("brand Acme")
    told = await stage.told(f"copy {typed}", user="Alex")
    assert "Taken over from #revue: 1 watch: Brimeo. 1 watch of that name stood here already." in told
    listed = await stage.told("list")
    assert "Acme — brand\n" in listed, "what stood here stays as it was"
    assert "Brimeo — competitor, told at once" in listed
    assert "07:30 every day" in listed
    assert FEED in await stage.told("feed")
    assert "hackernews" in (await stage.told("sources")).partition("Off")[2]
    assert len(stage.said()) == 1, "one welcome"


async def test_what_was_read_there_before_is_history_here(stage: Stage, revue: str) -> None:
    stage.public.say(BLOG, "Acme hier.", by="Léa", title="Avant", ago=HOUR)
    await stage.command(f"copy {revue}")
    stage.public.say(BLOG, "Acme demain, en mieux.", by="Léa", title="Après")
    await stage.at(NINE + DAY)
    assert quotes(stage.said()[-1]) == ["Acme demain, en mieux."]


async def test_a_private_channel_is_copied_by_who_is_in_it_and_by_nobody_else(stage: Stage) -> None:
    await stage.command("brand Secret", channel="crise")
    unknown = await stage.told("copy #nowhere", user="Alex")
    refused = await stage.told("copy #crise", user="Alex")
    assert refused == unknown.replace("#nowhere", "#crise"), "not even that it is there"
    assert refused == (await stage.told("copy C3", user="Alex")).replace("C3", "#crise")
    assert "Nothing is watched" in await stage.told("list")
    assert "Taken over from #crise: 1 watch: Secret." in await stage.told("copy #crise", user="Camille")


async def test_a_channel_without_feeds_is_told_which_one_reads_feeds(stage: Stage, revue: str) -> None:
    answer = await stage.told("brand Zorblax", user="Alex")
    assert "No feed is read here; #revue reads 1. /watch copy #revue takes" in answer
    await stage.command(f"feed {FEED}")
    assert "No feed is read here" not in await stage.told("brand Lumo")


async def test_a_private_channel_with_feeds_is_named_to_those_in_it_alone(stage: Stage) -> None:
    await stage.command(f"feed {FEED}", channel="crise")
    assert "crise" not in await stage.told("brand Zorblax", user="Alex")
    assert "No feed is read here; #crise reads 1." in await stage.told("brand Lumo", user="Camille")


async def test_a_copy_names_its_channel(stage: Stage) -> None:
    assert "Which channel?" in await stage.told("copy")
    await stage.command("brand Acme")
    assert "it is this channel" in await stage.told("copy #veille-demo")


async def test_what_was_copied_by_a_slip_is_taken_back(stage: Stage, revue: str) -> None:
    await stage.command(f"copy {revue}")
    assert "Brimeo is no longer watched here" in await stage.told("undo Brimeo")
    assert "Acme — brand" in shown((await stage.command("list"))[0])
