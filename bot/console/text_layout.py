"""Running text: cleaned, read from mrkdwn or from rich_text elements, and laid out in lines."""

import html
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
from babel.dates import format_timedelta
from rich.cells import cell_len
from rich.emoji import Emoji
from rich.style import Style
from rich.text import Text

from bot.console.directory import Directory
from bot.console.records import JSON, Person

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


class Viewer(msgspec.Struct, frozen=True):
    """Who looks, at how many columns, knowing whose names, and when.

    Where links can be clicked, their addresses are shortened to the host.
    """

    directory: Directory
    viewer: Person
    width: int = 80
    clicks: bool = False
    now: datetime | None = None

    def person(self, user_id: str) -> str:
        """A user by name."""
        person = self.directory.people.get(user_id)
        return clean(person.name if person else user_id)

    def channel(self, channel_id: str) -> str:
        """A channel by name."""
        room = self.directory.rooms.get(channel_id)
        return clean(room.name if room else channel_id)

    def instant(self, seconds: float) -> datetime:
        """In the viewer's zone."""
        return datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(self.viewer.zone))


def clean(text: str) -> str:
    """Text that cannot steer a terminal: no controls, no marks that turn the direction of writing."""
    return _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\t", " "))


def wrapped(text: Text, width: int, first: str = "", rest: str | None = None) -> list[Text]:
    """Lines of at most so many columns, each with a prefix; words that are longer stay whole."""
    rest = first if rest is None else rest
    lines: list[Text] = []
    for paragraph in text.split("\n", allow_blank=True) or [Text()]:
        for line in paragraph.divide(_breaks(paragraph.plain, max(width - cell_len(rest), 20))):
            line.rstrip()
            lines.append(Text(rest if lines else first) + line)
    return lines


def _breaks(line: str, width: int) -> list[int]:
    """Where a line is to be broken: before the words that go beyond the width."""
    breaks, used = [], 0
    for word in re.finditer(r"\S+\s*", line):
        columns = cell_len(word.group().rstrip())
        if used and used + columns > width:
            breaks.append(word.start())
            used = 0
        used += cell_len(word.group())
    return breaks


def mrkdwn(text: str, eye: Viewer) -> Text:
    """Slack's own markup, lightly: references, links, bold, italic, strike, code, emoji."""
    drawn = Text()
    for place, part in enumerate(re.split(r"<([^<>\n]+)>", text)):
        drawn.append_text(_reference(part, eye) if place % 2 else _styled(part))
    return drawn


def plain(text: str) -> Text:
    """Text that no parser touches."""
    return Text(clean(text))


def linked(address: str, label: str, eye: Viewer, style: str = "") -> Text:
    """A link that shows where it leads."""
    address, label = clean(address), clean(label)
    host = urlsplit(address).hostname if eye.clicks and address.startswith(("https://", "http://")) else None
    followed = Style(underline=True, link=address if host else None) + Style.parse(style)
    if not label or label == address:
        return Text(address, followed)
    return Text.assemble((label, followed), (f" ({host or address})", "dim"))


_MARKS = (("*", "bold"), ("_", "italic"), ("~", "strike"), ("`", "cyan"))
_MARKED = re.compile(
    "|".join(
        rf"(?<![\w{re.escape(m)}]){re.escape(m)}(?=\S)([^\n{re.escape(m)}]*[^\s{re.escape(m)}]){re.escape(m)}(?!\w)"
        for m, _ in _MARKS
    )
)


def _styled(text: str) -> Text:
    text = Emoji.replace(clean(html.unescape(text)))
    drawn, last = Text(), 0
    for match in _MARKED.finditer(text):
        drawn.append(text[last : match.start()])
        number = match.lastindex or 1
        drawn.append(match.group(number), _MARKS[number - 1][1])
        last = match.end()
    return drawn.append(text[last:])


def _reference(part: str, eye: Viewer) -> Text:
    """What stands between angle brackets."""
    target, _, label = html.unescape(part).partition("|")
    if target.startswith("@"):
        return Text(f"@{eye.person(target[1:])}", "bold blue")
    if target.startswith("#"):
        return Text(f"#{eye.channel(target[1:])}", "bold blue")
    if target.startswith("!date^"):
        _, seconds, form, *_ = [*target.split("^"), "", ""]
        return Text(_dated(seconds, form, label, eye))
    if target.startswith("!"):
        return Text(f"@{clean(target[1:].split('^')[0])}", "bold red")
    return linked(target, label, eye)


_STYLES = {"bold": "bold", "italic": "italic", "strike": "strike", "code": "cyan", "underline": "underline"}


def rich(elements: Iterable[JSON], eye: Viewer) -> Text:
    """The elements of a rich_text section."""
    drawn = Text()
    for element in elements:
        style = " ".join(
            _STYLES[name] for name, on in element.get("style", {}).items() if on and name in _STYLES
        )
        drawn.append_text(_element(element, eye, style))
    return drawn


def _element(element: JSON, eye: Viewer, style: str) -> Text:
    match element["type"]:
        case "text":
            return Text(clean(element["text"]), style)
        case "link":
            return linked(element["url"], element.get("text", ""), eye, style)
        case "user":
            return Text(f"@{eye.person(element['user_id'])}", "bold blue")
        case "channel":
            return Text(f"#{eye.channel(element['channel_id'])}", "bold blue")
        case "usergroup":
            return Text(f"@{clean(element['usergroup_id'])}", "bold blue")
        case "broadcast":
            return Text(f"@{clean(element['range'])}", "bold red")
        case "emoji":
            return Text(clean(Emoji.replace(f":{element['name']}:")))
        case "date":
            shown = _dated(element["timestamp"], element["format"], element.get("fallback", ""), eye)
            return linked(element["url"], shown, eye, style) if "url" in element else Text(shown, style)
        case "color":
            return Text(clean(element["value"]), style)
    return Text(f"({clean(str(element['type']))})", "dim")


_FORMS = {
    "date_num": "%Y-%m-%d",
    "date_slash": "%d/%m/%Y",
    "date": "%-d %B %Y",
    "date_short": "%-d %b %Y",
    "date_long": "%A %-d %B %Y",
    "time": "%H:%M",
    "time_secs": "%H:%M:%S",
    "day_divider_pretty": "%A %-d %B",
}


def _dated(seconds: int | str, form: str, fallback: str, eye: Viewer) -> str:
    """A date as the viewer reads it; the fallback where its form is not known here."""
    if form == "{ago}" and eye.now and str(seconds).isdigit():
        return _ago(eye.instant(int(seconds)) - eye.now, eye)
    tokens = re.findall(r"\{(\w+)\}", form)
    if not str(seconds).isdigit() or any(token.removesuffix("_pretty") not in _FORMS for token in tokens):
        return clean(fallback or form)
    instant = eye.instant(int(seconds))
    return clean(
        re.sub(r"\{(\w+)\}", lambda found: f"{instant:{_FORMS[found[1].removesuffix('_pretty')]}}", form)
    )


def _ago(past: timedelta, eye: Viewer) -> str:
    """How long ago that was, in the language of the viewer's Slack."""
    locale = eye.viewer.locale.replace("-", "_")
    return clean(str(format_timedelta(past, add_direction=True, threshold=1.2, locale=locale)))
