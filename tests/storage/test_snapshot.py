"""What the file says is checked before it is believed."""

from pathlib import Path
from typing import Any

import pytest

from bot.errors import UnreadableFile
from bot.models import DigestHours
from bot.storage.snapshot import Snapshot, row, snapshot
from tests.storage.samples import WORKSPACE, channel, watch

PATH = Path("data/watches.json")


def read(
    watches: dict[str, Any] | None = None,
    channels: dict[str, Any] | None = None,
    before: Snapshot | None = None,
) -> Snapshot:
    tables = {"watches": watches or {}, "channels": channels or {}}
    return snapshot(PATH, WORKSPACE, tables, before or Snapshot())


def test_rows_come_back_as_what_they_were() -> None:
    held = read({"w1": row(watch())}, {"C1": row(channel())})
    assert held.watches == {"w1": watch()}
    assert held.channels == {"C1": channel()}
    assert held.named == {"C1": {"acme": (watch(),)}}


def test_an_instant_with_another_offset_is_the_same_instant() -> None:
    held = read({"w1": row(watch()) | {"created_at": "2026-11-23T13:00:00.123456+01:00"}})
    assert held.watches == {"w1": watch()}
    assert str(held.watches["w1"].created_at.tzinfo) == "UTC"


def test_a_watch_that_is_written_as_before_is_not_read_again_and_a_changed_one_is() -> None:
    rows = {"w1": row(watch()), "w2": row(watch()) | {"name": "Brimeo"}}
    before = read(rows)
    after = read({**rows, "w2": rows["w2"] | {"paused": True}}, before=before)
    assert after.watches["w1"] is before.watches["w1"]
    assert after.watches["w2"].paused
    assert read({"w1": rows["w1"]}, before=after).watches.keys() == {"w1"}


def test_a_watch_whose_field_got_another_type_by_hand_is_wrong_though_it_says_the_same() -> None:
    rows = {"w1": row(watch()) | {"paused": True}}
    before = read(rows)
    with pytest.raises(UnreadableFile):
        read({"w1": rows["w1"] | {"paused": 1}}, before=before)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"kind": "enemy"}, "enemy"),
        ({"name": 5}, "name"),
        ({"name": " "}, "the name is empty"),
        ({"pausd": True}, '"pausd" is no field of it'),
        ({"id": "w2"}, '"id" is no field of it'),
        ({"created_at": "2026-11-23T12:00:00"}, "needs an offset"),
        ({"created_at": "yesterday"}, "created_at"),
    ],
)
def test_a_wrong_watch_is_named_with_its_mistake(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read({"w1": row(watch()) | fields})
    sentence = str(refusal.value)
    assert sentence.startswith(f'{PATH}: the watch "w1" is wrong: ')
    assert reason in sentence
    assert sentence.endswith("Correct it by hand.")


def test_a_watch_without_a_name_is_wrong() -> None:
    fields = row(watch())
    del fields["name"]
    with pytest.raises(UnreadableFile, match="missing required field `name`"):
        read({"w1": fields})


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"zone": "Europe/Pariss"}, "Pariss"),
        ({"zone": "../../etc/passwd"}, "etc/passwd"),
        ({"digests": [{"days": [0, 1]}]}, "the days of a digest are numbers from 1"),
        ({"digests": [{"days": []}]}, "the days of a digest are numbers from 1"),
        ({"digests": [{"every": 30}]}, "every 1 to 12 hours"),
        ({"digests": "09:00"}, "digests"),
        ({"digest_since": "2026-11-23"}, "digest_since"),
    ],
)
def test_a_wrong_channel_is_named_with_its_mistake(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(channels={"C1": row(channel()) | fields})
    assert 'the channel "C1" is wrong' in str(refusal.value)
    assert reason in str(refusal.value)


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("0900", "09:00"),
        ("09", "09:00"),
        ("9h", "09:00"),
        (17, "17:00"),
        ("25:00", "09:00"),
        ("soon", "09:00"),
    ],
)
def test_a_digest_hour_that_a_hand_wrote_otherwise_is_read_and_said(written: object, taken: str) -> None:
    held = read(channels={"C1": row(channel()) | {"digests": [{"at": written, "days": [1]}]}})
    assert held.channels["C1"].digests == (DigestHours(at=taken, days=(1,)),)
    [oddity] = held.oddities
    assert f'the channel "C1" has the digest hour "{written}"' in oddity
    assert f"taken to be {taken}. Correct it by hand" in oddity


def test_a_digest_hour_that_is_well_is_not_spoken_of() -> None:
    assert read(channels={"C1": row(channel())}).oddities == ()


def test_a_table_nobody_knows_is_refused() -> None:
    with pytest.raises(UnreadableFile, match='holds "wathces", which Veille does not know'):
        snapshot(PATH, WORKSPACE, {"wathces": {}}, Snapshot())


def test_two_watches_of_one_name_in_one_channel_are_read() -> None:
    held = read({"w1": row(watch(name="Coca-Cola")), "w2": row(watch("w2", name="Coca Cola"))})
    assert {each.id for each in held.of_channel("C1")} == {"w1", "w2"}


def test_two_channels_may_have_watches_of_one_name() -> None:
    held = read({"w1": row(watch()), "w2": row(watch("w2", channel="C2"))})
    assert set(held.named) == {"C1", "C2"}
