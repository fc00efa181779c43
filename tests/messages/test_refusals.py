"""Refusals in words: each code has a sentence in both languages, and says with what."""

import pytest

from bot.errors import Refusal, Refused
from bot.locale import speaking
from bot.messages.refusals import refusal_sentence

VALUES: dict[str, str | int | tuple[str, ...]] = {
    "address": "https://a.example",
    "addresses": ("https://a.example", "https://b.example"),
    "channel": "#field",
    "feed": "Lueurs",
    "host": "lampes.example",
    "kind": "brand",
    "known": "Acme",
    "known_kind": "topic",
    "n": 45,
    "name": "Acme",
    "names": ("Acme", "Brimeo"),
    "near": "",
    "paused": 1,
    "place": "forum",
    "places": ("forum", "blog"),
    "query": "orange",
    "reason": "lampes.example answers 503.",
    "rest": "lang:fr",
    "scopes": ("chat:write", "users:read"),
    "sources": ("hackernews", "mastodon"),
    "watches": ("Acme = a", "Acme = b"),
    "written": "acm",
}


@pytest.mark.parametrize("code", Refusal)
def test_each_refusal_is_said_in_both_languages(code: Refusal) -> None:
    english = refusal_sentence(Refused(code, **VALUES), "edit")
    assert " " in english
    with speaking("fr"):
        french = refusal_sentence(Refused(code, **VALUES), "edit")
    assert french != english
    assert "{" not in english + french


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (Refusal.WATCH_AMBIGUOUS, "“acm” could be Acme or Brimeo: write more of it."),
        (
            Refusal.WATCH_NAMESAKES,
            "2 watches here have that name. Name the one you mean with its query: "
            "/watch remove Acme = a or /watch remove Acme = b",
        ),
        (Refusal.WATCH_UNKNOWN, "“acm” is not watched here. Watched here: Acme and Brimeo."),
        (
            Refusal.NAME_TAKEN,
            "Acme is watched here already, as the topic Acme. It is paused: /watch resume Acme listens "
            "again. /watch list shows how; /watch edit Acme lang:fr changes it, /watch remove Acme ends it.",
        ),
        (
            Refusal.SOURCE_UNKNOWN,
            "There is no source “Acme” here. There are hackernews and mastodon.",
        ),
    ],
)
def test_lists_and_commands_are_written_out(code: Refusal, said: str) -> None:
    assert refusal_sentence(Refused(code, **VALUES), "edit") == said


def test_a_namesake_cannot_be_named_by_an_edit_so_its_removal_is_shown() -> None:
    refused = Refused(Refusal.WATCH_NAMESAKES, watches=("Acme = a", "Acme = b"))
    assert "/watch pause Acme = a" in refusal_sentence(refused, "pause")
    assert "/watch edit" not in refusal_sentence(refused, "edit")
