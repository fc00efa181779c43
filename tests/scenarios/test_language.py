"""The language in which people are answered, and channels are told."""

from datetime import timedelta

from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import Stage, shown

HOUR = timedelta(hours=1)


def speak(stage: Stage, name: str, locale: str) -> None:
    """Let somebody's Slack be in another language."""
    stage.slack.person(name).locale = locale


async def test_a_new_channel_begins_in_the_language_of_whoever_sets_it_up(stage: Stage) -> None:
    speak(stage, "Camille", "fr-FR")
    stage.public.say(HN, "Acme shines.", by="ann", ago=HOUR)
    assert "Acme est désormais suivi ici." in await stage.told("brand Acme")
    [welcome] = stage.said()
    assert "Ces sept derniers jours\u00a0:\nAcme\u00a0: 1 personne (1 nouvelle), 1 lieu." in shown(welcome)
    assert "Acme shines." in shown(welcome)
    assert "Dans ce canal, je parle français ;" in await stage.told("language")


async def test_a_channel_speaks_the_language_that_was_set_and_each_asker_is_answered_in_theirs(
    stage: Stage,
) -> None:
    await stage.command("brand Acme")
    speak(stage, "Alex", "fr-FR")
    assert "Dans ce canal, je parle français ;" in await stage.told("language fr")
    assert "The digest comes" in await stage.told("list")
    assert "Le bulletin arrive" in await stage.told("list", user="Alex")
    before = stage.said()
    await stage.command("now public")
    [digest] = stage.said()[len(before) :]
    assert shown(digest).startswith("Rien de nouveau sur Acme.")


async def test_a_question_is_answered_in_the_language_that_it_was_asked_in(stage: Stage) -> None:
    stage.public.say(HN, "Acme shines.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    [french] = await stage.say("@veille quoi de neuf sur Acme ?")
    assert shown(french).startswith("Ces sept derniers jours\u00a0:\nAcme\u00a0: 1 personne")
    [english] = await stage.say("@veille what is new about Acme?")
    assert shown(english).startswith("In the last seven days:\nAcme: 1 person")


async def test_a_question_that_shows_no_language_is_answered_in_that_of_its_channel(stage: Stage) -> None:
    stage.public.say(HN, "Acme shines.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    [english] = await stage.say("@veille Acme")
    assert shown(english).startswith("In the last seven days:\nAcme: 1 person")
    await stage.command("language français")
    [french] = await stage.say("@veille Acme ?")
    assert shown(french).startswith("Ces sept derniers jours\u00a0:\nAcme\u00a0: 1 personne")


async def test_a_time_is_called_in_the_language_of_the_answer(stage: Stage) -> None:
    await stage.command("brand Acme")
    [never] = await stage.say("@veille que dit-on d’Acme avant-hier ?")
    assert shown(never) == "On ne sait rien sur Acme avant-hier."


async def test_a_language_that_the_bot_does_not_speak_changes_nothing(stage: Stage) -> None:
    await stage.command("brand Acme")
    assert "I speak English and French" in await stage.told("language klingon")
    assert "Did you mean /watch language français?" in await stage.told("idioma français")
    assert "In this channel I speak English;" in await stage.told("language")


async def test_alerts_and_notices_are_told_in_the_language_of_their_channel(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("language fr")
    await stage.command("alerts Acme instant")
    before = stage.said()
    stage.public.say(HN, "Acme broke again.", by="bob")
    stage.clock.pass_time(timedelta(minutes=5))
    await stage.poll()
    [alert] = stage.said()[len(before) :]
    assert shown(alert).startswith("Acme\u00a0: ")
    assert "1 personne dans 1 lieu." in alert.text


async def test_verbs_and_hours_are_understood_in_french(stage: Stage) -> None:
    speak(stage, "Camille", "fr-FR")
    assert "Acme est désormais suivi ici." in await stage.told("marque Acme")
    assert "Acme — marque" in await stage.told("liste")
    assert "Le bulletin arrive à 08:30 en semaine (Europe/Paris)." in await stage.told(
        "bulletin 8h30 en semaine"
    )
    assert "/watch reprendre Acme reprend l’écoute" in await stage.told("pause Acme")
    assert "Acme est de nouveau suivi" in await stage.told("reprendre Acme")
    assert "Supprimer Acme\u202f?" in await stage.told("supprimer Acme")
    assert "/watch marque NOM" in await stage.told("aide")


async def test_a_french_verb_that_begins_with_a_capital_is_no_verb(stage: Stage) -> None:
    assert "“Marque” could be meant for a command." in await stage.told("Marque Repère")
    assert "Nothing is watched in this channel yet" in await stage.told("liste")


async def test_the_command_has_a_french_name_too(stage: Stage) -> None:
    await stage.slack.command("Camille", "veille-demo", "/veille", "marque Acme")
    await stage.rest()
    assert "Acme" in await stage.told("list")
