"""A message as Slack gets it."""

import pytest

from bot.messages.message import LONGEST_TEXT, Message


def sent(text: str) -> str:
    told: str = Message(text).payload()["text"]
    return told


def test_a_text_as_long_as_is_read_is_left_as_it_is() -> None:
    assert sent("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT


def test_a_longer_text_is_cut_and_says_so() -> None:
    assert sent("x" * (LONGEST_TEXT + 1)) == "x" * (LONGEST_TEXT - 1) + "…"


@pytest.mark.parametrize("torn", range(1, 5))
def test_no_entity_is_torn(torn: int) -> None:
    before = "x" * (LONGEST_TEXT - 1 - torn)
    assert sent(f"{before}&amp;{'y' * 9}") == f"{before}…"


def test_nothing_is_unfurled() -> None:
    payload = Message("Acme").payload()
    assert (payload["unfurl_links"], payload["unfurl_media"]) == (False, False)
