"""What is typed without a verb: a name, or something that is asked back."""

import re

import pytest

from bot.commands.command import read_command
from bot.errors import BadCommand, BadQuery
from bot.locale import speaking


@pytest.mark.parametrize(
    "name",
    [
        "Acme",
        "Acme Labs",
        "The North Face",
        "La Poste",
        "L'Oréal",
        "Qonto",
        "AT&T",
        "Marks & Spencer",
        "C++",
        "Yahoo!",
        "1664",
        "🍊",
        "@acme",
        "#acme",
        "小米",
        "free",
        "bad buzz",
        "Google Meet",
        "Nothing Phone",
        "Ma French Bank",
        "C",
        '"Save The Last Dance"',
        "« Que Choisir »",
        "graphene",
        "For All Mankind",
        "Sur-Ron",
    ],
)
def test_these_look_like_a_name(name: str) -> None:
    call = read_command(name)
    assert (call.verb, call.words) == ("brand", name)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("export", "“export” could be meant for a command"),
        ("erase vieuxpignon", "“erase” could be meant for a command"),
        ("exporter", "could be meant for a command"),
        ("désabonner", "could be meant for a command"),
        ("Bonjour", "could be meant for a command"),
        ("exports", "“exports” could be meant for a command"),
        ("statistiques", "could be meant for a command"),
        ("graphs", "could be meant for a command"),
        ("notifications", "could be meant for a command"),
        ("login now", "could be meant for a command"),
        ("Hello Bank", "could be meant for a command"),
        ("Zorblax pause", "“pause” could be meant for a command"),
        ("weekdays", "“weekdays” could be meant for a command"),
        ("Lundi", "“Lundi” could be meant for a command"),
        ("my little pony", "a piece of a sentence"),
        ("elle magazine", "a piece of a sentence"),
        ("lol", "a piece of a sentence"),
        ("a", "a piece of a sentence"),
        ("moi", "a piece of a sentence"),
        ("un deux trois quatre", "more than the 3 words"),
        ("Too Late To Sleep", "more than the 3 words"),
        ("Qui Mange Quoi", "looks like a question"),
        ("https://blog.example/feed", "/watch feed https://blog.example/feed reads it"),
        ("Acme lang:fr", "looks like a query"),
        ("Acme = acme OR anvil", "looks like a query"),
    ],
)
def test_what_could_be_a_name_is_asked_back_with_the_full_command(typed: str, why: str) -> None:
    said, offered = asked_back_for(typed)
    assert why in said
    assert offered == [typed]


@pytest.mark.parametrize(
    ("typed", "why", "names"),
    [
        ("what about Zorblax?", "“@veille what about Zorblax?”", ["Zorblax"]),
        ("Zorblax ?", "looks like a question", ["Zorblax"]),
        ("pourquoi Zorblax", "looks like a question", ["Zorblax"]),
        ("are people angry at zorblax and brimeo", "looks like a question", ["zorblax", "brimeo"]),
        ("qu'en dit-on", "looks like a question", []),
        ("c’est quoi", "a piece of a sentence", []),
        ("zorblax please", "a piece of a sentence", ["zorblax"]),
        ("nouvelles de Zorblax", "a piece of a sentence", ["Zorblax"]),
        ("Zorblax hier", "a piece of a sentence", ["Zorblax"]),
        ("Zorblax 7d", "a piece of a sentence", ["Zorblax"]),
        ("brimeo cette semaine", "a piece of a sentence", ["brimeo"]),
        ("zorblax is down", "a piece of a sentence", ["zorblax"]),
        ("j’aime brimeo", "a piece of a sentence", []),
        ("I love brimeo and zorblax", "a piece of a sentence", ["brimeo", "zorblax"]),
        ("we have a problem here", "more than the 3 words", []),
        ("👍", "no name that could be looked for", []),
        ("😡😡", "no name that could be looked for", []),
        ("pour brimeo", "a piece of a sentence", ["brimeo"]),
        ("for Brimeo", "a piece of a sentence", ["Brimeo"]),
        ("about brimeo", "a piece of a sentence", ["brimeo"]),
        ("tell us about Brimeo", "more than the 3 words", ["Brimeo"]),
        ("<@U2>", "no name that could be looked for", []),
        ("...", "no name that could be looked for", []),
    ],
)
def test_the_words_of_a_sentence_are_never_offered_as_a_name(typed: str, why: str, names: list[str]) -> None:
    said, offered = asked_back_for(typed)
    assert why in said
    assert offered == (names or ["NAME"])


def asked_back_for(typed: str) -> tuple[str, list[str]]:
    """What is said to somebody who typed this, and the names that are offered to be watched."""
    with pytest.raises(BadCommand) as asked:
        read_command(typed)
    said = str(asked.value)
    return said, re.findall(r"[:\n]\s*/watch brand (.*)", said)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("ajoute Brimeo stp", "brand Brimeo"),
        ("please watch Brimeo", "brand Brimeo"),
        ("peux-tu surveiller Brimeo", "brand Brimeo"),
        ("track brimeo", "brand brimeo"),
        ("rm zorblax", "remove zorblax"),
        ("remvoe zorblax", "remove zorblax"),
        ("Supprime Zorblax", "remove Zorblax"),
        ("lister les veilles", "list"),
        ("montre la liste", "list"),
        ("aidez moi", "help"),
        ("comment ça marche", "help"),
        ("delete", "remove NAME"),
        ("lsit", "list"),
    ],
)
def test_what_seems_meant_for_a_command_is_asked_back_as_that_command_alone(typed: str, command: str) -> None:
    said, offered = asked_back_for(typed)
    assert f"Did you mean /watch {command}?" in said
    assert offered == ["NAME"]


@pytest.mark.parametrize(
    ("typed", "command"),
    [("supprime Acme", "supprimer Acme"), ("bulletn", "bulletin"), ("remvoe Acme", "supprimer Acme")],
)
def test_in_french_a_command_is_asked_back_in_french(typed: str, command: str) -> None:
    with speaking("fr"):
        said, _offered = asked_back_for(typed)
    assert f"Vouliez-vous dire /watch {command} ?" in said


def test_a_name_is_offered_as_the_competitor_it_was_called() -> None:
    said, _ = asked_back_for("notre concurrent Brimeo")
    assert said.endswith("\n/watch competitor Brimeo")


@pytest.mark.parametrize("typed", ["new balance", "New Balance", "stop hand cuff"])
def test_a_name_that_begins_like_a_command_is_offered_beside_it(typed: str) -> None:
    said, offered = asked_back_for(typed)
    assert "Did you mean /watch" in said
    assert offered == [typed]


@pytest.mark.parametrize(
    ("typed", "verb", "name"),
    [
        ("ajouter concurrent Brimeo", "competitor", "Brimeo"),
        ("Ajoute la marque Zorblax", "brand", "Zorblax"),
        ("nouveau sujet : éclairage vélo", "topic", "éclairage vélo"),
        ("suivre le thème lampes", "topic", "lampes"),
        ("add a competitor Brimeo", "competitor", "Brimeo"),
        ("watch brand Zorblax lang:fr", "brand", "Zorblax lang:fr"),
    ],
)
def test_a_verb_with_a_kind_is_read_in_french_and_in_english(typed: str, verb: str, name: str) -> None:
    call = read_command(typed)
    assert (call.verb, call.words) == (verb, name)


@pytest.mark.parametrize(
    "slip", ["ajouter Zorblax", "retirer Zorblax", "retire Zorblax", "reply on", "annule"]
)
def test_a_verb_without_a_kind_is_asked_back(slip: str) -> None:
    with pytest.raises(BadCommand, match="Did you mean /watch"):
        read_command(slip)


def test_a_query_that_cannot_be_read_is_shown_its_mistake() -> None:
    with pytest.raises(BadQuery):
        read_command("-x")
