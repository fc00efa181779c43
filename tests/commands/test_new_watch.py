"""A new watch, as somebody types it."""

import pytest

from bot.commands.new_watch import LONGEST_NAME, NewWatch, read_new_watch, read_query
from bot.errors import BadCommand, BadQuery
from bot.models import WatchKind


def test_a_name_and_what_narrows_it_are_read_apart() -> None:
    assert read_new_watch(WatchKind.TOPIC, "Acme") == NewWatch(WatchKind.TOPIC, "Acme", "Acme")
    narrowed = read_new_watch(WatchKind.BRAND, "Acme Light lang:fr -jus")
    assert (narrowed.name, narrowed.rest) == ("Acme Light", "lang:fr -jus")
    assert read_new_watch(WatchKind.BRAND, "Duo = acme OR brimeo").query == "acme OR brimeo"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "Which name\\? Write /watch competitor NAME"),
        ("“ ”", "Which name"),
        ("™ = acme", "holds nothing to look for"),
        ("a" * (LONGEST_NAME + 1), "a name has at most 80"),
    ],
)
def test_what_is_no_name_is_refused(words: str, why: str) -> None:
    with pytest.raises((BadCommand, BadQuery), match=why):
        read_new_watch(WatchKind.COMPETITOR, words)


def test_a_query_stands_after_a_name_or_alone() -> None:
    assert read_query("Orange = orange NEAR/5 fibre").text == "orange NEAR/5 fibre"
    assert read_query("lang:fr orange").text == "lang:fr orange"
    with pytest.raises(BadCommand, match="Which query"):
        read_query("")
