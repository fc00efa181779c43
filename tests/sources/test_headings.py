"""Whose heading stands over a text."""

import pytest

from bot.sources.headings import answered_heading, headed, untagged


@pytest.mark.parametrize(
    "title",
    [
        "Re: Zorblax leaks",
        "RE : Zorblax leaks",
        "re:re: Zorblax leaks",
        "Re[2]: Zorblax leaks",
        "Re (3): Zorblax leaks",
        "AW: Zorblax leaks",
        "Antw: AW: Zorblax leaks",
        "SV: VS: Zorblax leaks",
        "Rép : Zorblax leaks",
        "RÉF: Zorblax leaks",
        "TR: Zorblax leaks",
        "Fwd: Zorblax leaks",
        "Odp: Zorblax leaks",
        "YNT: Zorblax leaks",
        "RES: Zorblax leaks",
        "Vá: Zorblax leaks",
        "Ответ: Zorblax leaks",
        "回复：Zorblax leaks",
        "Re：Zorblax leaks",
        "[users] Re: Zorblax leaks",
        "[users] Re: [users] RE: Zorblax leaks",
        "Support • Re: Zorblax leaks",
    ],
)
def test_an_answer_takes_over_the_heading_of_another(title: str) -> None:
    assert answered_heading(title) == "Zorblax leaks"
    assert headed(title, answers=False) == ("", "Zorblax leaks")


@pytest.mark.parametrize(
    "title",
    ["Zorblax leaks", "Review: Zorblax", "Real: Zorblax", "Resolved: it leaks", "Zorblax, re: leaks",
     "Tram: late", "[users] Zorblax", "Support • Zorblax", "Research: tyres", ""],
)  # fmt: skip
def test_any_other_heading_is_its_authors_own(title: str) -> None:
    assert headed(title, answers=False) == (title, "")
    assert headed(title, answers=True) == ("", title)


def test_a_tag_before_or_behind_the_mark_of_an_answer_makes_no_other_heading() -> None:
    assert answered_heading("Re: [Poll] Zorblax?") == "[Poll] Zorblax?"
    assert untagged("[Poll] Zorblax?") == untagged(answered_heading("[Poll] Re: Zorblax?")) == "Zorblax?"
    assert untagged("[Poll]") == "[Poll]"


def test_an_answer_to_nothing_keeps_its_words() -> None:
    assert headed("Re:", answers=False) == ("", "Re:")
