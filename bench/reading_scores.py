"""What a bot told of a world, line by line against what a person read in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from bench.labelled import Score
from bench.truth import UNSAID, Truth, aside_of, staff_of
from bot.analysis.tone import Tone
from bot.analysis.understanding import Understanding

TONES: Final = (str(Tone.CRITICAL), str(Tone.FAVOURABLE))
"""What a tone says; to a bare fact a person says neutral where the bot cannot say, and both are right."""


class ToldStory(msgspec.Struct, frozen=True):
    """A story of a day's page: the ids of its texts, and of those quoted, the words."""

    ids: frozenset[str]
    quotations: tuple[tuple[str, str], ...]


class Told(msgspec.Struct, frozen=True):
    """All that was told: the stories of each day, the last day's last; what was read; what waits at the end.

    Keys are the ids of texts. `tones` are those of the story of a text that has none itself.
    """

    days: tuple[tuple[ToldStory, ...], ...]
    read: Mapping[str, Understanding]
    tones: Mapping[str, Tone]
    waiting: frozenset[str]


class Wrong(msgspec.Struct, frozen=True):
    """An answer that differs from a person's."""

    what: str
    id: str
    said: str
    true: str


def quoted(told: Told, truth: Truth) -> tuple[int, int, int, list[Wrong]]:
    """How many quotations there are, how many of them a person would choose, how many invert; the others."""
    given = [(id_, words) for day in told.days for story in day for id_, words in story.quotations if words]
    wrong = [
        Wrong(
            "inverted" if truth.mentions[id_].is_inverted(words) else "quotation",
            id_,
            words,
            _best(truth, id_),
        )
        for id_, words in given
        if id_ in truth.mentions and not truth.mentions[id_].is_chosen(words)
    ]
    return len(given), len(given) - len(wrong), sum(each.what == "inverted" for each in wrong), wrong


def _fault(truth: Truth, id_: str, words: str) -> str:
    return "inverted" if truth.mentions[id_].is_inverted(words) else "quotation"


def _best(truth: Truth, id_: str) -> str:
    return " / ".join(truth.mentions[id_].quote) or "(nothing)"


def affair(day: Sequence[ToldStory], truth: Truth) -> tuple[int, int]:
    """In how many stories of a day the affair is told, and how many other stories stand in these."""
    about = [{truth.mentions[id_].story for id_ in story.ids if id_ in truth.mentions} for story in day]
    held = [stories for stories in about if truth.affair in stories]
    return len(held), len(set().union(*held) - {truth.affair}) if held else 0


def readings(told: Told, truth: Truth) -> Iterator[tuple[str, Score, list[Wrong]]]:
    """Of each kind of reading how often it was said, was due or right, and was right; and what differs."""
    pairs = [
        (id_, said, told.read[id_])
        for id_, said in truth.mentions.items()
        if id_ in told.read and not said.is_namesake
    ]
    toned = [(i, str(told.tones.get(i, UNSAID)), said.tones) for i, said, _ in pairs if not said.staff]
    yield _row("staff", [(i, staff_of(found), [said.staff or UNSAID]) for i, said, found in pairs])
    yield _row("set aside", [(i, aside_of(found), said.asides) for i, said, found in pairs])
    yield _row("kind", [(i, _kind(found), said.kinds) for i, said, found in pairs])
    yield _row("tone", toned)
    for tone in TONES:
        yield _row(f"tone: {tone}", toned, tone)
    if truth.has_safety:
        yield _row(
            "safety",
            [(i, "yes" if found.safety.value else UNSAID, said.safeties) for i, said, found in pairs],
        )
    if truth.has_namesakes:
        yield _row(
            "told as ours",
            [
                (i, "ours" if i in told.read else UNSAID, [UNSAID if said.is_namesake else "ours"])
                for i, said in truth.mentions.items()
            ],
        )
    yield _row(
        "unanswered", [(i, "true" if i in told.waiting else UNSAID, said.waiting) for i, said, _ in pairs]
    )


def _kind(found: Understanding) -> str:
    return str(found.speech.value[0]) if found.speech.value else UNSAID


def _row(
    name: str, answers: Iterable[tuple[str, str, Sequence[str]]], only: str = ""
) -> tuple[str, Score, list[Wrong]]:
    """A line over ids, answers and the right ones; `only` one answer counts, where that is given.

    Where a person might leave it unsaid, nothing is due, and what is said may be right all the same.
    """
    said = true = both = 0
    wrong = []
    for id_, answer, right in answers:
        is_said = answer not in ("", UNSAID) and only in ("", answer)
        is_right = is_said and answer in right
        is_due = list(right) == [only] if only else UNSAID not in right
        said, true, both = said + is_said, true + (is_due or is_right), both + is_right
        if (is_said or is_due) and not is_right:
            wrong.append(Wrong(name, id_, answer or UNSAID, "|".join(right)))
    return name, Score(said, true, both), wrong
