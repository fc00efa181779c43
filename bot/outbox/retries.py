"""When a message that could not be sent is retried, and what waits with it."""

import random
from datetime import timedelta

LONGEST_WAIT = 300.0
"""Seconds between two tries, at most."""
HELD_UP = timedelta(minutes=5)
"""How long what was owed later waits, at most, for what was tried and failed."""
LOOKS = (15.0, 60.0, 300.0)
"""Seconds until what may stand in Slack is looked for again; afterwards the wait doubles."""
LOOKS_OF_A_DAY = 28
"""About as many looks as a day takes."""
LONGEST_LOOK = 3600.0
"""Seconds between two looks, at most."""
SETTLED = 15.0
"""Seconds after which a message that Slack took is certain to be found; nine have been met."""
CERTAIN = 60.0
"""Seconds after which one look is enough, by the steady clock of the process that tried it."""


def pause(attempts: int) -> float:
    """Seconds until the next try, doubling with each, and no two bots alike."""
    return min(LONGEST_WAIT, 2.0 ** min(attempts, 12)) * random.uniform(0.8, 1.2)


def look_pause(looks: int) -> float:
    """Seconds until the next look, after so many that failed."""
    if looks < len(LOOKS):
        return LOOKS[looks]
    return min(LONGEST_LOOK, LOOKS[-1] * 2.0 ** min(looks - len(LOOKS) + 1, 12))
