"""How well a grouping of texts agrees with one that people made, by two measures that punish both mistakes.

B-cubed (Bagga and Baldwin, 1998): of each item's group, the share that belongs with it (precision), and of
what belongs with it, the share that is in its group (recall), the item itself counted. Reliability and
sensitivity (Amigó, Gonzalo and Verdejo, 2013): the same over the other items alone, over those that have
any. Each averaged over items; F is the harmonic mean of the two.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

Groups = Sequence[Hashable]
"""The group of each item, in their order."""


def b_cubed(gold: Groups, made: Groups) -> tuple[float, float, float]:
    """Precision, recall and F."""
    both, right, ours = Counter(zip(gold, made, strict=True)), Counter(gold), Counter(made)
    precision = sum(n * n / ours[mine] for (_, mine), n in both.items()) / len(gold)
    recall = sum(n * n / right[theirs] for (theirs, _), n in both.items()) / len(gold)
    return precision, recall, harmonic(precision, recall)


def reliability_and_sensitivity(gold: Groups, made: Groups) -> tuple[float, float, float]:
    """Reliability, sensitivity and F."""
    both, right, ours = Counter(zip(gold, made, strict=True)), Counter(gold), Counter(made)
    reliability = _mean((n, (n - 1) / (ours[mine] - 1)) for (_, mine), n in both.items() if ours[mine] > 1)
    sensitivity = _mean(
        (n, (n - 1) / (right[theirs] - 1)) for (theirs, _), n in both.items() if right[theirs] > 1
    )
    return reliability, sensitivity, harmonic(reliability, sensitivity)


def harmonic(one: float, other: float) -> float:
    """The harmonic mean of two."""
    return 2 * one * other / (one + other) if one + other else 0.0


def _mean(weighted: Iterable[tuple[int, float]]) -> float:
    pairs = list(weighted)
    return sum(n * share for n, share in pairs) / max(1, sum(n for n, _ in pairs))
