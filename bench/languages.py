"""How well the language of short posts is read. Run: python -m bench.languages FILE.tsv.

The file holds `text<TAB>code` a line.
A source's word is tried too: the right one, and one that calls everything English.
"""

import argparse
import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.labelled import Row, read
from bot.analysis.language import language, mention_language
from bot.models import Mention, MentionKind

SIZES = (("one word", 1, 1), ("two words", 2, 2), ("three to six", 3, 6), ("seven and more", 7, 10_000))
Said = Callable[[Row], str]
"""What the source says of a row's language."""


def _answer(row: Row, said: str) -> str:
    mention = Mention(
        id="", source="", kind=MentionKind.POST, url="", text=row[0], lang=said, created_at=datetime.now(UTC)
    )
    return mention_language(mention).value or ""


def _right(answer: str, code: str) -> bool:
    return answer == code or {answer, code} == {"no", "nb"}


def _row(name: str, rows: Sequence[Row]) -> str:
    begun = time.process_time()
    alone = [language(text) for text, _ in rows]
    spent = (time.process_time() - begun) / len(rows)
    told = [_answer(row, row[1]) for row in rows]
    misled = [_answer(row, "en") for row in rows]
    said = [(answer, code) for answer, (_, code) in zip(alone, rows, strict=True) if answer]
    shares = [
        len(said) / len(rows),
        sum(_right(answer, code) for answer, code in said) / max(1, len(said)),
        *(
            sum(_right(answer, code) for answer, (_, code) in zip(answers, rows, strict=True)) / len(rows)
            for answers in (alone, told, misled)
        ),
    ]
    return (
        f"| {name} | {len(rows):,} | {' | '.join(f'{share:.3f}' for share in shares)} | {1e6 * spent:.0f} |"
    )


def main() -> None:
    """Prints the table."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    rows = read(options.parse_args().file)
    say = logging.getLogger("bench").info
    say("| texts | | said | right of those | right of all | source right | source says en | µs |")
    say("|%s", "---|" * 8)
    for name, least, most in SIZES:
        if few := [row for row in rows if least <= len(row[0].split()) <= most]:
            say("%s", _row(name, few))
    say("%s", _row("all", rows))
    for code in ("en", "fr"):
        if few := [row for row in rows if row[1] == code]:
            say("%s", _row(code, few))


if __name__ == "__main__":
    main()
