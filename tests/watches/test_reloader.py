"""What people changed takes effect, and whoever goes by it is woken."""

from pathlib import Path

from bot.storage.watchlist import Watchlist
from bot.wakeups import Wakeup
from bot.watches.registry import WatchRegistry
from bot.watches.reloader import Reloader
from tests.clock import FakeClock
from tests.storage.samples import WORKSPACE, channel, watch


async def test_what_was_added_is_in_force_and_those_who_go_by_it_are_woken(tmp_path: Path) -> None:
    watchlist, registry = Watchlist(tmp_path / "watchlist.json", WORKSPACE), WatchRegistry({})
    changed = Wakeup("plan", FakeClock())
    reloader = Reloader(watchlist, registry, [changed])
    acme = watch()
    watchlist.set_up(channel(acme.channel))
    watchlist.add(acme)
    assert len(registry.index) == 0
    await reloader.reload()
    assert len(registry.index) == 1
    assert await changed.wait()
    watchlist.close()
