"""What is owed is sent in order, by one alone, and never forgotten half-way."""

import threading
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.storage.archive import Archive
from bot.storage.deliveries import Deliveries
from bot.storage.delivery import Delivery, DeliveryKind, DeliveryState, Route
from bot.storage.delivery_history import DeliveryHistory
from bot.storage.hits import HitRows
from bot.storage.sendqueue import SendQueue
from tests.storage.samples import DAY, HOUR, NOON, WORKSPACE, delivery, hit, mention

SOON = NOON + HOUR
MINUTE = timedelta(minutes=1)
SETTLED = timedelta(seconds=15)


@pytest.fixture
def deliveries(engine: Engine) -> Deliveries:
    return Deliveries(engine, WORKSPACE)


@pytest.fixture
def history(engine: Engine) -> DeliveryHistory:
    return DeliveryHistory(engine, WORKSPACE)


@pytest.fixture
def queue(engine: Engine) -> SendQueue:
    return SendQueue(engine, WORKSPACE)


def due(queue: SendQueue, now: datetime = NOON, channel: str = "C1") -> str:
    found = queue.next_due(channel, now)
    return found.id if found else ""


def claim(queue: SendQueue, delivery_id: str, at: datetime = NOON) -> Delivery:
    claimed = queue.claim(delivery_id, at)
    assert claimed
    return claimed


def send(queue: SendQueue, delivery_id: str, ts: str = "1.0") -> None:
    queue.sent(delivery_id, ts, NOON, claim(queue, delivery_id).revision)


def postpone(
    queue: SendQueue, delivery_id: str, until: datetime = SOON, blocks_until: datetime = SOON
) -> None:
    queue.postpone(delivery_id, until, "no answer", NOON, blocks_until)


def test_what_is_owed_is_due_in_the_order_owed(deliveries: Deliveries, queue: SendQueue) -> None:
    deliveries.owe([delivery("z"), delivery("a")])
    deliveries.owe([delivery("m", "C2")])
    assert sorted(queue.channels_due(NOON)) == ["C1", "C2"]
    assert queue.channels_due(NOON, ["C1"]) == ["C2"]
    assert due(queue) == "z"
    send(queue, "z")
    assert due(queue) == "a"


def test_a_message_waits_for_its_hour_and_others_do_not_wait_for_it(
    deliveries: Deliveries, queue: SendQueue
) -> None:
    deliveries.owe([replace(delivery("later"), not_before=SOON, postponed_at=NOON), delivery("now")])
    assert due(queue) == "now"
    assert due(queue, SOON) == "later"


def test_a_message_in_a_thread_waits_for_the_thread_and_knows_its_ts(
    deliveries: Deliveries, queue: SendQueue
) -> None:
    deliveries.owe([delivery("root"), delivery("reply", root="root")])
    assert due(queue) == "root"
    claim(queue, "root")
    assert due(queue) == ""
    queue.sent("root", "1700000000.000100", NOON, 0)
    reply = queue.next_due("C1", NOON)
    assert reply is not None
    assert (reply.id, reply.thread_ts) == ("reply", "1700000000.000100")


def test_a_message_whose_thread_is_unknown_is_not_due(deliveries: Deliveries, queue: SendQueue) -> None:
    deliveries.owe([delivery("reply", root="nowhere")])
    assert queue.channels_due(NOON) == []


def test_what_stands_in_the_channel_goes_before_the_rest_of_a_thread(
    deliveries: Deliveries, queue: SendQueue
) -> None:
    deliveries.owe([delivery("root"), *(delivery(f"rest {n}", root="root") for n in range(12))])
    send(queue, "root")
    deliveries.owe([delivery("alert")])
    deliveries.owe([replace(delivery("answer"), thread_ts="7.0")])
    assert due(queue) == "alert"
    send(queue, "alert", "2.0")
    assert due(queue) == "answer"
    send(queue, "answer", "3.0")
    assert due(queue) == "rest 0"


def test_nothing_overtakes_what_was_tried_before_it_for_some_minutes(
    deliveries: Deliveries, queue: SendQueue
) -> None:
    deliveries.owe([delivery("first"), delivery("second")])
    claim(queue, "first")
    assert due(queue) == ""
    postpone(queue, "first", SOON, NOON + 5 * MINUTE)
    assert due(queue, NOON + 4 * MINUTE) == ""
    assert queue.next_at(NOON) == NOON + 5 * MINUTE
    assert due(queue, NOON + 5 * MINUTE) == "second"
    assert due(queue, SOON) == "first"
    claim(queue, "first", SOON)
    queue.postpone("first", SOON + HOUR, "no answer", SOON, SOON + 5 * MINUTE)
    assert due(queue, SOON) == "second", "it has held up the others long enough"


def test_a_channel_does_not_wait_for_a_thread_nor_a_thread_for_another(
    deliveries: Deliveries, queue: SendQueue
) -> None:
    deliveries.owe([delivery("root"), delivery("rest", root="root")])
    send(queue, "root")
    deliveries.owe([replace(delivery("answer"), thread_ts="7.0")])
    for id_ in ("rest", "answer"):
        claim(queue, id_)
        postpone(queue, id_)
    deliveries.owe([replace(delivery("other answer"), thread_ts="8.0")])
    deliveries.owe([delivery("alert")])
    assert due(queue) == "other answer"
    send(queue, "other answer")
    assert due(queue) == "alert"


def test_a_message_is_tried_by_one_alone(deliveries: Deliveries, queue: SendQueue) -> None:
    deliveries.owe([delivery()])
    answers: list[Delivery | None] = []
    threads = [threading.Thread(target=lambda: answers.append(queue.claim("d1", NOON))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([answer for answer in answers if answer]) == 1


def test_tries_are_counted(deliveries: Deliveries, queue: SendQueue) -> None:
    deliveries.owe([delivery()])
    for _ in range(2):
        claim(queue, "d1")
        postpone(queue, "d1")
    found = queue.next_due("C1", SOON)
    assert found is not None
    assert (found.attempts, found.error, found.sending_at) == (2, "no answer", NOON)


def test_a_sent_message_has_its_ts_and_no_error(
    deliveries: Deliveries, history: DeliveryHistory, queue: SendQueue
) -> None:
    deliveries.owe([delivery()])
    claim(queue, "d1")
    postpone(queue, "d1")
    claim(queue, "d1")
    queue.sent("d1", "1.0", SOON, 0)
    sent = history.latest("C1", DeliveryKind.DIGEST)
    assert sent is not None
    assert (sent.state, sent.ts, sent.sent_at, sent.error) == (DeliveryState.SENT, "1.0", SOON, "")


def test_what_was_under_way_when_the_bot_died_is_due_at_its_start(
    deliveries: Deliveries, queue: SendQueue
) -> None:
    deliveries.owe([delivery("a"), delivery("b")])
    claim(queue, "a")
    assert queue.take_over(NOON, SETTLED) == 1
    found = queue.next_due("C1", NOON)
    assert found is not None
    assert (found.id, found.sending_at) == ("a", NOON), "it may stand in Slack"


def test_what_is_under_way_is_another_s_once_its_lease_ran_out(
    deliveries: Deliveries, queue: SendQueue
) -> None:
    deliveries.owe([delivery("a"), delivery("b")])
    claim(queue, "a")
    assert due(queue, NOON + MINUTE) == ""
    assert queue.next_at(NOON) == NOON + 2 * MINUTE
    assert due(queue, NOON + 2 * MINUTE) == "a"


def test_what_is_known_to_be_absent_is_owed_as_before(deliveries: Deliveries, queue: SendQueue) -> None:
    deliveries.owe([delivery()])
    claim(queue, "d1")
    queue.postpone("d1", NOON, "no answer", NOON, SOON, looks=2, absent=True)
    assert queue.absent("d1")
    found = queue.next_due("C1", NOON)
    assert found is not None
    assert (found.sending_at, found.looks, found.absent) == (None, 0, False)


def test_what_was_sent_is_not_owed_again(deliveries: Deliveries, queue: SendQueue) -> None:
    deliveries.owe([delivery()])
    send(queue, "d1")
    queue.take_over(NOON, SETTLED)
    postpone(queue, "d1")
    queue.give_up("d1", "late answer", NOON)
    assert queue.absent("d1")
    assert queue.claim("d1", NOON) is None
    assert queue.channels_due(SOON + DAY) == []


def test_a_message_given_up_takes_its_thread_along_and_what_it_told_is_pending_again(
    deliveries: Deliveries, history: DeliveryHistory, queue: SendQueue, engine: Engine
) -> None:
    archive = Archive(engine)
    archive.keep([hit(), hit(mention("m2"), look_back=True)])
    deliveries.owe([delivery("root"), delivery("reply", root="root")], ["m1", "m2"])
    deliveries.owe([delivery("other")])
    assert HitRows(engine, WORKSPACE).pending("C1", SOON) == []
    queue.give_up("root", "late", SOON)
    assert due(queue) == "other"
    assert HitRows(engine, WORKSPACE).pending("C1", SOON) == [hit()], "history is not news"
    assert history.told("C1", ["m1"]) == set()
    assert deliveries.release("C1") == 1, "what was given up is not sent once the channel works again"
    assert due(queue) == "other"


def test_what_the_rest_of_a_thread_was_to_tell_is_pending_again_when_the_rest_is_given_up(
    deliveries: Deliveries, history: DeliveryHistory, queue: SendQueue, engine: Engine
) -> None:
    archive = Archive(engine)
    found = [hit(mention(f"m{n}")) for n in range(4)]
    archive.keep(found)
    told = [f"m{n}" for n in range(4)]

    def page(id_: str, *numbers: int, root: str = "root") -> Delivery:
        return replace(delivery(id_, root=root), mentions=tuple(f"m{n}" for n in numbers))

    deliveries.owe([page("root", 0, root=""), page("rest", 0, 1), page("more", 2)], told)
    send(queue, "root")
    queue.give_up("rest", "late", SOON)
    assert [each.mention.id for each in HitRows(engine, WORKSPACE).pending("C1", SOON)] == ["m1"]
    assert history.told("C1", told) == {"m0", "m2", "m3"}
    assert due(queue) == "more"


def test_a_channel_that_takes_nothing_keeps_all_until_it_works_again(
    deliveries: Deliveries, queue: SendQueue
) -> None:
    deliveries.owe([delivery("a"), replace(delivery("b"), thread_ts="7.0")])
    deliveries.owe([delivery("elsewhere", "C2")])
    queue.hold("C1", NOON + DAY, "not_in_channel", NOON)
    deliveries.owe([delivery("c")])
    assert queue.channels_due(SOON) == ["C2"]
    assert deliveries.release("C1") == 3
    assert due(queue) == "a"


def test_what_goes_elsewhere_than_in_its_thread_takes_the_rest_of_the_thread_along(
    deliveries: Deliveries, queue: SendQueue
) -> None:
    deliveries.owe([delivery("root"), *(delivery(f"rest {n}", root="root") for n in range(2))])
    deliveries.owe([replace(delivery("answer"), thread_ts="7.0")])
    send(queue, "root")
    claim(queue, "rest 0")
    queue.reroute("rest 0", Route.CHANNEL)
    for id_ in ("answer", "rest 0", "rest 1"):
        found = queue.next_due("C1", NOON)
        assert found is not None
        assert (found.id, found.thread_ts) == (id_, "7.0" if id_ == "answer" else "")
        send(queue, id_)


def test_a_change_of_what_slack_has_is_due_until_slack_has_the_newest(
    deliveries: Deliveries, queue: SendQueue
) -> None:
    deliveries.owe([delivery()])
    send(queue, "d1")
    assert deliveries.change("d1", {"text": "one"})
    first = queue.claim_change("d1", NOON)
    assert first is not None
    assert deliveries.change("d1", {"text": "two"})
    assert due(queue) == "", "it is in hand"
    queue.updated("d1", first.revision)
    assert due(queue) == "d1"
    second = queue.claim_change("d1", NOON)
    assert second is not None
    assert second.payload == {"text": "two"}
    queue.updated("d1", second.revision)
    assert deliveries.change("d1", {"text": "two"}), "what says the same already is no change"
    assert queue.channels_due(NOON) == []
    assert not deliveries.change("unknown", {"text": "two"})


def test_what_is_changed_before_it_is_sent_needs_no_change_in_slack(
    deliveries: Deliveries, queue: SendQueue
) -> None:
    deliveries.owe([delivery()])
    assert deliveries.replace([replace(delivery(), payload={"text": "less"})])
    claimed = claim(queue, "d1")
    assert claimed.payload == {"text": "less"}
    queue.sent("d1", "1.0", NOON, claimed.revision)
    assert queue.channels_due(NOON) == []


def test_what_is_changed_while_it_is_being_sent_is_changed_in_slack(
    deliveries: Deliveries, queue: SendQueue
) -> None:
    deliveries.owe([delivery()])
    claimed = claim(queue, "d1")
    assert deliveries.replace([replace(delivery(), payload={"text": "less"})])
    assert claimed.payload != {"text": "less"}
    queue.sent("d1", "1.0", NOON, 0)
    changed = queue.next_due("C1", NOON)
    assert changed is not None
    assert (changed.state, changed.ts, changed.payload) == (DeliveryState.SENT, "1.0", {"text": "less"})


def test_the_next_hour_is_that_of_the_first_message_that_waits_for_nothing_else(
    deliveries: Deliveries, queue: SendQueue
) -> None:
    assert queue.next_at(NOON) is None
    later = replace(delivery("a"), not_before=SOON, postponed_at=NOON)
    deliveries.owe([later, replace(later, id="b", not_before=NOON + DAY)])
    assert queue.next_at(NOON) == SOON
    deliveries.owe([delivery("c")])
    assert queue.next_at(NOON) == NOON
    assert queue.next_at(NOON, ["C1"]) is None
    for name in "ca":
        send(queue, name)
    assert queue.next_at(NOON) == NOON + DAY
    send(queue, "b")
    assert queue.next_at(NOON) is None


def test_what_a_wrong_clock_postponed_into_the_future_is_due_when_the_clock_is_right(
    deliveries: Deliveries, queue: SendQueue
) -> None:
    ahead = NOON + 365 * DAY
    deliveries.owe([delivery("a"), delivery("b"), delivery("c", "C2")])
    claim(queue, "a", ahead)
    queue.postpone("a", ahead + HOUR, "no answer", ahead, ahead + HOUR)
    claim(queue, "c", ahead)
    assert due(queue) == "a"
    assert due(queue, channel="C2") == "c", "its lease is one of the wrong clock"
    send(queue, "a")
    assert due(queue) == "b"
