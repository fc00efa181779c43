"""Welcomes: one for what is added together, each once, none for what is gone by then."""

from datetime import timedelta

from msgspec.structs import replace

from bot.digests.welcome import ROW
from bot.storage.delivery import DeliveryKind
from bot.storage.sendqueue import SendQueue
from tests.digests.desk import NINE, Desk
from tests.storage.samples import WORKSPACE, hit, mention, watch

ACME, ZORBLAX, BRIMEO = watch(), watch("w2", "Zorblax"), watch("w3", "Brimeo")
SECOND = timedelta(seconds=1)


def welcomed(desk: Desk) -> set[str]:
    return desk.history.subjects("C1", DeliveryKind.WELCOME)


async def test_a_watch_is_welcomed_with_what_it_found(desk: Desk) -> None:
    await desk.set_up(ACME)
    desk.archive.keep([hit(mention("m1", created_at=NINE - timedelta(hours=2)), look_back=True)])
    await desk.welcomed()
    owed = desk.owed(DeliveryKind.WELCOME)
    assert owed is not None
    assert (owed.about, owed.root) == ("w1", "")
    assert mention("m1").url in str(owed.payload["blocks"])
    assert [each.id for each in desk.history.unsent(["m1"])] == [owed.id]


async def test_those_added_while_another_is_looked_back_for_are_welcomed_together(desk: Desk) -> None:
    await desk.set_up(ACME)
    desk.poller.may_answer.clear()
    await desk.welcomes.look()
    await desk.poller.looked_back_for("w1")
    await desk.add(ZORBLAX, BRIMEO)
    await desk.welcomes.look()
    assert desk.poller.looked_back == ["w1"], "one look-back at a time"
    desk.poller.may_answer.set()
    await desk.background.wait_idle()
    owed = desk.owed(DeliveryKind.WELCOME)
    assert owed is not None
    assert (set(owed.about.split()), owed.root) == ({"w2", "w3"}, "welcome:w1:0")
    await desk.welcomed()
    assert sorted(desk.poller.looked_back) == ["w1", "w2", "w3"], "all of them were welcomed"


async def test_what_is_removed_before_it_was_looked_back_for_is_not_welcomed(desk: Desk) -> None:
    await desk.set_up(ACME, ZORBLAX)
    desk.poller.may_answer.clear()
    await desk.welcomes.look()
    await desk.poller.looked_back_for("w1")
    for each in (ACME, ZORBLAX):
        desk.watchlist.remove(each.id)
    desk.poller.may_answer.set()
    await desk.background.wait_idle()
    assert desk.owed(DeliveryKind.WELCOME) is None


async def test_what_is_not_listened_for_yet_is_not_looked_back_for(desk: Desk) -> None:
    await desk.set_up(ACME)
    desk.watchlist.add(ZORBLAX)
    await desk.welcomed()
    assert welcomed(desk) == {"w1"}
    await desk.add()
    await desk.welcomed()
    assert welcomed(desk) == {"w1", "w2"}


async def test_a_look_back_of_one_channel_that_hangs_delays_no_other(desk: Desk) -> None:
    await desk.set_up(ACME)
    await desk.set_up(watch("w4", "Quux", "C2"), id="C2")
    desk.poller.hang = {"w1"}
    await desk.welcomes.look()
    await desk.outbox.owes(DeliveryKind.WELCOME, 1)
    assert desk.owed(DeliveryKind.WELCOME, "C2")
    assert desk.owed(DeliveryKind.WELCOME) is None


async def test_watches_added_in_a_row_stand_in_the_thread_of_the_first(desk: Desk) -> None:
    await desk.set_up(ACME)
    roots = []
    for each in (ACME, ZORBLAX, BRIMEO):
        await desk.add(each)
        await desk.welcomed()
        owed = desk.owed(DeliveryKind.WELCOME)
        assert owed is not None
        roots.append(owed.root)
        desk.clock.pass_time(ROW)
    assert roots == ["", "welcome:w1:0", "welcome:w1:0"]
    assert await desk.welcomes.row("C1") == "welcome:w1:0"
    desk.clock.pass_time(SECOND)
    assert await desk.welcomes.row("C1") == "", "it is a row no more"


async def test_one_after_a_welcome_that_was_given_up_stands_by_itself(desk: Desk) -> None:
    await desk.set_up(ACME)
    await desk.welcomed()
    SendQueue(desk.mentions.engine, WORKSPACE).give_up("welcome:w1:0", "late", desk.clock.now())
    assert await desk.welcomes.row("C1") == ""


async def test_a_start_welcomes_those_that_were_not_and_no_channel_that_takes_nothing(desk: Desk) -> None:
    await desk.set_up(ACME)
    await desk.set_up(watch("w4", "Quux", "C2"), id="C2", stopped="it is archived")
    await desk.welcomed()
    await desk.add(ZORBLAX, BRIMEO)
    await desk.welcomed()
    assert welcomed(desk) == {"w1", "w2", "w3"}
    await desk.welcomed()
    assert sorted(desk.poller.looked_back) == ["w1", "w2", "w3"], "each once"
    assert desk.owed(DeliveryKind.WELCOME, "C2") is None


async def test_what_is_left_of_what_a_welcome_quotes_is_told_of_the_watches_that_are_left(desk: Desk) -> None:
    await desk.set_up(ACME)
    told = [mention(id_, created_at=NINE - timedelta(hours=2)) for id_ in ("m1", "m2")]
    told = [replace(each, title=each.id, thread="", links=(), text=f"Acme {each.id}") for each in told]
    desk.archive.keep([hit(each, look_back=True) for each in told])
    await desk.welcomed()
    owed = desk.owed(DeliveryKind.WELCOME)
    assert owed is not None
    desk.archive.delete("m1", NINE)
    await desk.welcomes.recompose(owed, [])
    again = desk.owed(DeliveryKind.WELCOME)
    assert again is not None
    assert [each.url in str(again.payload) for each in told] == [False, True]
    desk.watchlist.remove(ACME.id)
    await desk.welcomes.recompose(again, [])
    assert desk.owed(DeliveryKind.WELCOME) is None
