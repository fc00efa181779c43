"""What a digest knows beside what its mentions say."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.digests import gathering
from bot.digests.digest import DigestContext
from bot.listening.poll import EVER
from bot.storage.hits import Hit
from bot.storage.readings import TeamMember
from tests.digests.desk import NINE, Desk
from tests.storage.samples import HOUR, hit, mention, watch

DAY = timedelta(days=1)
SINCE = NINE - DAY


async def context(desk: Desk, *hits: Hit, since: datetime = SINCE) -> DigestContext:
    channel = await desk.set_up()
    desk.archive.keep(hits)
    found = [(watch(), each.mention) for each in hits]
    return await desk.gathering.context(channel, found, hits, since, NINE)


async def test_who_was_heard_before_is_known_with_their_days(desk: Desk) -> None:
    for days in (3, 2):
        at = NINE - days * DAY
        desk.archive.keep([hit(mention(f"old{days}", "ann", at), matched_at=at)])
    now = [hit(mention(f"new {who}", who, NINE - HOUR), matched_at=NINE - HOUR) for who in ("ann", "ben")]
    found = await context(desk, *now)
    assert found.known == {("forum", "ann"): 3}


async def test_in_all_that_is_known_there_is_no_before(desk: Desk) -> None:
    found = await context(desk, hit(mention("new")), since=EVER)
    assert found.known is None
    assert found.of["w1"].past.expected is None


async def test_each_mention_has_its_story_and_its_readings(desk: Desk) -> None:
    found = await context(desk, hit(mention("m1", created_at=NINE - HOUR)))
    knows = found.of["w1"]
    assert (knows.placed, list(knows.read)) == ({"m1": "m1"}, ["m1"])
    assert knows.begun == {"m1": NINE - HOUR}


async def test_a_story_that_goes_on_knows_who_had_spoken_in_it(desk: Desk) -> None:
    old = hit(mention("old", "ann", NINE - 2 * DAY), matched_at=NINE - 2 * DAY)
    desk.archive.keep([old])
    await desk.set_up()
    await desk.stories.place(watch(), [old])
    found = await context(desk, hit(mention("new", "ben", NINE - HOUR)))
    assert found.of["w1"].heard == {"old": frozenset({("forum", "ann")})}


async def test_what_cannot_be_read_in_time_counts_as_it_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "READING", 0.0)
    found = await context(desk, hit(mention("m1", created_at=NINE - HOUR)))
    assert found.of["w1"].read == {}


async def test_what_was_read_in_time_is_known_though_the_rest_was_not(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, late = hit(mention("m1", created_at=NINE - HOUR)), hit(mention("m2", created_at=NINE - HOUR))
    await context(desk, read)
    monkeypatch.setattr(gathering, "READING", 0.0)
    found = await context(desk, read, late)
    assert list(found.of["w1"].read) == ["m1"]


async def test_the_team_is_named_once_somebody_did(desk: Desk) -> None:
    assert not (await context(desk, hit(mention("m1")))).is_team_named
    desk.reading_rows.name_member("C1", TeamMember(author="amy", person="U1", at=NINE))
    assert (await context(desk, hit(mention("m1")))).is_team_named


async def test_what_does_not_name_what_is_watched_is_an_answer(desk: Desk) -> None:
    answer = replace(mention("a1"), text="Moi aussi", card="", links=())
    found = await context(desk, hit(mention("m1")), hit(answer))
    assert found.of["w1"].answers == {"a1"}
