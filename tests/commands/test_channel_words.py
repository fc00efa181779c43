"""A channel, as somebody types it."""

import pytest

from bot.commands.channel_words import ChannelNamed, read_channel
from bot.errors import BadCommand


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("#Field", ChannelNamed("#Field", name="field")),
        ("field", ChannelNamed("field", name="field")),
        ("<#C1|field>", ChannelNamed("<#C1|field>", id="C1")),
        ("&lt;#C1&gt;", ChannelNamed("&lt;#C1&gt;", id="C1")),
    ],
)
def test_a_channel_is_named_by_its_id_where_slack_gives_that(words: str, named: ChannelNamed) -> None:
    assert read_channel(words) == named


def test_without_a_channel_it_is_asked_which() -> None:
    with pytest.raises(BadCommand, match="Which channel"):
        read_channel("")
