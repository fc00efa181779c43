"""Two workspaces that share a channel by Slack Connect stand beside each other in one database.

Whatever is written for one is not seen, changed or forgotten by the other, though channels, watches and
deliveries have the same ids in both.
"""

from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from bot.models import Asked, Watch
from bot.storage.archive import Archive
from bot.storage.changes import ChangeKind, WatchChange, WatchChanges
from bot.storage.deliveries import Deliveries
from bot.storage.delivery import DeliveryKind
from bot.storage.delivery_history import DeliveryHistory
from bot.storage.events import SeenEvents
from bot.storage.heard_people import HeardPeople
from bot.storage.hits import Hit, HitRows
from bot.storage.mentions import MentionRows
from bot.storage.questions import Questions
from bot.storage.retention import Retention
from bot.storage.sendqueue import SendQueue
from bot.storage.source_states import Drop, SourceStates
from tests.storage.samples import HOUR, NOON, delivery, hit, mention, watch

OURS, THEIRS = "T1", "T2"
LATER = NOON + HOUR


class Kept:
    """What is kept of one workspace."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self.workspace = workspace
        own = engine, workspace
        self.archive, self.deliveries, self.queue = Archive(engine), Deliveries(*own), SendQueue(*own)
        self.history = DeliveryHistory(*own)
        self.hits, self.mentions, self.people = HitRows(*own), MentionRows(engine), HeardPeople(*own)
        self.retention = Retention(*own)
        self.changes, self.questions, self.events = WatchChanges(*own), Questions(*own), SeenEvents(*own)

    def hit(self, id_: str = "m1") -> Hit:
        return replace(hit(mention(id_)), workspace=self.workspace, at_once=True)

    def watch(self) -> Watch:
        return replace(watch(), workspace=self.workspace)


@pytest.fixture
def ours(engine: Engine) -> Kept:
    return Kept(engine, OURS)


@pytest.fixture
def theirs(engine: Engine) -> Kept:
    return Kept(engine, THEIRS)


def ids(hits: list[Hit]) -> list[str]:
    return [each.mention.id for each in hits]


def test_one_mention_of_one_poll_is_kept_for_watches_of_both(ours: Kept, theirs: Kept) -> None:
    both = [ours.hit(), theirs.hit()]
    assert ours.archive.keep(both) == both
    assert theirs.archive.keep(both) == []
    for kept in (ours, theirs):
        assert [each.workspace for each in kept.hits.pending("C1", LATER)] == [kept.workspace]


def test_what_one_channel_was_told_is_news_in_the_other(ours: Kept, theirs: Kept) -> None:
    ours.archive.keep([ours.hit(), theirs.hit()])
    assert ours.deliveries.owe([delivery("alert", kind=DeliveryKind.ALERT)], ["m1"])
    assert ours.hits.pending("C1", LATER) == []
    assert ids(theirs.hits.pending("C1", LATER)) == ["m1"]
    assert ids(theirs.hits.due_instant(NOON)) == ["m1"]
    assert theirs.history.told("C1", ["m1"]) == set()
    assert ids(ours.hits.told("alert")) == ["m1"]
    assert theirs.hits.told("alert") == []
    assert ids(ours.hits.told_at_once("C1", NOON, LATER)) == ["m1"]
    assert theirs.hits.told_at_once("C1", NOON, LATER) == []
    ours.archive.keep([replace(theirs.hit("m2"), matched_at=LATER)])
    assert ids(ours.hits.written_between("C1", NOON - HOUR, LATER)) == ["m1"]
    assert ids(ours.hits.newest("C1", ["w1"], 9)) == ["m1"]
    [known] = theirs.people.histories("C1", [("forum", "ann")], LATER).values()
    assert known.mentions == 2


def test_deliveries_of_one_id_go_out_once_in_each(ours: Kept, theirs: Kept) -> None:
    ours.archive.keep([ours.hit(), theirs.hit()])
    told = [replace(delivery("d"), mentions=("m1",)), replace(delivery("d more", root="d"), mentions=("m1",))]
    for kept in (ours, theirs):
        assert kept.deliveries.owe(told, ["m1"])
        assert not kept.deliveries.owe(told, ["m1"])
    assert ours.queue.claim("d", NOON)
    ours.queue.sent("d", "1.0", NOON, 0)
    more = ours.queue.next_due("C1", NOON)
    assert more is not None
    assert (more.id, more.thread_ts) == ("d more", "1.0"), "in the thread of its own workspace's message"
    waits = theirs.queue.next_due("C1", NOON)
    assert waits is not None
    assert (waits.id, waits.ts) == ("d", "")
    theirs.queue.give_up("d", "channel_not_found", NOON)
    assert ids(theirs.hits.pending("C1", LATER)) == ["m1"]
    assert ours.hits.pending("C1", LATER) == []
    assert theirs.history.troubles("C1", NOON) == {"channel_not_found": 2}
    assert ours.history.troubles("C1", NOON) == {}


def test_what_one_changes_of_a_delivery_stands_as_it_was_in_the_other(ours: Kept, theirs: Kept) -> None:
    for kept in (ours, theirs):
        kept.deliveries.owe([delivery("d")])
    ours.deliveries.change("d", {"text": "another"}, ["m1"])
    assert [each.id for each in ours.history.unsent(["m1"])] == ["d"]
    assert theirs.history.unsent(["m1"]) == []
    ours.queue.hold("C1", LATER, "ratelimited", NOON)
    assert ours.queue.channels_due(NOON) == []
    assert theirs.queue.channels_due(NOON) == ["C1"]
    assert ours.deliveries.release("C1") == 1
    ours.queue.claim("d", NOON)
    assert theirs.queue.channels_due(NOON) == ["C1"], "what one has in hand is not the other's"
    ours.deliveries.withdraw("d")
    theirs.deliveries.withdraw("d")
    assert ours.history.exists("d")
    assert not theirs.history.exists("d")


def test_a_watch_removed_in_one_is_brought_back_there_alone(ours: Kept, theirs: Kept) -> None:
    ours.archive.keep([ours.hit(), theirs.hit()])
    made = [
        kept.changes.record(
            WatchChange(kind=ChangeKind.REMOVED, before=kept.watch(), changed_by="U1", changed_at=NOON)
        )
        for kept in (ours, theirs)
    ]
    ours.changes.set_aside(ours.watch())
    assert ours.hits.pending("C1", LATER) == []
    assert ids(theirs.hits.pending("C1", LATER)) == ["m1"]
    assert ours.changes.removals() == [made[0]]
    theirs.changes.forget(made[0])
    assert ours.changes.of_channel("C1", NOON) == [made[0]]
    theirs.changes.forget_before(LATER)
    assert ours.changes.removals() == [made[0]]
    ours.changes.bring_back(ours.watch())
    assert ids(ours.hits.pending("C1", LATER)) == ["m1"]


def test_questions_and_events_are_answered_in_each(ours: Kept, theirs: Kept) -> None:
    asked = Asked(channel="C1", ts="1.0", user="U1", text="Acme?")
    assert ours.questions.receive("Ev1", asked, NOON)
    assert theirs.questions.receive("Ev1", asked, NOON)
    ours.questions.answered(asked, "about Acme")
    assert ours.questions.all_waiting() == []
    assert theirs.questions.waiting("C1", "1.0") == asked
    assert ours.events.first_time("Ev2", NOON)
    assert not theirs.events.knows("Ev2")


def test_what_is_forgotten_in_one_stays_in_the_other(ours: Kept, theirs: Kept, engine: Engine) -> None:
    states = SourceStates(engine)
    drop = Drop(
        workspace=OURS, day=NOON.date(), channel="C1", watch="w1", source="forum", reason="muted", count=2
    )
    states.count_drops([drop, replace(drop, workspace=THEIRS, count=3)])
    asked = Asked(channel="C1", ts="1.0", user="U1", text="Acme?")
    ours.archive.keep([ours.hit(), theirs.hit(), ours.hit("mine")])
    for kept in (ours, theirs):
        kept.deliveries.owe([delivery("d")], ["m1"])
        kept.questions.receive("Ev1", asked, NOON)
    ours.retention.forget_watch("w1")
    ours.retention.forget_channel("C1")
    assert ours.hits.written_between("C1", NOON - HOUR, LATER) == []
    assert not ours.history.exists("d")
    assert ours.questions.all_waiting() == []
    assert states.drops(OURS, "C1", NOON.date()) == []
    assert ids(theirs.hits.written_between("C1", NOON - HOUR, LATER)) == ["m1"], (
        "and the mention is still here"
    )
    assert theirs.mentions.known(["m1", "mine"]) == {"m1"}
    assert theirs.history.told("C1", ["m1"]) == {"m1"}
    assert theirs.questions.all_waiting() == [asked]
    assert [each.count for each in states.drops(THEIRS, "C1", NOON.date())] == [3]
    assert theirs.queue.next_at(NOON + timedelta(days=1)) is not None
    assert (
        msgspec.structs.asdict(theirs.hits.written_between("C1", NOON - HOUR, LATER)[0])["workspace"]
        == THEIRS
    )
