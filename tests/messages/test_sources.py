"""The sources of a channel, as they are listed and chosen."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.locale import speaking
from bot.messages.sources import SourceRow, Switched, sources_form, sources_message, switched_message
from bot.sources.source import Setting

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
        ({"asked": 0}, "wall (on): Wall; nothing to ask it for, 0 items in 24 h"),
        (
            {"last_new": NOON - HOUR, "items": 1},
            "wall (on): Wall; last heard Tue 24 Nov, 11:00, 1 item in 24 h",
        ),
        ({"on": False, "last_new": NOON - HOUR, "items": 1}, "wall (off): Wall"),
        (
            {"resting_until": NOON + HOUR},
            "wall (on): Wall; resting until Tue 24 Nov, 13:00; nothing heard yet, 0 items in 24 h",
        ),
        (
            {"resting_until": NOON + HOUR, "resting": 1, "asked": 8},
            "wall (on): Wall; 1 of 8 resting until Tue 24 Nov, 13:00; nothing heard yet, 0 items in 24 h",
        ),
        ({"resting_until": NOON}, "wall (on): Wall; nothing heard yet, 0 items in 24 h"),
        ({"missing": (Setting("WALL_KEY", "free"),)}, "wall (needs a key): Wall; WALL_KEY, free"),
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
    gate = row("gate", missing=(Setting("GATE_KEY", "a key"),))
    form = sources_form([row("wall"), row("tower", on=False), gate], "C1")
    [block] = form["blocks"]
    element = block["element"]
    assert [option["value"] for option in element["options"]] == ["wall", "tower"]
    assert [option["value"] for option in element["initial_options"]] == ["wall"]
    assert form["private_metadata"] == "C1"


def test_a_form_in_which_nothing_is_chosen_says_so_to_slack() -> None:
    form = sources_form([row("tower", on=False)], "C1")
    assert "initial_options" not in form["blocks"][0]["element"]


def test_what_a_source_lacks_is_said_in_french_too() -> None:
    cost = "free, for other than commercial use"
    token = Setting("PH_TOKEN", "a developer token", "https://ph.example", cost)
    done = Switched(on=[], off=[], lacking=[("Product Hunt", (token,))], is_deaf=False)
    assert "PH_TOKEN, a developer token (https://ph.example; free, for other" in switched_message(done).text
    with speaking("fr"):
        said = switched_message(done).text
        [gate] = sources_message([row("gate", missing=(token,))], PARIS, NOON).text.splitlines()
    assert "PH_TOKEN, un jeton de développeur (https://ph.example; gratuit, hors usage commercial)" in said
    assert gate.startswith("gate (clé nécessaire)")
    assert "un jeton de développeur" in gate


def test_what_was_switched_is_said_and_that_nothing_is_on_any_more() -> None:
    done = Switched(on=["gate"], off=["tower", "wall"], lacking=[], is_deaf=True)
    assert switched_message(done).text.startswith("From now on here: gate on; tower and wall off. Nothing is")
    assert switched_message(None).text == "Nothing was changed."


def test_in_french_several_sources_are_switched_in_the_plural() -> None:
    done = Switched(on=["gate"], off=["tower", "wall"], lacking=[], is_deaf=False)
    with speaking("fr"):
        text = switched_message(done).text
    assert text == "Désormais ici : gate activée ; tower et wall désactivées."
