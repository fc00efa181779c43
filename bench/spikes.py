"""Spikes on real series of brand mentions. Run: python -m bench.spikes DIR [--brands AAPL,AMZN] [--search].

DIR is laid out like the Numenta Anomaly Benchmark (`data/realTweets`, `labels`, `config`). Those series
count posts in steps of five minutes, not people; one threshold serves all of them. Every contender counts
over the same three hours, and after an alert a brand is quiet for a day. `--search` judges each brand with
the settings (window, half-lives, threshold) that were best for the others.
"""

import argparse
import itertools
import logging
import math
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from bench.nab import Judged, Profile, Series, judge, read_profiles, read_series, rung, scaled_score
from bot.alerts.detectors.spike import STEP, TUNED, Baseline, Sensitivity, Tuning, learned, surprise

FIVE_MINUTES = timedelta(minutes=5)
PAST = timedelta(days=14)
"""How much past the simple rules look at."""
THRESHOLDS = (2.0, 2.25, 2.5, 2.75, 3.0, 3.25, 3.5, 3.75, 4.0)
PUBLISHED = (("ARTime", 81.8), ("contextOSE", 74.5), ("earthgecko Skyline", 68.9), ("Numenta HTM", 68.0))
"""Standard scores on all ten series, of which a folder may hold a part (NAB's own results)."""

Rule = Callable[[Series], Iterator[tuple[int, float]]]
"""How surprising each step of a series is that is looked at: the step's number and the surprise."""


def ours(tuning: Tuning) -> Rule:
    """Veille's detector, a quarter of an hour at a time."""

    def rule(series: Series) -> Iterator[tuple[int, float]]:
        baseline = Baseline()
        for step, count in _windows(series, tuning.window):
            at = series.times[step]
            yield step, surprise(baseline, count, at, tuning).deviations
            baseline = learned(baseline, count, at, tuning)

    return rule


def simple(measure: Callable[[Sequence[int], int], float]) -> Rule:
    """A rule over the same counts, against those of the last fourteen days."""

    def rule(series: Series) -> Iterator[tuple[int, float]]:
        past: deque[int] = deque(maxlen=int(PAST / STEP))
        for step, count in _windows(series, TUNED.window):
            if len(past) > 1:
                yield step, measure(past, count)
            past.append(count)

    return rule


def mean_and_sigma(past: Sequence[int], count: int) -> float:
    """Standard deviations above the mean."""
    return (count - statistics.fmean(past)) / (statistics.pstdev(past) or 1.0)


def median_and_mad(past: Sequence[int], count: int) -> float:
    """Median absolute deviations above the median."""
    usual = statistics.median(past)
    return (count - usual) / (statistics.median(abs(each - usual) for each in past) or 1.0)


def times_usual(past: Sequence[int], count: int) -> float:
    """How many times the mean."""
    return count / (statistics.fmean(past) or 1.0)


SIMPLE = (
    ("mean + 2.5 sigma", mean_and_sigma, 2.5),
    ("mean + 3 sigma", mean_and_sigma, 3.0),
    ("median + 6 MAD", median_and_mad, 6.0),
    ("three times the usual", times_usual, 3.0),
)


def _windows(series: Series, window: timedelta) -> Iterator[tuple[int, int]]:
    """Every quarter of an hour: its step, and the count of the window that ends there."""
    width, every = int(window / FIVE_MINUTES), int(STEP / FIVE_MINUTES)
    so_far = [0, *itertools.accumulate(series.counts)]
    for step in range(every - 1, len(series.counts), every):
        yield step, so_far[step + 1] - so_far[max(0, step + 1 - width)]


def _line(name: str, judged: Sequence[Judged], profiles: Sequence[Profile], micros: float) -> str:
    scores = " | ".join(f"{scaled_score(judged, each, n):.1f}" for n, each in enumerate(profiles))
    hits, windows = sum(each.hits for each in judged), sum(each.windows for each in judged)
    false = sum(each.false for each in judged)
    per_day = false / sum(each.days for each in judged)
    cost = "" if math.isnan(micros) else f"{micros:.0f}"
    return f"| {name} | {scores} | {hits} of {windows} | {false} | {per_day:.2f} | {cost} |"


def _judged(
    name: str, rule: Rule, all_series: Sequence[Series], threshold: float, profiles: Sequence[Profile]
) -> str:
    begun = time.process_time()
    found = [list(rule(series)) for series in all_series]
    micros = 1e6 * (time.process_time() - begun) / sum(map(len, found))
    pairs = zip(all_series, found, strict=True)
    judged = [judge(series, rung(series, values, threshold), profiles) for series, values in pairs]
    return _line(name, judged, profiles, micros)


def _held_out(all_series: Sequence[Series], profiles: Sequence[Profile]) -> list[Judged]:
    """Each brand judged with what was best, in the first profile, for all the others."""
    settings = [
        Tuning(timedelta(hours=hours), timedelta(days=level), timedelta(days=hour))
        for hours, level, hour in itertools.product((1, 2, 3, 4), (3, 7, 14), (3, 7, 14))
    ]
    table = [
        [judge(series, rung(series, values, threshold), profiles) for series, values in found]
        for tuning in settings
        for found in [[(series, list(ours(tuning)(series))) for series in all_series]]
        for threshold in THRESHOLDS
    ]
    held_out = []
    for number in range(len(all_series)):
        others = [[*row[:number], *row[number + 1 :]] for row in table]
        best = max(range(len(table)), key=lambda row: scaled_score(others[row], profiles[0], 0))
        held_out.append(table[best][number])
    return held_out


def main() -> None:
    """Print one table."""
    logging.basicConfig(format="%(message)s", level=logging.CRITICAL)
    say = logging.getLogger("bench").info
    logging.getLogger("bench").setLevel(logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--brands", default="", help="some brands, comma-separated; all of them otherwise")
    options.add_argument("--search", action="store_true", help="settings held out too: some minutes")
    asked = options.parse_args()
    named = read_profiles(asked.folder)
    all_series = read_series(asked.folder, [brand for brand in asked.brands.split(",") if brand])
    say("Series: %s\n", ", ".join(series.brand for series in all_series))
    heads = ["rule", *named, "windows hit", "false alerts", "a brand and day", "µs a step"]
    say("| %s |\n|%s", " | ".join(heads), "---|" * len(heads))
    for line in _lines(all_series, list(named.values()), asked.search):
        say(line)


def _lines(all_series: Sequence[Series], profiles: Sequence[Profile], search: bool) -> Iterator[str]:
    for each in Sensitivity:
        name = f"Veille, {each.name.lower()} ({each.value})"
        yield _judged(name, ours(TUNED), all_series, each.value, profiles)
    if search:
        yield _line("Veille, all settings held out", _held_out(all_series, profiles), profiles, math.nan)
    for name, measure, threshold in SIMPLE:
        yield _judged(name, simple(measure), all_series, threshold, profiles)
    for name, score in PUBLISHED:
        yield f"| {name}, published, all ten series | {score} |" + " |" * (len(profiles) + 3)


if __name__ == "__main__":
    main()
