"""What is owed to Slack is recorded once, sent in order, and never forgotten half-way."""

import threading
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from bot.storage.archive import Archive
from bot.storage.database import open_database
from bot.storage.deliveries import Deliveries, Delivery, DeliveryState
from tests.storage.boundary import killed_after
from tests.storage.samples import DAY, HOUR, NOON, delivery, hit, mention

SOON = NOON + HOUR


@pytest.fixture
def deliveries(engine: Engine) -> Deliveries:
    return Deliveries(engine)


def due(deliveries: Deliveries) -> list[str]:
    return [delivery.id for delivery in deliveries.due(NOON)]


def send(deliveries: Deliveries, delivery_id: str, ts: str = "1.0") -> None:
    assert deliveries.sending(delivery_id, NOON)
    deliveries.sent(delivery_id, ts, NOON)


def latest(deliveries: Deliveries, channel: str = "C1") -> Delivery:
    found = deliveries.latest(channel, "digest")
    assert found is not None
    return found


def test_what_is_owed_comes_back_as_it_was(deliveries: Deliveries) -> None:
    owed = replace(delivery(), about="w1", thread_ts="7.0")
    assert deliveries.owe([owed])
    assert deliveries.due(NOON) == [owed]
    assert deliveries.exists("d1")
    assert not deliveries.exists("d2")


def test_the_same_message_is_owed_once(deliveries: Deliveries, engine: Engine) -> None:
    archive = Archive(engine)
    archive.keep([hit()])
    assert deliveries.owe([delivery()])
    assert not deliveries.owe([replace(delivery(), kind="other"), delivery("d2")], ["m1"])
    assert deliveries.due(NOON) == [delivery()]
    assert archive.unsaid("C1", SOON) == [hit()]


def test_what_is_owed_may_be_replaced_until_it_is_sent(deliveries: Deliveries, engine: Engine) -> None:
    archive = Archive(engine)
    archive.keep([hit(), hit(mention("m2"))])
    thread = replace(delivery("d1b"), root="d1")
    assert deliveries.owe([delivery(), thread], ["m1", "m2"])
    archive.delete("m1", NOON)
    (owed,) = deliveries.unsent(["m1", "unheard of"])
    assert [each.mention.id for each in archive.told(owed.id)] == ["m2"]
    assert deliveries.sending("d1", NOON)
    assert deliveries.replace([replace(owed, payload={"text": "less"})], ["m2"])
    deliveries.postpone("d1", NOON, "no answer")
    assert [(each.id, each.payload, each.attempts) for each in deliveries.due(NOON)] == [
        ("d1", {"text": "less"}, 1)
    ]
    assert deliveries.told("C1", ["m1", "m2"]) == {"m2"}
    send(deliveries, "d1")
    assert deliveries.unsent(["m2"]) == []
    assert not deliveries.replace([delivery()])


def test_what_is_withdrawn_is_owed_no_more_and_neither_is_its_thread(deliveries: Deliveries) -> None:
    deliveries.owe([delivery(), replace(delivery("d1b"), root="d1")], ["m1"])
    deliveries.owe([delivery("d2"), replace(delivery("d2b"), root="d2")], ["m2"])
    send(deliveries, "d2")
    deliveries.withdraw("d1")
    deliveries.withdraw("d2")
    assert due(deliveries) == ["d2b"]
    assert deliveries.release("C1", NOON) == 1


def test_what_a_withdrawn_message_was_to_tell_is_news_again_but_history_is_not(
    deliveries: Deliveries, engine: Engine
) -> None:
    archive = Archive(engine)
    news, other = hit(), replace(hit(), channel="C2", watch="w2")
    archive.keep([news, other, hit(mention("m2"), look_back=True)])
    assert deliveries.owe([delivery()], ["m1", "m2"])
    assert deliveries.owe([delivery("elsewhere", "C2")], ["m1"])
    deliveries.withdraw("d1")
    assert deliveries.told("C1", ["m1", "m2"]) == set()
    assert (archive.unsaid("C1", SOON), archive.unsaid("C2", SOON)) == ([news], [])


def test_what_a_replacement_does_not_tell_is_news_again(deliveries: Deliveries, engine: Engine) -> None:
    archive = Archive(engine)
    archive.keep([hit(), hit(mention("m2"))])
    deliveries.owe([delivery()], ["m1", "m2"])
    deliveries.replace([delivery()], ["m2"])
    assert archive.unsaid("C1", SOON) == [hit()]


def test_a_message_sent_before_is_not_owed_again(deliveries: Deliveries) -> None:
    deliveries.owe([delivery()])
    send(deliveries, "d1")
    assert not deliveries.owe([delivery()])
    assert due(deliveries) == []


def test_messages_and_what_they_say_are_recorded_together_or_not_at_all(
    deliveries: Deliveries, engine: Engine
) -> None:
    archive = Archive(engine)
    archive.keep([hit(), hit(mention("m2"))])
    with pytest.raises(IntegrityError):
        deliveries.owe([delivery(), delivery()], ["m1"])
    assert not deliveries.exists("d1")
    assert len(archive.unsaid("C1", SOON)) == 2
    assert deliveries.owe([delivery()], ["m1", "m2"])
    assert archive.unsaid("C1", SOON) == []


def test_what_is_owed_is_due_in_the_order_owed(deliveries: Deliveries) -> None:
    deliveries.owe([delivery("z"), delivery("a")])
    deliveries.owe([delivery("m", "C2")])
    assert due(deliveries) == ["z", "a", "m"]


def test_a_message_waits_for_its_hour_and_others_do_not_wait_for_it(deliveries: Deliveries) -> None:
    deliveries.owe([replace(delivery("later"), not_before=SOON), delivery("now")])
    assert due(deliveries) == ["now"]
    assert [owed.id for owed in deliveries.due(SOON)] == ["later", "now"]


def test_a_message_in_a_thread_waits_for_the_thread_and_knows_its_ts(deliveries: Deliveries) -> None:
    deliveries.owe([delivery("root"), delivery("reply", root="root")])
    assert due(deliveries) == ["root"]
    deliveries.sending("root", NOON)
    assert due(deliveries) == []
    deliveries.sent("root", "1700000000.000100", NOON)
    [reply] = deliveries.due(NOON)
    assert (reply.id, reply.thread_ts) == ("reply", "1700000000.000100")


def test_a_message_whose_thread_is_unknown_is_not_due(deliveries: Deliveries) -> None:
    deliveries.owe([delivery("reply", root="nowhere")])
    assert due(deliveries) == []


def test_nothing_overtakes_a_postponed_message_of_its_channel(deliveries: Deliveries) -> None:
    deliveries.owe([delivery("first"), delivery("second")])
    deliveries.owe([delivery("elsewhere", "C2")])
    deliveries.sending("first", NOON)
    assert due(deliveries) == ["elsewhere"]
    deliveries.postpone("first", SOON, "ratelimited")
    assert due(deliveries) == ["elsewhere"]
    assert deliveries.due(SOON)[0].error == "ratelimited"
    send(deliveries, "first")
    assert due(deliveries) == ["second", "elsewhere"]


def test_a_message_is_tried_by_one_alone(deliveries: Deliveries) -> None:
    deliveries.owe([delivery()])
    answers: list[bool] = []
    threads = [
        threading.Thread(target=lambda: answers.append(deliveries.sending("d1", NOON))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 5 + [True]


def test_tries_are_counted(deliveries: Deliveries) -> None:
    deliveries.owe([delivery()])
    for _ in range(2):
        deliveries.sending("d1", NOON)
        deliveries.postpone("d1", NOON, "timeout")
    assert latest(deliveries).attempts == 2


def test_a_sent_message_has_its_ts_and_no_error(deliveries: Deliveries) -> None:
    deliveries.owe([delivery()])
    deliveries.sending("d1", NOON)
    deliveries.postpone("d1", NOON, "timeout")
    deliveries.sending("d1", NOON)
    deliveries.sent("d1", "1.0", SOON)
    sent = latest(deliveries)
    assert (sent.state, sent.ts, sent.sent_at, sent.error) == (DeliveryState.SENT, "1.0", SOON, "")


def test_what_was_under_way_at_a_crash_is_found_and_can_be_owed_again(deliveries: Deliveries) -> None:
    deliveries.owe([delivery("a"), delivery("b"), delivery("c")])
    deliveries.sending("b", NOON)
    [under_way] = deliveries.interrupted()
    assert (under_way.id, under_way.sending_at, under_way.attempts) == ("b", NOON, 1)
    deliveries.reopen("b")
    assert deliveries.interrupted() == []
    assert due(deliveries) == ["a", "b", "c"]


def test_what_was_sent_is_not_owed_again(deliveries: Deliveries) -> None:
    deliveries.owe([delivery()])
    send(deliveries, "d1")
    deliveries.reopen("d1")
    deliveries.postpone("d1", NOON, "late answer")
    deliveries.refuse("d1", "late answer", NOON)
    assert due(deliveries) == []
    assert latest(deliveries).state == DeliveryState.SENT


def test_a_refused_message_takes_its_thread_along(deliveries: Deliveries) -> None:
    deliveries.owe([delivery("root"), delivery("reply", root="root"), delivery("other")])
    deliveries.refuse("root", "is_archived", SOON)
    assert due(deliveries) == ["other"]
    assert deliveries.next_at() == NOON
    deliveries.owe([delivery("root 2", kind="digest")])
    deliveries.refuse("root 2", "is_archived", SOON)
    refused = latest(deliveries)
    assert (refused.state, refused.error, refused.refused_at) == (DeliveryState.REFUSED, "is_archived", SOON)


def test_the_latest_is_the_last_owed_of_its_kind(deliveries: Deliveries) -> None:
    deliveries.owe([delivery("a"), replace(delivery("b"), about="w1"), delivery("c", kind="alert")])
    deliveries.owe([delivery("d", "C2")])
    assert latest(deliveries).id == "b"
    assert deliveries.latest("C1", "digest", about="w1") == replace(delivery("b"), about="w1")
    assert deliveries.latest("C1", "digest", about="") == delivery("a")
    assert deliveries.latest("C1", "digest", about="w2") is None
    assert deliveries.latest("C3", "digest") is None


def test_the_next_hour_is_that_of_the_first_message_that_waits_for_nothing_else(
    deliveries: Deliveries,
) -> None:
    assert deliveries.next_at() is None
    deliveries.owe([replace(delivery("a"), not_before=SOON), replace(delivery("b"), not_before=NOON + DAY)])
    assert deliveries.next_at() == SOON
    deliveries.owe([delivery("c")])
    assert deliveries.next_at() == NOON
    for name in "ca":
        send(deliveries, name)
    assert deliveries.next_at() == NOON + DAY
    send(deliveries, "b")
    assert deliveries.next_at() is None


def test_a_channel_that_works_again_is_owed_what_waits_and_what_was_refused_of_late(
    deliveries: Deliveries,
) -> None:
    old = replace(delivery("old"), created_at=NOON - DAY)
    deliveries.owe([old, replace(old, id="old and refused"), delivery("refused"), delivery("waiting")])
    deliveries.owe([replace(old, id="elsewhere", channel="C2")])
    deliveries.refuse("old and refused", "not_in_channel", NOON)
    deliveries.refuse("refused", "not_in_channel", NOON)
    deliveries.sending("waiting", NOON)
    deliveries.postpone("waiting", NOON + DAY, "timeout")
    assert deliveries.release("C1", NOON - HOUR) == 3
    assert due(deliveries) == ["old", "refused", "waiting", "elsewhere"]
    assert not deliveries.owe([old])


@pytest.mark.parametrize("acknowledged", [1, 12])
def test_a_killed_process_still_owes_what_it_acknowledged_with_what_it_says(
    tmp_path: Path, acknowledged: int
) -> None:
    path = tmp_path / "veille.db"
    names = killed_after(acknowledged, "deliveries", str(path), "d")
    engine = open_database(f"sqlite:///{path}")
    deliveries, archive = Deliveries(engine), Archive(engine)
    owed = [owed.id for owed in deliveries.due(NOON)]
    assert set(names) <= set(owed)
    assert all(deliveries.exists(f"{name}:1") for name in owed)
    archive.keep(hit(mention(name)) for name in owed)
    assert archive.unsaid("C1", SOON) == []
    engine.dispose()
