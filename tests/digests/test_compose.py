"""What a digest tells: all that was not told, once, whoever else composes for its channel."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

import httpx
import pytest
from aiohttp import web
from msgspec.structs import replace

from bot.digests.compose import DigestComposer
from bot.listening.usage import MemoryLedger
from bot.llm.abstracts import Abstracts
from bot.llm.endpoint import Endpoint
from bot.settings import Secret
from bot.storage.delivery import DeliveryKind
from bot.storage.hits import Hit, Reason
from tests.digests.desk import NINE, Desk, held_up
from tests.llm.model_service import ModelService, completion
from tests.storage.samples import HOUR, delivery, hit, mention, watch

MINUTE = timedelta(minutes=1)
KEY = "digest:C1:2026-11-24:0900"


async def test_what_an_alert_that_was_composed_meanwhile_tells_is_not_told_again(desk: Desk) -> None:
    channel = await desk.set_up()
    desk.archive.keep([hit(mention("m1")), hit(mention("m2"))])
    async with desk.outbox.channel_lock("C1"):
        composing = asyncio.create_task(desk.composer.send(channel, KEY))
        assert await held_up(composing)
        await desk.outbox.enqueue([delivery("alert", kind=DeliveryKind.ALERT)], ["m1"])
    await composing
    assert (desk.told("alert"), desk.told(f"{KEY}:0")) == (["m1"], ["m2"])


async def test_an_alert_does_not_tell_what_a_digest_that_was_composed_meanwhile_tells(desk: Desk) -> None:
    await desk.set_up(replace(watch(), instant=True))
    now = desk.clock.now()
    news = [replace(hit(mention(id_), matched_at=now), at_once=True) for id_ in ("m1", "m2")]
    desk.archive.keep(news)
    async with desk.outbox.channel_lock("C1"):
        telling = asyncio.create_task(desk.alerts.look())
        assert await held_up(telling)
        await desk.outbox.enqueue([delivery("digest")], ["m1"])
    await telling
    alert = desk.owed(DeliveryKind.ALERT)
    assert alert is not None
    assert (desk.told("digest"), desk.told(alert.id)) == (["m1"], ["m2"])


async def test_an_alert_that_waits_tells_what_is_heard_meanwhile(desk: Desk) -> None:
    await desk.set_up(replace(watch(), instant=True))
    for n in range(3):
        desk.archive.keep([replace(hit(mention(f"m{n}"), matched_at=desk.clock.now()), at_once=True)])
        await asyncio.gather(desk.alerts.look(), desk.alerts.look())
    alert = desk.owed(DeliveryKind.ALERT)
    assert alert is not None
    assert sorted(desk.told(alert.id)) == ["m0", "m1", "m2"]


async def test_a_channel_whose_alert_fails_holds_up_no_other_and_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("C1", "C2"):
        await desk.set_up(replace(watch(f"w{name}", channel=name), instant=True), id=name)
        kept = hit(mention(f"m{name}"), f"w{name}", name, matched_at=desk.clock.now())
        desk.archive.keep([replace(kept, at_once=True)])
    notified = desk.outbox.notified

    async def fails(channel: str, mentions: Iterable[str]) -> set[str]:
        if channel == "C1":
            raise OSError("the disk is full")
        return await notified(channel, mentions)

    with monkeypatch.context() as failing:
        failing.setattr(desk.outbox, "notified", fails)
        with pytest.raises(OSError, match="full"):
            await desk.alerts.look()
    assert (desk.owed(DeliveryKind.ALERT), desk.owed(DeliveryKind.ALERT, "C2") is None) == (None, False)
    await desk.alerts.look()
    assert desk.owed(DeliveryKind.ALERT) is not None


async def test_a_digest_that_is_made_anew_goes_no_further_than_it_was_due(desk: Desk) -> None:
    channel = await desk.set_up()
    before = replace(delivery("digest:C1:2026-11-23:0900:0"), created_at=NINE - timedelta(days=1))
    desk.deliveries.owe([before])
    early, late = mention("early"), mention("late")
    told = mention("told", "ben")
    desk.archive.keep([hit(early, matched_at=NINE - HOUR), hit(told, matched_at=NINE - HOUR)])
    await desk.at(NINE)
    owed = desk.owed()
    assert owed is not None
    desk.archive.keep([hit(late, matched_at=NINE + MINUTE)])
    alert = replace(delivery("alert", kind=DeliveryKind.ALERT), created_at=NINE + MINUTE)
    desk.deliveries.owe([alert], ["late"])
    desk.clock.pass_time(HOUR)
    desk.archive.delete("told", desk.clock.now())
    await desk.composer.recompose(owed, desk.hits.told(owed.id))
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
    now = desk.clock.now()
    news = [replace(hit(mention(id_), matched_at=now), at_once=True) for id_ in ("m1", "m2")]
    desk.archive.keep([*news, hit(mention("m1"), "w2")])
    await desk.alerts.look()
    owed = desk.owed(DeliveryKind.ALERT)
    assert owed is not None
    desk.archive.delete("m2", NINE)
    await desk.alerts.recompose(owed, desk.hits.told(owed.id))
    again = desk.owed(DeliveryKind.ALERT)
    assert again is not None
    assert "m1" in str(again.payload["blocks"])
    assert "m2" not in str(again.payload["blocks"])
    desk.archive.delete("m1", NINE)
    await desk.alerts.recompose(again, desk.hits.told(owed.id))
    assert desk.owed(DeliveryKind.ALERT) is None, "nothing is left of it"


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
    assert "Moi aussi" in str(owed.payload)
    assert "kaputt" not in str(owed.payload)


def quoted(id_: str, text: str) -> Hit:
    return hit(
        replace(mention(id_, author=id_), text=text, title="", card="", thread=id_, links=(), lang="en")
    )


SAID = [
    quoted("m1", "My Acme kettle switched itself off."),
    quoted("m2", "The spare lid for Acme arrived broken."),
    quoted("m3", "Nobody at Acme answers the phone."),
]
WRITTEN = "A kettle switched off [{m1}]. A spare lid arrived broken [{m2}]. Nobody answers the phone [{m3}]."


class SlowModel:
    """A language model that answers once it is let, and a composer that asks it."""

    def __init__(self, desk: Desk, service: ModelService, client: httpx.AsyncClient) -> None:
        self.is_asked, self.go_on = asyncio.Event(), asyncio.Event()
        self._service = service
        service.answers = [self._answer]
        endpoint = Endpoint(service.url, "gpt-test", Secret(""), client)
        abstracts = Abstracts(endpoint, MemoryLedger(), 5_000, desk.clock)
        parts = (
            desk.watchlist,
            desk.hits,
            desk.mentions,
            desk.registry,
            desk.sources,
            desk.gathering,
            desk.aftermath,
        )
        self.composer = DigestComposer(*parts, abstracts, desk.outbox, desk.clock)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.is_asked.set()
        await self.go_on.wait()
        asked = self._service.asked[-1][-1].content
        order = sorted(SAID, key=lambda each: asked.index(each.mention.text))
        numbers = {each.mention.id: n for n, each in enumerate(order, 1)}
        return web.json_response(completion(WRITTEN.format(**numbers)))


@pytest.fixture
async def model(desk: Desk) -> AsyncIterator[SlowModel]:
    service = ModelService()
    await service.start()
    async with httpx.AsyncClient(timeout=5.0, trust_env=False) as client:
        yield SlowModel(desk, service, client)
    await service.stop()


async def sent(desk: Desk, model: SlowModel, *meanwhile: str) -> str:
    """The digest for which a model is asked, while these mentions are taken back."""
    channel = await desk.set_up()
    desk.archive.keep(SAID)
    sending = asyncio.create_task(model.composer.send(channel, KEY))
    await model.is_asked.wait()
    async with asyncio.timeout(5), desk.outbox.channel_lock("C1"):
        for id_ in meanwhile:
            desk.archive.delete(id_, desk.clock.now())
    model.go_on.set()
    await sending
    owed = desk.owed(DeliveryKind.DIGEST)
    assert owed is not None
    return str(owed.payload)


async def test_nothing_of_a_channel_waits_for_the_model_that_is_asked_for_its_page(
    desk: Desk, model: SlowModel
) -> None:
    page = await sent(desk, model)
    assert all(said in page for said in ("A kettle switched off", "A spare lid arrived broken"))


async def test_what_the_model_wrote_of_words_that_were_taken_back_meanwhile_is_not_shown(
    desk: Desk, model: SlowModel
) -> None:
    page = await sent(desk, model, "m1")
    assert "kettle" not in page
    assert "A spare lid arrived broken" in page


async def test_where_too_little_is_quoted_still_nothing_of_it_is_shown(desk: Desk, model: SlowModel) -> None:
    page = await sent(desk, model, "m1", "m2")
    assert "Nobody answers" not in page
