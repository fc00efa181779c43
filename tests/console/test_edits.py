"""An edit of a message that was drawn before is read in its new lines."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from bot.console.edits import SHOWN, drawn, edit_lines, redrawn
from bot.console.records import Post
from tests.clock import START
from tests.console.test_drawing import button, eye, post

ROW: dict[str, object] = {"type": "actions", "elements": [button("take", "I’ll take it")]}
TAKEN: dict[str, object] = {"type": "actions", "elements": [button("mute", "Mute…")]}


def message(text: str, *more: dict[str, object]) -> Post:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    return post(blocks=[section, *more])


def edited(before: Post, after: Post, *, dated: bool = False) -> list[str] | None:
    lines = edit_lines(after, eye(), drawn(before, eye(), 1), dated=dated)
    return None if lines is None else [line.plain for line in lines]


def test_only_new_lines_stand_under_who_wrote_it_when_and_that_it_was_edited() -> None:
    before, after = message("Acme, 6 people\nA quotation", ROW), message("Acme, 7 people\nA quotation", ROW)
    assert edited(before, after) == ["veille · 09:00 · edited", "  Acme, 7 people"]


def test_of_another_day_that_is_said() -> None:
    before, after = message("Six"), message("Seven")
    assert edited(before, after, dated=True) == ["veille · Mon 09:00 · edited", "  Seven"]


def test_where_nothing_is_new_nothing_is_drawn() -> None:
    assert edited(message("Six\nSeven"), message("Seven")) == []


def test_what_can_be_touched_is_drawn_whole_when_it_changes() -> None:
    assert edited(message("Six", ROW), message("Six", TAKEN)) is None


def test_many_new_lines_are_cut() -> None:
    many = message("\n".join(f"line {n}" for n in range(9)))
    lines = edited(message("Six"), many)
    assert lines is not None
    assert lines[1:] == [*(f"  line {n}" for n in range(SHOWN)), "  …"]


def test_what_only_grew_older_is_not_new() -> None:
    at = int((START - timedelta(hours=1)).timestamp())
    told = message(f"said <!date^{at}^{{ago}}|an hour ago>")
    now = datetime.fromtimestamp(START.timestamp(), UTC)
    before = drawn(told, replace(eye(), now=now), 1)
    later = replace(eye(), now=now + timedelta(hours=5))
    assert drawn(told, later, 1).lines != before.lines
    assert edit_lines(told, later, before, dated=False) == []
    assert redrawn(told, later, before) == before
