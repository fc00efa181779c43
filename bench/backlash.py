"""Backlashes in simulated months. Run: python -m bench.backlash [--months 400] [--seed 1].

Every month has a real backlash of 3, 6, 12 or 30 people in 1 to 5 places, a launch, a hot thread, and one of:
a shouting account, one person under several names, a copied campaign, a net of made accounts. Beside Veille's
detector stand the rules that other products publish, which count posts. See `bench/months.py`.
"""

import argparse
import logging
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from bench.months import BEGIN, PERFECT, REAL, Month, Post, Readings, months
from bot.alerts.detectors.backlash import Gathering, Leaning, Voice, backlash, critical_rise, gathered

REFRACTORY = timedelta(days=1)
"""After an alert a rule is deaf for this long, every contender alike."""
OVER = timedelta(days=2)
"""A story to which nothing came for this long is over."""
LARGE = 6
HOUR = timedelta(hours=1)

Rule = Callable[[Month], Iterator[Post]]
"""The posts at which a rule rings."""


def ours(seen: Month) -> Iterator[Post]:
    """Veille: people of one story, or a rise of critical people."""
    stories: dict[str, list[Voice]] = defaultdict(list)
    gathering, lately = Gathering(), Rise()
    for post in seen.posts:
        gathering = _close(stories, post.voice.at, gathering)
        stories[post.story].append(post.voice)
        if backlash(stories[post.story], post.voice.at, gathering) or lately.rings(post.voice):
            yield post


def _close(stories: dict[str, list[Voice]], at: datetime, gathering: Gathering) -> Gathering:
    for name in [name for name, voices in stories.items() if voices and at - voices[-1].at > OVER]:
        gathering = gathered(gathering, len({voice.person for voice in stories.pop(name)}))
    return gathering


class Rise:
    """The critical people of the last eight hours, against the share of the days before."""

    def __init__(self) -> None:
        self._voices: list[Voice] = []

    def rings(self, voice: Voice) -> bool:
        """Whether they are too many once this voice is heard."""
        self._voices.append(voice)
        edge = voice.at - 8 * HOUR
        now = [each for each in self._voices if each.at > edge]
        past = [each for each in self._voices if each.at <= edge]
        return critical_rise(now, _share(past))


def _people(voices: Sequence[Voice]) -> set[str]:
    return {voice.person for voice in voices}


def _critical(voices: Sequence[Voice]) -> set[str]:
    return {voice.person for voice in voices if voice.leaning is Leaning.AGAINST}


def _share(past: Sequence[Voice]) -> float:
    """The usual share of critical people: one of ten until more is known."""
    return (len(_critical(past)) + 2) / (len(_people(past)) + 20)


def twelve_hours(seen: Month) -> Iterator[Post]:
    """The last hour above three times the hourly mean of the twelve before (after Meltwater)."""
    return _by_counts(seen, lambda now, past: now >= 3 and now > 3 * max(1 / 12, past(12) / 12))


def a_week(seen: Month) -> Iterator[Post]:
    """The last hour more than 150 % above the hourly mean of seven days (after Agility)."""
    return _by_counts(seen, lambda now, past: now >= 3 and now > 2.5 * max(1 / 168, past(168) / 168))


def six_hours(seen: Month) -> Iterator[Post]:
    """The last hour above twice the hourly mean of six (after MutualMind)."""
    return _by_counts(seen, lambda now, past: now >= 3 and now > 2 * max(1 / 6, past(6) / 6))


def _by_counts(seen: Month, rule: Callable[[int, Callable[[int], int]], bool]) -> Iterator[Post]:
    times: list[datetime] = []
    for post in seen.posts:
        at = post.voice.at
        times = [*(each for each in times if at - each <= 169 * HOUR), at]
        now = sum(at - each < HOUR for each in times)

        def past(hours: int, at: datetime = at, times: Sequence[datetime] = times) -> int:
            return sum(HOUR <= at - each < (hours + 1) * HOUR for each in times)

        if rule(now, past):
            yield post


RULES: Mapping[str, Rule] = {
    "Veille": ours,
    "last hour against 12 h": twelve_hours,
    "+150 % of a week": a_week,
    "twice of six hours": six_hours,
}


class Caught(msgspec.Struct, frozen=True):
    """A real backlash: its people and places, and how many had spoken, after how long, when a rule rang."""

    people: int
    places: int
    spoken: int = 0
    after: timedelta | None = None


class Outcome(msgspec.Struct, frozen=True):
    """What a rule did in a month: with the backlash, and for what else it rang, by kind."""

    caught: Caught
    false: tuple[str, ...]


def outcome(seen: Month, rule: Rule) -> Outcome:
    """Judge a rule by one month."""
    real = next(event for event in seen.events if event.kind == REAL.kind)
    caught, false, deaf_until = Caught(real.people, real.places), [], BEGIN
    for post in rule(seen):
        is_real = post.event == real.number
        if is_real and caught.after is None:
            caught = _caught(seen, post, caught, real.begun)
        if post.voice.at >= deaf_until and not is_real:
            false.append(seen.events[post.event].kind)
        if post.voice.at >= deaf_until:
            deaf_until = post.voice.at + REFRACTORY
    return Outcome(caught, tuple(false))


def _caught(seen: Month, rang: Post, real: Caught, begun: datetime) -> Caught:
    spoken = {
        post.voice.person
        for post in seen.posts
        if post.event == rang.event and post.voice.at <= rang.voice.at
    }
    return Caught(real.people, real.places, len(spoken), rang.voice.at - begun)


def _row(name: str, outcomes: Sequence[Outcome]) -> list[str]:
    caught = [each.caught for each in outcomes]
    large = [each for each in caught if each.people >= LARGE and each.places > 1]
    alone = [each for each in caught if each.people >= LARGE and each.places == 1]
    rung = [each for each in large if each.after]
    false = [kind for each in outcomes for kind in each.false]
    kinds = sorted(set(false), key=lambda kind: (-false.count(kind), kind))
    return [
        name,
        f"{_share_of(large, lambda each: each.after is not None)}",
        f"{_share_of(large, lambda each: 0 < each.spoken <= 10)}",
        f"{_share_of(alone, lambda each: each.after is not None)}",
        f"{_share_of([e for e in caught if e.people < LARGE], lambda each: each.after is not None)}",
        f"{statistics.median(each.spoken for each in rung):.0f}" if rung else "",
        f"{statistics.median(each.after / timedelta(minutes=1) for each in rung if each.after):.0f}"
        if rung
        else "",
        f"{len(false) / len(outcomes):.2f}",
        ", ".join(f"{kind} {false.count(kind)}" for kind in kinds),
    ]


def _share_of(caught: Sequence[Caught], which: Callable[[Caught], bool]) -> str:
    return f"{sum(map(which, caught))} of {len(caught)}"


HEADS = (
    "rule",
    "caught (6 people or more, 2 places or more)",
    "by the tenth person",
    "caught in one place",
    "3 people: rung for",
    "people by then",
    "minutes by then",
    "false a month",
    "for what",
)


def main() -> None:
    """Print a table for readings that are perfect, and one for readings that err."""
    logging.basicConfig(format="%(message)s", level=logging.CRITICAL)
    say = logging.getLogger("bench").info
    logging.getLogger("bench").setLevel(logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--months", type=int, default=400)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    for title, readings in (("Readings without a fault", PERFECT), ("Readings that err", Readings())):
        say("%s: %s\n\n| %s |\n|%s", title, readings, " | ".join(HEADS), "---|" * len(HEADS))
        simulated = months(asked.months, asked.seed, readings)
        for name, rule in RULES.items():
            say("| %s |", " | ".join(_row(name, [outcome(each, rule) for each in simulated])))
        say("")


if __name__ == "__main__":
    main()
