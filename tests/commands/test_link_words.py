"""Links as people type and as Slack writes them, and what is said of their posts."""

import pytest

from bot.commands.command import read_command
from bot.commands.link_words import (
    LinkAsked,
    ToneAsked,
    read_link,
    read_named_link,
    read_tone,
    read_two_links,
    read_why,
)
from bot.errors import BadCommand

LINK = "https://forum.example/t/7?page=2&x=1"


@pytest.mark.parametrize(
    "written",
    [
        LINK,
        f"<{LINK}>",
        f"<{LINK}|forum.example/t/7>",
        f"<{LINK}|the thread about lamps>",
        "https://forum.example/t/7?page=2&amp;x=1",
        "forum.example/t/7?page=2&x=1",
    ],
)
def test_a_link_is_read_in_each_of_its_forms(written: str) -> None:
    assert read_link(f"{written} critical", "tone") == (LINK, "critical")


@pytest.mark.parametrize(
    ("words", "tone"),
    [
        ("critical", "critical"),
        ("Critique", "critical"),
        ("neutre", "neutral"),
        ("favorable", "favourable"),
        ("positive", "favourable"),
        ("forget", ""),
        ("oublier", ""),
    ],
)
def test_a_tone_is_read_in_both_languages(words: str, tone: str) -> None:
    assert read_tone(f"{LINK} {words}") == ToneAsked(LINK, tone)
    assert read_tone(f"{LINK} {words} Acme Light") == ToneAsked(LINK, tone, "Acme Light")


@pytest.mark.parametrize("words", ["", "critical", "Liquid", f"{LINK}", f"{LINK} loud", "7/8"])
def test_what_is_no_link_or_no_tone_is_asked_back(words: str) -> None:
    with pytest.raises(BadCommand):
        read_tone(words)


def test_the_name_of_a_watch_or_a_word_to_forget_follows() -> None:
    assert read_named_link(f"<{LINK}> Acme", "ours") == LinkAsked(LINK, "Acme")
    assert read_named_link(f"{LINK} forget Acme", "ours") == LinkAsked(LINK, "Acme", is_forgotten=True)


def test_why_is_a_command_before_a_link_and_else_a_question() -> None:
    assert read_command(f"why not <{LINK}>").verb == "why"
    assert read_command(f"pourquoi {LINK}").verb == "why"
    assert read_why(f"not {LINK} Acme") == (True, LinkAsked(LINK, "Acme"))
    assert read_why(LINK) == (False, LinkAsked(LINK))
    with pytest.raises(BadCommand, match="looks like a question"):
        read_command("why are people angry")
    with pytest.raises(BadCommand, match="Which post"):
        read_why("not")


def test_two_links_are_read() -> None:
    assert read_two_links(f"<{LINK}|a b> x.example/y Acme") == (LINK, "https://x.example/y", "Acme")
    with pytest.raises(BadCommand):
        read_two_links(LINK)
