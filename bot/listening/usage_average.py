"""What each question of a source may have of what all of them share."""

from datetime import timedelta

SPARED = 0.9
"""How much of a budget is planned for; the rest is for look-backs and searches by people."""
LEARNT = 0.1
"""How much the latest answer weighs in what an answer takes on average."""


class UsageAverage:
    """What one answer takes: requests, and microdollars."""

    def __init__(self, requests: float = 0.0, microdollars: float = 0.0) -> None:
        self.requests = requests
        self.microdollars = microdollars

    def mean(self, latest: "UsageAverage") -> "UsageAverage":
        """This average, with one more answer in it."""
        return UsageAverage(
            self.requests + LEARNT * (latest.requests - self.requests),
            self.microdollars + LEARNT * (latest.microdollars - self.microdollars),
        )


def fair_interval(interval: timedelta, wanted: float, allowed: float, period: timedelta) -> timedelta:
    """How often each question may be asked so that all of them have their turn.

    `wanted` is what all of them take when each is asked once, `allowed` what there is in a period. The
    more is wanted, the slower each; never faster than the interval.
    """
    return max(interval, period * wanted / (allowed * SPARED)) if allowed > 0 else interval
