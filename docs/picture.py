"""Draws `docs/digest.svg` and `docs/bulletin.svg`: what the console shows, in English and French.

Run as `python docs/picture.py`.
"""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

PICTURES = (("digest", "en_US.UTF-8", "brand", "now"), ("bulletin", "fr_FR.UTF-8", "marque", "maintenant"))
"""The name of each picture, the language of its terminal, and two verbs in it."""
LINES = 44
WIDTH = 104
STYLES = (
    (r"^\S+, #\S+> .*$", "bold green"),
    (r"^veille .*$", "bold cyan"),
    (r"│.*$", "italic"),
    (r"\(https?://[^)]*\)", "dim"),
    (r"\bZorblax — .*$", "bold"),
)


def main() -> None:
    """Run the demo in each language, and draw its digest."""
    for picture in PICTURES:
        _draw(*picture)


def _draw(name: str, language: str, brand: str, now: str) -> None:
    demo = [sys.executable, "-m", "bot", "console", "--sample"]
    typed = f"/watch {brand} Zorblax\n/watch {now}\n"
    environment = {**os.environ, "LC_ALL": language}
    shown = subprocess.run(
        demo, input=typed, capture_output=True, text=True, check=True, env=environment
    ).stdout
    digest = shown[shown.index(f"> /watch {now}") :]
    prompt = shown[: shown.index(" ")] + " #veille-demo"
    lines = [f"{prompt}{digest}".splitlines()[i] for i in range(LINES)]
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    text = Text("\n".join(lines))
    for pattern, style in STYLES:
        text.highlight_regex(f"(?m){pattern}", style)
    console.print(text)
    drawn = re.sub(r",\s*url\([^)]*\) format\(\S+\)", "", console.export_svg(title="make demo"))
    Path(__file__).with_name(f"{name}.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
