"""What a message or a view may not be."""

from typing import Any

import pytest

from bot.console import limits
from bot.messages.blocks import characters


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(action: str, label: str = "Go") -> dict[str, Any]:
    return {"type": "button", "action_id": action, "text": plain(label)}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def modal(**changes: Any) -> dict[str, Any]:
    field = {
        "type": "input",
        "label": plain("Name"),
        "element": {"type": "plain_text_input", "action_id": "n"},
    }
    return {"type": "modal", "title": plain("A watch"), "submit": plain("Save"), "blocks": [field]} | changes


SOUND = {
    "section": section("x" * 3000),
    "fields": {"type": "section", "fields": [plain("y")] * 10},
    "section with a button": section("a") | {"accessory": button("a")},
    "header": {"type": "header", "text": plain("h" * 150)},
    "divider": {"type": "divider", "block_id": "line"},
    "context": {"type": "context", "elements": [{"type": "mrkdwn", "text": "small"}] * 10},
    "buttons": {"type": "actions", "elements": [button(f"a{number}") for number in range(25)]},
    "select": {
        "type": "actions",
        "elements": [
            {
                "type": "static_select",
                "action_id": "s",
                "placeholder": plain("Choose"),
                "options": [{"text": plain("One"), "value": "1"}] * 100,
            }
        ],
    },
    "rich text": rich(
        {"type": "text", "text": "a", "style": {"bold": True}},
        {"type": "link", "url": "https://a.example", "text": "a"},
        {"type": "user", "user_id": "U1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "emoji", "name": "eyes"},
        {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "then"},
    ),
    "list": {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "bullet",
                "indent": 1,
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "a"}]}],
            },
            {"type": "rich_text_quote", "border": 1, "elements": [{"type": "text", "text": "a"}]},
        ],
    },
    "table": {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "a"}, {"type": "raw_text", "text": "b"}],
            [{"type": "raw_number", "value": 1200, "text": "1,200"}, {"type": "raw_number", "value": 0.5}],
        ],
        "column_settings": [{"align": "right"}],
    },
    "markdown": {"type": "markdown", "text": "# a"},
    "image": {"type": "image", "image_url": "https://a.example/a.png", "alt_text": "a"},
}

BROKEN = {
    "a section too long": (section("x" * 3001), "3001 characters, at most 3000"),
    "an empty section": ({"type": "section"}, "needs text or fields"),
    "empty text": (section(""), "must not be empty"),
    "eleven fields": ({"type": "section", "fields": [plain("y")] * 11}, "11 items, at most 10"),
    "a long header": ({"type": "header", "text": plain("h" * 151)}, "151 characters, at most 150"),
    "a header in mrkdwn": (
        {"type": "header", "text": {"type": "mrkdwn", "text": "h"}},
        "'mrkdwn' cannot stand here",
    ),
    "26 buttons": (
        {"type": "actions", "elements": [button(f"a{n}") for n in range(26)]},
        "26 items, at most 25",
    ),
    "a long label": ({"type": "actions", "elements": [button("a", "b" * 76)]}, "76 characters, at most 75"),
    "a long value": ({"type": "actions", "elements": [button("a") | {"value": "v" * 2001}]}, "at most 2000"),
    "a style of no kind": (
        {"type": "actions", "elements": [button("a") | {"style": "green"}]},
        "'green' is none of primary, danger",
    ),
    "one action twice": ({"type": "actions", "elements": [button("a"), button("a")]}, "'a' stands 2 times"),
    "a long action_id": ({"type": "actions", "elements": [button("a" * 256)]}, "256 characters, at most 255"),
    "a long block_id": ({"type": "divider", "block_id": "b" * 256}, "256 characters, at most 255"),
    "an unknown block": ({"type": "marquee"}, "'marquee' cannot stand here"),
    "an unknown field": ({"type": "divider", "colour": "red"}, "blocks[0].colour: no such field"),
    "an input in a message": (modal()["blocks"][0], "'input' cannot stand here"),
    "a long context": ({"type": "context", "elements": [plain("a")] * 11}, "11 items, at most 10"),
    "a list of bare text": (
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_list", "style": "bullet", "elements": [{"type": "text", "text": "a"}]}
            ],
        },
        "'text' cannot stand here",
    ),
    "an empty run of text": (rich({"type": "text", "text": ""}), "must not be empty"),
    "a link to nowhere": (rich({"type": "link", "url": "nowhere"}), "is not of the form"),
    "a bold that is a word": (
        rich({"type": "text", "text": "a", "style": {"bold": "yes"}}),
        "must be true or false",
    ),
    "mrkdwn in rich text": (rich({"type": "mrkdwn", "text": "a"}), "'mrkdwn' cannot stand here"),
    "101 options": (
        {
            "type": "actions",
            "elements": [
                {
                    "type": "static_select",
                    "action_id": "s",
                    "options": [{"text": plain("One"), "value": "1"}] * 101,
                }
            ],
        },
        "101 items, at most 100",
    ),
    "an empty cell": (
        {"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]},
        "text: must not be empty",
    ),
    "a number in words": (
        {"type": "table", "rows": [[{"type": "raw_number", "value": "12"}]]},
        "value: must be a number",
    ),
    "a number without a value": (
        {"type": "table", "rows": [[{"type": "raw_number", "text": "12"}]]},
        "value: missing",
    ),
    "101 rows": (
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]] * 101},
        "101 items, at most 100",
    ),
    "an image without words": ({"type": "image", "image_url": "https://a.example/a"}, "alt_text: missing"),
    "not an object": ("section", "must be an object"),
}


@pytest.mark.parametrize("block", SOUND.values(), ids=SOUND.keys())
def test_a_block_within_the_limits_is_taken(block: dict[str, Any]) -> None:
    assert limits.violations({"text": "A summary.", "blocks": [block]}) == []


@pytest.mark.parametrize(("block", "complaint"), BROKEN.values(), ids=BROKEN.keys())
def test_a_block_beyond_a_limit_is_named(block: object, complaint: str) -> None:
    (found, *_) = limits.malformed([block])
    assert found.startswith("blocks[0]")
    assert complaint in found


def test_fifty_blocks_are_taken_and_one_more_is_not() -> None:
    assert limits.malformed([section("a")] * 50) == []
    assert limits.malformed([section("a")] * 51) == ["blocks: 51 items, at most 50"]


def test_two_blocks_cannot_share_an_id() -> None:
    assert limits.malformed([{"type": "divider", "block_id": "b"}] * 2) == [
        "blocks: block_id 'b' stands 2 times"
    ]


def test_two_blocks_may_share_an_action() -> None:
    assert limits.malformed([{"type": "actions", "elements": [button("a")]}] * 2) == []


def test_markdown_is_counted_over_the_whole_message() -> None:
    blocks = [{"type": "markdown", "text": "m" * 6001}] * 2
    assert limits.malformed(blocks) == ["blocks: 12002 characters of markdown in all, at most 12000"]


def test_a_message_of_ours_always_has_a_text() -> None:
    assert limits.violations({"blocks": [section("a")]}) == ["text: must be a string"]


def test_the_text_of_ours_stays_where_slack_shows_it_whole() -> None:
    assert limits.violations({"text": "t" * 4001}) == ["text: 4001 characters, at most 4000"]


def test_blocks_of_ours_keep_a_distance_from_the_undocumented_limit() -> None:
    blocks = [section("a" * 3000)] * 4
    assert limits.violations({"text": "t", "blocks": blocks}) == []
    assert limits.violations({"text": "t", "blocks": [*blocks, section("b")]}) == [
        "blocks: 12001 characters in all, at most 12000"
    ]


def test_characters_count_what_is_read_and_where_it_leads() -> None:
    assert characters([rich({"type": "link", "url": "https://a.example", "text": "four"})]) == 21


def test_a_modal_within_the_limits_is_taken() -> None:
    assert limits.malformed_view(modal()) == []


def test_a_home_tab_within_the_limits_is_taken() -> None:
    assert limits.malformed_view({"type": "home", "blocks": [section("a")] * 100}) == []


@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        (modal(title=plain("t" * 25)), "view.title.text: 25 characters, at most 24"),
        (modal(submit=plain("t" * 25)), "view.submit.text: 25 characters, at most 24"),
        (modal(private_metadata="p" * 3001), "view.private_metadata: 3001 characters, at most 3000"),
        (modal(callback_id="c" * 256), "view.callback_id: 256 characters, at most 255"),
        (modal(blocks=[section("a")] * 101), "view.blocks: 101 items, at most 100"),
        ({"type": "home", "title": plain("t"), "blocks": [section("a")]}, "view.title: no such field"),
        ({"type": "window"}, "view.type: 'window' cannot stand here"),
        ("modal", "view: must be an object"),
    ],
)
def test_a_view_beyond_a_limit_is_named(view: object, complaint: str) -> None:
    assert limits.malformed_view(view)[0] == complaint


def test_a_modal_with_inputs_needs_a_way_to_submit() -> None:
    view = modal()
    del view["submit"]
    assert limits.malformed_view(view) == ["view.submit: missing, and there are inputs"]


def test_an_input_may_not_hold_a_button() -> None:
    field = {"type": "input", "label": plain("Name"), "element": button("a")}
    assert limits.malformed_view(modal(blocks=[field])) == [
        "view.blocks[0].element.type: 'button' cannot stand here"
    ]
