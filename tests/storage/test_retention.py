"""What is forgotten is forgotten whole, and nothing of anybody else's with it."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.models import Asked
from bot.storage.archive import Archive
from bot.storage.deliveries import Deliveries
from bot.storage.delivery_history import DeliveryHistory
from bot.storage.hits import HitRows
from bot.storage.mentions import MentionRows
from bot.storage.questions import Questions
from bot.storage.retention import Retention
from bot.storage.sendqueue import SendQueue
from bot.storage.source_states import Drop, SourceStates
from tests.storage.samples import HOUR, NOON, WORKSPACE, delivery, hit, mention, tell

LATER = NOON + HOUR
SETTLED = timedelta(seconds=15)


@pytest.fixture
def archive(engine: Engine) -> Archive:
    return Archive(engine)


def test_what_was_said_is_not_said_again_by_a_watch_removed_and_made_anew(
    archive: Archive, engine: Engine
) -> None:
    archive.keep([hit()])
    tell(engine, "m1")
    Retention(engine, WORKSPACE).forget_watch("w1")
    assert MentionRows(engine).known(["m1"]) == set()
    archive.keep([hit(watch="w9")])
    assert HitRows(engine, WORKSPACE).pending("C1", LATER) == []


def test_a_forgotten_watch_leaves_what_others_wanted(archive: Archive, engine: Engine) -> None:
    archive.keep([hit(), hit(mention("m2")), hit(mention("m2"), watch="w2")])
    Retention(engine, WORKSPACE).forget_watch("w1")
    assert MentionRows(engine).known(["m1", "m2"]) == {"m2"}
    assert HitRows(engine, WORKSPACE).written_between("C1", NOON, LATER) == [hit(mention("m2"), watch="w2")]


def test_a_deleted_mention_stays_deleted_when_its_watch_is_forgotten(
    archive: Archive, engine: Engine
) -> None:
    archive.keep([hit()])
    archive.delete("m1", LATER)
    Retention(engine, WORKSPACE).forget_watch("w1")
    assert archive.keep([hit(watch="w2")]) == []


def test_a_forgotten_channel_leaves_nothing_but_what_others_wanted(archive: Archive, engine: Engine) -> None:
    archive.keep([hit(), hit(watch="w2"), hit(mention("m2")), hit(mention("m2"), watch="w3", channel="C2")])
    tell(engine, "m1")
    SourceStates(engine).count_drops(
        Drop(workspace=WORKSPACE, day=NOON.date(), channel=channel, watch="w", source="forum", reason="muted")
        for channel in ("C1", "C2")
    )
    deliveries, history = Deliveries(engine, WORKSPACE), DeliveryHistory(engine, WORKSPACE)
    deliveries.owe([delivery("sent")])
    SendQueue(engine, WORKSPACE).sent("sent", "1.0", NOON, 0)
    deliveries.owe([delivery("elsewhere", "C2")])
    Retention(engine, WORKSPACE).forget_channel("C1")
    assert MentionRows(engine).known(["m1", "m2"]) == {"m2"}
    assert HitRows(engine, WORKSPACE).written_between("C1", NOON, LATER) == []
    assert SourceStates(engine).drops(WORKSPACE, "C1", NOON.date()) == []
    assert len(SourceStates(engine).drops(WORKSPACE, "C2", NOON.date())) == 1
    assert SendQueue(engine, WORKSPACE).channels_due(NOON) == ["C2"]
    assert history.exists("sent")
    assert archive.keep([hit()]) == HitRows(engine, WORKSPACE).pending("C1", LATER) == [hit()]


def test_what_is_under_way_to_a_forgotten_channel_is_forgotten_too(archive: Archive, engine: Engine) -> None:
    deliveries, queue = Deliveries(engine, WORKSPACE), SendQueue(engine, WORKSPACE)
    history = DeliveryHistory(engine, WORKSPACE)
    archive.keep([hit()])
    deliveries.owe([delivery("under way")], ["m1"])
    assert queue.claim("under way", NOON)
    deliveries.owe([delivery("perhaps taken")])
    assert queue.claim("perhaps taken", NOON)
    queue.postpone("perhaps taken", NOON + HOUR, "no answer", NOON, NOON + HOUR)
    Retention(engine, WORKSPACE).forget_channel("C1")
    assert not history.exists("under way")
    assert not history.exists("perhaps taken")
    queue.sent("under way", "1.0", NOON, 0)  # Slack's answer comes when nothing is known of it any more
    assert queue.take_over(NOON, SETTLED) == 0
    assert queue.channels_due(NOON + 2 * HOUR) == []


def test_a_question_in_a_forgotten_channel_is_not_answered(archive: Archive, engine: Engine) -> None:
    questions = Questions(engine, WORKSPACE)
    for channel in ("C1", "C2"):
        asked = Asked(channel=channel, ts="100.1", user="U1", text="Acme?")
        questions.receive(f"Ev{channel}", asked, NOON)
    Retention(engine, WORKSPACE).forget_channel("C1")
    assert [asked.channel for asked in questions.all_waiting()] == ["C2"]
