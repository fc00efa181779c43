"""What another channel has, taken over."""

import pytest

from bot.commands.channel_words import read_channel
from bot.errors import Refusal, Refused
from tests.storage.samples import watch
from tests.watches.desk import WatchDesk


async def test_watches_and_feeds_are_taken_over_once(desk: WatchDesk) -> None:
    await desk.set_up()
    await desk.add_feed("C2", number=3)
    for each in (watch("w8", channel="C2"), watch("w9", "Brimeo", "C2")):
        desk.watchlist.add(each)
    copied = await desk.copies.copy("C1", "U1", read_channel("#theirs"))
    assert (copied.source, [each.name for each in copied.added], copied.known) == ("#theirs", ["Brimeo"], 1)
    assert len(copied.channel.feeds) == 3
    again = await desk.copies.copy("C1", "U1", read_channel("<#C2|theirs>"))
    assert (again.added, again.known, len(again.channel.feeds)) == ((), 2, 3)


@pytest.mark.parametrize("typed", ["#crisis", "<#C3|crisis>", "#ours", "C1", "#nowhere", "#elsewhere"])
async def test_nobody_learns_of_a_private_channel_that_they_are_not_in(desk: WatchDesk, typed: str) -> None:
    await desk.set_up()
    await desk.add_feed("C3", number=1)
    with pytest.raises(Refused) as refused:
        await desk.copies.copy("C1", "U1", read_channel(typed))
    assert (refused.value.code, refused.value.values) == (Refusal.CHANNEL_NOT_COPIED, {"channel": typed})
