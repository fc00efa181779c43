"""Mentions that changed: kept until somebody saw to what is owed of them."""

from msgspec.structs import replace
from sqlalchemy import Engine

from bot.storage.amendments import AT_ONCE, Amendments, record_amended
from bot.storage.archive import Archive
from bot.storage.database import write_transaction
from tests.storage.samples import NOON, hit, mention


def names(of: Amendments) -> list[str]:
    return [each.mention for each in of.standing()]


def test_whatever_changes_a_mention_leaves_a_row(engine: Engine) -> None:
    archive, amendments = Archive(engine), Amendments(engine)
    archive.keep([hit(mention(name)) for name in ("erased", "reworded", "removed")])
    assert names(amendments) == [], "what is new is no change"
    archive.delete("erased", NOON)
    archive.reword(replace(mention("reworded"), text="Acme, again"))
    archive.remove("removed")
    assert names(amendments) == ["erased", "reworded", "removed"]


def test_what_changes_nothing_leaves_none(engine: Engine) -> None:
    archive, amendments = Archive(engine), Amendments(engine)
    archive.keep([hit(mention("m1"))])
    archive.delete("m1", NOON)
    amendments.clear(amendments.standing())
    archive.delete("m1", NOON)
    archive.delete("unknown", NOON)
    archive.remove("unknown")
    archive.reword(mention("unknown"))
    assert names(amendments) == []


def test_a_change_that_comes_while_another_is_seen_to_stays(engine: Engine) -> None:
    archive, amendments = Archive(engine), Amendments(engine)
    archive.keep([hit(mention("m1"))])
    archive.reword(replace(mention("m1"), text="Acme, again"))
    seen = amendments.standing()
    archive.reword(replace(mention("m1"), text="Acme, for the third time"))
    amendments.clear(seen)
    assert names(amendments) == ["m1"]


def test_many_are_seen_to_a_part_at_a_time_in_their_order(engine: Engine) -> None:
    amendments = Amendments(engine)
    wanted = [f"m{number}" for number in range(AT_ONCE + 1)]
    with write_transaction(engine) as connection:
        record_amended(connection, wanted)
    first = amendments.standing()
    amendments.clear(first)
    assert [each.mention for each in first] + names(amendments) == wanted
