"""The names in what feeds write of their authors."""

import pytest

from bot.feeds.people import people, signature


@pytest.mark.parametrize(
    "written",
    [
        "Zoé Roux",
        "zoe@blog.example (Zoé Roux)",
        "Zoé Roux <zoe@blog.example>",
        "Zoé Roux (zoe@blog.example)",
        "zoe at lists.blog.example (Zoé Roux)",
        "zoe at blog dot example (Zoé Roux)",
        "zoe [at] blog [dot] example (Zoé Roux)",
        "[email protected] (Zoé Roux)",
        "Zoé Roux [email\u00a0protected]",
        "Zoé Roux (hidden)",
        "Zoé Roux <address@hidden>",
        "Zoé Roux [email hidden]",
        "Zoé Roux (adresse masquée)",
        '"Zoé Roux" <zoe@blog.example>',
        "« Zoé Roux »",
        "(Zoé Roux)",
        "nospam@nospam.example (Zoé Roux)",
        "Zo&#233; Roux",
        "Zo&eacute; Roux",
        "<a href='https://blog.example/zoe'>Zoé Roux</a>",
        "\n  Zoé\n  Roux ",
    ],
)
def test_a_name_is_freed_of_what_stands_beside_it(written: str) -> None:
    assert people(written) == ["Zoé Roux"]


@pytest.mark.parametrize(
    "written",
    [
        "https://blog.example/authors/zoe",
        "https://l.example/u/zoe",
        "https://m.example/@zoe/",
        "www.b.example/zoe?x=1",
    ],
)
def test_an_address_of_somebodys_page_names_them(written: str) -> None:
    assert people(written) == ["zoe"]


@pytest.mark.parametrize(
    "written", ["zoe@blog.example", "mailto:zoe@blog.example", "(zoe@blog.example)", "zoe (hidden)"]
)
def test_an_address_alone_is_its_box(written: str) -> None:
    assert people(written) == ["zoe"]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "(hidden)",
        "zoe@blog.example (hidden)",
        "[email protected]",
        "noreply@blog.example (Unknown)",
        "editor@blog.example",
        "N/A",
        "https://blog.example/",
    ],
)
def test_nobody_is_nobody(written: str) -> None:
    assert people(written) == []


@pytest.mark.parametrize(
    "written", ["Meet at Noon", "Roux, Zoé", "Zoé Roux (Le Progrès)", "AC/DC; live", "O'Brien & Sons", "@zoe"]
)
def test_other_names_stay_as_they_are(written: str) -> None:
    assert people(written) == [written]


def test_several_people_with_their_addresses_are_several() -> None:
    assert people("ada@x.example (Ada), Bob <bob@x.example>; cy@x.example") == ["Ada", "Bob", "cy"]


def test_each_person_signs_once() -> None:
    assert signature(["Ada", "ada@x.example (Ada)", "(hidden)", "Bob"]) == "Ada, Bob"


@pytest.mark.parametrize("piece", ["(", "<a@", "a@b (", "x at y.", "[email ", "a, b@c, ", '"', "<a>"])
def test_a_name_built_to_be_slow_is_not(piece: str) -> None:
    assert isinstance(people(piece * 20_000), list)
