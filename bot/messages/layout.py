"""Blocks laid on messages: what Slack takes of them, and what a person reads over a coffee."""

import json
from collections.abc import Iterable, Sequence

import msgspec

from bot.messages.blocks import visible
from bot.messages.message import Block

FILL = 11_000
"""Characters of blocks in one message; Slack refuses about 13,200."""
BLOCKS = 45
"""Blocks in one message; Slack takes 50."""
PAGES = 6
"""Messages of one digest; what does not fit is counted aloud."""


class Group(msgspec.Struct):
    """What must not be torn apart, and the ids of the mentions it tells."""

    blocks: list[Block]
    is_story: bool = True
    mentions: frozenset[str] = frozenset()


class Page(msgspec.Struct):
    """Blocks that fit in one message, and the ids of the mentions they tell.

    `most` are its blocks, and `longest` the characters that a reader sees of it, if they are bounded.
    """

    blocks: list[Block]
    most: int = BLOCKS
    longest: int | None = None
    mentions: set[str] = set()

    def has_room(self, blocks: Sequence[Block]) -> bool:
        """Whether these still fit."""
        together = [*self.blocks, *blocks]
        if self.longest is not None and visible(together) > self.longest:
            return False
        return len(together) <= self.most and len(json.dumps(together, ensure_ascii=False)) <= FILL

    def add(self, group: Group) -> None:
        """Put a group under what stands there."""
        self.blocks += group.blocks
        self.mentions |= group.mentions


def fitting(fixed: Sequence[Block], groups: Iterable[list[Block]]) -> list[Block]:
    """Those groups for which there is room in one message beside the blocks that must stand in it."""
    page = Page(list(fixed))
    for blocks in groups:
        if page.has_room(blocks):
            page.blocks += blocks
    return page.blocks[len(fixed) :]


def lay(groups: Iterable[Group], most: int = PAGES) -> tuple[list[Page], int]:
    """The groups laid on at most so many pages, at least one; how many found no page."""
    pages, left_out = [Page([])], 0
    for group in groups:
        if left_out or (not pages[-1].has_room(group.blocks) and len(pages) == most):
            left_out += 1
            continue
        if not pages[-1].has_room(group.blocks):
            pages.append(Page([]))
        pages[-1].add(group)
    return pages, left_out
