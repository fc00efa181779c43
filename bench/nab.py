"""The Numenta Anomaly Benchmark's series of brand mentions, and its score.

A. Lavin and S. Ahmad, "Evaluating Real-Time Anomaly Detection Algorithms: the Numenta Anomaly Benchmark",
ICMLA 2015: the first alert within a labelled window earns up to 1, the more the earlier; a window without
one costs `fnWeight`; each alert outside costs up to `fpWeight`, less shortly after a window; and the sum is
scaled so that silence is 0 and a perfect detector 100. The first 15 % of a series, 750 steps at most, are
not judged.
"""

import csv
import json
import math
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

PROBATION, LONGEST_PROBATION = 0.15, 750
REFRACTORY = timedelta(days=1)
"""After an alert the same brand rings no more for this long: people were told."""


class Series(msgspec.Struct, frozen=True):
    """Mentions of one brand in steps of five minutes, and the first and last step of each labelled window."""

    brand: str
    times: tuple[datetime, ...]
    counts: tuple[int, ...]
    windows: tuple[tuple[int, int], ...]

    @property
    def probation(self) -> int:
        """The first step that is judged."""
        return min(math.floor(PROBATION * len(self.times)), LONGEST_PROBATION)


class Profile(
    msgspec.Struct, frozen=True, rename={"hit": "tpWeight", "false": "fpWeight", "miss": "fnWeight"}
):
    """What a hit, a false alert and a missed window weigh."""

    hit: float
    false: float
    miss: float


class Judged(msgspec.Struct, frozen=True):
    """How one series was rung for: the score of each profile before scaling, windows hit, false alerts."""

    raw: tuple[float, ...]
    hits: int
    windows: int
    false: int
    days: float


def read_series(folder: Path, brands: Collection[str] = ()) -> list[Series]:
    """The series of a folder laid out like NAB's, all of them or those of some brands."""
    labels = json.loads((folder / "labels" / "combined_windows.json").read_text())
    files = sorted((folder / "data" / "realTweets").glob("Twitter_volume_*.csv"))
    named = {path.stem.removeprefix("Twitter_volume_"): path for path in files}
    return [
        _read_one(brand, path, labels[f"realTweets/{path.name}"])
        for brand, path in named.items()
        if not brands or brand in brands
    ]


def read_profiles(folder: Path) -> dict[str, Profile]:
    """NAB's profiles by name: standard, few false alerts, few misses."""
    read = json.loads((folder / "config" / "profiles.json").read_text())
    return {name: msgspec.convert(each["CostMatrix"], Profile) for name, each in read.items()}


def _read_one(brand: str, path: Path, labels: Iterable[tuple[str, str]]) -> Series:
    with path.open() as lines:
        rows = [(datetime.fromisoformat(at), int(count)) for at, count in list(csv.reader(lines))[1:]]
    times = tuple(at for at, _ in rows)
    step = {at: number for number, at in enumerate(times)}
    windows = tuple((step[datetime.fromisoformat(a)], step[datetime.fromisoformat(b)]) for a, b in labels)
    return Series(brand, times, tuple(count for _, count in rows), windows)


def rung(series: Series, deviations: Iterable[tuple[int, float]], threshold: float) -> list[int]:
    """The steps at which somebody is told: those at or above a threshold, one a `REFRACTORY`."""
    told: list[int] = []
    for step, value in deviations:
        is_quiet = not told or series.times[step] - series.times[told[-1]] >= REFRACTORY
        if value >= threshold and is_quiet:
            told.append(step)
    return told


def judge(series: Series, alerts: Iterable[int], profiles: Iterable[Profile]) -> Judged:
    """What NAB says of these alerts."""
    judged = [step for step in alerts if step >= series.probation]
    firsts = [next((step for step in judged if a <= step <= b), None) for a, b in series.windows]
    false = [step for step in judged if not any(a <= step <= b for a, b in series.windows)]
    hits = [
        _earned(first, window)
        for first, window in zip(firsts, series.windows, strict=True)
        if first is not None
    ]
    missed = len(series.windows) - len(hits)
    costs = [_cost(step, series.windows) for step in false]
    days = (series.times[-1] - series.times[series.probation]) / timedelta(days=1)
    raw = tuple(each.hit * sum(hits) - each.miss * missed - each.false * sum(costs) for each in profiles)
    return Judged(raw, len(hits), len(series.windows), len(false), days)


def scaled_score(judged: Collection[Judged], profile: Profile, number: int) -> float:
    """The score of all series together in one profile (the `number`-th): silence is 0, perfection 100."""
    windows = sum(each.windows for each in judged)
    silence, perfection = -profile.miss * windows, profile.hit * windows
    return 100 * (sum(each.raw[number] for each in judged) - silence) / (perfection - silence)


def _earned(step: int, window: tuple[int, int]) -> float:
    begin, end = window
    return _sigmoid(-(end - step) / (end - begin))


def _cost(step: int, windows: Iterable[tuple[int, int]]) -> float:
    before = [window for window in windows if window[1] < step]
    if not before:
        return 1.0
    begin, end = max(before, key=lambda window: window[1])
    return -_sigmoid((step - end) / (end - begin))


def _sigmoid(position: float) -> float:
    """From 1 well within a window over 0 at its right edge to -1 well behind."""
    return -1.0 if position > 3 else 2 / (1 + math.exp(5 * position)) - 1
