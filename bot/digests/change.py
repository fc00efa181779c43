"""What changed of a watch between two times: who speaks, what is new, what nobody speaks of any more."""

from collections.abc import Mapping
from typing import Final

import msgspec

from bot.digests.asked_section import AskedSection
from bot.digests.digest_story import DigestStory
from bot.models import Mention

LEAST: Final = 2
"""People without whom a story is not named among what began or ended."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A watch now and before: stories that `began` since, that `go_on`, and that are `over`.

    `places` are those in which nobody spoke before, each by its first mention.
    """

    now: AskedSection
    before: AskedSection
    began: tuple[DigestStory, ...] = ()
    go_on: tuple[DigestStory, ...] = ()
    over: tuple[DigestStory, ...] = ()
    places: tuple[Mention, ...] = ()

    @property
    def critics(self) -> tuple[int, int]:
        """How many people are against it now, and how many were before."""
        return self.now.critical, self.before.critical


def change(now: AskedSection, before: AskedSection, placed: Mapping[str, str]) -> Change:
    """What changed; `placed` says which story a mention is in, by the rows that were made once."""
    ended = {id_ for story in before.stories for id_ in _ids(story, placed)}
    there = {id_ for story in now.stories for id_ in _ids(story, placed)}
    known = {mention.place for mention in before.said}
    first = {mention.place: mention for mention in reversed(now.said) if mention.place}
    return Change(
        now=now,
        before=before,
        began=tuple(story for story in now.stories if not ended & _ids(story, placed)),
        go_on=tuple(story for story in now.stories if ended & _ids(story, placed)),
        over=tuple(
            story
            for story in before.stories
            if not there & _ids(story, placed) and story.counts.people >= LEAST
        ),
        places=tuple(mention for place, mention in first.items() if place not in known) if known else (),
    )


def _ids(story: DigestStory, placed: Mapping[str, str]) -> set[str]:
    """The rows' names of a story."""
    return {placed.get(mention.id, mention.id) for mention in story.story.mentions}
