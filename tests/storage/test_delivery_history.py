"""What was owed is found by what it is, what it tells, and how far it is."""

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.storage.deliveries import Deliveries
from bot.storage.delivery import DeliveryKind
from bot.storage.delivery_history import DeliveryHistory
from bot.storage.sendqueue import SendQueue
from tests.storage.samples import DAY, NOON, WORKSPACE, delivery


@pytest.fixture
def deliveries(engine: Engine) -> Deliveries:
    return Deliveries(engine, WORKSPACE)


@pytest.fixture
def history(engine: Engine) -> DeliveryHistory:
    return DeliveryHistory(engine, WORKSPACE)


def test_the_latest_is_the_last_owed_of_its_kind(deliveries: Deliveries, history: DeliveryHistory) -> None:
    deliveries.owe(
        [delivery("a"), replace(delivery("b"), about="w1"), delivery("c", kind=DeliveryKind.ALERT)]
    )
    deliveries.owe([delivery("d", "C2")])
    assert history.latest("C1", DeliveryKind.DIGEST) == replace(delivery("b"), about="w1")
    assert history.latest("C1", DeliveryKind.DIGEST, about="w1") == replace(delivery("b"), about="w1")
    assert history.latest("C1", DeliveryKind.DIGEST, about="") == delivery("a")
    assert history.latest("C1", DeliveryKind.DIGEST, about="w2") is None
    assert history.latest("C3", DeliveryKind.DIGEST) is None


def test_what_waits_is_found_by_its_kind_and_watch_until_slack_may_have_it(
    deliveries: Deliveries, history: DeliveryHistory, engine: Engine
) -> None:
    alert = replace(delivery("a", kind=DeliveryKind.ALERT), about="w1")
    deliveries.owe([alert, replace(delivery("a1", kind=DeliveryKind.ALERT, root="a"), about="w1")])
    deliveries.owe([replace(alert, id="b", about="w2"), replace(alert, id="c", channel="C2")])
    assert history.waiting("C1", DeliveryKind.ALERT, "w1") == alert
    assert history.waiting("C1", DeliveryKind.DIGEST, "w1") is None
    SendQueue(engine, WORKSPACE).claim("a", NOON)
    assert history.waiting("C1", DeliveryKind.ALERT, "w1") is None


def test_what_quotes_a_mention_is_found_until_it_went_though_it_tells_nothing(
    deliveries: Deliveries, history: DeliveryHistory, engine: Engine
) -> None:
    queue = SendQueue(engine, WORKSPACE)
    answer = replace(
        delivery("answer:C1:1.0:0", kind=DeliveryKind.ANSWER), thread_ts="1.0", mentions=("m1", "m\udfff")
    )
    deliveries.owe([answer, replace(delivery("answer:C1:1.0:1", root=answer.id), mentions=("m2",))])
    deliveries.owe([delivery("other", kind=DeliveryKind.ANSWER)])
    assert [each.id for each in history.unsent(["m1"])] == [answer.id]
    assert [each.id for each in history.unsent(["m2"])] == [answer.id], "the rest of it quotes"
    assert [each.id for each in history.unsent(["m\udfff"])] == [answer.id]
    assert deliveries.change(answer.id, {"text": "now"}, ["m3"])
    assert [each.id for each in history.unsent(["m1", "m3"])] == [answer.id]
    assert history.unsent(["m1"]) == []
    for id_ in (answer.id, "answer:C1:1.0:1"):
        queue.claim(id_, NOON)
        queue.sent(id_, "7.0", NOON, 0)
    assert history.unsent(["m2", "m3"]) == []


def test_what_stands_in_the_thread_of_another_is_found_by_itself(
    deliveries: Deliveries, history: DeliveryHistory
) -> None:
    deliveries.owe([replace(delivery("welcome:w1:0"), mentions=("m1",))])
    deliveries.owe([replace(delivery("welcome:w2:0", root="welcome:w1:0"), mentions=("m2",))])
    assert [each.id for each in history.unsent(["m1"])] == ["welcome:w1:0"]
    assert [each.id for each in history.unsent(["m2"])] == ["welcome:w2:0"]


def test_what_is_owed_no_more_quotes_nothing(
    deliveries: Deliveries, history: DeliveryHistory, engine: Engine
) -> None:
    deliveries.owe([replace(delivery("d1"), mentions=("m1",))], ["m1"])
    deliveries.withdraw("d1")
    deliveries.owe([delivery("d1")])
    assert history.unsent(["m1"]) == []


def test_what_went_wrong_lately_is_counted_by_reason(
    deliveries: Deliveries, history: DeliveryHistory, engine: Engine
) -> None:
    queue = SendQueue(engine, WORKSPACE)
    deliveries.owe([delivery(id_) for id_ in ("a", "b", "c", "d", "e")])
    deliveries.owe([delivery("elsewhere", "C2")])
    queue.give_up("a", "lost", NOON)
    queue.give_up("b", "lost", NOON)
    queue.give_up("c", "late", NOON - DAY)
    queue.give_up("elsewhere", "late", NOON)
    queue.sent("d", "1.0", NOON, 0, "unverified")
    queue.sent("e", "2.0", NOON, 0)
    assert history.troubles("C1", NOON) == {"lost": 2, "unverified": 1}
