"""A row first, a wake-up second: whoever is killed between the two, each thing is told once."""

import asyncio
import multiprocessing
import shutil
import signal
from pathlib import Path

import pytest

from bot.storage.delivery import DeliveryKind
from tests.scenarios.rooms import Rooms, killed

KINDS = {
    "alerts": DeliveryKind.ALERT,
    "redelivery": DeliveryKind.ALERT,
    "outages": DeliveryKind.OUTAGE,
    "gaps": DeliveryKind.NOTICE,
}


@pytest.fixture
def folder(empty_file: Path, tmp_path: Path) -> Path:
    shutil.copy(empty_file, tmp_path / "veille.db")
    return tmp_path


@pytest.mark.parametrize("at", ["written", "owed"])
@pytest.mark.parametrize("room", KINDS)
async def test_a_kill_between_a_row_and_what_it_asks_for_does_it_once(
    folder: Path, room: str, at: str
) -> None:
    process = multiprocessing.get_context("spawn").Process(target=killed, args=(folder, room, at))
    process.start()
    await asyncio.to_thread(process.join)
    assert process.exitcode == -signal.SIGKILL
    rooms = Rooms(folder)
    await rooms.begin()
    for _ in range(3):
        await rooms.looks[room]()
    last = rooms.history.latest("C1", KINDS[room])
    if room == "redelivery":
        assert last is None, "nothing is left of what it told"
    else:
        assert last is not None
        before = rooms.history.latest("C1", KINDS[room], before=last.created_at)
        assert before is None, "and it is told once"
    rooms.close()


async def test_what_another_process_wrote_is_found(folder: Path) -> None:
    here, elsewhere = Rooms(folder), None
    await here.begin()
    here.write("gaps")
    here.close()
    elsewhere = Rooms(folder)
    await elsewhere.begin()
    await elsewhere.looks["gaps"]()
    assert elsewhere.history.latest("C1", DeliveryKind.NOTICE) is not None
    elsewhere.close()
