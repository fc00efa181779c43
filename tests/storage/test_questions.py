"""A question is kept from the moment its event was seen until it is answered."""

import msgspec
import pytest
from sqlalchemy import Engine

from bot.models import Asked
from bot.storage.database import open_database
from bot.storage.deliveries import Deliveries
from bot.storage.delivery import DeliveryKind
from bot.storage.events import SeenEvents
from bot.storage.questions import Questions
from bot.storage.sendqueue import SendQueue
from tests.storage.samples import DAY, HOUR, NOON, WORKSPACE, delivery

ASKED = Asked(channel="C1", ts="100.000001", user="U1", text="<@U0> Acme", thread_ts="90.000001")
EDITED = msgspec.structs.replace(ASKED, text="<@U0> Zorblax", edited="105.000001")


@pytest.fixture
def questions(engine: Engine) -> Questions:
    return Questions(engine, WORKSPACE)


def test_a_question_waits_until_it_is_answered(questions: Questions) -> None:
    assert questions.receive("Ev1", ASKED, NOON)
    assert questions.waiting("C1", ASKED.ts) == ASKED
    assert questions.all_waiting() == [ASKED]
    questions.answered(ASKED, "about Acme")
    assert questions.waiting("C1", ASKED.ts) is None
    assert questions.all_waiting() == []


def test_it_waits_still_after_a_kill(url: str) -> None:
    first = open_database(url)
    Questions(first, WORKSPACE).receive("Ev1", ASKED, NOON)
    first.dispose()
    second = open_database(url)
    assert Questions(second, WORKSPACE).all_waiting() == [ASKED]
    second.dispose()


def test_its_words_are_known_until_its_answer_went(questions: Questions, engine: Engine) -> None:
    deliveries, queue = Deliveries(engine, WORKSPACE), SendQueue(engine, WORKSPACE)
    questions.receive("Ev1", ASKED, NOON)
    answer = msgspec.structs.replace(delivery("a", kind=DeliveryKind.ANSWER), about=ASKED.ts)
    deliveries.owe([delivery(), answer])
    questions.answered(ASKED, "about Acme")
    assert questions.owed_an_answer("C1", ASKED.ts) == msgspec.structs.replace(ASKED, read_as="about Acme")
    other = msgspec.structs.replace(ASKED, ts="200.000001")
    questions.receive("Ev2", other, NOON)
    assert questions.owed_an_answer("C1", ASKED.ts)
    queue.claim(answer.id, NOON)
    queue.sent(answer.id, "7.0", NOON, 0)
    questions.answered(other, "about Acme")
    assert questions.owed_an_answer("C1", ASKED.ts) is None
    assert questions.owed_an_answer("C1", other.ts) is None, "nothing is owed that answers it"


def test_its_event_is_seen_with_it(questions: Questions, engine: Engine) -> None:
    assert questions.receive("Ev1", ASKED, NOON)
    assert not questions.receive("Ev1", ASKED, NOON)
    assert not SeenEvents(engine, WORKSPACE).first_time("Ev1", NOON)


def test_two_events_of_one_message_are_one_question(questions: Questions) -> None:
    questions.receive("Ev1", ASKED, NOON)
    questions.answered(ASKED, "about Acme")
    assert questions.receive("Ev2", ASKED, NOON)
    assert questions.waiting("C1", ASKED.ts) is None


def test_an_edited_question_waits_again_and_knows_how_it_was_read(questions: Questions) -> None:
    questions.receive("Ev1", ASKED, NOON)
    questions.answered(ASKED, "about Acme")
    questions.receive("Ev2", EDITED, NOON)
    waiting = questions.waiting("C1", ASKED.ts)
    assert waiting == msgspec.structs.replace(EDITED, read_as="about Acme")


def test_an_older_version_that_comes_late_changes_nothing(questions: Questions) -> None:
    questions.receive("Ev2", EDITED, NOON)
    questions.receive("Ev1", ASKED, NOON)
    assert questions.waiting("C1", ASKED.ts) == EDITED


def test_the_answer_to_a_former_version_leaves_the_newer_waiting(questions: Questions) -> None:
    questions.receive("Ev1", ASKED, NOON)
    questions.receive("Ev2", EDITED, NOON)
    questions.answered(ASKED, "about Acme")
    assert questions.waiting("C1", ASKED.ts) == EDITED


def test_what_was_asked_days_ago_takes_no_room(questions: Questions) -> None:
    questions.receive("Ev1", ASKED, NOON)
    other = msgspec.structs.replace(ASKED, ts="200.000001")
    questions.receive("Ev2", other, NOON + 2 * DAY + HOUR)
    assert questions.all_waiting() == [other]
