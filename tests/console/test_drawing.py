"""How messages, modals and home tabs look."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from bot.console.directory import BOT_USER, Directory
from bot.console.drawing import post_lines, view_lines
from bot.console.records import JSON, Person, Post, Room
from bot.console.text_layout import Viewer, clean, mrkdwn, wrapped
from bot.console.views import ViewStacks
from tests.clock import START, FakeClock


def eye(width: int = 80, *, clicks: bool = False) -> Viewer:
    directory = Directory("veille")
    directory.people["U1"] = Person("U1", "Camille")
    directory.rooms["C1"] = Room("C1", "veille-demo")
    return Viewer(directory, directory.people["U1"], width, clicks)


def post(**fields: Any) -> Post:
    stamp = f"{START.timestamp():.6f}"
    return Post(**{"channel": "C1", "ts": stamp, "text": "", "author": BOT_USER, "bot_id": "B"} | fields)


def drawn(*blocks: JSON, width: int = 80, **fields: Any) -> list[str]:
    """The lines under the byline, without their indent."""
    lines = post_lines(post(blocks=list(blocks), **fields), eye(width))
    return [line.plain.removeprefix("  ") for line in lines[1:]]


def plain_text(text: str) -> JSON:
    return {"type": "plain_text", "text": text}


def section(text: str) -> JSON:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def rich(*parts: JSON) -> JSON:
    return {"type": "rich_text", "elements": list(parts)}


def line(*elements: JSON, kind: str = "rich_text_section", **more: Any) -> JSON:
    return {"type": kind, "elements": list(elements), **more}


def words(text: str, **style: bool) -> JSON:
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def button(action: str, label: str, **more: Any) -> JSON:
    return {"type": "button", "action_id": action, "text": plain_text(label), **more}


def select(action: str, *labels: str, **more: Any) -> JSON:
    options = [{"text": plain_text(label), "value": label.lower()} for label in labels]
    return {"type": "static_select", "action_id": action, "options": options, **more}


def test_a_message_begins_with_who_and_when_in_the_viewers_zone() -> None:
    assert [line.plain for line in post_lines(post(text="Hello"), eye())] == ["veille · 09:00", "  Hello"]


def spans(text: Text) -> list[tuple[str, str]]:
    """What is styled, and how."""
    return [(text.plain[span.start : span.end], str(span.style)) for span in text.spans]


def test_each_style_ends_where_it_should() -> None:
    byline, *lines = post_lines(post(text="*a* <https://a.example|b> c"), eye())
    assert spans(byline) == [("veille", "bold magenta"), (" · 09:00", "dim")]
    assert spans(lines[0]) == [("a", "bold"), ("b", "underline"), (" (https://a.example)", "dim")]
    row = {"type": "actions", "elements": [button("a", "Go", style="danger"), button("b", "No")]}
    (_, pressed) = post_lines(post(blocks=[row]), eye())
    assert spans(pressed) == [("[1] ", "bold"), ("Go", "bold red"), ("[2] ", "bold"), ("No", "bold cyan")]


def test_an_ephemeral_says_that_nobody_else_sees_it() -> None:
    assert post_lines(post(text="a", to="U1"), eye())[0].plain == "veille · 09:00 · only visible to you"


def test_an_edited_message_says_so() -> None:
    assert post_lines(post(text="a", edited=True), eye())[0].plain == "veille · 09:00 · edited"


def test_a_reply_stands_under_its_thread() -> None:
    lines = post_lines(post(text="a", thread_ts="1.000001"), eye())
    assert [line.plain for line in lines] == ["  ↳ veille · 09:00", "      a"]


def test_the_text_stands_in_where_there_are_no_blocks() -> None:
    assert drawn(text="*Nothing new* about Acme &amp; co.") == ["Nothing new about Acme & co."]


def test_blocks_are_drawn_in_place_of_the_text() -> None:
    assert drawn(section("a"), text="b") == ["a"]


def test_a_header_is_underlined() -> None:
    assert drawn({"type": "header", "text": plain_text("The day before")}) == ["The day before", "─" * 14]


def test_paragraphs_have_air_between_them_and_their_buttons_none() -> None:
    row = {"type": "actions", "elements": [button("a", "Go")]}
    assert drawn(section("a"), row, section("b"), section("c")) == ["a", "[1] Go", "b", "", "c"]


def test_fields_and_accessories_follow_their_section() -> None:
    block = {
        "type": "section",
        "fields": [plain_text("a"), plain_text("b")],
        "accessory": button("x", "More"),
    }
    assert drawn(block) == ["a", "b", "[1] More"]
    pictured = section("a") | {
        "accessory": {"type": "image", "image_url": "https://a.example", "alt_text": "a cat"}
    }
    assert drawn(pictured) == ["a", "(image: a cat)"]


def test_a_context_is_one_line_of_small_print() -> None:
    picture = {"type": "image", "image_url": "https://a.example", "alt_text": "logo"}
    elements = [plain_text("Looked at 08:55"), {"type": "mrkdwn", "text": "*5* sources"}, picture]
    assert drawn({"type": "context", "elements": elements}) == ["Looked at 08:55  5 sources  (image: logo)"]


def test_an_image_is_described() -> None:
    block = {
        "type": "image",
        "image_url": "https://a.example/a.png",
        "alt_text": "a chart",
        "title": plain_text("Week"),
    }
    assert drawn(block) == ["(image: Week: a chart) (https://a.example/a.png)"]


def test_buttons_stand_in_rows_and_are_numbered_in_order() -> None:
    row = {"type": "actions", "elements": [button("a", "Pause"), button("b", "Remove"), button("c", "Later")]}
    assert drawn(row) == ["[1] Pause   [2] Remove   [3] Later"]
    assert drawn(row, width=32) == ["[1] Pause   [2] Remove", "[3] Later"]


def test_numbers_go_on_from_the_first_one_given() -> None:
    row = {"type": "actions", "elements": [button("a", "Pause")]}
    assert post_lines(post(blocks=[row]), eye(), 4)[1].plain == "  [4] Pause"


def test_a_select_shows_what_can_be_chosen() -> None:
    hours = select("h", *"12345678", placeholder=plain_text("Hour"))
    assert drawn({"type": "actions", "elements": [button("a", "Go"), hours, button("b", "No")]}) == [
        "[1] Go",
        "[2] Hour ▾ 1 · 2 · 3 · 4 · 5 · 6 · and 2 more",
        "[3] No",
    ]


def test_rich_text_names_people_channels_and_groups() -> None:
    block = rich(
        line(
            words("To "),
            {"type": "user", "user_id": "U1"},
            words(" in "),
            {"type": "channel", "channel_id": "C1"},
            words(" and "),
            {"type": "broadcast", "range": "here"},
            words(" "),
            {"type": "emoji", "name": "eyes"},
            words(" "),
            {"type": "usergroup", "usergroup_id": "S1"},
            {"type": "color", "value": "#fff"},
        )
    )
    assert drawn(block) == ["To @Camille in #veille-demo and @here 👀 @S1#fff"]


def test_rich_text_links_show_where_they_lead() -> None:
    named = {"type": "link", "url": "https://a.example/x", "text": "A post"}
    bare = {"type": "link", "url": "https://a.example/x"}
    assert drawn(rich(line(named, words(" "), bare))) == ["A post (https://a.example/x) https://a.example/x"]


def test_where_links_can_be_clicked_the_host_is_enough() -> None:
    named = {"type": "link", "url": "https://a.example/x", "text": "A post"}
    text = post_lines(post(blocks=[rich(line(named))]), eye(clicks=True))[1]
    assert text.plain == "  A post (a.example)"
    assert any(getattr(span.style, "link", None) == "https://a.example/x" for span in text.spans)


def test_rich_text_keeps_its_styles() -> None:
    (_, text) = post_lines(post(blocks=[rich(line(words("loud", bold=True)))]), eye())
    assert [(str(span.style), text.plain[span.start : span.end]) for span in text.spans] == [("bold", "loud")]


def test_quotations_are_set_off_on_each_of_their_lines() -> None:
    block = rich(line(words("one two three four five six"), kind="rich_text_quote"))
    assert drawn(block, width=26) == ["│ one two three four", "│ five six"]


def test_lists_are_bulleted_numbered_and_indented() -> None:
    items = [line(words("a")), line(words("b"))]
    bullets = line(*items, kind="rich_text_list", style="bullet", indent=1)
    ordered = line(*items, kind="rich_text_list", style="ordered", offset=8)
    assert drawn(rich(bullets, ordered)) == ["  ◦ a", "  ◦ b", "9. a", "10. b"]


def test_a_long_item_hangs_under_its_own_text() -> None:
    bullets = line(line(words("one two three four five six")), kind="rich_text_list", style="bullet")
    assert drawn(rich(bullets), width=26) == ["• one two three four", "  five six"]


def test_preformatted_text_is_left_as_it_is() -> None:
    block = rich(line(words("a  b\n  c"), kind="rich_text_preformatted"))
    assert drawn(block) == ["    a  b", "      c"]


@pytest.mark.parametrize(
    ("locale", "read"), [("en-US", "22 hours ago"), ("fr-FR", "il y a 22 heures")], ids=["en", "fr"]
)
def test_how_long_ago_a_date_was_is_told_by_the_viewers_clock_with_its_link(locale: str, read: str) -> None:
    looks = msgspec.structs.replace(eye(), now=START + timedelta(hours=22))
    looks.viewer.locale = locale
    date = {"type": "date", "timestamp": int(START.timestamp()), "format": "{ago}", "fallback": "Mon 09:00"}
    linked = date | {"url": "https://forum.example/1"}
    lines = post_lines(post(blocks=[rich(line(date), line(linked))]), looks)
    assert [each.plain.strip() for each in lines[1:]] == [read, f"{read} (https://forum.example/1)"]
    assert drawn(rich(line(date))) == ["Mon 09:00"], "where no clock is known"


@pytest.mark.parametrize(
    ("form", "read"),
    [
        ("{date_num} {time}", "2026-11-23 09:00"),
        ("{date_short_pretty}", "23 Nov 2026"),
        ("{date_long}", "Monday 23 November 2026"),
        ("{ago}", "a while ago"),
    ],
)
def test_a_date_is_read_in_the_viewers_zone_or_falls_back(form: str, read: str) -> None:
    date = {"type": "date", "timestamp": int(START.timestamp()), "format": form, "fallback": "a while ago"}
    assert drawn(rich(line(date))) == [read]
    assert drawn(text=f"<!date^{int(START.timestamp())}^{form}|a while ago>") == [read]


def test_tables_stand_in_columns() -> None:
    def row(*cells: str) -> list[JSON]:
        return [{"type": "raw_text", "text": cell} for cell in cells]

    bold = [rich(line(words("place"))), {"type": "raw_text", "text": "people"}]
    table = {
        "type": "table",
        "rows": [bold, row("r/日本", "2"), row("hn", "12")],
        "column_settings": [{}, {"align": "right"}],
    }
    assert drawn(table) == ["place   people", "r/日本       2", "hn          12"]


def test_numbers_in_a_table_stand_as_they_are_written_or_else_as_numbers() -> None:
    said: JSON = {"type": "raw_number", "value": 1200, "text": "1,200"}
    bare: JSON = {"type": "raw_number", "value": 0.5}
    assert drawn({"type": "table", "rows": [[said, bare]]}) == ["1,200  0.5"]


def test_a_block_of_another_kind_is_named() -> None:
    assert drawn({"type": "marquee"}, {"type": "divider"}, {"type": "markdown", "text": "# a"}) == [
        "(marquee)",
        "─" * 40,
        "# a",
    ]


def test_reactions_stand_under_a_message() -> None:
    assert drawn(text="a", reactions=["eyes"]) == ["a", ":eyes:"]


@pytest.mark.parametrize(
    ("source", "read"),
    [
        (
            "<https://a.example|A post> and <https://a.example>",
            "A post (https://a.example) and https://a.example",
        ),
        ("<@U1> <@U9> <#C1> <#C1|old>", "@Camille @U9 #veille-demo #veille-demo"),
        ("<!channel> <!subteam^S1>", "@channel @subteam"),
        ("*bold* _it_ ~no~ `code` :eyes:", "bold it no code 👀"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("&lt;b&gt; &amp;amp;", "<b> &amp;"),
        ("<mailto:a@a.example|a@a.example>", "a@a.example (mailto:a@a.example)"),
    ],
)
def test_mrkdwn_is_read(source: str, read: str) -> None:
    assert mrkdwn(source, eye()).plain == read


def test_mrkdwn_styles_what_it_marks() -> None:
    text = mrkdwn("a *b* c", eye())
    assert [(span.style, text.plain[span.start : span.end]) for span in text.spans] == [("bold", "b")]


def test_quoted_lines_of_mrkdwn_are_set_off() -> None:
    assert drawn(section("He said:\n&gt; never\n>again")) == ["He said:", "│ never", "│ again"]


@pytest.mark.parametrize(
    "wicked", ["\x1b[31m", "\x07", "\r", "\x9b2J", "\u202e", "\u2066", "\u200f", "\x00", "\u2028"]
)
def test_strangers_words_cannot_steer_the_terminal(wicked: str) -> None:
    link = {"type": "link", "url": f"https://a.example/{wicked}", "text": f"x{wicked}y"}
    blocks = [
        rich(line(words(f"a{wicked}b"), link)),
        {"type": "section", "text": plain_text(f"c{wicked}d")},
        section(f"*e{wicked}f*"),
        {"type": "table", "rows": [[{"type": "raw_text", "text": f"g{wicked}h"}]]},
        {"type": "actions", "elements": [button("a", f"i{wicked}j")]},
    ]
    assert wicked[0] not in "\n".join(drawn(*blocks))


def test_accents_and_emoji_pass() -> None:
    family = "👩\u200d👩\u200d👧 déjà vu, ça 日本"
    assert clean(family) == family


@given(st.text(), st.integers(20, 60))
def test_wrapping_loses_no_word_and_keeps_to_the_width(text: str, width: int) -> None:
    lines = wrapped(Text(clean(text)), width)
    assert " ".join(line.plain for line in lines).split() == clean(text).split()
    assert all(line.cell_len <= width or " " not in line.plain.strip() for line in lines)


def modal(**more: Any) -> JSON:
    field = {
        "type": "input",
        "block_id": "name",
        "label": plain_text("Name"),
        "hint": plain_text("At most 80 characters"),
        "element": {"type": "plain_text_input", "action_id": "text"},
    }
    kind = {
        "type": "input",
        "block_id": "kind",
        "optional": True,
        "label": plain_text("Kind"),
        "element": select(
            "which", "Brand", "Topic", initial_option={"text": plain_text("Topic"), "value": "topic"}
        ),
    }
    boxes = {
        "type": "input",
        "block_id": "days",
        "label": plain_text("Days"),
        "element": select("ticked", "Mon", "Tue") | {"type": "checkboxes"},
    }
    blocks = [section("What to listen for"), field, kind, boxes]
    return {
        "type": "modal",
        "title": plain_text("A watch"),
        "submit": plain_text("Save"),
        "blocks": blocks,
    } | more


def test_a_modal_is_a_box_of_numbered_fields() -> None:
    stacks = ViewStacks(FakeClock(), lambda happening: None)
    view = stacks.made("U1", modal(close=plain_text("Never mind")), "modal")
    view.values["days"]["ticked"]["selected_options"] = view.blocks[3]["element"]["options"]
    view.errors = {"name": "There is one already.", "": "Try again."}
    assert [line.plain for line in view_lines(view, eye(40))] == [
        "╭─ A watch " + "─" * 29,
        "│ What to listen for",
        "│ 1. Name",
        "│    ____",
        "│    At most 80 characters",
        "│    ! There is one already.",
        "│ 2. Kind (optional)",
        "│    Topic ▾ Brand · Topic",
        "│ 3. Days",
        "│    Mon, Tue ▾ Mon · Tue",
        "│ Try again.",
        "╰─ :set FIELD VALUE · :submit (Save) · :cancel (Never mind)",
    ]


def test_a_home_tab_has_nothing_to_submit() -> None:
    stacks = ViewStacks(FakeClock(), lambda happening: None)
    blocks = [section("Two watches"), {"type": "actions", "elements": [button("a", "Add")]}]
    view = stacks.publish("U1", {"type": "home", "blocks": blocks})
    assert [line.plain for line in view_lines(view, eye(30))] == [
        "╭─ Home " + "─" * 22,
        "│ Two watches",
        "│ [1] Add",
        "╰" + "─" * 29,
    ]


def test_an_hour_is_the_viewers_in_winter_and_in_summer() -> None:
    summer = post(text="a", ts=f"{(START + timedelta(days=200)).timestamp():.6f}")
    assert post_lines(summer, eye())[0].plain == "veille · 10:00"
