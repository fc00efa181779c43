"""How well safety is read. Run: python -m bench.safety FILE.tsv [--lang fr].

The file holds `text<TAB>label` a line: `sure`, `perhaps` or `none`. What was called sure and is not is
printed, since a bell rings for it.
"""

import argparse
import logging
from pathlib import Path

from bench.labelled import read, scores
from bot.analysis.language import language
from bot.analysis.safety import text_safety

LABELS = ("sure", "perhaps", "none")
say = logging.getLogger("bench").info


def _said(text: str, lang: str) -> str:
    found = text_safety(text, lang or language(text)).value
    return "none" if found is None else "sure" if found.is_sure else "perhaps"


def main() -> None:
    """Prints the table, and the false alarms."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    options.add_argument("--lang", default="", help="the texts' language; each is guessed when not given")
    asked = options.parse_args()
    rows = read(asked.file)
    answers = [_said(text, asked.lang) for text, _ in rows]
    say("| %s | texts | precision | recall | F1 |\n|%s", asked.file.name, "---|" * 5)
    for label, score in scores(LABELS, answers, [label for _, label in rows]).items():
        say("| %s | %d | %.2f | %.2f | %.2f |", label, score.true, score.precision, score.recall, score.f1)
    for (text, label), said in zip(rows, answers, strict=True):
        if said == "sure" != label:
            say("false alarm: %s", text[:160])


if __name__ == "__main__":
    main()
