"""`listen`: the sources asked by a person, without Slack."""

import pytest
from click.testing import CliRunner

from bot.cli.listen import listen


@pytest.mark.parametrize(
    ("source", "said"),
    [("bluesky", "heard live, by the running bot alone"), ("youtube", "YouTube needs VEILLE_YOUTUBE_KEY")],
)
def test_a_source_that_cannot_be_asked_says_why(source: str, said: str) -> None:
    ended = CliRunner().invoke(listen, ["acme", "--source", source])
    assert ended.exit_code == 1
    assert ended.stdout == ""
    assert said in ended.stderr


def test_a_source_that_is_not_there_is_named() -> None:
    ended = CliRunner().invoke(listen, ["acme", "--source", "gazette"])
    assert ended.exit_code == 2
    assert "There is no source “gazette”" in ended.stderr
