"""What people configured is kept, found by name, and survives whatever happens to the process."""

import json
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.errors import BadCommand, FileInUse, UnreadableFile, UnwritableFile
from bot.models import Channel, Feed, Switch, Watch
from bot.names import name_key
from bot.storage.watchlist import Watchlist
from tests.storage.boundary import killed_after, no_file_above, start_writer
from tests.storage.samples import HOUR, NOON, WORKSPACE, channel, watch


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "watches.json"


@pytest.fixture
def watchlist(path: Path) -> Iterator[Watchlist]:
    watchlist = Watchlist(path, WORKSPACE)
    yield watchlist
    watchlist.close()


def reopened(path: Path) -> list[Watch]:
    watchlist = Watchlist(path, WORKSPACE)
    watchlist.close()
    return watchlist.watches()


def test_a_watch_is_found_by_its_name_in_its_channel(watchlist: Watchlist) -> None:
    assert watchlist.add(watch(name="L'Oréal"))
    assert watchlist.find("C1", "l'oreal") == watch(name="L'Oréal")
    assert watchlist.find("C2", "l'oreal") is None
    assert watchlist.find("C1", "other") is None


def test_a_second_watch_of_one_name_is_refused(watchlist: Watchlist) -> None:
    assert watchlist.add(watch(name="Café"))
    assert not watchlist.add(watch("w2", name="CAFE"))
    assert watchlist.watches() == [watch(name="Café")]


def test_a_second_watch_of_one_id_is_refused(watchlist: Watchlist) -> None:
    assert watchlist.add(watch())
    assert not watchlist.add(watch(name="Zorblax"))
    assert watchlist.watches() == [watch()]


def test_another_channel_may_watch_the_same_name(watchlist: Watchlist) -> None:
    assert watchlist.add(watch())
    assert watchlist.add(watch("w2", channel="C2"))
    assert watchlist.watches("C2") == [watch("w2", channel="C2")]
    assert len(watchlist.watches()) == 2


def test_watches_come_oldest_first(watchlist: Watchlist) -> None:
    young = replace(watch("w2", "Young"), created_at=NOON + HOUR)
    watchlist.add(young)
    watchlist.add(watch())
    assert watchlist.watches() == watchlist.watches("C1") == [watch(), young]


def test_a_replaced_watch_has_its_new_name_alone(watchlist: Watchlist) -> None:
    watchlist.add(watch())
    changed = replace(watch(), name="Zorblax", paused=True)
    assert watchlist.change_watch("w1", lambda _: changed) == changed
    assert watchlist.find("C1", "Acme") is None
    found = watchlist.find("C1", "zorblax")
    assert found is not None
    assert found.paused


def test_a_watch_does_not_take_the_name_of_another(watchlist: Watchlist) -> None:
    watchlist.add(watch())
    watchlist.add(watch("w2", name="Zorblax"))
    assert watchlist.change_watch("w2", lambda known: replace(known, name="ACME")) is None
    assert watchlist.find("C1", "zorblax") == watch("w2", name="Zorblax")


def test_a_watch_removed_meanwhile_does_not_come_back(watchlist: Watchlist) -> None:
    watchlist.add(watch())
    assert watchlist.remove("w1")
    assert not watchlist.remove("w1")
    assert watchlist.change_watch("w1", lambda known: known) is None
    assert watchlist.watches() == []


def test_a_channel_is_saved_whole(watchlist: Watchlist, path: Path) -> None:
    full = replace(
        channel(),
        feeds=(Feed(url="https://blog.example/feed", title="Un blog", added_at=NOON),),
        switches=(Switch(source="hackernews", on=False, at=NOON),),
        digest_off=True,
        stopped="is_archived",
    )
    assert watchlist.set_up(channel()) == channel()
    assert watchlist.change_channel("C1", lambda _: full) == full
    watchlist.close()
    again = Watchlist(path, WORKSPACE)
    assert again.channel("C1") == full
    assert again.channels() == [full]
    assert again.channel("C2") is None
    again.close()


def test_a_forgotten_channel_takes_its_watches_along(watchlist: Watchlist) -> None:
    watchlist.set_up(channel())
    watchlist.set_up(channel("C2"))
    watchlist.add(watch())
    watchlist.add(watch("w2", channel="C2"))
    watchlist.forget("C1")
    watchlist.forget("C3")
    assert watchlist.channels() == [channel("C2")]
    assert watchlist.watches() == [watch("w2", channel="C2")]


def test_a_second_watchlist_of_one_file_is_refused(watchlist: Watchlist, path: Path) -> None:
    with pytest.raises(FileInUse):
        Watchlist(path, WORKSPACE)


def test_a_file_that_cannot_be_read_stops_the_start_and_frees_the_file(path: Path) -> None:
    path.write_text('{"schema": 1, "watches": {"w1": {}}}')
    for _ in range(2):
        with pytest.raises(UnreadableFile, match='the watch "w1" is wrong'):
            Watchlist(path, WORKSPACE)
    assert path.read_text() == '{"schema": 1, "watches": {"w1": {}}}'


def test_a_list_with_two_watches_of_one_name_lets_each_be_changed_and_removed(
    watchlist: Watchlist, path: Path
) -> None:
    watchlist.add(watch(name="Coca-Cola"))
    content = json.loads(path.read_text())
    content["watches"]["w2"] = content["watches"]["w1"] | {"name": "Coca Cola"}
    path.write_text(json.dumps(content))
    watchlist.set_up(channel())
    assert not watchlist.add(watch("w3", name="COCA cola™"))
    for written, id_ in (("Coca-Cola", "w1"), ("Coca Cola", "w2")):
        found = watchlist.find("C1", written)
        assert found is not None
        assert found.id == id_
    paused = watchlist.change_watch("w2", lambda known: replace(known, paused=True))
    assert paused is not None
    assert paused.paused
    assert watchlist.remove("w1")
    assert watchlist.watches("C1") == [paused]


def test_a_list_moved_away_meanwhile_is_missed_and_not_begun_anew(watchlist: Watchlist, path: Path) -> None:
    watchlist.set_up(channel())
    watchlist.add(watch())
    aside = path.rename(path.with_name("aside.json"))
    for change in (
        lambda: watchlist.add(watch("w2", name="Zorblax")),
        lambda: watchlist.set_up(channel("C2")),
        lambda: watchlist.remove("w1"),
    ):
        with pytest.raises(UnreadableFile, match="is gone: put it back"):
            change()
    assert not path.exists()
    assert watchlist.watches() == [watch()]
    aside.rename(path)
    assert watchlist.add(watch("w2", name="Zorblax"))
    assert len(watchlist.watches()) == 2


def test_reading_does_not_read_the_file(watchlist: Watchlist, path: Path) -> None:
    watchlist.add(watch())
    path.unlink()
    assert watchlist.watches("C1") == [watch()]
    assert watchlist.find("C1", "acme") == watch()


def test_an_edit_by_hand_is_taken_up_by_the_next_change(watchlist: Watchlist, path: Path) -> None:
    watchlist.add(watch())
    content = json.loads(path.read_text())
    content["watches"]["by-hand"] = content["watches"]["w1"] | {"name": "Zorblax"}
    path.write_text(json.dumps(content))
    assert not watchlist.add(watch("w2", name="zorblax"))
    watchlist.set_up(channel())
    assert watchlist.find("C1", "Zorblax") == replace(watch("by-hand"), name="Zorblax")


def test_a_file_spoilt_by_hand_is_left_and_the_watches_live_on(watchlist: Watchlist, path: Path) -> None:
    watchlist.add(watch())
    path.write_text("{spoilt")
    with pytest.raises(UnreadableFile):
        watchlist.add(watch("w2", name="Zorblax"))
    assert path.read_text() == "{spoilt"
    assert watchlist.watches() == [watch()]


def test_a_full_disk_changes_neither_the_file_nor_the_answers(watchlist: Watchlist, path: Path) -> None:
    watchlist.add(watch())
    before = path.read_bytes()
    with no_file_above(len(before) + 10):
        with pytest.raises(UnwritableFile, match="the disk is full"):
            watchlist.add(watch("w2", name="Zorblax"))
        with pytest.raises(UnwritableFile, match="the disk is full"):
            watchlist.change_watch("w1", lambda known: replace(known, query="x" * 100))
        assert watchlist.remove("w1")  # what takes less room is still possible
    assert watchlist.watches() == []
    assert watchlist.add(watch("w2", name="Zorblax"))


def test_threads_lose_nothing_of_each_other(watchlist: Watchlist, path: Path) -> None:
    def add(prefix: str) -> None:
        for number in range(15):
            watchlist.add(watch(f"{prefix}{number}", f"{prefix} {number}"))

    threads = [threading.Thread(target=add, args=[prefix]) for prefix in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(watchlist.watches()) == 60
    watchlist.close()
    assert len(reopened(path)) == 60


def test_changes_at_once_lose_nothing_of_each_other(watchlist: Watchlist) -> None:
    watchlist.set_up(channel())
    feeds = [Feed(url=f"https://blog.example/{number}", title="", added_at=NOON) for number in range(20)]

    def add(feed: Feed) -> None:
        watchlist.change_channel("C1", lambda known: replace(known, feeds=(*known.feeds, feed)))

    threads = [threading.Thread(target=add, args=[feed]) for feed in feeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    known = watchlist.channel("C1")
    assert known is not None
    assert set(known.feeds) == set(feeds)


def test_what_is_known_of_a_channel_is_not_set_up_again(watchlist: Watchlist) -> None:
    first = replace(channel(), replies=True)
    assert watchlist.set_up(first) == first
    assert watchlist.set_up(channel()) == first
    assert watchlist.channel("C1") == first


def test_a_change_that_fails_leaves_all_as_it_was(watchlist: Watchlist, path: Path) -> None:
    def fail(_: object) -> NoReturn:
        raise BadCommand("There are too many.")

    watchlist.add(watch())
    watchlist.set_up(channel())
    before = path.read_bytes()
    with pytest.raises(BadCommand):
        watchlist.change_channel("C1", fail)
    with pytest.raises(BadCommand):
        watchlist.change_watch("w1", fail)
    assert path.read_bytes() == before
    assert watchlist.watches() == [watch()]
    assert watchlist.change_channel("C9", fail) is None


def test_one_of_many_threads_gets_the_name(watchlist: Watchlist) -> None:
    answers: list[bool] = []

    def add(id_: str) -> None:
        answers.append(watchlist.add(watch(id_)))

    threads = [threading.Thread(target=add, args=[f"w{number}"]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 7 + [True]


@pytest.mark.parametrize("acknowledged", [1, 5, 23])
def test_a_killed_process_loses_nothing_it_acknowledged(path: Path, acknowledged: int) -> None:
    names = killed_after(acknowledged, "watchlist", str(path), "w")
    kept = {kept.id for kept in reopened(path)}
    assert set(names) <= kept
    assert len(kept) <= len(names) + 1


@pytest.mark.parametrize(
    ("call", "nth", "written"),
    [("fsync", 1, False), ("replace", 1, False), ("fsync", 2, True)],
    ids=["before the new file is on the disk", "before it takes the place", "before the folder is told"],
)
def test_a_kill_at_the_worst_moment_leaves_the_old_file_or_the_new(
    path: Path, call: str, nth: int, written: bool
) -> None:
    watchlist = Watchlist(path, WORKSPACE)
    watchlist.add(watch())
    watchlist.close()
    with start_writer("dies", str(path), call, str(nth)) as writer:
        pass
    assert writer.returncode == -9
    assert [kept.id for kept in reopened(path)] == (["w1", "last"] if written else ["w1"])


Step = tuple[str, Watch] | tuple[str, Channel] | tuple[str, str]

ids = st.sampled_from(["w1", "w2", "w3"])
channel_ids = st.sampled_from(["C1", "C2"])
watches = st.builds(watch, ids, st.sampled_from(["Acme", "ACMÉ", "Zorblax"]), channel_ids)
channels = st.builds(channel, channel_ids, st.sampled_from(["Europe/Paris", "UTC"]))
steps: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.sampled_from(["add", "change_watch"]), watches),
    st.tuples(st.just("remove"), ids),
    st.tuples(st.sampled_from(["set_up", "change_channel"]), channels),
    st.tuples(st.just("forget"), channel_ids),
    st.just(("reopen", "")),
)


class Model:
    """What a watch list does, in two dicts."""

    def __init__(self) -> None:
        self.watches: dict[str, Watch] = {}
        self.channels: dict[str, Channel] = {}

    def add(self, watch: Watch) -> bool:
        if watch.id in self.watches or self.taken(watch):
            return False
        self.watches[watch.id] = watch
        return True

    def change_watch(self, watch: Watch) -> Watch | None:
        if watch.id not in self.watches or self.taken(watch):
            return None
        self.watches[watch.id] = watch
        return watch

    def remove(self, watch_id: str) -> bool:
        return self.watches.pop(watch_id, None) is not None

    def set_up(self, channel: Channel) -> Channel:
        return self.channels.setdefault(channel.id, channel)

    def change_channel(self, channel: Channel) -> Channel | None:
        if channel.id not in self.channels:
            return None
        self.channels[channel.id] = channel
        return channel

    def forget(self, channel_id: str) -> None:
        self.channels.pop(channel_id, None)
        self.watches = {id_: watch for id_, watch in self.watches.items() if watch.channel != channel_id}

    def taken(self, watch: Watch) -> bool:
        return any(
            (other.channel, name_key(other.name)) == (watch.channel, name_key(watch.name))
            for other in self.watches.values()
            if other.id != watch.id
        )


def done(watchlist: Watchlist, step: str, subject: Any) -> object:
    """What comes of a step; changes are made by what is given."""
    if step.startswith("change"):
        return getattr(watchlist, step)(subject.id, lambda _: subject)
    return getattr(watchlist, step)(subject)


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, max_size=15))
def test_a_watchlist_does_what_two_dicts_do(series: list[Step]) -> None:
    model = Model()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "watches.json"
        watchlist = Watchlist(path, WORKSPACE)
        for step, subject in [*series, ("reopen", "")]:
            if step == "reopen":
                watchlist.close()
                watchlist = Watchlist(path, WORKSPACE)
            else:
                assert done(watchlist, step, subject) == getattr(model, step)(subject)
            assert {watch.id: watch for watch in watchlist.watches()} == model.watches
            assert {channel.id: channel for channel in watchlist.channels()} == model.channels
        watchlist.close()


@pytest.mark.parametrize(
    ("changed", "mistake"),
    [
        ({"quiet_from": "late"}, "quiet hours are of the form HH:MM"),
        ({"days": [0]}, "from 1 .Monday. to 7"),
        ({"places": 0}, "a backlash has people"),
    ],
)
def test_alert_settings_that_a_hand_wrote_wrong_are_named(
    tmp_path: Path, changed: dict[str, object], mistake: str
) -> None:
    path = tmp_path / "T1.json"
    with closing(Watchlist(path, WORKSPACE)) as held:
        held.set_up(channel())
    kept = json.loads(path.read_text())
    kept["channels"]["C1"]["alerts"] |= changed
    path.write_text(json.dumps(kept))
    with pytest.raises(UnreadableFile, match=mistake):
        Watchlist(path, WORKSPACE)
