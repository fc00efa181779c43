"""A hot thread: many people who were not in it before, within an hour, in one discussion.

1. People are counted, never posts; whoever spoke in it before the hour is not new to it.
2. There are at least so many new ones (`people`), and more of them than half of all who spoke before.
3. They are more than this watch's stories usually gather: see rule 4 of `backlash.py`.

A front page is not told by any source that is read here; where one tells it, it belongs here.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.alerts.detectors.backlash import RISE, Gathering, Voice
from bot.alerts.detectors.spike import scaled

WITHIN = timedelta(hours=1)


def hot_thread(voices: Iterable[Voice], at: datetime, gathering: Gathering, people: int) -> bool:
    """Whether a thread is hot by now."""
    told = list(voices)
    before = {voice.person for voice in told if voice.at <= at - WITHIN}
    new = {voice.person for voice in told if at - WITHIN < voice.at <= at} - before
    is_far_above = scaled(len(new)) >= gathering.level + RISE * gathering.spread
    return len(new) >= people and 2 * len(new) > len(before) and is_far_above
