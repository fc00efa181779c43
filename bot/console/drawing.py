"""Messages, modals and home tabs as lines of text, for people who look at a terminal.

Each function gives `rich` texts without wrapping left to do; `.plain` of them carries no escape codes.
"""

from collections.abc import Iterable, Sequence

import msgspec
from rich.cells import cell_len
from rich.text import Text

from bot.console.blocks import Numbers, choices, drawn, stacked, text_object
from bot.console.elements import inputs, interactive
from bot.console.records import JSON, Post, View
from bot.console.text_layout import Viewer, clean, mrkdwn, wrapped
from bot.locale import _
from bot.locale.days import day_and_hour

EMPTY = "____"


def post_lines(post: Post, eye: Viewer, first: int = 1) -> list[Text]:
    """A message: who and when, then what; its buttons are numbered from `first`."""
    depth = "  ↳ " if post.thread_ts and post.thread_ts != post.ts else ""
    indent = " " * len(depth) + "  "
    inner = msgspec.structs.replace(eye, width=max(eye.width - len(indent), 20))
    return [Text(depth) + _byline(post, eye), *_under(indent, _body(post, inner, first))]


def edited_byline(post: Post, eye: Viewer, *, dated: bool) -> Text:
    """Who wrote a message and when, with the day where that is `dated`, and that it was edited."""
    at = eye.instant(float(post.ts))
    when = day_and_hour(at, eye.viewer.zone) if dated else f"{at:%H:%M}"
    depth = "  ↳ " if post.thread_ts and post.thread_ts != post.ts else ""
    return Text.assemble(
        depth,
        (eye.person(post.author), "bold magenta"),
        (f" · {when}", "dim"),
        (_(" · edited"), "dim italic"),
    )


def view_lines(view: View, eye: Viewer, first: int = 1) -> list[Text]:
    """A modal in a box, or a home tab: inputs with their names, buttons numbered from `first`."""
    inner = msgspec.structs.replace(eye, width=max(eye.width - 4, 20))
    numbers = _numbers(view.blocks, first)
    body: list[Text] = []
    for block in view.blocks:
        body += _input(block, view, inner) if block["type"] == "input" else drawn(block, inner, numbers)
    body += [Text(view.errors[""], "bold red")] if "" in view.errors else []
    title = view.sent.get("title", {}).get("text", "Home")
    return _boxed(clean(title), body, _foot(view), eye.width)


def field_names(view: View) -> list[str]:
    """The action_ids of a modal's inputs, in the order in which they are drawn."""
    return [element["action_id"] for _, element in inputs(view.blocks)]


def _under(indent: str, lines: Iterable[Text]) -> list[Text]:
    return [Text(indent) + line if line else line for line in lines]


def _byline(post: Post, eye: Viewer) -> Text:
    return Text.assemble(
        (eye.person(post.author), "bold magenta" if post.bot_id else "bold"),
        (f" · {eye.instant(float(post.ts)):%H:%M}", "dim"),
        (_(" · only visible to you") if post.to == eye.viewer.id else "", "dim italic"),
        (_(" · edited") if post.edited else "", "dim italic"),
    )


def _body(post: Post, eye: Viewer, first: int) -> list[Text]:
    numbers = _numbers(post.blocks, first)
    lines = stacked(post.blocks, eye, numbers) or wrapped(mrkdwn(post.text, eye), eye.width)
    return lines + (
        [Text(" ".join(f":{clean(name)}:" for name in post.reactions), "dim")] if post.reactions else []
    )


def _numbers(blocks: Sequence[JSON], first: int) -> Numbers:
    return {id(element): number for number, (_, element) in enumerate(interactive(blocks), first)}


def _input(block: JSON, view: View, eye: Viewer) -> list[Text]:
    """A field: its number and name, what it holds, what may be chosen, the hint, the error."""
    element = block["element"]
    number = field_names(view).index(element["action_id"]) + 1
    optional = _(" (optional)") if block.get("optional") else ""
    label = Text.assemble((f"{number}. ", "bold"), text_object(block["label"], eye), (optional, "dim"))
    held = _held(view.values[block["block_id"]][element["action_id"]])
    able = choices(element)
    filled = Text(held or EMPTY) + (Text(" ▾", "dim") + able if able else able)
    lines = [*wrapped(label, eye.width), *wrapped(filled, eye.width, "   ")]
    if "hint" in block:
        lines += wrapped(Text(clean(block["hint"]["text"]), "dim"), eye.width, "   ")
    if block["block_id"] in view.errors:
        lines += wrapped(Text(f"! {clean(view.errors[block['block_id']])}", "bold red"), eye.width, "   ")
    return lines


def _held(part: JSON) -> str:
    """What a field holds, in words."""
    held = next((value for name, value in part.items() if name != "type"), None)
    if isinstance(held, dict):
        return clean(held["text"]["text"])
    if isinstance(held, list):
        return ", ".join(clean(one["text"]["text"] if isinstance(one, dict) else str(one)) for one in held)
    return clean(str(held or ""))


def _foot(view: View) -> str:
    if view.sent["type"] == "home":
        return ""
    ways = [_(":set FIELD VALUE")] if inputs(view.blocks) else []
    if "submit" in view.sent:
        ways.append(f":submit ({clean(view.sent['submit']['text'])})")
    close = clean((view.sent.get("close") or {}).get("text", _("Cancel")))
    return " · ".join([*ways, f":cancel ({close})"])


def _boxed(title: str, body: Sequence[Text], foot: str, width: int) -> list[Text]:
    """A frame that is open on the right, so that nothing needs to be cut."""
    top = Text("╭─ ") + Text(title, "bold") + Text(" " + "─" * max(width - cell_len(title) - 4, 1))
    bottom = Text("╰─ ") + Text(foot, "dim") if foot else Text("╰" + "─" * (width - 1))
    return [top, *[Text("│ ") + line for line in body], bottom]
