"""What is owed to Slack is recorded once, sent in order, and never forgotten half-way."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from bot.storage.archive import Archive
from bot.storage.database import open_database
from bot.storage.deliveries import Deliveries
from bot.storage.delivery import Delivery, DeliveryKind, DeliveryState
from bot.storage.delivery_history import DeliveryHistory
from bot.storage.hits import HitRows
from bot.storage.sendqueue import SendQueue
from tests.storage.boundary import killed_after
from tests.storage.samples import HOUR, NOON, WORKSPACE, delivery, hit, mention

SOON = NOON + HOUR


@pytest.fixture
def deliveries(engine: Engine) -> Deliveries:
    return Deliveries(engine, WORKSPACE)


@pytest.fixture
def history(engine: Engine) -> DeliveryHistory:
    return DeliveryHistory(engine, WORKSPACE)


def latest(history: DeliveryHistory, channel: str = "C1") -> Delivery:
    found = history.latest(channel, DeliveryKind.DIGEST)
    assert found is not None
    return found


def test_what_is_owed_comes_back_as_it_was(deliveries: Deliveries, history: DeliveryHistory) -> None:
    owed = replace(delivery(), about="w1", thread_ts="7.0")
    assert deliveries.owe([owed])
    assert latest(history) == owed
    assert history.exists("d1")
    assert not history.exists("d2")


def test_the_same_message_is_owed_once(
    deliveries: Deliveries, history: DeliveryHistory, engine: Engine
) -> None:
    archive = Archive(engine)
    archive.keep([hit()])
    assert deliveries.owe([delivery()])
    assert not deliveries.owe([replace(delivery(), kind="other"), delivery("d2")], ["m1"])
    assert latest(history) == delivery()
    assert not history.exists("d2")
    assert HitRows(engine, WORKSPACE).pending("C1", SOON) == [hit()]


def test_what_a_withdrawn_message_was_to_tell_is_news_again_but_history_is_not(
    deliveries: Deliveries, history: DeliveryHistory, engine: Engine
) -> None:
    archive = Archive(engine)
    news, other = hit(), replace(hit(), channel="C2", watch="w2")
    archive.keep([news, other, hit(mention("m2"), look_back=True)])
    assert deliveries.owe([delivery()], ["m1", "m2"])
    assert deliveries.owe([delivery("elsewhere", "C2")], ["m1"])
    deliveries.withdraw("d1")
    assert history.told("C1", ["m1", "m2"]) == set()
    assert (
        HitRows(engine, WORKSPACE).pending("C1", SOON),
        HitRows(engine, WORKSPACE).pending("C2", SOON),
    ) == ([news], [])


def test_what_a_replacement_does_not_tell_is_news_again(deliveries: Deliveries, engine: Engine) -> None:
    archive = Archive(engine)
    archive.keep([hit(), hit(mention("m2"))])
    deliveries.owe([delivery()], ["m1", "m2"])
    deliveries.replace([delivery()], ["m2"])
    assert HitRows(engine, WORKSPACE).pending("C1", SOON) == [hit()]


def test_a_message_sent_before_is_not_owed_again(
    deliveries: Deliveries, history: DeliveryHistory, engine: Engine
) -> None:
    deliveries.owe([delivery()])
    SendQueue(engine, WORKSPACE).sent("d1", "1.0", NOON, 0)
    assert not deliveries.owe([delivery()])
    assert latest(history).state is DeliveryState.SENT


def test_messages_and_what_they_say_are_recorded_together_or_not_at_all(
    deliveries: Deliveries, history: DeliveryHistory, engine: Engine
) -> None:
    archive = Archive(engine)
    archive.keep([hit(), hit(mention("m2"))])
    with pytest.raises(IntegrityError):
        deliveries.owe([delivery(), delivery()], ["m1"])
    assert not history.exists("d1")
    assert len(HitRows(engine, WORKSPACE).pending("C1", SOON)) == 2
    assert deliveries.owe([delivery()], ["m1", "m2"])
    assert HitRows(engine, WORKSPACE).pending("C1", SOON) == []


def test_what_is_replaced_tells_what_is_left(
    deliveries: Deliveries, history: DeliveryHistory, engine: Engine
) -> None:
    archive = Archive(engine)
    archive.keep([hit(), hit(mention("m2"))])
    assert deliveries.owe([delivery(), replace(delivery("d1b"), root="d1")], ["m1", "m2"])
    archive.delete("m1", NOON)
    (owed,) = history.unsent(["m1", "unheard of"])
    assert [each.mention.id for each in HitRows(engine, WORKSPACE).told(owed.id)] == ["m2"]
    assert deliveries.replace([replace(owed, payload={"text": "less"})], ["m2"])
    assert (latest(history).id, latest(history).payload) == ("d1", {"text": "less"})
    assert not history.exists("d1b"), "what does not fit any more is owed no more"
    assert history.told("C1", ["m1", "m2"]) == {"m2"}


def test_what_went_as_a_whole_or_was_given_up_is_not_replaced(
    deliveries: Deliveries, history: DeliveryHistory, engine: Engine
) -> None:
    queue = SendQueue(engine, WORKSPACE)
    deliveries.owe([delivery()], ["m1"])
    queue.sent("d1", "1.0", NOON, 0)
    deliveries.owe([delivery("d2")], ["m2"])
    queue.give_up("d2", "no_text", NOON)
    assert history.unsent(["m1", "m2"]) == []
    assert not deliveries.replace([replace(delivery(), payload={"text": "less"})], ["m1"])
    assert not deliveries.replace([replace(delivery("d2"), payload={"text": "less"})], ["m2"])
    assert history.told("C1", ["m1", "m2"]) == {"m1"}


def test_the_rest_of_a_thread_is_replaced_though_its_first_message_went(
    deliveries: Deliveries, history: DeliveryHistory, engine: Engine
) -> None:
    queue = SendQueue(engine, WORKSPACE)
    rest = [replace(delivery(f"d1:{n}"), root="d1") for n in (1, 2)]
    deliveries.owe([delivery(), *rest], ["m1", "m2"])
    queue.sent("d1", "1.0", NOON, 0)
    (owed,) = history.unsent(["m1"])
    less = replace(rest[0], payload={"text": "less"})
    assert deliveries.replace([replace(owed, payload={"text": "amended"}), less], ["m2"])
    assert history.told("C1", ["m1", "m2"]) == {"m2"}
    assert not history.exists("d1:2")
    changed = queue.claim_change("d1", NOON)
    assert changed is not None
    assert (changed.id, changed.state, changed.payload["text"]) == ("d1", DeliveryState.SENT, "amended")
    queue.updated("d1", changed.revision)
    assert queue.next_due("C1", NOON) == replace(less, thread_ts="1.0", revision=1)


def test_what_is_withdrawn_is_owed_no_more_and_neither_is_its_thread(
    deliveries: Deliveries, history: DeliveryHistory
) -> None:
    deliveries.owe([delivery(), replace(delivery("d1b"), root="d1")], ["m1"])
    deliveries.owe([delivery("d2"), replace(delivery("d2b"), root="d2")], ["m2"])
    deliveries.withdraw("d1")
    assert [history.exists(id_) for id_ in ("d1", "d1b", "d2", "d2b")] == [False, False, True, True]
    assert history.told("C1", ["m1", "m2"]) == {"m2"}


def test_what_is_withdrawn_while_it_is_being_sent_tells_what_it_tells_if_it_went(
    deliveries: Deliveries, history: DeliveryHistory, engine: Engine
) -> None:
    queue = SendQueue(engine, WORKSPACE)
    Archive(engine).keep([hit(), hit(mention("m2"))])
    deliveries.owe([delivery("went")], ["m1"])
    deliveries.owe([delivery("did not go")], ["m2"])
    for id_ in ("went", "did not go"):
        assert queue.claim(id_, NOON)
        deliveries.withdraw(id_)
    queue.sent("went", "1.0", NOON, 0)
    assert not queue.absent("did not go")
    assert history.told("C1", ["m1", "m2"]) == {"m1"}
    assert [found.mention.id for found in HitRows(engine, WORKSPACE).pending("C1", SOON)] == ["m2"]
    assert not history.exists("did not go")


def test_what_is_withdrawn_after_its_first_message_went_takes_the_rest_along(
    deliveries: Deliveries, history: DeliveryHistory, engine: Engine
) -> None:
    deliveries.owe([delivery(), replace(delivery("d1b"), root="d1")], ["m1"])
    SendQueue(engine, WORKSPACE).sent("d1", "1.0", NOON, 0)
    deliveries.withdraw("d1")
    assert [history.exists(id_) for id_ in ("d1", "d1b")] == [True, False]


def test_more_is_told_by_what_waits_until_slack_may_have_it(
    deliveries: Deliveries, history: DeliveryHistory, engine: Engine
) -> None:
    deliveries.owe([delivery()], ["m1"])
    more = [replace(delivery(), payload={"text": "more"}), replace(delivery("d1b"), root="d1")]
    assert deliveries.merge(more, ["m1", "m2"])
    assert history.told("C1", ["m1", "m2"]) == {"m1", "m2"}
    claimed = SendQueue(engine, WORKSPACE).claim("d1", NOON)
    assert claimed
    assert claimed.payload == {"text": "more"}
    assert not deliveries.merge([replace(delivery(), payload={"text": "still more"})], ["m1", "m3"])
    assert history.told("C1", ["m3"]) == set()


@pytest.mark.parametrize("acknowledged", [1, 12])
def test_a_killed_process_still_owes_what_it_acknowledged_with_what_it_says(
    tmp_path: Path, acknowledged: int
) -> None:
    path = tmp_path / "veille.db"
    names = killed_after(acknowledged, "deliveries", str(path), "d")
    engine = open_database(f"sqlite:///{path}")
    history, archive = DeliveryHistory(engine, WORKSPACE), Archive(engine)
    assert all(history.exists(name) and history.exists(f"{name}:1") for name in names)
    archive.keep(hit(mention(name)) for name in names)
    assert HitRows(engine, WORKSPACE).pending("C1", SOON) == []
    engine.dispose()
