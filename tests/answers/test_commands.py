"""Commands: carried out by typed arguments, answered in words."""

import pytest

from bot.answers.archive import ArchiveCommands
from bot.answers.channel import ChannelCommands
from bot.answers.commands import Commands
from bot.answers.teaching import TeachingCommands
from bot.answers.watches import WatchCommands
from bot.commands.verbs import VERBS
from bot.errors import UnwritableFile
from tests.storage.samples import watch
from tests.watches.desk import WatchDesk


@pytest.fixture
def commands(watch_desk: WatchDesk) -> Commands:
    desk = watch_desk
    asked = desk.lookup, desk.watches, desk.queries, desk.removal, desk.undo
    watches = WatchCommands(*asked, desk.alert_choices, desk.alert_replay, desk.clock)
    taught = desk.corrections, desk.story_edits, desk.teams, desk.urgent, desk.vips
    teaching = TeachingCommands(desk.lookup, *taught, desk.watches)
    archive = ArchiveCommands.__new__(ArchiveCommands)
    return Commands(watches, ChannelCommands.__new__(ChannelCommands), teaching, archive)


async def told(commands: Commands, text: str) -> str:
    """What is answered to somebody who typed this, as text."""
    return "\n".join([message.text async for message in commands.answers("U1", "C1", text)])


async def test_a_refusal_is_said_with_the_command_that_was_refused(
    commands: Commands, watch_desk: WatchDesk
) -> None:
    await watch_desk.set_up(watch(), watch("w2", "Acme Light"))
    assert await told(commands, "pause") == (
        "Which watch? Write /watch pause NAME. Watched here: Acme and Acme Light."
    )
    assert await told(commands, "remove Acm") == "“Acm” could be Acme or Acme Light: write more of it."


async def test_a_mistake_in_a_query_is_shown_at_its_place(commands: Commands, watch_desk: WatchDesk) -> None:
    await watch_desk.set_up()
    said = await told(commands, "edit Acme (lueur")
    assert said.startswith("That query cannot be read.")
    assert "^" in said


async def test_what_is_typed_does_what_is_called(commands: Commands, watch_desk: WatchDesk) -> None:
    assert (await told(commands, "concurrent Brimeo")).startswith("Brimeo is watched here from now on.")
    [brimeo] = watch_desk.watchlist.watches("C1")
    assert (brimeo.kind, brimeo.query) == ("competitor", "Brimeo")
    assert await told(commands, "alerts brimeo instant") == (
        "Each new mention of Brimeo is told here as it is heard."
    )
    assert watch_desk.watchlist.watches("C1")[0].instant


async def test_a_list_that_cannot_be_written_is_said_so(
    commands: Commands, watch_desk: WatchDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise UnwritableFile("the disk is full")

    await watch_desk.set_up()
    monkeypatch.setattr(watch_desk.watchlist, "change_watch", full)
    assert (await told(commands, "pause Acme")).startswith("Nothing was changed: the file")


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
async def test_each_verb_is_explained(commands: Commands, verb: object) -> None:
    assert verb in VERBS
    name = next(each.name for each in VERBS if each is verb)
    assert (await told(commands, f"help {name}")).startswith(f"/watch {name}")
