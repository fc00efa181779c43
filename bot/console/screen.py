"""What one person sees of a workspace, on paper or on a terminal."""

import os
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TextIO

import msgspec
from rich.console import Console as Paper
from rich.text import Text

from bot.console.drawing import post_lines, view_lines
from bot.console.edits import Drawn, drawn, edit_lines, redrawn
from bot.console.elements import interactive
from bot.console.records import Happening, NotPossible, Person, Post, Room, View
from bot.console.text_layout import Viewer, clean
from bot.console.workspace import Workspace
from bot.locale import _
from bot.locale.days import whole_day

WIDTH = 100
LINKLESS = ("dumb", "linux", "unknown")
"""Terminals that show no links: there, as on paper, addresses stand whole."""


class Touchable(msgspec.Struct, frozen=True):
    """What stands under a number: an element of a message or of a view."""

    where: Post | View
    action: str


class Screen:
    """Draws for `viewer`, who sits in `room`; remembers which number stands for what, and what was drawn."""

    def __init__(self, workspace: Workspace, output: TextIO, viewer: Person, room: Room) -> None:
        self._slack = workspace
        self.viewer = viewer
        self.room = room
        self.last: Post | None = None
        """The newest message of the room that everybody sees."""
        self._touchables: list[Touchable] = []
        self._drawn: dict[tuple[str, str], Drawn] = {}
        self._fresh = True
        terminal = output.isatty()
        self._paper = Paper(
            file=output,
            force_terminal=terminal,
            color_system="auto" if terminal else None,
            width=None if terminal else WIDTH,
            highlight=False,
        )
        self._links = self._paper.color_system is not None and os.environ.get("TERM") not in LINKLESS
        self._day = self.eye.instant(workspace.state.clock.now().timestamp()).date()
        """That of the message drawn last."""

    @property
    def eye(self) -> Viewer:
        """Who looks, and how wide."""
        width = min(self._paper.width, WIDTH)
        state = self._slack.state
        return Viewer(state.directory, self.viewer, width, clicks=self._links, now=state.clock.now())

    def write(self, line: Text | str) -> None:
        """One line, as it is."""
        text = Text(clean(line)) if isinstance(line, str) else line
        self._paper.print(text, soft_wrap=True)

    def turn(self) -> None:
        """Numbers begin anew with the next thing that has one."""
        self._fresh = True

    def forget(self) -> None:
        """Nothing that was drawn has a number any more."""
        self._touchables = []

    def touchable(self, number: int) -> Touchable:
        """What was drawn with this number."""
        if not 1 <= number <= len(self._touchables):
            able = f"the last is [{len(self._touchables)}]" if self._touchables else "nothing has a number"
            raise NotPossible(f"There is no [{number}] to press; {able}.")
        return self._touchables[number - 1]

    def show(self, happenings: Sequence[Happening]) -> None:
        """Draw what happened, each message and each view once, as it is now."""
        for happening in _collapsed(happenings):
            if happening.post is not None:
                self._show_post(happening.kind, happening.post)
            elif happening.view is not None and happening.view.user == self.viewer.id:
                self._show_view(happening.kind, happening.view)

    def show_posts(self, posts: Iterable[Post]) -> None:
        """Draw messages that were there before."""
        for post in posts:
            self._draw_post(post)

    def draw_view(self, view: View) -> None:
        """Draw a modal or a home tab."""
        first = self._number(view)
        self._lines(view_lines(view, self.eye, first))

    def _show_post(self, kind: str, post: Post) -> None:
        room = self._slack.state.directory.rooms[post.channel]
        if self.viewer.id not in room.members or post.to not in ("", self.viewer.id):
            return
        if room is self.room and not post.to and kind != "deleted":
            self.last = post
        if kind == "deleted":
            self.write(Text(_("(a message was deleted)"), "dim"))
        elif post.author != self.viewer.id and not (kind == "updated" and self._draw_edit(post)):
            self._draw_post(post)

    def _draw_post(self, post: Post) -> None:
        room = self._slack.state.directory.rooms[post.channel]
        if room is not self.room:
            self.write(Text(_("in {channel}:", channel=called(room)), "dim"))
        self._divide(self.eye.instant(float(post.ts)).date())
        first = self._number(post)
        self._drawn[post.channel, post.ts] = drawn(post, self.eye, first)
        self._lines(post_lines(post, self.eye, first))

    def _draw_edit(self, post: Post) -> bool:
        """Draw what is new of a message that was drawn before; False where all of it is to be drawn."""
        before = self._drawn.get((post.channel, post.ts))
        if before is None:
            return False
        dated = self.eye.instant(float(post.ts)).date() != self._day
        lines = edit_lines(post, self.eye, before, dated=dated)
        if lines is None:
            return False
        self._drawn[post.channel, post.ts] = redrawn(post, self.eye, before)
        self._lines(lines)
        return True

    def _divide(self, day: date) -> None:
        """Say of which day the next message is, where the last one was of another."""
        if day != self._day:
            self._day = day
            self.write(Text(f"── {whole_day(day)} ──", "dim"))

    def _show_view(self, kind: str, view: View) -> None:
        if kind == "home" and not any(touchable.where is view for touchable in self._touchables):
            # A home tab changes unseen by whoever is not looking at it.
            return
        if kind != "closed":
            self.draw_view(view)
            return
        self.write(Text(_("(window closed)"), "dim"))
        under = self._slack.open_views(self.viewer.id)
        if under:
            self.draw_view(under[-1])

    def _number(self, where: Post | View) -> int:
        """Give numbers to what can be touched; the first of them."""
        able = [Touchable(where, element["action_id"]) for _, element in interactive(where.blocks)]
        if able and self._fresh:
            self._touchables, self._fresh = [], False
        first = len(self._touchables) + 1
        self._touchables += able
        return first

    def _lines(self, lines: Iterable[Text]) -> None:
        for line in lines:
            self.write(line)


def called(room: Room) -> str:
    """A channel as people call it."""
    return _("direct messages") if room.direct else f"#{clean(room.name)}"


def _collapsed(happenings: Sequence[Happening]) -> list[Happening]:
    """One happening for each message and view, its last, where its first stood.

    What came and went in between is left out.
    """
    lasting: dict[int, Happening] = {}
    began: set[int] = set()
    for happening in happenings:
        key = id(happening.post or happening.view)
        if happening.kind in ("posted", "opened"):
            began.add(key)
        lasting[key] = happening
    return [
        happening
        for key, happening in lasting.items()
        if not (key in began and happening.kind in ("deleted", "closed"))
    ]
