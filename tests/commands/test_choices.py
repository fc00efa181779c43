"""What people choose among: on or off, at once or in the digest, a language, sources, feeds."""

import pytest

from bot.commands.choices import (
    FeedAsked,
    FeedVerb,
    read_alerts,
    read_condensed,
    read_feed,
    read_language,
    read_sources,
    read_switch,
)
from bot.errors import BadCommand
from bot.locale import Language


@pytest.mark.parametrize(
    ("words", "on"),
    [("on", True), ("Oui", True), ("Activer", True), ("off", False), ("désactiver", False), ("maybe", None)],
)
def test_something_is_turned_on_and_off_in_both_languages(words: str, on: bool | None) -> None:
    assert read_switch(words) is on


@pytest.mark.parametrize(
    ("words", "name", "instant"),
    [
        ("Acme instant", "Acme", True),
        ("Acme Light immédiat", "Acme Light", True),
        ("Acme bulletin", "Acme", False),
        ("Acme off", "Acme", False),
        ("Acme", "Acme", None),
        ("instant", "instant", None),
        ("", "", None),
    ],
)
def test_a_watch_is_told_at_once_or_in_the_digest(words: str, name: str, instant: bool | None) -> None:
    assert read_alerts(words) == (name, instant)


@pytest.mark.parametrize(("words", "language"), [("fr", "fr"), ("Français.", "fr"), ("ANGLAIS", "en")])
def test_a_language_is_named_in_either(words: str, language: Language) -> None:
    assert read_language(words) == language


def test_a_language_that_is_not_spoken_is_refused_with_those_that_are() -> None:
    with pytest.raises(BadCommand, match=r"/watch language en\|fr"):
        read_language("deutsch")


def test_sources_are_named_with_a_sign_before_or_apart() -> None:
    assert read_sources("-HackerNews, + mastodon −x") == {"hackernews": False, "mastodon": True, "x": False}
    with pytest.raises(BadCommand, match=r"Write \+ or -"):
        read_sources("mastodon")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("", FeedAsked(FeedVerb.LIST)),
        ("List", FeedAsked(FeedVerb.LIST)),
        ("lampes.example", FeedAsked(FeedVerb.ADD, "https://lampes.example")),
        ("add <http://lampes.example|lampes>", FeedAsked(FeedVerb.ADD, "http://lampes.example")),
        ("enlève Lampes & lueurs", FeedAsked(FeedVerb.REMOVE, "Lampes & lueurs")),
    ],
)
def test_a_feed_is_listed_added_or_removed(words: str, asked: FeedAsked) -> None:
    assert read_feed(words) == asked


def test_a_removal_that_names_no_feed_is_asked_which() -> None:
    with pytest.raises(BadCommand, match="Which feed"):
        read_feed("remove")


@pytest.mark.parametrize(
    ("words", "condensed"),
    [
        ("condensed", True),
        ("Condensé", True),
        ("full", False),
        ("complet", False),
        ("9:00", None),
        ("", None),
    ],
)
def test_digests_are_made_shorter_and_whole_again_in_both_languages(
    words: str, condensed: bool | None
) -> None:
    assert read_condensed(words) is condensed
