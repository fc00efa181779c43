"""How well promises by a day are read. Run: python -m bench.promises [FILE.tsv].

FILE has lines `due<TAB>language<TAB>text`, written on Thursday 26 November 2026; `-` is due never. `--wrong`
shows what differs.
"""

import argparse
import logging
from datetime import date
from pathlib import Path
from typing import Final

from bot.analysis.promises import promises

WRITTEN: Final = date(2026, 11, 26)
SET: Final = Path(__file__).parent / "sets" / "promises.tsv"
say = logging.getLogger("bench").info


def main() -> None:
    """Prints the table."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path, nargs="?", default=SET)
    options.add_argument("--wrong", action="store_true", help="show what differs")
    asked = options.parse_args()
    rows = [line.split("\t") for line in asked.file.read_text("utf-8").splitlines()]
    say("| | texts | promises | said | right | precision | recall |\n|%s", "---|" * 7)
    for lang in sorted({lang for _, lang, _ in rows}):
        of = [(due, text) for due, its, text in rows if its == lang]
        found = [[each.due.isoformat() for each in promises(text, lang, WRITTEN)] for _, text in of]
        due = sum(each != "-" for each, _ in of)
        said, right = sum(map(len, found)), sum(due in its for (due, _), its in zip(of, found, strict=True))
        cells = len(of), due, said, right, right / max(1, said), right / max(1, due)
        say("| %s | %d | %d | %d | %d | %.2f | %.2f |", lang, *cells)
        for (true, text), its in zip(of, found, strict=True):
            if asked.wrong and its != ([] if true == "-" else [true]):
                say("%s, not %s: %s", ", ".join(its) or "-", true, text)


if __name__ == "__main__":
    main()
