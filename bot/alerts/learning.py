"""Learns what is usual for each watch, a step every quarter of an hour, from what was really heard.

1. A step of a watch whose sources all answer is learnt: its people of the last three hours. A step that was
   missed, since the bot was down or the machine slept, and one in which a source failed, teach nothing; nor
   do the three hours after, of which a part was not heard.
2. A story to which nothing came for two days is over, and teaches how many people a story gathers.
3. A day of which an hour was not heard is remembered as such for some weeks, and makes no silence.
4. What was learnt is a row a watch: memory does not grow with watches or time.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from bot.alerts.detectors.backlash import gathered
from bot.alerts.detectors.silence import WEEK, WEEKS
from bot.alerts.detectors.spike import STEP, TUNED, learned
from bot.alerts.judging import Learnt
from bot.clock import Clock
from bot.models import Channel, Watch
from bot.storage.baselines import Baselines, StoredBaseline
from bot.storage.source_states import SourceStates
from bot.watches.registry import WatchRegistry

OVER: Final = timedelta(days=2)
"""A story to which nothing came for this long is over."""
MISSED: Final = 2 * STEP
"""Between two steps that follow each other at most."""
DAY: Final = timedelta(days=1)
UNHEARD: Final = timedelta(hours=1)
"""What is not heard for so long is missing from its day; sources are asked again within it."""
REMEMBERED: Final = (WEEKS + 1) * WEEK
"""How long it is known that a day was not wholly heard: as far back as silences are compared."""
SELDOM: Final = 2
"""People a day under which nobody looks whether they are missed: no silence rings of so few."""
_DECODER: Final = msgspec.json.Decoder(Learnt)


class Learning:
    """Keeps the baselines of all watches."""

    def __init__(
        self, baselines: Baselines, states: SourceStates, registry: WatchRegistry, clock: Clock
    ) -> None:
        self._baselines = baselines
        self._states = states
        self._registry = registry
        self._clock = clock
        self._stepped_at: datetime | None = None

    async def step(self, watches: Sequence[Watch], channels: Mapping[str, Channel]) -> list[Watch]:
        """Learn one more step, if one has passed; the watches of which nobody spoke for a day by then."""
        now = self._clock.now()
        if self._stepped_at is not None and now - self._stepped_at < STEP:
            return []
        self._stepped_at = now
        return await asyncio.to_thread(self._learn, watches, channels, now)

    async def of(self, watch: str) -> Learnt:
        """What is usual for a watch."""
        known = await asyncio.to_thread(self._baselines.of, [watch])
        return _DECODER.decode(known[watch].learnt) if watch in known else Learnt()

    def _learn(self, watches: Sequence[Watch], channels: Mapping[str, Channel], now: datetime) -> list[Watch]:
        known = self._baselines.of()
        people = self._baselines.people(now - TUNED.window, now)
        last = min((each.stepped_at for each in known.values()), default=now)
        ended = self._baselines.ended(max(last, now - 7 * OVER) - OVER, now - OVER)
        deaf = self._deaf({watch.channel for watch in watches})
        zones = {id_: ZoneInfo(channel.zone) for id_, channel in channels.items()}
        made = [
            _stepped(
                watch.id,
                known.get(watch.id),
                people.get(watch.id, 0),
                ended.get(watch.id, ()),
                now,
                now.astimezone(zones[watch.channel]),
                is_deaf=watch.channel in deaf,
            )
            for watch in watches
            if watch.channel in zones
        ]
        self._baselines.put(each for each, _ in made)
        missed = {each.watch for each, learnt in made if _misses_people(learnt, now)}
        return [watch for watch in watches if watch.id in missed]

    def _deaf(self, channels: set[str]) -> set[str]:
        """The channels of which a source fails now."""
        failing = self._states.failing()
        if not failing:
            return set()
        return {
            channel
            for channel in channels
            if any((each.source, each.key) in failing for each in self._registry.asked_by(channel))
        }


def _stepped(
    watch: str,
    before: StoredBaseline | None,
    people: int,
    ended: Sequence[int],
    now: datetime,
    local: datetime,
    *,
    is_deaf: bool,
) -> tuple[StoredBaseline, Learnt]:
    """The baseline of a watch after one more step, as a row and as what was learnt."""
    if before is None:
        learnt = Learnt()
        return StoredBaseline(watch=watch, learnt=_encoded(learnt), heard_since=now, stepped_at=now), learnt
    learnt = _DECODER.decode(before.learnt)
    for gathering in ended:
        learnt = msgspec.structs.replace(learnt, gathering=gathered(learnt.gathering, gathering))
    learnt = _listened(learnt, before.stepped_at, people, now, local, is_deaf=is_deaf)
    is_whole = not is_deaf and now - before.stepped_at <= MISSED
    heard_since = before.heard_since if is_whole else now
    if is_whole and now - heard_since >= TUNED.window:
        learnt = msgspec.structs.replace(learnt, baseline=learned(learnt.baseline, people, local))
    row = StoredBaseline(watch=watch, learnt=_encoded(learnt), heard_since=heard_since, stepped_at=now)
    return row, learnt


def _listened(
    learnt: Learnt, stepped_at: datetime, people: int, now: datetime, local: datetime, *, is_deaf: bool
) -> Learnt:
    """What was learnt, with when somebody was heard last, and which dates were not wholly listened to."""
    deaf_since = learnt.deaf_since
    if is_deaf or now - stepped_at > MISSED:
        deaf_since = deaf_since or stepped_at
    unheard = [day for day in learnt.unheard if local.date() - day <= REMEMBERED]
    if deaf_since and now - deaf_since >= UNHEARD:
        first = deaf_since.astimezone(local.tzinfo).date()
        days = range(min((local.date() - first).days, REMEMBERED.days) + 1)
        unheard += [local.date() - day * DAY for day in days]
    return msgspec.structs.replace(
        learnt,
        spoke_at=now if people else learnt.spoke_at,
        deaf_since=deaf_since if is_deaf else None,
        unheard=tuple(sorted(set(unheard))),
    )


def _misses_people(learnt: Learnt, now: datetime) -> bool:
    """Whether nobody spoke for a day of a watch of which people usually do, as far as is known at once."""
    a_window = (learnt.baseline.level / 2) ** 2 - 3 / 8
    is_missed = learnt.spoke_at is not None and now - learnt.spoke_at >= DAY - TUNED.window
    return is_missed and learnt.deaf_since is None and a_window * (DAY / TUNED.window) >= SELDOM


def _encoded(learnt: Learnt) -> str:
    return msgspec.json.encode(learnt).decode()
