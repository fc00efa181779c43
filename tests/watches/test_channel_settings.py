"""How a channel is served: set up when it is first used, and changed."""

import pytest
from msgspec.structs import replace

from bot.commands.digest_hours import read_digest_hours
from bot.errors import Refusal, Refused
from tests.watches.desk import WatchDesk


async def test_a_channel_begins_as_its_first_person_is_known_to_slack(desk: WatchDesk) -> None:
    first = await desk.settings.of("C1", "U2")
    assert (first.zone, first.language, first.set_up_by) == ("America/New_York", "en", "U2")
    assert await desk.settings.of("C1", "U1") == first, "the next one changes nothing"


async def test_a_channel_that_was_stopped_is_open_again_once_it_is_used(desk: WatchDesk) -> None:
    held = await desk.settings.of("C1", "U1")
    desk.watchlist.change_channel("C1", lambda known: replace(known, stopped="is_archived"))
    assert await desk.settings.of("C1", "U1") == held


async def test_a_channel_that_was_forgotten_is_not_changed(desk: WatchDesk) -> None:
    with pytest.raises(Refused) as refused:
        await desk.settings.update("C1", lambda known: known)
    assert refused.value.code is Refusal.CHANNEL_CLOSED


async def test_a_digest_is_set_where_the_bot_can_speak_and_off_anywhere(desk: WatchDesk) -> None:
    changed = await desk.settings.set_digest("C1", "U1", read_digest_hours("8:30 mon"))
    assert [(hours.at, hours.days) for hours in changed.digests] == [("08:30", (1,))]
    assert changed.digest_since == desk.clock.now()
    with pytest.raises(Refused) as refused:
        await desk.settings.set_digest("C4", "U1", read_digest_hours("8:30"))
    assert refused.value.code is Refusal.NOT_IN_CHANNEL
    off = await desk.settings.set_digest("C4", "U1", read_digest_hours("off"))
    assert off.digest_off


async def test_replies_are_turned_on_where_the_bot_can_speak(desk: WatchDesk) -> None:
    assert (await desk.settings.set_replies("C1", "U1", on=True)).replies
    with pytest.raises(Refused):
        await desk.settings.set_replies("C4", "U1", on=True)
    assert not (await desk.settings.set_replies("C4", "U1", on=False)).replies


async def test_people_are_answered_in_their_own_language(desk: WatchDesk) -> None:
    await desk.settings.set_language("C1", "U2", "fr")
    assert await desk.settings.askers_language("U2", "C1") == "en"
    assert await desk.settings.askers_language("U9", "C1") == "fr", "of whom Slack says nothing"
