"""How well tone is read. Run: python -m bench.tone FILE.tsv [--lang fr].

The file holds `text<TAB>label` a line (negative, neutral, positive; or critical, neutral, favourable). The
rules are shown beside VADER, or its French twin, where that is installed (`vaderSentiment`,
`vaderSentiment-fr`; never `vader-multi`, which sends texts away), and with so many corrections from one half,
on the other.
"""

import argparse
import importlib
import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.labelled import Row, halves, macro_f1, read, scores
from bot.analysis.language import language
from bot.analysis.reading import Reading
from bot.analysis.tone import Tone, text_tone
from bot.analysis.tone_lessons import ToneLessons

LABELS = {
    "negative": Tone.CRITICAL, "neutral": Tone.NEUTRAL, "positive": Tone.FAVOURABLE,
    "critical": Tone.CRITICAL, "favourable": Tone.FAVOURABLE,
}  # fmt: skip
LESSONS = (25, 50, 100, 200, 400)
VADER = {"en": "vaderSentiment.vaderSentiment", "fr": "vaderSentiment_fr.vaderSentiment"}
say = logging.getLogger("bench").info


def _row(name: str, answers: Sequence[Tone | None], truth: Sequence[str]) -> None:
    """One line of the table; *cannot say* counts as neutral in the mean of F1."""
    found = scores(tuple(Tone), [answer or Tone.NEUTRAL for answer in answers], truth)
    critical, favourable = found[Tone.CRITICAL], found[Tone.FAVOURABLE]
    cells = [
        macro_f1(found), critical.precision, critical.recall, favourable.precision, favourable.recall,
        sum(map(bool, answers)) / len(answers),
    ]  # fmt: skip
    say("| %s | %s |", name, " | ".join(f"{cell:.3f}" for cell in cells))


def _vader(lang: str) -> Callable[[str], float] | None:
    if lang not in VADER:
        return None
    try:
        module = importlib.import_module(VADER[lang])
    except ImportError:
        say("VADER is left out: %s is not installed.", VADER[lang].partition(".")[0])
        return None
    analyzer = module.SentimentIntensityAnalyzer()
    return lambda text: float(analyzer.polarity_scores(text)["compound"])


def _by(score: float, cut: float) -> Tone | None:
    return Tone.CRITICAL if score <= -cut else Tone.FAVOURABLE if score >= cut else None


def _taught(rows: Sequence[Row], tested: Sequence[Row], lang: str) -> None:
    """The same with corrections: means are not taken, one draw of lessons is one line."""
    read_of = {text: text_tone(text, lang) for text, _ in [*rows, *tested]}
    for count in LESSONS:
        if count <= len(rows):
            drawn = random.Random(count).sample(list(rows), count)
            taught = ToneLessons([(text, read_of[text], Tone(label)) for text, label in drawn])
            answers: list[Tone | None] = [taught.likeliest(text, read_of[text]) for text, _ in tested]
            _row(f"with {count} corrections", answers, [label for _, label in tested])


def main() -> None:
    """Prints the table."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    options.add_argument("--lang", help="the texts' language; guessed when not given")
    asked = options.parse_args()
    rows = [(text, LABELS[label]) for text, label in read(asked.file) if label in LABELS]
    lang = asked.lang or Counter(language(text) for text, _ in rows[:200]).most_common(1)[0][0]
    seen, kept = halves(rows)
    say("%s, %s, %s", asked.file.name, lang, ", ".join(f"{n} {label}" for label, n in _shares(rows)))
    say(
        "| | macro-F1 | critical: precision | recall | favourable: precision | recall | said |\n|%s",
        "---|" * 7,
    )
    for name, part in (("all", rows), ("half looked at", seen), ("half kept back", kept)):
        begun = time.process_time()
        answers: list[Reading[Tone]] = [text_tone(text, lang) for text, _ in part]
        spent = 1e6 * (time.process_time() - begun) / len(part)
        _row(f"rules, {name} ({spent:.0f} µs)", [answer.value for answer in answers], [t for _, t in part])
    _taught(seen, kept, lang)
    if vader := _vader(lang):
        compound = [vader(text) for text, _ in kept]
        for cut in (0.05, 0.4):
            _row(f"VADER, cut at {cut}", [_by(score, cut) for score in compound], [t for _, t in kept])


def _shares(rows: Sequence[Row]) -> list[tuple[str, int]]:
    return Counter(label for _, label in rows).most_common()


if __name__ == "__main__":
    main()
