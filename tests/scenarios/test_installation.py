"""An installation of the version before workspaces goes on in this one: nothing lost, nothing twice."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.console.directory import BOT_USER, TEAM
from bot.console.workspace import Workspace
from bot.storage.backups import backups, restore
from bot.storage.condition import revision_of
from bot.storage.installation import take_over
from bot.storage.watchlists import workspaces
from tests.clock import FakeClock
from tests.scenarios import installation
from tests.scenarios.fake_web import HN, Public
from tests.scenarios.full_bot import NINE, Stage, quotes

MINUTE = timedelta(minutes=1)
TUESDAY = NINE + timedelta(days=1)
WEDNESDAY = TUESDAY + timedelta(days=1)
ANSWER = 5
"""Which of the messages in C1 is the answer that was reworded."""
ASKED = "C3"
"""Where the bot was asked for a name, and killed before it answered."""
CHANNELS = ("C1", "C3", "C4", "C5", "C6")


@pytest.fixture
async def stage(
    clock: FakeClock, slack: Workspace, public: Public, new_url: str, tmp_path: Path
) -> AsyncIterator[Stage]:
    """The earlier version was killed half a minute ago."""
    data = tmp_path / "data"
    installation.leave(data, new_url)
    installation.furnish(slack)
    installation.repeat(public)
    clock.pass_time(installation.KILLED_AT - clock.now() + MINUTE / 2)
    stage = Stage(clock, slack, public, data)
    stage.settings["VEILLE_DATABASE_URL"] = new_url
    yield stage
    await stage.stop()


def said(stage: Stage) -> dict[str, list[list[str]]]:
    """What each message of the bot's quotes, whole, by channel, threads included."""
    texts = [item.text for item in stage.public._items] + installation.texts()
    return {
        channel: [
            whole(quotes(post), texts)
            for post in stage.slack.state.posts.seen(channel)
            if post.author == BOT_USER
        ]
        for channel in CHANNELS
    }


def whole(quoted: Iterable[str], texts: Sequence[str]) -> list[str]:
    """The texts that are quoted: how much of each is another matter."""
    return sorted(next(text for text in texts if quote in text) for quote in quoted)


async def go_on(stage: Stage) -> None:
    """Live through that day and the next morning, as the earlier version did for `afterwards.json`."""
    for minutes in (1, 2, 3, 4, 5, 6, 10, 15, 20, 30):
        await stage.at(TUESDAY + minutes * MINUTE)
    await stage.poll()
    assert "Nimbus" in await stage.told("undo")
    await stage.at(TUESDAY + 61 * MINUTE)
    await stage.at(TUESDAY + 121 * MINUTE)
    stage.public.say(HN, "Zorblax sent me a spare strap.", by="quinn")
    stage.public.say(HN, "Nimbus, again, blinks.", by="roos")
    stage.public.say(HN, "A Quiblet in every tent.", by="siem")
    stage.clock.pass_time(15 * MINUTE)
    await stage.poll()
    for minutes in (-9, 1, 61, 121):
        await stage.at(WEDNESDAY + minutes * MINUTE)


@pytest.mark.timeout(600)
async def test_it_goes_on_as_the_earlier_version_would_have(stage: Stage) -> None:
    before = said(stage)
    await stage.start()
    await go_on(stage)
    now, texts = said(stage), [item.text for item in stage.public._items] + installation.texts()
    after = {channel: rows[len(before[channel]) :] for channel, rows in now.items()}
    then = {channel: [whole(row, texts) for row in rows] for channel, rows in installation.AFTERWARDS.items()}
    page, newest = after[ASKED].pop(0), then[ASKED].pop(0)
    assert set(newest) < set(page), "an answer is a page of the week now, with what was told before"
    assert after == then
    changed = [
        (channel, place)
        for channel, rows in before.items()
        for place, row in enumerate(rows)
        if now[channel][place] != row
    ]
    assert changed == [("C1", ANSWER)], "and the answer of the day before says what it was to say"


async def test_every_row_is_of_the_workspace_and_nothing_else_is_changed_by_the_move(
    new_url: str, tmp_path: Path
) -> None:
    installation.leave(tmp_path / "data", new_url)
    take_over(tmp_path / "data", new_url, TEAM)
    for table in ("hits", "said", "deliveries", "delivery_mentions", "drops", "watch_changes", "events"):
        moved, kept = installation.rows_of(new_url, table), installation.kept_rows(table)
        assert {row.pop("workspace") for row in moved} == {TEAM}, table
        assert len(moved) == len(kept), table
        ids = [
            name for name in ("id", "watch", "delivery", "channel", "mention", "event_id") if name in kept[0]
        ]
        assert sorted([row[name] for name in ids] for row in moved) == sorted(
            [row[name] for name in ids] for row in kept
        ), table
    assert workspaces(tmp_path / "data") == [TEAM]
    assert not (tmp_path / "data" / "watchlist.json").exists()
    [backup] = backups(tmp_path / "data")
    assert (backup.folder / "watchlist.json").read_bytes() == (
        installation.HERE / "watchlist.json"
    ).read_bytes()


async def test_what_is_restored_is_what_the_earlier_version_left(new_url: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    installation.leave(data, new_url)
    before = {
        table: installation.rows_of(new_url, table) for table in ("hits", "deliveries", "source_states")
    }
    take_over(data, new_url, TEAM)
    aside = restore(data, new_url, backups(data)[-1])
    assert revision_of(new_url) == installation.REVISION
    assert {table: installation.rows_of(new_url, table) for table in before} == before
    assert (data / "watchlist.json").read_bytes() == (installation.HERE / "watchlist.json").read_bytes()
    assert workspaces(data) == []
    assert (aside / "watchlists" / f"{TEAM}.json").exists(), "what stood there is not deleted"
    take_over(data, new_url, TEAM)
    assert workspaces(data) == [TEAM]
    assert len(backups(data)) == 2
