"""Scenes of harm: words of two kinds that tell of it together."""

import pytest

from bot.analysis.lexicon import word_lists
from bot.analysis.safety import Danger, text_safety
from bot.analysis.scenes import APART, scenes
from bot.analysis.tokens import tokens

DANGERS = {danger.value for danger in Danger}


def told(text: str, lang: str) -> set[tuple[str, str]]:
    """The dangers of a text, each with its words."""
    read = tokens(text)
    return {(scene.list, scene.written(text, read)) for scene in scenes(read, lang)}


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "By noon my eyelids were puffy.", ("bodies", "my eyelids were puffy")),
        ("en", "Puffy again, both my eyelids.", ("bodies", "Puffy again, both my eyelids")),
        ("en", "The driver nodded off twice.", ("roads", "driver nodded off")),
        ("en", "The rail card site shows a stranger's trips.", ("data", "a stranger's trips")),
        ("en", "Our toddler swallowed the cap.", ("children", "toddler swallowed")),
        ("en", "A slug in the soup.", ("poison", "slug in the soup")),
        ("en", "The charger started smoking.", ("fire", "charger started smoking")),
        ("fr", "Réveillée avec des vertiges.", ("bodies", "Réveillée avec des vertiges")),
        ("fr", "Le chauffeur était au téléphone.", ("roads", "chauffeur était au téléphone")),
        ("fr", "Je tombe sur l’ordonnance d’une inconnue.", ("data", "ordonnance d’une inconnue")),
        ("fr", "Le radiateur a noirci le mur, il fumait.", ("fire", "radiateur a noirci")),
    ],
)
def test_two_words_of_one_sentence_tell_of_a_danger(lang: str, text: str, expected: tuple[str, str]) -> None:
    assert expected in told(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "My eyelids. They are puffy."),
        ("en", "my eyelids" + " so" * (APART + 1) + " puffy"),
        ("en", "My eyelids are fine, and so is the puff pastry."),
        ("en", "Everybody has my eyes on the red carpet."),
        ("fr", "Mes paupières. Gonflées ?"),
        ("fr", "Je l’ai acheté les yeux fermés."),
        ("de", "Meine Lider sind geschwollen."),
        ("en", ""),
    ],
)
def test_words_that_stand_apart_or_mean_something_else_tell_of_none(lang: str, text: str) -> None:
    assert told(text, lang) == set()


def test_words_at_the_greatest_distance_are_still_together() -> None:
    assert told("my eyelids" + " so" * APART + " puffy", "en")


@pytest.mark.parametrize(
    ("lang", "text", "dangers"),
    [
        ("en", "By noon my eyelids were puffy.", (Danger.BODIES,)),
        ("fr", "Je tombe sur l’ordonnance d’une inconnue.", (Danger.DATA,)),
    ],
)
def test_a_scene_is_unsure(lang: str, text: str, dangers: tuple[Danger, ...]) -> None:
    found = text_safety(text, lang)
    assert found.value
    assert found.value.dangers == dangers
    assert not found.value.is_sure
    assert all(word in text for reason in found.reasons for word in reason.words)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "My eyelids were never puffy."),
        ("en", "What if the driver nodded off?"),
        ("en", "It saved my life: the charger started smoking and it called for help."),
        ("fr", "Mes paupières n’ont jamais gonflé."),
    ],
)
def test_a_scene_that_is_denied_supposed_or_a_rescue_counts_for_nothing(lang: str, text: str) -> None:
    assert not text_safety(text, lang)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_scene_is_of_a_danger_and_of_kinds_that_have_words_and_each_kind_is_in_one(lang: str) -> None:
    lists = dict(word_lists(lang, "scenes"))
    scenes_of = [entry.split(": ") for entry in lists.pop("scenes")]
    assert {danger for danger, _ in scenes_of} <= DANGERS
    assert {kind for _, pair in scenes_of for kind in pair.split(" + ")} == lists.keys() - {"harmless"}


def test_a_long_text_is_read_in_the_time_of_its_length() -> None:
    read = tokens("my eyelids were puffy " * 20_000)
    assert len(scenes(read, "en")) < 20 * len(read)
