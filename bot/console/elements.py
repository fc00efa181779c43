"""What can be pressed, chosen and filled in, found in blocks."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from bot.console.records import JSON, NotPossible


def interactive(blocks: Iterable[JSON]) -> list[tuple[JSON, JSON]]:
    """Blocks with the elements in them that act when touched, in the order in which they are drawn."""
    found = []
    for block in blocks:
        held = [block["accessory"]] if "accessory" in block else []
        if block.get("type") == "actions":
            held += block["elements"]
        if block.get("type") == "input" and block.get("dispatch_action"):
            held.append(block["element"])
        found += [(block, element) for element in held if "action_id" in element]
    return found


def inputs(blocks: Iterable[JSON]) -> list[tuple[JSON, JSON]]:
    """Input blocks with their elements, in order."""
    return [(block, block["element"]) for block in blocks if block.get("type") == "input"]


def found(blocks: Iterable[JSON], action: str | int) -> tuple[JSON, JSON]:
    """The block and the element with this action_id, or with this number as drawn, from 1."""
    able = interactive(blocks)
    if isinstance(action, int):
        if not 1 <= action <= len(able):
            raise NotPossible(f"There is no button {action} here; there are {len(able)}.")
        return able[action - 1]
    for block, element in able:
        if element["action_id"] == action:
            return block, element
    there = [element["action_id"] for _, element in able]
    raise NotPossible(
        f"There is no {action!r} here, only {there}." if there else "There is nothing to press here."
    )


def with_ids(blocks: Iterable[JSON], fresh: Iterator[str]) -> list[JSON]:
    """Copies of the blocks, with the ids that the app left out, as Slack adds them."""
    copies: list[JSON] = [deepcopy(dict(block)) for block in blocks]
    for block in copies:
        block.setdefault("block_id", next(fresh))
        held = [block[name] for name in ("accessory", "element") if name in block]
        if block.get("type") == "actions":
            held += block["elements"]
        for element in held:
            if element.get("type") != "image":
                element.setdefault("action_id", next(fresh))
    return copies


def options(element: JSON) -> list[JSON]:
    """All options of a select, groups flattened."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def initial(element: JSON) -> Any:
    """What an element holds before anybody touches it, in the form `state` takes."""
    for name in ("initial_value", "initial_date", "initial_time", "initial_user", "initial_channel"):
        if name in element:
            return element[name]
    if "initial_option" in element:
        return element["initial_option"]["value"]
    if "initial_options" in element:
        return [option["value"] for option in element["initial_options"]]
    return element.get("initial_conversation") or element.get("initial_users")


def state(element: JSON, value: Any) -> JSON:
    """The element's part of a payload's `state.values` when it holds `value`.

    `value` is a text, the value of an option, an id, or a list of these; None where nothing is chosen.
    """
    kind = element["type"]
    if kind in ("static_select", "radio_buttons", "overflow"):
        return {"type": kind, "selected_option": None if value is None else option(element, value)}
    if kind in ("multi_static_select", "checkboxes"):
        listed = [value] if isinstance(value, str) else value or []
        return {"type": kind, "selected_options": [option(element, one) for one in listed]}
    held = HELD.get(kind, "value")
    return {"type": kind, held: value}


HELD = {
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
}


def option(element: JSON, value: str) -> JSON:
    """The option with this value or, failing that, with this label."""
    for one in options(element):
        if value in (one["value"], one["text"]["text"]):
            return one
    raise NotPossible(f"{value!r} is none of {[one['value'] for one in options(element)]}.")


def emptiness(part: JSON) -> bool:
    """Whether this part of a state says that nothing was filled in."""
    return not any(value for name, value in part.items() if name != "type")
