"""What is an order to the bot, and what only looks like one: a sentence changes nothing."""

import pytest

from bot.commands.spoken import spoken_command

WATCHED = ("Vexaro", "Marée Basse")


@pytest.mark.parametrize(
    "said",
    [
        "brand new Vexaro kettle",
        "brand new kettles",
        "competitor Vexaro news",
        "new Vexaro products",
        "topic Vexaro review",
        "sujet Vexaro presse",
        "remove that comment about Vexaro",
        "delete my post about Marée Basse",
        "supprime ta réponse sur Vexaro",
        "stop talking about Vexaro",
        "arrête de raler sur Vexaro",
        "stop the Vexaro madness",
        "resume Vexaro news",
        "update on Vexaro",
        "update please",
        "change of plans",
        "copy that!",
        "duplicate of yesterday",
        "annule la réunion",
        "undo the mess Vexaro made",
        "try again",
        "essaie encore",
        "test",
        "test test",
    ],
)
def test_a_sentence_is_no_order(said: str) -> None:
    assert spoken_command(said, WATCHED) == ""


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("brand Vexaro Mini", "brand Vexaro Mini"),
        ("competitor Olvane", "competitor Olvane"),
        ("ajoute concurrent Vexaro", "ajoute concurrent Vexaro"),
        ("topic kettle recalls lang:en", "topic kettle recalls lang:en"),
        ("stop watching vexaro, please", "remove Vexaro"),
        ("ne surveille plus Vexaro", "remove Vexaro"),
        ("n’écoute plus marée basse stp", "remove Marée Basse"),
        ("don't follow Vexaro anymore", "remove Vexaro"),
        ("pause everything about Vexaro for now", "pause Vexaro"),
        ("reprends Vexaro", "resume Vexaro"),
        ("change Vexaro lang:fr", "edit Vexaro lang:fr"),
        ("undo that please", "undo"),
        ("undo Vexaro", "undo Vexaro"),
        ("copy #kettles", "copy #kettles"),
        ("test Vexaro -mini", "preview Vexaro -mini"),
        ("digest at 8:30", "digest at 8:30"),
    ],
)
def test_an_order_is_carried_out(said: str, command: str) -> None:
    assert spoken_command(said, WATCHED) == command


def test_a_pause_that_should_end_by_itself_names_no_watch() -> None:
    assert spoken_command("mute Vexaro for an hour", WATCHED) == "pause Vexaro for an hour"


@pytest.mark.parametrize("verb", ["", "add ", "lis ", "please read "])
def test_an_address_is_asked_back_as_an_address(verb: str) -> None:
    assert spoken_command(f"{verb}<https://blog.example/kettles>", WATCHED) == "https://blog.example/kettles"
