"""Changing watches while mentions come in."""

import threading

import pytest

from bot.query import LiveIndex, PreparedText, parse
from tests.query.mentions import mention


def test_a_new_watch_is_in_force_at_once() -> None:
    live = LiveIndex()
    live.put("A", parse("acme"))
    assert live.matches(mention("acme")) == {"A"}
    live.settle()
    assert live.matches(mention("acme")) == {"A"}


def test_an_edited_watch_no_longer_answers_to_its_old_query() -> None:
    live = LiveIndex({"A": parse("acme")})
    live.put("A", parse("orange"))
    for _ in ("before the next index", "after it"):
        assert live.matches(mention("acme")) == set()
        assert live.matches(mention("orange")) == {"A"}
        live.settle()


def test_a_removed_watch_is_silent_at_once() -> None:
    live = LiveIndex({"A": parse("acme"), "B": parse("acme")})
    live.remove("A")
    live.remove("unknown")
    for _ in ("before the next index", "after it"):
        assert live.matches(mention("acme")) == {"B"}
        live.settle()
    assert len(live) == 1


def test_nothing_is_missed_while_watches_change() -> None:
    live = LiveIndex({"steady": parse("acme")})
    asked, missed = mention("acme orange"), []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            if "steady" not in live.matches(asked):
                missed.append(True)

    asker = threading.Thread(target=ask)
    asker.start()
    for number in range(200):
        live.put(f"W{number}", parse("orange"))
        assert f"W{number}" in live.matches(asked)
        if number % 3 == 0:
            live.remove(f"W{number}")
            assert f"W{number}" not in live.matches(asked)
    done.set()
    asker.join()
    live.settle()
    assert not missed
    kept = {f"W{number}" for number in range(200) if number % 3}
    assert live.matches(asked) == {"steady", *kept}


def test_what_may_match_is_known_before_the_next_index_too() -> None:
    live = LiveIndex({"A": parse("acme")})
    live.put("B", parse("orange -author:paul"))
    for _ in ("before the next index", "after it"):
        subject = PreparedText.glimpsed("orange")
        assert live.possible(subject) == {"B"}
        assert live.touches(subject)
        live.settle()
    assert not live.touches(PreparedText.glimpsed("rien"))


def test_who_waits_while_a_change_is_made_joins_no_builder_that_was_not_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live, thread, failed = LiveIndex(), threading.Thread, list[Exception]()

    def settle() -> None:
        try:
            live.settle()
        except RuntimeError as error:
            failed.append(error)

    class Overtaken(thread):  # type: ignore[misc, valid-type]
        """A builder that somebody waits for just before it starts."""

        def start(self) -> None:
            waiting = thread(target=settle)
            waiting.start()
            waiting.join()
            super().start()

    monkeypatch.setattr(threading, "Thread", Overtaken)
    live.put("A", parse("acme"))
    monkeypatch.undo()
    live.settle()
    assert failed == []
    assert live.matches(mention("acme")) == {"A"}
