"""What the log says of a database that is away."""

import logging

import pytest

from bot.errors import DatabaseUnavailable
from bot.logs import OUTAGE_LINES_EVERY, Outages

OUTAGE = DatabaseUnavailable("postgresql://… cannot be reached (refused): see that its server runs.")


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def record(error: BaseException | None = None, *args: object) -> logging.LogRecord:
    info = (type(error), error, None) if error else None
    return logging.LogRecord(
        "bot.x", logging.ERROR, __file__, 1, "%s failed" if args else "it failed", args, info
    )


def caused_by(outage: BaseException) -> BaseException:
    try:
        raise RuntimeError("a question failed") from outage
    except RuntimeError as error:
        return error


@pytest.mark.parametrize("about", [record(OUTAGE), record(caused_by(OUTAGE)), record(None, OUTAGE)])
def test_an_outage_is_one_sentence_without_a_traceback(about: logging.LogRecord) -> None:
    assert Outages().filter(about)
    assert logging.Formatter().format(about) == str(OUTAGE)


def test_of_all_that_fails_in_a_minute_one_line_is_left() -> None:
    hand = Hand()
    outages = Outages(hand)
    assert [outages.filter(record(OUTAGE)) for _ in range(100)].count(True) == 1
    hand.at += OUTAGE_LINES_EVERY
    assert outages.filter(record(OUTAGE))


def test_what_else_fails_is_told_in_full() -> None:
    other = record(RuntimeError("the roof fell in"))
    outages = Outages()
    outages.filter(record(OUTAGE))
    assert outages.filter(other)
    assert "the roof fell in" in logging.Formatter().format(other)
