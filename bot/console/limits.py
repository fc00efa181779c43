"""Slack's limits on messages and views, in one table, and what a payload does against them: the stand-in
refuses what Slack would, and tests hold every message to them.

The numbers are those of the block reference (docs.slack.dev/reference/block-kit); where Slack
documents none, the comment says where one is from. A block that is not in the table is reported,
so that a new one cannot be used before its limits are written down.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.console.shapes import Anything, ByType, Flag, Listed, Number, OneOf, Rule, Shape, Whole, Words
from bot.messages.blocks import characters

BLOCKS_IN_MESSAGE: Final = 50
BLOCKS_IN_VIEW: Final = 100
TEXT: Final = 40_000
"""Slack cuts the text of a message here."""
TEXT_ADVISED: Final = 4_000
CHARACTERS: Final = 13_200
"""Over all blocks of a message; not documented, observed (bolt-js issue 2509)."""
CHARACTERS_ADVISED: Final = 12_000
MARKDOWN: Final = 12_000
"""Over all markdown blocks of a payload."""
VIEW_BYTES: Final = 250_000
VIEWS_STACKED: Final = 3
METADATA_NAME: Final = 255
ID: Final = 255
HEADER: Final = 150
SECTION: Final = 3_000
BUTTON: Final = 75
OPTION: Final = 75
PLACEHOLDER: Final = 150

_URL = Words(3_000, form=r"(?is)[a-z][a-z0-9+.-]*:.+")
_ID = Words(ID)


def _plain(most: int) -> Rule:
    return ByType({"plain_text": Shape({"text": Words(most)}, {"emoji": Flag()})})


def _text(most: int) -> Rule:
    mrkdwn = Shape({"text": Words(most)}, {"verbatim": Flag()})
    return ByType({"plain_text": Shape({"text": Words(most)}, {"emoji": Flag()}), "mrkdwn": mrkdwn})


_CONFIRM = Shape(
    {"title": _plain(100), "text": _text(300), "confirm": _plain(30), "deny": _plain(30)},
    {"style": OneOf(("primary", "danger"))},
)
_OPTION = Shape({"text": _text(OPTION), "value": Words(150)}, {"description": _text(OPTION), "url": _URL})
_GROUP = Shape({"label": _plain(75), "options": Listed(_OPTION, 100)})
_STATIC: Mapping[str, Rule] = {"options": Listed(_OPTION, 100), "option_groups": Listed(_GROUP, 100)}
_ACTION: Mapping[str, Rule] = {"action_id": _ID, "confirm": _CONFIRM, "focus_on_load": Flag()}
_PLACEHOLDER: Mapping[str, Rule] = {**_ACTION, "placeholder": _plain(PLACEHOLDER)}
_TYPED: Mapping[str, Rule] = {
    "action_id": _ID,
    "placeholder": _plain(PLACEHOLDER),
    "focus_on_load": Flag(),
    "dispatch_action_config": Anything(),
}
_IDS = Listed(_ID, 100)
_CONVERSATIONS: Mapping[str, Rule] = {
    "default_to_current_conversation": Flag(),
    "response_url_enabled": Flag(),
    "filter": Anything(),
}

_CHOSEN: Mapping[str, Rule] = {
    "button": Shape(
        {"text": _plain(BUTTON)},
        {
            "action_id": _ID,
            "url": _URL,
            "value": Words(2_000),
            "style": OneOf(("primary", "danger")),
            "confirm": _CONFIRM,
            "accessibility_label": Words(75),
        },
    ),
    "static_select": Shape({}, {**_PLACEHOLDER, **_STATIC, "initial_option": _OPTION}, tuple(_STATIC)),
    "multi_static_select": Shape(
        {},
        {**_PLACEHOLDER, **_STATIC, "initial_options": Listed(_OPTION, 100), "max_selected_items": Whole(1)},
        tuple(_STATIC),
    ),
    "users_select": Shape({}, {**_PLACEHOLDER, "initial_user": _ID}),
    "multi_users_select": Shape({}, {**_PLACEHOLDER, "initial_users": _IDS, "max_selected_items": Whole(1)}),
    "channels_select": Shape({}, {**_PLACEHOLDER, "initial_channel": _ID, "response_url_enabled": Flag()}),
    "conversations_select": Shape({}, {**_PLACEHOLDER, **_CONVERSATIONS, "initial_conversation": _ID}),
    "overflow": Shape({"options": Listed(_OPTION, 5)}, {"action_id": _ID, "confirm": _CONFIRM}),
    "datepicker": Shape({}, {**_PLACEHOLDER, "initial_date": Words(10, form=r"\d{4}-\d\d-\d\d")}),
    "timepicker": Shape(
        {}, {**_PLACEHOLDER, "initial_time": Words(5, form=r"\d\d:\d\d"), "timezone": Words(100)}
    ),
    "checkboxes": Shape(
        {"options": Listed(_OPTION, 10)}, {**_ACTION, "initial_options": Listed(_OPTION, 10)}
    ),
    "radio_buttons": Shape({"options": Listed(_OPTION, 10)}, {**_ACTION, "initial_option": _OPTION}),
}
_WRITTEN: Mapping[str, Rule] = {
    "plain_text_input": Shape(
        {},
        {
            **_TYPED,
            "initial_value": Words(3_000, 0),
            "multiline": Flag(),
            "min_length": Whole(0, 3_000),
            "max_length": Whole(1, 3_000),
        },
    ),
    "url_text_input": Shape({}, {**_TYPED, "initial_value": _URL}),
    "email_text_input": Shape({}, {**_TYPED, "initial_value": Words(3_000)}),
    "number_input": Shape(
        {"is_decimal_allowed": Flag()},
        {**_TYPED, "initial_value": Words(50), "min_value": Words(50), "max_value": Words(50)},
    ),
}
_IMAGE_FIELDS: Mapping[str, Rule] = {"image_url": _URL, "slack_file": Anything()}
_IMAGE = Shape({"alt_text": Words(2_000)}, _IMAGE_FIELDS, tuple(_IMAGE_FIELDS))

_STYLE = Shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), Flag()))
_RICH = ByType(
    {
        "text": Shape({"text": Words(TEXT)}, {"style": _STYLE}),
        "link": Shape({"url": _URL}, {"text": Words(TEXT), "style": _STYLE, "unsafe": Flag()}),
        "user": Shape({"user_id": _ID}, {"style": _STYLE}),
        "channel": Shape({"channel_id": _ID}, {"style": _STYLE}),
        "usergroup": Shape({"usergroup_id": _ID}, {"style": _STYLE}),
        "broadcast": Shape({"range": OneOf(("here", "channel", "everyone"))}, {"style": _STYLE}),
        "emoji": Shape({"name": Words(255)}, {"unicode": Words(255), "style": _STYLE}),
        "color": Shape({"value": Words(9)}),
        "date": Shape(
            {"timestamp": Whole(), "format": Words(255)},
            {"fallback": Words(255), "url": _URL, "style": _STYLE},
        ),
    }
)
_SECTION = Shape({"elements": Listed(_RICH, 1_000)})
_QUOTE = Shape({"elements": Listed(_RICH, 1_000)}, {"border": OneOf((0, 1))})
_LIST = Shape(
    {
        "elements": Listed(ByType({"rich_text_section": _SECTION}), 1_000),
        "style": OneOf(("bullet", "ordered")),
    },
    {"indent": Whole(0, 8), "offset": Whole(), "border": OneOf((0, 1))},
)
_RICH_TEXT = Shape(
    {
        "elements": Listed(
            ByType(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_quote": _QUOTE,
                    "rich_text_preformatted": _QUOTE,
                    "rich_text_list": _LIST,
                }
            ),
            1_000,
        )
    },
    {"block_id": _ID},
)
_CELL = ByType(
    {
        "raw_text": Shape({"text": Words(TEXT)}),
        "raw_number": Shape({"value": Number()}, {"text": Words(TEXT)}),
        "rich_text": _RICH_TEXT,
    }
)
_COLUMN = Shape({}, {"align": OneOf(("left", "center", "right")), "is_wrapped": Flag()})


_BLOCK: Mapping[str, Rule] = {"block_id": _ID}
_SHOWN: Mapping[str, Rule] = {
    "section": Shape(
        {},
        {
            **_BLOCK,
            "text": _text(SECTION),
            "fields": Listed(_text(2_000), 10),
            "accessory": ByType({**_CHOSEN, "image": _IMAGE}),
            "expand": Flag(),
        },
        ("text", "fields"),
    ),
    "header": Shape({"text": _plain(HEADER)}, {**_BLOCK, "level": Whole(1, 4)}),
    "divider": Shape({}, _BLOCK),
    "context": Shape(
        {
            "elements": Listed(
                ByType(
                    {
                        "image": _IMAGE,
                        "mrkdwn": Shape({"text": Words(SECTION)}, {"verbatim": Flag()}),
                        "plain_text": Shape({"text": Words(SECTION)}, {"emoji": Flag()}),
                    }
                ),
                10,
            )
        },
        _BLOCK,
    ),
    "actions": Shape({"elements": Listed(ByType(_CHOSEN), 25)}, _BLOCK),
    "image": Shape(
        {"alt_text": Words(2_000)}, {**_BLOCK, **_IMAGE_FIELDS, "title": _plain(2_000)}, tuple(_IMAGE_FIELDS)
    ),
    "rich_text": _RICH_TEXT,
}
_IN_MESSAGE: Mapping[str, Rule] = {
    **_SHOWN,
    "markdown": Shape({"text": Words(MARKDOWN)}, _BLOCK),
    "table": Shape(
        {"rows": Listed(Listed(_CELL, 20), 100)}, {**_BLOCK, "column_settings": Listed(_COLUMN, 20)}
    ),
}
_INPUT_ELEMENT = ByType(
    {**_WRITTEN, **{kind: rule for kind, rule in _CHOSEN.items() if kind not in ("button", "overflow")}}
)
_INPUT = Shape(
    {"label": _plain(2_000), "element": _INPUT_ELEMENT},
    {**_BLOCK, "hint": _plain(2_000), "optional": Flag(), "dispatch_action": Flag()},
)
_IN_VIEW: Mapping[str, Rule] = {**_SHOWN, "input": _INPUT}

_KEPT: Mapping[str, Rule] = {
    "callback_id": _ID,
    "private_metadata": Words(3_000, 0),
    "external_id": Words(ID, 0),
    "blocks": Listed(ByType(_IN_VIEW), BLOCKS_IN_VIEW),
}
_VIEW = ByType(
    {
        "modal": Shape(
            {"title": _plain(24), "blocks": _KEPT["blocks"]},
            {
                **_KEPT,
                "submit": _plain(24),
                "close": _plain(24),
                "clear_on_close": Flag(),
                "notify_on_close": Flag(),
                "submit_disabled": Flag(),
            },
        ),
        "home": Shape({"blocks": _KEPT["blocks"]}, _KEPT),
    }
)
_BLOCKS = Listed(ByType(_IN_MESSAGE), BLOCKS_IN_MESSAGE, 0)


def malformed(blocks: object) -> list[str]:
    """What Slack refuses a message's blocks for, a sentence each; none when it takes them."""
    return [*_BLOCKS.problems(blocks, "blocks"), *_doubled(blocks), *_markdown(blocks)]


def malformed_view(view: object) -> list[str]:
    """What Slack refuses a modal or a home tab for, a sentence each."""
    found = list(_VIEW.problems(view, "view"))
    if not isinstance(view, Mapping):
        return found
    inputs = any(block.get("type") == "input" for block in _objects(view.get("blocks")))
    if view.get("type") == "modal" and inputs and "submit" not in view:
        found.append("view.submit: missing, and there are inputs")
    return [*found, *_doubled(view.get("blocks"))]


def violations(payload: Mapping[str, Any]) -> list[str]:
    """What a message of ours (the arguments of `chat.postMessage`) does against the limits.

    Stricter than Slack: there must be a text, and length keeps a distance from where Slack refuses.
    """
    text, blocks = payload.get("text"), payload.get("blocks") or []
    found = list(Words(TEXT_ADVISED).problems(text, "text")) + malformed(blocks)
    if (length := characters(blocks)) > CHARACTERS_ADVISED:
        found.append(f"blocks: {length} characters in all, at most {CHARACTERS_ADVISED}")
    return found


def _objects(value: object) -> list[Mapping[str, Any]]:
    listed = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    return [item for item in listed if isinstance(item, Mapping)]


def _doubled(blocks: object) -> Iterator[str]:
    """A `block_id` is unique in its payload, an `action_id` in its block."""
    ids = Counter(str(block["block_id"]) for block in _objects(blocks) if "block_id" in block)
    yield from (f"blocks: block_id {name!r} stands {count} times" for name, count in ids.items() if count > 1)
    for place, block in enumerate(_objects(blocks)):
        actions = Counter(
            str(element["action_id"]) for element in _objects(block.get("elements")) if "action_id" in element
        )
        for name, count in actions.items():
            if count > 1:
                yield f"blocks[{place}]: action_id {name!r} stands {count} times"


def _markdown(blocks: object) -> Iterator[str]:
    length = sum(
        len(str(block.get("text", ""))) for block in _objects(blocks) if block.get("type") == "markdown"
    )
    if length > MARKDOWN:
        yield f"blocks: {length} characters of markdown in all, at most {MARKDOWN}"
