"""The sources of a channel, as they are listed and chosen."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.messages.sources import SourceRow, sources_form, sources_message

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PARIS = "Europe/Paris"


def row(name: str = "wall", **more: Any) -> SourceRow:
    min_interval: dict[str, Any] = {"title": name.capitalize(), "on": True}
    return SourceRow(name=name, **min_interval | more)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, "wall (on): Wall; nothing heard yet, 0 items in 24 h"),
        (
            {"last_heard": NOON - HOUR, "items": 1},
            "wall (on): Wall; last heard Tue 24 Nov, 11:00, 1 item in 24 h",
        ),
        ({"on": False, "last_heard": NOON - HOUR, "items": 1}, "wall (off): Wall"),
        (
            {"resting_until": NOON + HOUR},
            "wall (on): Wall; resting until Tue 24 Nov, 13:00; nothing heard yet, 0 items in 24 h",
        ),
        (
            {"resting_until": NOON + HOUR, "resting": 1, "asked": 8},
            "wall (on): Wall; 1 of 8 resting until Tue 24 Nov, 13:00; nothing heard yet, 0 items in 24 h",
        ),
        ({"resting_until": NOON}, "wall (on): Wall; nothing heard yet, 0 items in 24 h"),
        ({"needs": "WALL_KEY, free"}, "wall (needs a key): Wall; WALL_KEY, free"),
        ({"on": False, "fragile": "it is a page"}, "wall (off): Wall; fragile: it is a page"),
    ],
)
def test_a_source_is_told_with_its_state_and_what_was_heard_of_it(more: dict[str, Any], told: str) -> None:
    assert sources_message([row(**more)], PARIS, NOON).text == told


def test_sources_stand_under_their_state_and_only_under_those_there_are() -> None:
    rows = [row("wall"), row("tower", on=False), row("gate", on=False)]
    message = sources_message(rows, PARIS, NOON)
    parts = [block["elements"] for block in message.blocks if block["type"] == "rich_text"]
    assert [heading["elements"][0]["text"] for heading, _ in parts] == ["On", "Off"]
    assert [len(bullets["elements"]) for _, bullets in parts] == [1, 2]


def test_the_form_offers_what_can_be_heard_and_has_chosen_what_is() -> None:
    form = sources_form([row("wall"), row("tower", on=False), row("gate", needs="GATE_KEY")], "C1")
    [block] = form["blocks"]
    element = block["element"]
    assert [option["value"] for option in element["options"]] == ["wall", "tower"]
    assert [option["value"] for option in element["initial_options"]] == ["wall"]
    assert form["private_metadata"] == "C1"


def test_a_form_in_which_nothing_is_chosen_says_so_to_slack() -> None:
    form = sources_form([row("tower", on=False)], "C1")
    assert "initial_options" not in form["blocks"][0]["element"]
