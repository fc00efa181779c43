"""Which tests a change touches first."""

from pathlib import Path

import pytest

from tests.touched import ALWAYS, touched

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("bot/analysis/safety.py", ["tests/analysis/test_safety.py", "tests/analysis"]),
        ("bot/analysis/words/fr/safety.toml", ["tests/analysis"]),
        ("bot/alerts/policy.py", ["tests/alerts/test_policy.py"]),
        ("bot/alerts/detectors/spike.py", ["tests/alerts/detectors/test_spike.py"]),
        ("bot/text.py", ["tests/test_text.py"]),
        ("handlers/mentions.py", ["tests/handlers/test_mentions.py"]),
        ("tests/scenarios/test_week.py", ["tests/scenarios/test_week.py"]),
        ("tests/scenarios/full_bot.py", []),
        ("README.md", []),
        ("bot/analysis/of_yesterday.py", ["tests/analysis"]),
    ],
)
def test_the_tests_of_a_change_are_those_of_its_noun_and_its_room(changed: str, expected: list[str]) -> None:
    assert touched([changed], ROOT) == [*expected, *(each for each in ALWAYS if each not in expected)]


def test_nothing_is_named_twice_and_nouns_come_first() -> None:
    found = touched(["bot/query/tree.py", "bot/query/index.py"], ROOT)
    assert found == ["tests/query/test_tree.py", "tests/query/test_index.py", "tests/query", *ALWAYS]
