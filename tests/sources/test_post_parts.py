"""What stands around the words of a post."""

import pytest

from bot.sources.post_parts import answered_heading, headed, untagged, with_hashtags


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


@pytest.mark.parametrize(
    ("text", "names", "said"),
    [
        ("Essai", ["velo", "#Zorblax", "velo"], "Essai\n\n#velo #Zorblax"),
        ("Essai #Vélo, #zorblax.", ["velo", "Zorblax"], "Essai #Vélo, #zorblax."),
        ("Essai #velos", ["velo"], "Essai #velos\n\n#velo"),
        ("Essai", ["", " ", "#"], "Essai"),
        ("", ["velo"], ""),
        ("Essai", [], "Essai"),
    ],
)
def test_hashtags_that_do_not_stand_in_the_words_are_said_below_them(
    text: str, names: list[str], said: str
) -> None:
    assert with_hashtags(text, names) == said


def test_of_too_many_hashtags_the_first_are_said() -> None:
    assert with_hashtags("Essai", map(str, range(1_000))).count("#") == 20
