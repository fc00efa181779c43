"""Draws `docs/digest.svg`: what the console shows of the sample world. Run as `python docs/picture.py`."""

import io
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

TYPED = "/watch brand Zorblax\n/watch now\n"
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
    """Run the demo, and draw its digest."""
    demo = [sys.executable, "-m", "bot", "console", "--sample"]
    shown = subprocess.run(demo, input=TYPED, capture_output=True, text=True, check=True).stdout
    digest = shown[shown.index("> /watch now") :]
    prompt = shown[: shown.index(" ")] + " #veille-demo"
    lines = [f"{prompt}{digest}".splitlines()[i] for i in range(LINES)]
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    text = Text("\n".join(lines))
    for pattern, style in STYLES:
        text.highlight_regex(f"(?m){pattern}", style)
    console.print(text)
    drawn = re.sub(r",\s*url\([^)]*\) format\(\S+\)", "", console.export_svg(title="make demo"))
    Path(__file__).with_name("digest.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
