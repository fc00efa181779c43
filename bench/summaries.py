"""How well two sentences sum up what many said. Run: python -m bench.summaries DIR.

DIR holds `topics/*.data`, a sentence a line, and of each the summaries that people wrote,
`summaries-gold/TOPIC/*.gold`, as Opinosis has them. ROUGE-1 and ROUGE-2, F with stemming by rouge-score, are
averaged over the people's summaries and then over topics; people are measured against each other.
"""

import argparse
import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from bot.analysis.summaries import summary

say = logging.getLogger("bench").info

Summarise = Callable[["Topic"], Sequence[str]]


class Topic(msgspec.Struct, frozen=True):
    """What was said of a topic, a sentence each, and how people sum it up."""

    said: list[str]
    gold: list[str]


class Rouge:
    """ROUGE-1 and ROUGE-2, as rouge-score counts them. Raises `ImportError` without it."""

    def __init__(self) -> None:
        from rouge_score.rouge_scorer import RougeScorer

        self._scorer: Any = RougeScorer(["rouge1", "rouge2"], use_stemmer=True)

    def __call__(self, text: str, gold: Sequence[str]) -> tuple[float, float]:
        """The mean of both over these summaries."""
        found = [self._scorer.score(each, text) for each in gold]
        first, second = (sum(each[name].fmeasure for each in found) for name in ("rouge1", "rouge2"))
        return first / len(found), second / len(found)


def topics(folder: Path) -> list[Topic]:
    """The topics that people summed up."""
    found = []
    for path in sorted((folder / "topics").iterdir()):
        gold = sorted((folder / "summaries-gold" / path.name.split(".")[0]).glob("*.gold"))
        said = [line.strip() for line in path.read_text("latin-1").splitlines() if line.strip()]
        if gold:
            found.append(Topic(said, [each.read_text("latin-1") for each in gold]))
    return found


def lexrank(topic: Topic) -> Sequence[str]:
    """LexRank by sumy. Raises `ImportError`."""
    from sumy.summarizers.lex_rank import LexRankSummarizer

    return _by_sumy(LexRankSummarizer(), topic)


def textrank(topic: Topic) -> Sequence[str]:
    """TextRank by sumy. Raises `ImportError`."""
    from sumy.summarizers.text_rank import TextRankSummarizer

    return _by_sumy(TextRankSummarizer(), topic)


def _by_sumy(ranker: Any, topic: Topic) -> Sequence[str]:
    """Each line is a sentence: sumy would split this set badly."""
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence

    class Words:
        def to_words(self, text: str) -> list[str]:
            return text.split()

    lines = [Sentence(line, Words()) for line in topic.said]
    return [str(each) for each in ranker(ObjectDocumentModel([Paragraph(lines)]), 2)]


def best(topic: Topic, rouge: Rouge) -> Sequence[str]:
    """The best two sentences, found greedily by the answers."""
    chosen: list[str] = []
    for _ in range(2):
        others = dict.fromkeys(line for line in topic.said if line not in chosen)
        chosen.append(max(others, key=lambda line: sum(rouge(" ".join([*chosen, line]), topic.gold))))
    return chosen


def people(found: Sequence[Topic], rouge: Rouge) -> tuple[float, float]:
    """How near people come to each other."""
    scores = []
    for topic in found:
        each = [rouge(one, topic.gold[:i] + topic.gold[i + 1 :]) for i, one in enumerate(topic.gold)]
        scores.append([sum(column) / len(each) for column in zip(*each, strict=True)])
    first, second = (sum(column) / len(found) for column in zip(*scores, strict=True))
    return first, second


def _ways(rouge: Rouge) -> Iterator[tuple[str, Summarise]]:
    drawn = random.Random(1)
    yield "the first two", lambda topic: topic.said[:2]
    yield "two at random", lambda topic: drawn.sample(topic.said, 2)
    yield "LexRank (sumy)", lexrank
    yield "TextRank (sumy)", textrank
    yield "**ours**", lambda topic: summary(topic.said)
    yield "the best two, by the answers", lambda topic: best(topic, rouge)


def main() -> None:
    """Prints the table."""
    logging.basicConfig(format="%(message)s", level=logging.ERROR)
    logging.getLogger("bench").setLevel(logging.INFO)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    found = topics(options.parse_args().folder)
    try:
        rouge = Rouge()
    except ImportError as missing:
        raise SystemExit("This is measured by the package rouge-score: pip install it.") from missing
    say("%d topics\n\n| | ROUGE-1 | ROUGE-2 | ms a topic |\n|---|---|---|---|", len(found))
    for name, way in _ways(rouge):
        begun = time.process_time()
        try:
            told = [" ".join(way(topic)) for topic in found]
        except ImportError as missing:
            say("%s is left out: there is no %s here.", name, missing.name)
            continue
        spent = 1000 * (time.process_time() - begun) / len(found)
        scores = [rouge(text, topic.gold) for text, topic in zip(told, found, strict=True)]
        first, second = (100 * sum(column) / len(found) for column in zip(*scores, strict=True))
        say("| %s | %.1f | %.1f | %.1f |", name, first, second, spent)
    say("| people, against each other | %.1f | %.1f | |", *(100 * each for each in people(found, rouge)))


if __name__ == "__main__":
    main()
