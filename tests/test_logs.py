"""What the log says of a database that cannot be used."""

import logging
from collections.abc import Callable

import pytest

from bot.errors import DatabaseUnavailable, TemporaryFailure, UnwritableFile
from bot.locale import speaking
from bot.logs import OUTAGE_LINES_EVERY, InEnglish, Outages

OUTAGE = DatabaseUnavailable("postgresql://… cannot be reached (refused): see that its server runs.")
FULL = UnwritableFile("data/archive.sqlite was not changed (disk full): make room on its disk.")


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


def beside(outage: Exception) -> BaseException:
    """The outage as task groups raise it: in a group in a group."""
    return ExceptionGroup("reading failed", [ExceptionGroup("taking in failed", [outage])])


@pytest.mark.parametrize("outage", [OUTAGE, FULL])
@pytest.mark.parametrize(
    "about", [record, lambda error: record(caused_by(error)), lambda error: record(beside(error))]
)
def test_an_outage_is_one_sentence_without_a_traceback(
    outage: Exception, about: Callable[[Exception], logging.LogRecord]
) -> None:
    said = about(outage)
    assert Outages().filter(said)
    assert logging.Formatter().format(said) == str(outage)


def test_an_outage_that_is_only_named_is_that_sentence_too() -> None:
    assert Outages().filter(said := record(None, OUTAGE))
    assert logging.Formatter().format(said) == str(OUTAGE)


def test_of_all_that_fails_in_a_minute_one_line_is_left() -> None:
    hand = Hand()
    outages = Outages(hand)
    assert [outages.filter(record(OUTAGE)) for _ in range(100)].count(True) == 1
    assert outages.filter(record(FULL)), "it is another matter"
    hand.at += OUTAGE_LINES_EVERY
    assert outages.filter(record(OUTAGE))


def test_what_else_fails_is_told_in_full() -> None:
    other = record(RuntimeError("the roof fell in"))
    outages = Outages()
    outages.filter(record(OUTAGE))
    assert outages.filter(other)
    assert "the roof fell in" in logging.Formatter().format(other)


def test_a_failure_is_logged_in_english_whoever_asked() -> None:
    failure = TemporaryFailure("{host} did not answer in time.", host="a.example")
    logged = logging.LogRecord("bot.x", logging.WARNING, __file__, 1, "not heard: %s", (failure,), None)
    with speaking("fr"):
        assert str(failure) == "a.example n’a pas répondu à temps."
        assert InEnglish("%(message)s").format(logged) == "not heard: a.example did not answer in time."
