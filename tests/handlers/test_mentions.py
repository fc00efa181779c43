"""Which messages are to the bot, as Slack's events tell of them."""

from collections.abc import Mapping
from typing import Any

import pytest

from handlers.mentions import is_persons, question_in

BOT = "U0BOT"
SAID: dict[str, Any] = {
    "type": "message",
    "channel": "C1",
    "ts": "1.0",
    "user": "U1",
    "text": f"<@{BOT}> list",
}
EDITED: dict[str, Any] = {
    "type": "message",
    "subtype": "message_changed",
    "channel": "C1",
    "message": SAID | {"text": f"<@{BOT}> status", "edited": {"ts": "2.0"}},
    "previous_message": SAID,
}


@pytest.mark.parametrize(
    ("more", "persons"),
    [
        ({}, True),
        ({"subtype": "file_share"}, True),
        ({"subtype": "channel_join"}, False),
        ({"bot_id": "B1"}, False),
        ({"user": "USLACKBOT"}, False),
        ({"user": None}, False),
    ],
)
def test_people_write_messages_and_bots_and_notices_do_not(more: Mapping[str, Any], persons: bool) -> None:
    assert is_persons({**SAID, **more}) is persons


def test_a_message_is_to_the_bot_that_it_mentions_or_writes_to_directly() -> None:
    asked = question_in(SAID, BOT)
    assert asked
    assert (asked.channel, asked.ts, asked.user, asked.is_direct) == ("C1", "1.0", "U1", False)
    direct = question_in(SAID | {"text": "list", "channel_type": "im"}, BOT)
    assert direct
    assert direct.is_direct
    assert question_in(SAID | {"text": "<@U2> list"}, BOT) is None
    assert question_in(SAID | {"type": "reaction_added"}, BOT) is None


def test_an_edited_message_asks_what_it_says_now() -> None:
    asked = question_in(EDITED, BOT)
    assert asked
    assert (asked.text, asked.edited) == (f"<@{BOT}> status", "2.0")


def test_a_link_that_slack_unfolds_is_no_edit() -> None:
    assert question_in(EDITED | {"previous_message": EDITED["message"]}, BOT) is None
