"""Blocks as lines of text."""

from collections.abc import Callable, Iterable, Mapping
from itertools import zip_longest
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from bot.console.elements import initial, options
from bot.console.records import JSON
from bot.console.text_layout import Viewer, clean, mrkdwn, plain, rich, wrapped

Numbers = Mapping[int, int]
"""The number under which each element can be pressed, by the identity of the element."""
OPTIONS_SHOWN: Final = 6
PARAGRAPHS: Final = ("section", "rich_text", "table", "markdown", "image")


def drawn(block: JSON, eye: Viewer, numbers: Numbers) -> list[Text]:
    """The lines of one block; of a kind that is not known, its name."""
    draw = _KINDS.get(block["type"])
    return draw(block, eye, numbers) if draw else [Text(f"({clean(str(block['type']))})", "dim")]


def stacked(blocks: Iterable[JSON], eye: Viewer, numbers: Numbers) -> list[Text]:
    """The lines of blocks one under another, with air between paragraphs and above headings."""
    lines: list[Text] = []
    above = ""
    for block in blocks:
        kind = block["type"]
        airy = kind == "header" or (kind in PARAGRAPHS and above in PARAGRAPHS)
        lines += [Text()] if lines and airy else []
        lines += drawn(block, eye, numbers)
        above = kind
    return lines


def text_object(value: JSON, eye: Viewer) -> Text:
    """Either kind of text object."""
    return mrkdwn(value["text"], eye) if value["type"] == "mrkdwn" else plain(value["text"])


def button(element: JSON, eye: Viewer, numbers: Numbers) -> Text:
    """Something to press or choose from, with its number."""
    number = (f"[{numbers.get(id(element), '·')}] ", "bold")
    if element["type"] == "button":
        colour = _COLOURS.get(element.get("style", ""), "bold cyan")
        return Text.assemble(number, (clean(element["text"]["text"]), colour))
    label = clean(element.get("placeholder", {}).get("text", "") or str(initial(element) or ""))
    return Text.assemble(number, (f"{label or 'Choose'} ▾", "bold cyan"), choices(element))


def choices(element: JSON) -> Text:
    """What can be chosen, the first few."""
    labels = [clean(option["text"]["text"]) for option in options(element)]
    more = f" · and {len(labels) - OPTIONS_SHOWN} more" if len(labels) > OPTIONS_SHOWN else ""
    return Text(f" {' · '.join(labels[:OPTIONS_SHOWN])}{more}" if labels else "", "dim")


_COLOURS: Final = {"primary": "bold green", "danger": "bold red"}


def _section(block: JSON, eye: Viewer, numbers: Numbers) -> list[Text]:
    lines = _quoted(text_object(block["text"], eye), eye) if "text" in block else []
    for field in block.get("fields", []):
        lines += wrapped(text_object(field, eye), eye.width)
    accessory = block.get("accessory")
    if accessory and accessory["type"] == "image":
        lines.append(Text(f"(image: {clean(accessory['alt_text'])})", "dim"))
    elif accessory:
        lines.append(button(accessory, eye, numbers))
    return lines


def _quoted(text: Text, eye: Viewer) -> list[Text]:
    """Lines that begin with > are set off, as in mrkdwn."""
    lines: list[Text] = []
    for line in text.split("\n", allow_blank=True) or [Text()]:
        quoted = line.plain.startswith(">")
        bare = line[1:] if quoted else line
        if quoted and bare.plain.startswith(" "):
            bare = bare[1:]
        lines += wrapped(bare, eye.width, "│ " if quoted else "")
    return lines


def _header(block: JSON, eye: Viewer, numbers: Numbers) -> list[Text]:
    lines = wrapped(plain(block["text"]["text"]), eye.width)
    for line in lines:
        line.stylize("bold")
    return [*lines, Text("─" * max(line.cell_len for line in lines), "dim")]


def _divider(block: JSON, eye: Viewer, numbers: Numbers) -> list[Text]:
    return [Text("─" * min(40, eye.width), "dim")]


def _context(block: JSON, eye: Viewer, numbers: Numbers) -> list[Text]:
    parts = [
        plain(f"(image: {element['alt_text']})") if element["type"] == "image" else text_object(element, eye)
        for element in block["elements"]
    ]
    lines = wrapped(Text("  ").join(parts), eye.width)
    for line in lines:
        line.stylize("dim")
    return lines


def _actions(block: JSON, eye: Viewer, numbers: Numbers) -> list[Text]:
    """Buttons in rows; whatever lists its options on a line of its own."""
    lines: list[Text] = []
    for element in block["elements"]:
        made = button(element, eye, numbers)
        alone = element["type"] != "button"
        if (
            lines
            and not alone
            and lines[-1].cell_len + 3 + made.cell_len <= eye.width
            and "▾" not in lines[-1].plain
        ):
            lines[-1] = Text.assemble(lines[-1], "   ", made)
        else:
            lines.append(made)
    return lines


def _image(block: JSON, eye: Viewer, numbers: Numbers) -> list[Text]:
    title = f"{block['title']['text']}: " if "title" in block else ""
    address = f" ({block['image_url']})" if "image_url" in block else ""
    return wrapped(plain(f"(image: {title}{block['alt_text']}){address}"), eye.width)


def _markdown(block: JSON, eye: Viewer, numbers: Numbers) -> list[Text]:
    return wrapped(plain(block["text"]), eye.width)


def _rich_text(block: JSON, eye: Viewer, numbers: Numbers) -> list[Text]:
    lines: list[Text] = []
    for part in block["elements"]:
        text = rich(part["elements"], eye) if part["type"] != "rich_text_list" else Text()
        match part["type"]:
            case "rich_text_list":
                lines += _list(part, eye)
            case "rich_text_quote":
                lines += wrapped(text, eye.width, "│ ")
            case "rich_text_preformatted":
                lines += [Text("    ") + line for line in text.split("\n", allow_blank=True)]
            case _:
                text.remove_suffix("\n")
                lines += wrapped(text, eye.width)
    return lines


def _list(part: JSON, eye: Viewer) -> list[Text]:
    lines: list[Text] = []
    indent = part.get("indent", 0)
    for place, item in enumerate(part["elements"], part.get("offset", 0) + 1):
        sign = f"{place}." if part["style"] == "ordered" else "•◦▪"[indent % 3]
        first = f"{'  ' * indent}{sign} "
        lines += wrapped(rich(item["elements"], eye), eye.width, first, " " * cell_len(first))
    return lines


def _table(block: JSON, eye: Viewer, numbers: Numbers) -> list[Text]:
    rows = [[_cell(cell, eye) for cell in row] for row in block["rows"]]
    widths = [max(map(cell_len, column)) for column in zip_longest(*rows, fillvalue="")]
    settings = [setting.get("align", "left") for setting in block.get("column_settings", [])]
    aligns = settings + ["left"] * (len(widths) - len(settings))
    return [Text("  ".join(map(_set, row, widths, aligns)).rstrip()) for row in rows]


def _cell(cell: JSON, eye: Viewer) -> str:
    if cell["type"] == "raw_text":
        return clean(cell["text"]).replace("\n", " ")
    if cell["type"] == "raw_number":
        return clean(cell.get("text") or f"{cell['value']:g}")
    return " ".join(line.plain for line in _rich_text(cell, eye, {}))


def _set(cell: str, width: int, align: str) -> str:
    gap = " " * (width - cell_len(cell))
    return gap + cell if align == "right" else cell + gap


_KINDS: Final[Mapping[str, Callable[[JSON, Viewer, Numbers], list[Text]]]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "table": _table,
}
