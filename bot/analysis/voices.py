"""Whose say counts in a story: not the staff's, ours or theirs, nor what is set aside, nor a namesake's.

1. A mention of which nothing was read yet counts.
2. What may be about a namesake counts only where it concerns people's safety.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from bot.analysis.people import speaker
from bot.analysis.reading import Reading
from bot.analysis.safety import is_told
from bot.analysis.understanding import Understanding
from bot.models import Mention, Person

UNREAD: Final = Understanding(relevance=Reading(True))
"""What is understood of a mention that was not read yet: that it is about us, and nothing else."""
Readings = Mapping[str, Understanding]
"""What was understood of mentions, by their ids."""


def understood(mention: Mention, read: Readings) -> Understanding:
    """What was understood of a mention."""
    return read.get(mention.id, UNREAD)


def is_counted(found: Understanding) -> bool:
    """Whether a mention of which this was understood is somebody's say about the watched name."""
    if found.is_our_staff or found.is_their_staff or found.aside:
        return False
    return found.relevance.value is True or (found.relevance.value is None and is_told(found.safety))


def counted(mentions: Iterable[Mention], read: Readings) -> list[Mention]:
    """The mentions whose say counts, the oldest first."""
    said = [mention for mention in mentions if is_counted(understood(mention, read))]
    return sorted(said, key=lambda mention: (mention.created_at, mention.id))


def by_speaker(mentions: Iterable[Mention]) -> dict[Person, list[Mention]]:
    """The mentions by who wrote them, in their order."""
    found: dict[Person, list[Mention]] = {}
    for mention in mentions:
        found.setdefault(speaker(mention), []).append(mention)
    return found
