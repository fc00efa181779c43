"""Draws the pictures of the README: what the console shows of the demo's week, in English and French.

Run as `python docs/picture.py`.
"""

import io
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import msgspec
from rich.console import Console
from rich.text import Text

ENGLISH = ("en_US.UTF-8", ("/watch brand Zorblax", ":at fri 9:00"))
FRENCH = ("fr_FR.UTF-8", ("/watch marque Zorblax", "/watch maintenant"))
BELL = ("en_US.UTF-8", ("/watch brand Zorblax", ":at wed 10:50"))
CLOCHE = ("fr_FR.UTF-8", ("/watch marque Zorblax", ":at mer 10h50"))
MORNING = r"veille · 09:00"


class Picture(msgspec.Struct, frozen=True):
    """`session` is the language of a terminal and the lines typed at it.

    Drawn are at most so many lines from the last on that `begins` matches.
    """

    name: str
    session: tuple[str, tuple[str, ...]]
    begins: str
    most: int


PICTURES = (
    Picture("digest", ENGLISH, MORNING, 44),
    Picture("bulletin", FRENCH, r".*> /watch marque", 200),
    Picture("bell", BELL, r"veille · 10:45$", 20),
    Picture("cloche", CLOCHE, r"veille · 10:45$", 20),
)
WIDTH = 104
STYLES = (
    (r"^\S+, #\S+, .*> .*$", "bold green"),
    (r"^veille .*$", "bold cyan"),
    (r"│.*$", "italic"),
    (r"\(https?://[^)]*\)", "dim"),
    (r"^  Zorblax\s?: .*$", "bold"),
)


def main() -> None:
    """Run the demo in each language, and draw what it shows."""
    for picture in PICTURES:
        _draw(picture)


def _draw(picture: Picture) -> None:
    lines = _shown(*picture.session).rstrip().splitlines()
    begin = max(i for i, line in enumerate(lines) if re.match(picture.begins, line))
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    text = Text("\n".join(lines[begin : begin + picture.most]))
    for pattern, style in STYLES:
        text.highlight_regex(f"(?m){pattern}", style)
    console.print(text)
    drawn = re.sub(r",\s*url\([^)]*\) format\(\S+\)", "", console.export_svg(title="make demo"))
    Path(__file__).with_name(f"{picture.name}.svg").write_text(drawn, encoding="utf-8")


@cache
def _shown(language: str, typed: tuple[str, ...]) -> str:
    """What the demo prints for these lines."""
    demo = [sys.executable, "-m", "bot", "console", "--sample"]
    ended = subprocess.run(
        demo,
        input="\n".join(typed),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "LC_ALL": language},
    )
    return ended.stdout


if __name__ == "__main__":
    main()
