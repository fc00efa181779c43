"""What a digest tells: all that was not told, once, whoever else composes for its channel."""

import asyncio
from datetime import timedelta

from msgspec.structs import replace

from bot.storage.archive import Reason
from tests.digests.desk import NINE, Desk, held_up
from tests.storage.samples import HOUR, delivery, hit, mention, watch

MINUTE = timedelta(minutes=1)
KEY = "digest:C1:2026-11-24:0900"


async def test_what_an_alert_that_was_composed_meanwhile_tells_is_not_told_again(desk: Desk) -> None:
    channel = await desk.set_up()
    desk.archive.keep([hit(mention("m1")), hit(mention("m2"))])
    async with desk.outbox.channel_lock("C1"):
        composing = asyncio.create_task(desk.composer.send(channel, KEY))
        assert await held_up(composing)
        await desk.outbox.enqueue([delivery("alert", kind="alert")], ["m1"])
    await composing
    assert (desk.told("alert"), desk.told(f"{KEY}:0")) == (["m1"], ["m2"])


async def test_an_alert_does_not_tell_what_a_digest_that_was_composed_meanwhile_tells(desk: Desk) -> None:
    await desk.set_up(replace(watch(), instant=True))
    news = [replace(hit(mention(id_)), at_once=True) for id_ in ("m1", "m2")]
    desk.archive.keep(news)
    async with desk.outbox.channel_lock("C1"):
        telling = asyncio.create_task(desk.alerts.tell(news))
        assert await held_up(telling)
        await desk.outbox.enqueue([delivery("digest")], ["m1"])
    await telling
    alert = desk.owed("alert")
    assert alert is not None
    assert (desk.told("digest"), desk.told(alert.id)) == (["m1"], ["m2"])


async def test_two_alerts_of_one_watch_that_are_composed_at_once_become_one(desk: Desk) -> None:
    await desk.set_up(replace(watch(), instant=True))
    news = [replace(hit(mention(f"m{n}")), at_once=True) for n in range(3)]
    desk.archive.keep(news)
    await asyncio.gather(*(desk.alerts.tell([each]) for each in news))
    alert = desk.owed("alert")
    assert alert is not None
    assert sorted(desk.told(alert.id)) == ["m0", "m1", "m2"]


async def test_a_digest_that_is_made_anew_goes_no_further_than_it_was_due(desk: Desk) -> None:
    channel = await desk.set_up()
    before = replace(delivery("digest:C1:2026-11-23:0900:0"), created_at=NINE - timedelta(days=1))
    desk.deliveries.owe([before])
    early, late = mention("early"), mention("late")
    desk.archive.keep([hit(early, matched_at=NINE - HOUR), hit(mention("told"), matched_at=NINE - HOUR)])
    await desk.at(NINE)
    owed = desk.owed()
    assert owed is not None
    desk.archive.keep([hit(late, matched_at=NINE + MINUTE)])
    alert = replace(delivery("alert", kind="alert"), created_at=NINE + MINUTE)
    desk.deliveries.owe([alert], ["late"])
    desk.clock.pass_time(HOUR)
    desk.archive.delete("told", desk.clock.now())
    await desk.composer.recompose(owed, desk.archive.told(owed.id))
    again = desk.owed()
    assert again is not None
    assert early.url in str(again.payload["blocks"])
    assert late.url not in str(again.payload["blocks"]), "it was told at once after the digest was due"
    assert "Told at once" not in again.payload["text"]
    assert (again.revision, again.created_at) == (1, owed.created_at)
    since, catches_up = await desk.composer._since(channel, owed.created_at)
    assert (since, catches_up) == (before.created_at, False)


async def test_an_alert_that_is_made_anew_tells_what_is_left_and_nothing_for_another_watch(
    desk: Desk,
) -> None:
    both = (replace(watch(), instant=True), watch("w2", "Zorblax"))
    await desk.set_up(*both)
    news = [replace(hit(mention(id_)), at_once=True) for id_ in ("m1", "m2")]
    desk.archive.keep([*news, hit(mention("m1"), "w2")])
    await desk.alerts.tell(news)
    owed = desk.owed("alert")
    assert owed is not None
    desk.archive.delete("m2", NINE)
    await desk.alerts.recompose(owed, desk.archive.told(owed.id))
    again = desk.owed("alert")
    assert again is not None
    assert again.payload["text"].startswith("Acme: 1 new mention\n")
    desk.archive.delete("m1", NINE)
    await desk.alerts.recompose(again, desk.archive.told(owed.id))
    assert desk.owed("alert") is None, "nothing is left of it"


async def test_what_answers_a_mention_is_told_as_long_as_the_rest_of_the_query_holds_for_it(
    desk: Desk,
) -> None:
    channel = await desk.set_up(replace(watch(), query="Acme -kaputt"))
    named, other = mention("m1"), replace(mention("m2"), links=(), card="")
    answers = [replace(other, id=f"a{n}", text=text) for n, text in enumerate(("Moi aussi", "kaputt"))]
    thread = [replace(hit(each), reason=Reason.THREAD, via="m1") for each in answers]
    stray = hit(replace(other, id="a2", text="Rien"))
    desk.archive.keep([hit(named), *thread, stray])
    await desk.composer.send(channel, KEY)
    assert sorted(desk.told(f"{KEY}:0")) == ["a0", "m1"]
    owed = desk.owed()
    assert owed is not None
    assert "1 names us, 1 answers it" in str(owed.payload)
