"""Codes that are stored, in words: each has a sentence."""

import pytest

from bot.locale import speaking
from bot.messages.drops import why_dropped
from bot.messages.stops import why_stopped
from bot.models import DropReason
from bot.outbox.refusals import SHUT


@pytest.mark.parametrize("code", sorted(SHUT))
def test_each_refusal_that_shuts_a_channel_is_said_in_both_languages(code: str) -> None:
    english = why_stopped(code)
    assert " " in english
    with speaking("fr"):
        assert why_stopped(code) not in (code, english)


@pytest.mark.parametrize("reason", DropReason)
def test_each_reason_for_a_drop_is_said_in_both_languages(reason: DropReason) -> None:
    english = why_dropped(reason)
    assert " " in english
    with speaking("fr"):
        assert why_dropped(reason) not in (reason, english)


def test_what_no_code_fits_stands_for_itself() -> None:
    assert why_stopped("moon_is_full") == "moon_is_full"
    assert why_dropped("it was Tuesday") == "it was Tuesday"
