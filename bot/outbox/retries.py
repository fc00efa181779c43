"""The waits between retries of a message that Slack did not take: exponential backoff."""

import random
from datetime import timedelta

LONGEST_WAIT = 300.0
"""Seconds between two tries at most, before jitter of a fifth; also until a refused token is tried again, and
until an idle sender looks whether anything is owed."""
HELD_UP = timedelta(minutes=5)
"""How long a failed message holds up what was owed to its channel after it, at most."""
LOOKS = (15.0, 60.0, 300.0)
"""Seconds between searches of Slack's history for a message of which it is not known whether it was posted (a
"look"); after the last of these the wait doubles."""
LOOKS_OF_A_DAY = 28
"""About as many looks as a day takes."""
LONGEST_LOOK = 3600.0
"""Seconds between two looks, at most."""
SETTLED = 15.0
"""Seconds after which a message that Slack took is certain to be found; nine have been met."""
CERTAIN = 60.0
"""Seconds after which one look is enough, by the steady clock of the process that tried it."""


def pause(attempts: int) -> float:
    """Seconds until the next try: doubled with each, with jitter, so that no two bots retry together."""
    return min(LONGEST_WAIT, 2.0 ** min(attempts, 12)) * random.uniform(0.8, 1.2)


def look_pause(looks: int) -> float:
    """Seconds until the next look, after so many that failed."""
    if looks < len(LOOKS):
        return LOOKS[looks]
    return min(LONGEST_LOOK, LOOKS[-1] * 2.0 ** min(looks - len(LOOKS) + 1, 12))
