"""A bot that follows Bluesky: what people see of it, live, over restarts, and of what is taken back."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from bot.console.workspace import Workspace
from bot.runtime.schedule import Schedule
from bot.world.reply import Reply
from tests.clock import NAP, TICK, FakeClock
from tests.jetstream import Jetstream, account, deletion, did, post
from tests.scenarios.crashing_process import Life, Mortals
from tests.scenarios.fake_web import Public
from tests.scenarios.full_bot import MONDAY, NINE, Stage, quotes, shown

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MOST = 80
"""More steps than hearing three posts takes."""
PEOPLE = ("lea", "bob", "ann")
PROFILES = "public.api.bsky.app/xrpc/app.bsky.actor.getProfiles"


class Live(Public):
    """Nothing can be heard but Bluesky."""

    sources = ("bluesky",)

    def __init__(self, clock: FakeClock, stream: str) -> None:
        super().__init__(clock)
        self.settings = {"VEILLE_JETSTREAM_URL": stream}
        known = [{"did": did(name), "handle": f"{name}.example"} for name in PEOPLE]
        body = msgspec.json.encode({"profiles": known})
        self.pages[PROFILES] = Reply(body=body, content_type="application/json")

    def routes(self) -> dict[str, str]:
        return {**super().routes(), "public.api.bsky.app": self.base}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MONDAY, nap=NAP, tick=TICK)


@pytest.fixture
async def jetstream() -> AsyncIterator[Jetstream]:
    async with Jetstream() as jetstream:
        yield jetstream


@pytest.fixture
async def public(clock: FakeClock, jetstream: Jetstream) -> AsyncIterator[Live]:
    public = Live(clock, jetstream.url)
    await public.start()
    yield public
    await public.stop()


@pytest.fixture
async def stage(
    clock: FakeClock, slack: Workspace, public: Live, data: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    monkeypatch.setattr(Schedule, "start", lambda *_: None)
    monkeypatch.setattr(Schedule, "stop", lambda _: None)
    logging.getLogger("bot").setLevel(logging.DEBUG)
    stage = Stage(clock, slack, public, data)
    await stage.start()
    yield stage
    await stage.stop()


async def until(stage: Stage, told: Callable[[], bool]) -> None:
    """Wait for what the stream brings about.

    A second in which nothing comes passes on the stage too: what is tried again waits by its clock.
    """
    for _ in range(60):
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                while not told():  # noqa: ASYNC110 (it may come about in several places)
                    # Spinning would keep the interpreter from the threads that keep and owe.
                    await asyncio.sleep(0.01)
                return
        stage.clock.pass_time(SECOND)
    raise AssertionError(f"It did not come about. {state_of(stage)}")


def state_of(stage: Stage) -> str:
    """How far each part of the bot came: what was read, kept, owed and said."""
    inside = stage.bot.parts
    stream = inside.followed["bluesky"]
    kept = inside.hits.written_between("C1", MONDAY - 9 * DAY, MONDAY + 99 * DAY)
    parts = {
        "events": stream.events,
        "not taken in": stream.waiting,
        "faults": stream.faults,
        "now": stage.clock.now(),
        "watches": inside.watchlist.watches("C1"),
        "kept": [(hit.watch, hit.mention.text, hit.mention.created_at, hit.look_back) for hit in kept],
        "unsaid": [hit.mention.text for hit in inside.hits.pending("C1", MONDAY + 99 * DAY)],
        "said": [shown(post) for post in stage.said()],
    }
    return "; ".join(f"{name}: {value}" for name, value in parts.items())


def lines(stage: Stage, word: str) -> list[str]:
    """What was said in the channel with a word in it."""
    return [text for each in stage.said() if word in (text := shown(each))]


async def heard(stage: Stage, count: int) -> None:
    """Wait until so much of what was said on Bluesky is kept."""
    hits = stage.bot.parts.hits
    await until(stage, lambda: len(hits.written_between("C1", MONDAY - 9 * DAY, MONDAY + 99 * DAY)) == count)
    await stage.rest()


async def test_what_was_lost_in_a_long_absence_is_said_once(stage: Stage, jetstream: Jetstream) -> None:
    await stage.command("brand Acme")
    await jetstream.connections(1)
    await jetstream.say(post("Acme!", "1", at=stage.clock.now()))
    await heard(stage, 1)
    await stage.stop()
    stage.clock.pass_time(3 * DAY)
    for connection in (2, 3):
        await stage.start()
        await jetstream.connections(connection)
        await jetstream.say(post("nothing of interest", f"{connection}", at=stage.clock.now()))
        await until(stage, lambda: bool(lines(stage, "missing here")))
        await stage.stop()
    (told,) = lines(stage, "missing here")
    assert told.startswith("Bluesky was not heard from Mon 2 Jun, 08:00 to Tue 3 Jun, 20:00, ")


async def test_after_a_short_absence_nothing_is_lost(stage: Stage, jetstream: Jetstream) -> None:
    await stage.command("brand Acme")
    await jetstream.connections(1)
    await jetstream.say(post("Acme!", "1", at=stage.clock.now()))
    await heard(stage, 1)
    await stage.stop()
    jetstream.held.append(post("Acme again", "2", at=stage.clock.now() + HOUR))
    stage.clock.pass_time(35 * HOUR)
    await stage.start()
    await heard(stage, 2)
    assert lines(stage, "missing here") == []
    assert "behind" in await stage.told("status")


@pytest.fixture
async def instant(stage: Stage, jetstream: Jetstream) -> Stage:
    """A stage on which Acme is told at once."""
    await stage.command("brand Acme")
    await stage.command("alerts Acme instant")
    await jetstream.connections(1)
    return stage


def quoted(stage: Stage) -> list[str]:
    """Every quotation in the channel and its threads."""
    posts = [each for said in stage.said() for each in (said, *stage.replies(said))]
    return [quote for each in posts for quote in quotes(each)]


async def until_current(stage: Stage, jetstream: Jetstream) -> None:
    """Have something be said that nobody wants, and wait until the stream is heard so far."""
    stream = stage.bot.parts.followed["bluesky"]
    await until(stage, lambda: not stream.connected or stream.catching_up)
    await until(stage, lambda: stream.connected)
    await jetstream.say(post("nothing of interest", "98", at=stage.clock.now()))
    await until(stage, lambda: not stream.catching_up)


async def nine(stage: Stage, jetstream: Jetstream) -> None:
    """Go on to nine o'clock, when the digest comes; Bluesky speaks."""
    connections = len(jetstream.asked)
    stage.clock.pass_time(NINE - stage.clock.now())
    await jetstream.connections(connections + 1)
    await jetstream.say(post("nothing of interest", "97", at=NINE))
    await until(stage, lambda: not stage.bot.parts.followed["bluesky"].catching_up)
    await stage.sweep()


async def taken_in(stage: Stage, jetstream: Jetstream) -> None:
    """Wait until all that was said before is done with: what comes after it is."""
    kept = len(stage.bot.parts.hits.written_between("C1", MONDAY - 9 * DAY, MONDAY + 99 * DAY))
    await stage.command("brand Afterwards")
    await jetstream.say(post("Afterwards", "99", at=stage.clock.now()))
    await heard(stage, kept + 1)


async def test_a_post_is_told_at_once_by_its_authors_handle(instant: Stage, jetstream: Jetstream) -> None:
    await jetstream.say(post("Acme!", "1", at=instant.clock.now()))
    await heard(instant, 1)
    await until(instant, lambda: quoted(instant) == ["Acme!"])
    assert "lea.example · Bluesky" in shown(instant.said()[-1])


async def test_the_same_posts_over_a_cut_and_a_restart_are_told_once(
    instant: Stage, jetstream: Jetstream
) -> None:
    now = instant.clock.now()
    await jetstream.say(post("Acme one", "1", at=now), post("Acme two", "2", at=now))
    await heard(instant, 2)
    jetstream.cut()
    await jetstream.connections(2)
    await instant.stop()
    await instant.start()
    await jetstream.connections(3)
    await jetstream.say(post("Acme three", "3", at=now + SECOND))
    await heard(instant, 3)
    await nine(instant, jetstream)
    assert sorted(quoted(instant)) == ["Acme one", "Acme three", "Acme two"]


async def test_while_paused_nothing_is_told_and_nothing_of_it_after(
    instant: Stage, jetstream: Jetstream
) -> None:
    await instant.command("brand Zorblax")
    await instant.command("pause Acme")
    await jetstream.say(
        post("Acme!", "1", at=instant.clock.now()), post("Zorblax", "2", at=instant.clock.now())
    )
    await heard(instant, 1)
    await instant.command("resume Acme")
    jetstream.cut()
    await jetstream.connections(2)
    await jetstream.say(post("Acme again", "3", at=instant.clock.now()))
    await heard(instant, 3)
    await until(instant, lambda: "Acme again" in quoted(instant))
    await nine(instant, jetstream)
    assert "Acme!" not in quoted(instant)


async def test_what_is_taken_back_is_not_in_the_next_digest(stage: Stage, jetstream: Jetstream) -> None:
    await stage.command("brand Acme")
    await jetstream.connections(1)
    now = stage.clock.now()
    await jetstream.say(
        post("Acme is a lamp", "1", at=now),
        post("Acme was seen in town by the river", "2", by="bob", at=now),
        post("Who else hears the Acme hum", "3", by="ann", at=now),
    )
    await heard(stage, 3)
    await jetstream.say(deletion("1", at=now), account("bob", active=False, at=now))
    await heard(stage, 1)
    await nine(stage, jetstream)
    assert quoted(stage) == ["Who else hears the Acme hum"]


@pytest.mark.parametrize("at_once", [True, False])
async def test_what_is_taken_back_or_edited_before_it_is_sent_is_not_said(
    stage: Stage, slack: Workspace, jetstream: Jetstream, at_once: bool
) -> None:
    await stage.command("brand Acme")
    await stage.command(f"alerts Acme {'instant' if at_once else 'digest'}")
    await jetstream.connections(1)
    now = stage.clock.now()
    frames = [
        post("Acme is a lamp, and it is bad", "1", at=now),
        post("Acme was seen in town by the river", "2", by="bob", at=now),
        post("Who else hears the Acme hum", "3", by="ann", at=now),
    ]
    for _ in range(12):  # no `Retry-After` is believed for longer than a quarter of an hour
        slack.fail_next("chat.postMessage", retry_after=900)
    for count, frame in enumerate(frames, 1):
        await jetstream.say(frame)
        await heard(stage, count)
    await nine(stage, jetstream)
    assert quoted(stage) == []
    await jetstream.say(
        deletion("2", by="bob", at=now), post("Acme is a fine lamp", "1", at=now, operation="update")
    )
    await heard(stage, 2)
    await taken_in(stage, jetstream)
    slack.forget_faults()
    stage.clock.pass_time(3 * HOUR)
    await stage.rest()
    assert sorted(quoted(stage)) == ["Acme is a fine lamp", "Who else hears the Acme hum"]


async def test_an_alert_of_which_nothing_is_left_is_not_sent(
    instant: Stage, slack: Workspace, jetstream: Jetstream
) -> None:
    now = instant.clock.now()
    slack.fail_next("chat.postMessage", retry_after=900)
    await jetstream.say(post("Acme, oops", "1", at=now))
    await heard(instant, 1)
    await jetstream.say(deletion("1", at=now))
    await heard(instant, 0)
    await taken_in(instant, jetstream)
    instant.clock.pass_time(3 * HOUR)
    await instant.rest()
    assert quoted(instant) == []
    assert lines(instant, "new mention") == []


async def test_an_author_is_heard_by_handle_and_it_is_said_who_hears_them(
    stage: Stage, jetstream: Jetstream
) -> None:
    answer = await stage.told("brand Lea = author:lea.example")
    assert "It holds no word that can be searched for" in answer
    assert "it is heard only where all is read, by Bluesky." in answer
    assert "by a whole handle, as in author:lea.bsky.social" in answer
    assert "No source can be searched for it" in shown(stage.said()[-1])
    await stage.command("alerts Lea instant")
    await jetstream.connections(1)
    await jetstream.say(post("Good morning", "1", at=stage.clock.now()))
    await heard(stage, 1)
    await until(stage, lambda: quoted(stage) == ["Good morning"])


async def test_a_query_that_nobody_can_hear_says_so(stage: Stage) -> None:
    for words in ("preview place:piaille.fr", "brand Piaille = place:piaille.fr"):
        assert "none of this channel's sources can hear it" in await stage.told(words)
    assert "no word that can be searched" not in await stage.told("brand Acme place:piaille.fr")
    assert "none of this channel's sources can hear it" in await stage.told("edit Acme = place:piaille.fr")


async def test_a_digest_waits_until_a_stream_has_caught_up(stage: Stage, jetstream: Jetstream) -> None:
    await stage.command("brand Acme")
    await jetstream.connections(1)
    await jetstream.say(post("Acme!", "1", at=stage.clock.now()))
    await heard(stage, 1)
    await stage.stop()
    stage.clock.pass_time(NINE - stage.clock.now())
    jetstream.held.append(post("Acme in the night", "2", at=NINE - HOUR / 2))
    await stage.start()
    await heard(stage, 2)
    await stage.sweep()
    assert quoted(stage) == []
    await until_current(stage, jetstream)
    await stage.sweep()
    assert sorted(quoted(stage)) == ["Acme in the night", "Acme!"]
    assert "Not heard" not in shown(stage.said()[-1])


async def read_on(stage: Stage, jetstream: Jetstream, at: datetime) -> None:
    """Have something be said at an instant, and wait until the stream is read so far."""
    stream = stage.bot.parts.followed["bluesky"]
    await jetstream.say(post("old", f"{at:%H%M%S}", at=at))
    await until(stage, lambda: stream.lag is not None and abs(stage.clock.now() - stream.lag - at) < SECOND)


async def test_a_digest_that_waited_long_says_who_is_still_catching_up(
    stage: Stage, jetstream: Jetstream
) -> None:
    await stage.command("brand Acme")
    await jetstream.connections(1)
    await jetstream.say(post("Acme!", "1", at=stage.clock.now()))
    await heard(stage, 1)
    await stage.stop()
    stage.clock.pass_time(NINE - stage.clock.now())
    await stage.start()
    await jetstream.connections(2)
    await read_on(stage, jetstream, NINE - HOUR / 2)
    for connection, minutes in enumerate((2, 4, 10), 3):
        stage.clock.pass_time(timedelta(minutes=minutes))  # silent for too long: it is connected anew
        await jetstream.connections(connection)
        await read_on(stage, jetstream, NINE - HOUR / 2 + minutes * SECOND)
        await stage.sweep()
        assert bool(quoted(stage)) is (minutes == 10)
    assert "Not heard: Bluesky: still going through what was said" in shown(stage.said()[-1])


@pytest.fixture
def mortals() -> Iterator[Mortals]:
    with Mortals() as mortals:
        yield mortals


@pytest.mark.thorough
@pytest.mark.timeout(900)
async def test_killed_at_any_step_of_hearing_it_tells_all_of_it_and_nothing_twice(
    instant: Stage, jetstream: Jetstream, mortals: Mortals, tmp_path: Path
) -> None:
    clock, slack = instant.clock, instant.slack
    await jetstream.say(post("Acme was first", "0", at=clock.now()))
    await heard(instant, 1)
    await until(instant, lambda: quoted(instant) == ["Acme was first"])
    await instant.stop()
    slack.state.watchers.append(lambda happening: clock.pass_time(2 * SECOND))
    later = clock.now() + SECOND
    texts = ["Acme is a lamp", "By the river I saw the Acme truck", "Who else hears that Acme hum"]
    jetstream.held += [post(text, text[-3:], at=later) for text in texts]
    jetstream.held += [post("nothing", f"n{at:%M}", at=at) for at in (NINE - HOUR / 2, NINE)]

    async def live(data: Path, at: datetime, dies_at: int = 0) -> int:
        clock.jump(at - clock.now())
        life = Life(slack.api_url, str(data), instant.public.routes(), at, dies_at, jetstream.url, awaited=4)
        return await mortals.live(life)

    def told() -> list[str]:
        return sorted(quote for each in slack.state.posts.seen("C1") for quote in quotes(each))

    deaths = 0
    for step in range(1, MOST):
        slack.state.posts.all.clear()
        slack.state.posts._last = 0  # the clock goes back, and with it the hours of messages
        data = shutil.copytree(instant.data, tmp_path / f"step{step}")
        ended = await live(data, later + SECOND, step)
        back = clock.now() + SECOND if step % 2 else NINE - HOUR / 2  # at once, or after a pause
        assert await live(data, back) == 0
        if step % 2:
            assert told() == sorted(texts), f"killed at step {step}"
        assert await live(data, NINE + SECOND) == 0
        assert told() == sorted(texts), f"killed at step {step}"
        if ended == 0:
            break
        deaths += 1
    assert 5 < deaths < MOST - 1
