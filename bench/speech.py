"""How well kinds of speech are read. Run: python -m bench.speech FILE.tsv [--lang fr].

The file holds `text<TAB>label` a line. A label is one kind or several parted by commas, the main one first:
complaint, question, request, praise, bug, announcement, wish_to_buy, answer, advert; anything else is none.
"""

import argparse
import logging
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bench.labelled import Score, macro_f1, read, scores
from bot.analysis.language import language
from bot.analysis.speech import Speech, text_speech

NAMES = {
    "wish": Speech.WISH_TO_BUY, "wish to buy": Speech.WISH_TO_BUY, "buy": Speech.WISH_TO_BUY,
    "answer from the team": Speech.ANSWER, "team": Speech.ANSWER, "ad": Speech.ADVERT,
    **{kind.value: kind for kind in Speech},
}  # fmt: skip
NONE = "none"
say = logging.getLogger("bench").info


class _Row(msgspec.Struct, frozen=True):
    """A text's true kinds, and those that were read."""

    true: tuple[str, ...]
    said: tuple[str, ...]


def _kinds(label: str) -> tuple[str, ...]:
    parts = (part.strip().lower().replace("-", "_") for part in label.split(","))
    return tuple(NAMES[part] for part in parts if part in NAMES) or (NONE,)


def _any(kind: Speech, rows: Sequence[_Row]) -> Score:
    """How often a kind was said among all kinds of a text, was true among all, and both."""
    return Score(
        sum(kind in row.said for row in rows),
        sum(kind in row.true for row in rows),
        sum(kind in row.said and kind in row.true for row in rows),
    )


def main() -> None:
    """Prints the table."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    options.add_argument("--lang", default="", help="the texts' language; each is guessed when not given")
    asked = options.parse_args()
    texts = read(asked.file)
    begun = time.process_time()
    rows = [
        _Row(_kinds(label), text_speech(text, asked.lang or language(text)).value or (NONE,))
        for text, label in texts
    ]
    spent = 1e6 * (time.process_time() - begun) / len(rows)
    main_kinds = scores((*Speech, NONE), [row.said[0] for row in rows], [row.true[0] for row in rows])
    say("%s: %d texts, %.0f µs a text, language included", asked.file.name, len(rows), spent)
    say("| kind | texts | main: precision | recall | F1 | among all: precision | recall |\n|%s", "---|" * 7)
    for kind in Speech:
        main_kind, among = main_kinds[kind], _any(kind, rows)
        cells = (main_kind.precision, main_kind.recall, main_kind.f1, among.precision, among.recall)
        say("| %s | %d | %s |", kind, main_kind.true, " | ".join(f"{cell:.2f}" for cell in cells))
    right = sum(row.said[0] == row.true[0] for row in rows) / len(rows)
    share = sum(row.said[0] != NONE for row in rows) / len(rows)
    say("macro-F1 %.3f, accuracy %.3f, said of %.2f", macro_f1(main_kinds), right, share)


if __name__ == "__main__":
    main()
