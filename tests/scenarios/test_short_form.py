"""What is watched without a verb: what looks like a name, and nothing that could be a slip."""

import re
from datetime import timedelta

import pytest

from bot.errors import BadCommand, BadQuery
from handlers.command import understood
from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import Stage, shown


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
    call = understood("U1", "C1", name)
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
        understood("U1", "C1", typed)
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
    call = understood("U1", "C1", typed)
    assert (call.verb, call.words) == (verb, name)


@pytest.mark.parametrize(
    "slip", ["ajouter Zorblax", "retirer Zorblax", "retire Zorblax", "reply on", "annule"]
)
def test_a_verb_without_a_kind_is_asked_back(slip: str) -> None:
    with pytest.raises(BadCommand, match="Did you mean /watch"):
        understood("U1", "C1", slip)


def test_a_query_that_cannot_be_read_is_shown_its_mistake() -> None:
    with pytest.raises(BadQuery):
        understood("U1", "C1", "-x")


async def test_nothing_is_announced_before_it_is_sure(stage: Stage) -> None:
    for typed in ("export", "what about Zorblax?", "undo", "erase vieuxpignon", "Zorblax et Brimeo"):
        await stage.command(typed)
    assert stage.said() == []
    assert "Nothing is watched" in await stage.told("list")


@pytest.mark.parametrize(
    "typed", ["brand Zorblax, Brimeo", "Zorblax et Brimeo", "competitor Zorblax; Brimeo"]
)
async def test_several_names_are_offered_as_a_watch_each(stage: Stage, typed: str) -> None:
    [question] = await stage.command(typed)
    kind = typed.split()[0] if typed.split()[0] != "Zorblax" else "brand"
    assert "Are these 2 names? Nothing was changed." in shown(question)
    assert f'/watch {kind} Zorblax\n/watch {kind} Brimeo\nAs one name: /watch {kind} "Zorblax' in shown(
        question
    )
    assert "Nothing is watched" in await stage.told("list")
    assert "Brimeo is watched here from now on." in await stage.press(question, "watch_each")
    listed = await stage.told("list")
    assert f"Zorblax — {kind}" in listed
    assert f"Brimeo — {kind}" in listed
    assert len(stage.said()) == 1, "one welcome"


async def test_several_names_may_be_one_after_all(stage: Stage) -> None:
    [question] = await stage.command("brand Ben and Jerry -jus")
    assert "Ben and Jerry is watched here from now on." in await stage.press(question, "watch_as_one")
    assert '"Ben and Jerry" -jus' in await stage.told("list")


@pytest.mark.parametrize(
    "name", ["Acme, Inc.", '"Zorblax, Brimeo"', "Black & Decker", "Duo = acme OR brimeo"]
)
async def test_a_comma_or_an_and_within_one_name_is_no_list(stage: Stage, name: str) -> None:
    assert "is watched here from now on" in await stage.told(f"brand {name}")


async def test_of_several_names_those_that_can_be_watched_are(stage: Stage) -> None:
    await stage.command("brand Zorblax")
    [question] = await stage.command("brand Zorblax, Brimeo")
    said = await stage.press(question, "watch_each")
    assert "Zorblax is watched here already." in said
    assert "Brimeo is watched here from now on." in said


async def test_watches_added_in_a_row_make_one_welcome_with_a_thread(
    stage: Stage,
) -> None:
    stage.public.say(HN, "Subject7 shines.", by="ann")
    for n in range(12):
        said = await stage.told(f"topic subject{n}")
    assert "what they held comes in the thread of the last welcome" in said
    [welcome] = stage.said()
    thread = "\n".join(map(shown, stage.replies(welcome)))
    assert all(f"subject{n} here now" in thread for n in range(1, 12))
    assert "Subject7 shines." in thread


async def test_watches_added_at_once_are_welcomed_together(stage: Stage) -> None:
    names = [f"subject{n}" for n in range(8)]
    [question] = await stage.command("topic " + ", ".join(names))
    stage.public.open.clear()
    assert (await stage.slack.press("Camille", question, "watch_each")).ok
    stage.public.open.set()
    await stage.rest()
    [welcome] = stage.said()
    told = [shown(welcome), *map(shown, stage.replies(welcome))]
    assert len(told) < len(names), "those that waited are told in one message"
    assert all(name in "\n".join(told) for name in names)


async def test_what_was_welcomed_together_is_not_welcomed_again_after_a_start(stage: Stage) -> None:
    [question] = await stage.command("topic alpha, beta, gamma, delta")
    await stage.press(question, "watch_each")
    [welcome] = stage.said()
    before = len(stage.replies(welcome))
    await stage.stop()
    await stage.start()
    assert stage.said() == [welcome]
    assert len(stage.replies(welcome)) == before


async def test_a_watch_added_later_has_a_welcome_of_its_own(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.clock.pass_time(timedelta(minutes=11))
    await stage.command("brand Zorblax")
    assert len(stage.said()) == 2


async def test_a_pause_with_an_end_changes_nothing(stage: Stage) -> None:
    await stage.command("brand Acme")
    assert "“Acme for an hour” is not watched here. Did you mean Acme?" in await stage.told(
        "pause Acme for an hour"
    )
    assert "paused" not in await stage.told("list")
