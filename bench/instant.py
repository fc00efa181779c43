"""How soon an instant watch is told in Slack of a post that a Jetstream server sent.

Run: python -m bench.instant [--quick] [--rate POSTS_A_SECOND] [--seconds N]. The real app, its archive on the
disk, 10,000 watches, and Slack in this process; Jetstream and the service that knows handles in another.
"""

import argparse
import asyncio
import logging
import math
import multiprocessing
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
from aiohttp import web
from sqlalchemy import insert

from bench.posts import Stream as Posts
from bench.streams import Pacer, event
from bench.watches import names, watches
from bot.clock import SystemClock
from bot.console.directory import TEAM
from bot.console.workspace import Workspace
from bot.models import Channel, Mention, Watch, WatchKind
from bot.runtime.wiring import open_bot
from bot.settings import Settings, read_settings
from bot.storage.database import open_database, write_transaction
from bot.storage.tables.outbox import deliveries
from bot.storage.watchlist import Watchlist
from bot.storage.watchlists import path_of

_EARLIER = datetime.now(UTC) - timedelta(days=1)
_INSTANT = 100  # watches that are told at once, each in a channel of its own
_TOLD_EACH_SECOND = 2.0  # posts that one of them wants: Slack takes one message a second in a channel
_GRACE = 15.0  # seconds after the last post in which the last message must come


def _served(frames: Sequence[bytes], rate: float, told: Connection) -> None:
    async def serve() -> None:
        app = web.Application()
        app.router.add_get("/xrpc/app.bsky.actor.getProfiles", _profiles)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        async with Pacer(frames, rate) as pacer:
            told.send((pacer.url, f"http://127.0.0.1:{port}"))
            await asyncio.to_thread(told.recv)
            told.send(pacer.sent)
        await runner.cleanup()

    asyncio.run(serve())


async def _profiles(request: web.Request) -> web.Response:
    people = [{"did": did, "handle": f"{did[-12:]}.example"} for did in request.query.getall("actors")]
    return web.json_response({"profiles": people})


def _frames(rate: float, seconds: float, called: Sequence[str], made: Posts) -> list[bytes]:
    """Posts of strangers, three in a thousand of which name a watch, and among them those that are told."""
    count = int(rate * seconds)
    few = iter(made.posts(count // 100 + 1, called))
    rest = iter(made.posts(count, ["…"]))
    every = int(rate / _TOLD_EACH_SECOND)
    decode = msgspec.json.Decoder(Mention).decode
    frames = []
    for number in range(count):
        raw = next(few) if number % 100 == 1 else next(rest)
        mention = decode(raw)
        if number % every == every // 2:
            marker = number // every
            text = f"{_name(marker % _INSTANT)} no{marker}x {mention.text[:150]}"
            mention = msgspec.structs.replace(mention, text=text)
        frames.append(event(number, mention))
    return frames


def _name(number: int) -> str:
    return f"Quasarinade{number:03}"


def _furnish(folder: Path, size: int, called: Sequence[str], made: Posts, seed: int) -> list[str]:
    """The watch list and the archive of a bot that has been here for a day; the channels that are told."""
    queries = watches(list(called), made, seed)
    watchlist = Watchlist(path_of(folder, TEAM), TEAM)
    told = [f"C{number:03}TOLD" for number in range(_INSTANT)]
    rest = [f"C{number:03}REST" for number in range(size // 100)]
    all_watches = [_watch(f"I{n}", told[n], _name(n), _name(n), instant=True) for n in range(_INSTANT)]
    all_watches += [
        _watch(id_, rest[number % len(rest)], id_, query.text, instant=False)
        for number, (id_, query) in enumerate(list(queries.items())[: size - _INSTANT])
    ]
    with watchlist._change():  # ten thousand changes one by one would write the file as often
        for channel in (*told, *rest):
            watchlist._put("channels", _channel(channel))
        for watch in all_watches:
            watchlist._put("watches", watch)
    watchlist.close()
    _welcomed(folder, all_watches)
    return told


def _watch(id_: str, channel: str, name: str, query: str, *, instant: bool) -> Watch:
    return Watch(
        workspace=TEAM,
        id=id_, channel=channel, name=name, kind=WatchKind.BRAND, query=query, created_by="U1",
        created_at=_EARLIER, since=_EARLIER, instant=instant,
    )  # fmt: skip


def _channel(id_: str) -> Channel:
    return Channel(
        workspace=TEAM,
        id=id_,
        zone="UTC",
        set_up_by="U1",
        digest_since=_EARLIER,
        digest_off=True,
    )


def _welcomed(folder: Path, all_watches: Sequence[Watch]) -> None:
    """Every watch had its look-back told, so that the bot begins with nothing to say."""
    engine = open_database(f"sqlite:///{folder / 'archive.sqlite'}")
    blank = dict.fromkeys(("about", "root", "thread_ts", "error"), "")
    rows = [
        {
            **blank, "id": f"welcome:{watch.id}:0", "channel": watch.channel, "kind": "welcome",
            "about": watch.id, "workspace": TEAM, "payload": {}, "state": "sent", "ts": "1.1", "attempts": 1,
            "created_at": _EARLIER,
            "sent_at": _EARLIER,
        }
        for watch in all_watches
    ]  # fmt: skip
    with write_transaction(engine) as connection:
        connection.execute(insert(deliveries), rows)
    engine.dispose()


def _settings(workspace: Workspace, folder: Path, jetstream: str) -> Settings:
    return read_settings(
        {
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "SLACK_API_URL": workspace.api_url,
            "VEILLE_DATA": str(folder),
            "VEILLE_JETSTREAM_URL": jetstream,
        }
    )


async def _arrivals(
    folder: Path, told: Sequence[str], urls: tuple[str, str], seconds: float
) -> tuple[list[tuple[str, float]], str]:
    """The text of every message in Slack, with when it came; and how the stream fared."""
    clock = SystemClock()
    async with Workspace(clock) as workspace:
        workspace.add_user("U1", "Camille")
        for channel in told:
            workspace.add_channel(channel, channel.lower(), ["U1", "veille"])
        routes = {"public.api.bsky.app": urls[1]}
        async with open_bot(_settings(workspace, folder, urls[0]), clock, TEAM, routes, ["bluesky"]) as bot:
            await asyncio.sleep(seconds + _GRACE)
            stream = bot.stream_manager.followed["bluesky"]
            fared = f"{stream.events:,} events read, {stream.unreadable} unreadable, {stream.waiting} waiting"
        calls = [call for call in workspace.calls if call.method == "chat.postMessage" and call.answer["ok"]]
        return [(str(call.args), call.at.timestamp()) for call in calls], fared


def _delays(
    arrivals: Sequence[tuple[str, float]], sent: dict[int, float], markers: dict[int, int]
) -> tuple[list[float], int]:
    """Seconds from each told post's sending to the first message that shows it; how many never came."""
    delays, lost = [], 0
    for marker, number in markers.items():
        came = [at for text, at in arrivals if f"no{marker}x" in text]
        if came and number in sent:
            delays.append(min(came) - sent[number])
        else:
            lost += 1
    return sorted(delays), lost


def _told_twice(arrivals: Sequence[tuple[str, float]], markers: Iterable[int]) -> int:
    return sum(sum(f"no{marker}x" in text for text, _ in arrivals) > 1 for marker in markers)


def _at(delays: Sequence[float], share: float) -> float:
    return delays[min(len(delays) - 1, math.ceil(share * len(delays)) - 1)] if delays else math.nan


def main() -> None:
    """Prints what was measured; ends with a sentence when a post was told never, or twice."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    say = logging.getLogger("bench")
    say.setLevel(logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a few seconds, to see that it runs")
    options.add_argument("--rate", type=float, default=1_000.0)
    options.add_argument("--seconds", type=float, default=90.0)
    options.add_argument("--watches", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=3)
    asked = options.parse_args()
    seconds = 10.0 if asked.quick else asked.seconds
    made = Posts(asked.seed)
    called = names(asked.watches, made, asked.seed)
    frames = _frames(asked.rate, seconds, called, made)
    every = int(asked.rate / _TOLD_EACH_SECOND)
    markers = {n // every: n for n in range(len(frames)) if n % every == every // 2}
    ours, theirs = multiprocessing.Pipe()
    with tempfile.TemporaryDirectory() as name:
        told = _furnish(Path(name), asked.watches, called, made, asked.seed)
        server = multiprocessing.get_context("spawn").Process(
            target=_served, args=(frames, asked.rate, theirs)
        )
        server.start()
        arrivals, fared = asyncio.run(_arrivals(Path(name), told, ours.recv(), seconds))
        ours.send("enough")
        sent = dict(enumerate(ours.recv()))
        server.join(5)
        server.terminate()
    delays, lost = _delays(arrivals, sent, markers)
    pace = (len(sent) - 1) / (sent[len(sent) - 1] - sent[0]) if len(sent) > 1 else 0.0
    say.info("%s watches, %s posts at %.0f a second; %s", f"{asked.watches:,}", f"{len(sent):,}", pace, fared)
    say.info("| told | lost | median s | 95 % s | 99 % s | worst s |")
    say.info("|---|---|---|---|---|---|")
    shares = " | ".join(f"{_at(delays, share):.3f}" for share in (0.5, 0.95, 0.99, 1.0))
    say.info("| %d | %d | %s |", len(delays), lost, shares)
    if lost or not delays:
        raise SystemExit(f"{lost} of {len(markers)} posts were never told.")
    if twice := _told_twice(arrivals, markers):
        raise SystemExit(f"{twice} posts were told twice.")


if __name__ == "__main__":
    main()
