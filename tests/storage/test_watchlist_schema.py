"""Watch lists of earlier versions."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bot.models import DigestHours
from bot.storage.watchlist import Watchlist
from tests.storage.samples import NOON, WORKSPACE, channel, watch


def written(path: Path, version: int, **fields: Any) -> Watchlist:
    """The watch list of a file with one channel and one watch, as that version wrote it."""
    old = {
        "zone": "Europe/Paris",
        "set_up_by": "U1",
        "digest_since": NOON.isoformat(),
        "replies": False,
        "feeds": [],
        "switches": [],
        "stopped": "",
    }
    kept = watch()
    watches = {
        kept.id: {
            "channel": "C1",
            "name": kept.name,
            "kind": kept.kind,
            "query": kept.query,
            "created_by": kept.created_by,
            "created_at": kept.created_at.isoformat(),
            "since": kept.since.isoformat(),
        }
    }
    path.write_text(
        json.dumps({"schema": version, "channels": {"C1": old | fields}, "watches": watches}), "utf-8"
    )
    return Watchlist(path, WORKSPACE)


@pytest.mark.parametrize(
    ("fields", "digests", "off"),
    [
        ({"digest_at": "08:15", "digest_days": [1, 4]}, (DigestHours(at="08:15", days=(1, 4)),), False),
        ({"digest_at": "08:15", "digest_days": []}, (DigestHours(at="08:15"),), True),
        ({}, (DigestHours(),), False),
    ],
    ids=["an hour", "off", "neither"],
)
def test_a_list_with_one_hour_a_channel_is_read_as_it_was_meant(
    tmp_path: Path, fields: dict[str, Any], digests: tuple[DigestHours, ...], off: bool
) -> None:
    watchlist = written(tmp_path / "watchlist.json", 1, **fields)
    assert watchlist.channel("C1") == replace(channel(), digests=digests, digest_off=off)
    assert watchlist.watches() == [watch()]
    assert watchlist.oddities() == ()
    watchlist.close()


def test_the_first_change_writes_the_whole_list_in_the_new_shape(tmp_path: Path) -> None:
    path = tmp_path / "watchlist.json"
    watchlist = written(path, 1, digest_at="08:15", digest_days=[1, 4])
    watchlist.change_watch(watch().id, lambda known: replace(known, paused=True))
    watchlist.close()
    content = json.loads(path.read_text())
    assert content["schema"] == 3
    assert content["channels"]["C1"]["digests"] == [{"at": "08:15", "days": [1, 4]}]
    assert not content["channels"]["C1"].keys() & {"digest_at", "digest_days"}
    again = Watchlist(path, WORKSPACE)
    assert again.channel("C1") == replace(channel(), digests=(DigestHours(at="08:15", days=(1, 4)),))
    again.close()


def test_an_old_field_in_a_new_list_is_understood(tmp_path: Path) -> None:
    watchlist = written(tmp_path / "watchlist.json", 2, digest_at="0900")
    held = watchlist.channel("C1")
    assert held is not None
    assert held.digests == (DigestHours(),)
    assert '"0900"' in watchlist.oddities()[0]
    watchlist.close()
