"""What of a message is new since it was drawn: an edit of a long one is read in its new lines alone."""

from datetime import datetime
from typing import Final

import msgspec
from rich.text import Text

from bot.console.drawing import edited_byline, post_lines
from bot.console.elements import interactive
from bot.console.records import Post
from bot.console.text_layout import Viewer

SHOWN: Final = 5
"""New lines that are shown: what happened, who, and what for."""


class Drawn(msgspec.Struct, frozen=True):
    """A message as it was drawn: its lines, when, from which number on, and what could be touched."""

    lines: tuple[str, ...]
    at: datetime | None
    first: int
    able: str


def drawn(post: Post, eye: Viewer, first: int) -> Drawn:
    """How a message is drawn now."""
    lines = tuple(line.plain for line in post_lines(post, eye, first))
    return Drawn(lines, eye.now, first, repr([element for _, element in interactive(post.blocks)]))


def edit_lines(post: Post, eye: Viewer, before: Drawn, *, dated: bool) -> list[Text] | None:
    """The new lines of a message under who wrote it and when; none where nothing is to be read anew.

    None where what can be touched changed: then all of it is to be drawn. Ages are those of before, so that
    what only grew older is not new. `dated` says that its day is told, too.
    """
    then = msgspec.structs.replace(eye, now=before.at)
    if drawn(post, then, before.first).able != before.able:
        return None
    known = set(before.lines)
    _byline, *body = post_lines(post, then, before.first)
    new = [line for line in body if line.plain.strip() and line.plain not in known]
    if not new:
        return []
    left = [Text("  …", "dim")] if len(new) > SHOWN else []
    return [edited_byline(post, eye, dated=dated), *new[:SHOWN], *left]


def redrawn(post: Post, eye: Viewer, before: Drawn) -> Drawn:
    """A message as it is known to be read once its new lines are."""
    return drawn(post, msgspec.structs.replace(eye, now=before.at), before.first)
