"""How well safety is read. Run: python -m bench.safety FILE.tsv [--lang fr] [--wrong].

The file holds `text<TAB>label` a line: `harm`, `none`, or `perhaps` where a careful reader may say either:
that counts for nothing. What was called sure and is no harm is printed, since a bell rings for it; `--wrong`
prints each answer that differs.
"""

import argparse
import asyncio
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bench.labelled import Row, Score, read
from bot.analysis.encoder import installed_encoder
from bot.analysis.impressions import Impression
from bot.analysis.language import language
from bot.analysis.safety import Safety, text_safety
from bot.clock import SystemClock

HARM: Final = "harm"
UNSURE: Final = "perhaps"
say = logging.getLogger("bench").info


def scored(rows: Sequence[Row], answers: Sequence[Safety | None]) -> Iterator[tuple[str, Score]]:
    """How often harm was seen where there is some, and how often it was called sure."""
    for name, found in (
        ("seen, sure or not", [answer is not None for answer in answers]),
        ("called sure", [answer is not None and answer.is_sure for answer in answers]),
    ):
        true = [label == HARM for _, label in rows]
        both = sum(said and is_harm for said, is_harm in zip(found, true, strict=True))
        yield name, Score(sum(found), sum(true), both)


async def _impressions(texts: Sequence[str]) -> Sequence[Impression | None]:
    """The impressions that texts make; none of any without the encoder."""
    encoder = installed_encoder(SystemClock())
    if encoder is None:
        return [None] * len(texts)
    try:
        return await encoder.impressions(texts)
    finally:
        await encoder.stop()


def main() -> None:
    """Prints the table, and what differs."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    options.add_argument("--lang", default="", help="the texts' language; each is guessed when not given")
    options.add_argument("--wrong", action="store_true", help="print each answer that differs")
    asked = options.parse_args()
    rows = [row for row in read(asked.file) if row[1] != UNSURE]
    langs = [asked.lang or language(text) for text, _ in rows]
    impressions = asyncio.run(_impressions([text for text, _ in rows]))
    answers: list[Safety | None] = []
    for by, seen in (("words", [None] * len(rows)), ("words and impression", impressions)):
        said = zip(rows, langs, seen, strict=True)
        answers = [text_safety(text, lang, (), each).value for (text, _), lang, each in said]
        say("| %s, %s | harm | said | right | precision | recall |\n|%s", asked.file.name, by, "---|" * 6)
        for name, score in scored(rows, answers):
            numbers = (score.true, score.said, score.both, score.precision, score.recall)
            say("| %s | %d | %d | %d | %.2f | %.2f |", name, *numbers)
    for (text, label), answer in zip(rows, answers, strict=True):
        if answer and answer.is_sure and label != HARM:
            say("false alarm: %s", text[:160])
        elif asked.wrong and (answer is not None) != (label == HARM):
            say("%s: %s", "missed" if label == HARM else "called harm", text[:160])


if __name__ == "__main__":
    main()
