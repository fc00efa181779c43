"""Which digest is asked for: of which watch and time, and for whom."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.calendar_words import Clocked
from bot.commands.digest_words import DigestAsked, read_digest

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HERE = Clocked(NOON, "UTC")
DAY = timedelta(days=1)
MIDNIGHT = NOON - timedelta(hours=12)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("", DigestAsked("", DAY)),
        ("7d", DigestAsked("", 7 * DAY)),
        ("Acme 4w", DigestAsked("Acme", 28 * DAY)),
        ("Acme 4sem", DigestAsked("Acme", 28 * DAY)),
        ("7j", DigestAsked("", 7 * DAY)),
        ("all", DigestAsked("", None)),
        ("Acme tout public", DigestAsked("Acme", None, is_public=True)),
        ("public", DigestAsked("", DAY, is_public=True)),
        ("Acme yesterday", DigestAsked("Acme", DAY, MIDNIGHT)),
        ("0d", DigestAsked("0d", DAY)),
        ("Brimeo", DigestAsked("Brimeo", DAY)),
    ],
)
def test_a_name_and_a_time_are_told_apart(words: str, asked: DigestAsked) -> None:
    assert read_digest(words, ["Acme", "Yesterday"], HERE) == asked


def test_what_names_a_watch_as_a_whole_is_that_name() -> None:
    assert read_digest("yesterday", ["Acme", "Yesterday"], HERE) == DigestAsked("yesterday", DAY)
