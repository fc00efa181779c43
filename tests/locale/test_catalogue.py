"""The catalogue: every sentence that people read in Slack, in both languages."""

import re
from string import Formatter

import pytest

from bot.locale import _, _n, language_of, speaking, spoken
from bot.locale.catalogue import read_catalog
from tests.locale.sentences import ROOT, Sentence, modules, sentences, written_outside

FRENCH: dict[Sentence, tuple[str, ...]] = {
    message.id if isinstance(message.id, str) else (message.id[0], message.id[1]): (
        (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    )
    for message in read_catalog("fr")
    if message.id
}
OPERATORS = {"responding", "scopes"}
"""Handlers that write what an operator reads."""
TASKS = {"a message", "a message left unanswered", "what is said of a message held", "the form of sources"}
"""Names of tasks, for the log."""
COMMANDS = ("channel_words", "digest_hours", "new_watch")
QUERY = "operator_hints scope_values switches tokens wording"
SLACKS_OWN = {"limits", "shapes"}
"""Modules of messages that say what Slack itself would refuse: a developer reads that."""
TRANSLATED = {
    *(path for path in (ROOT / "bot" / "messages").glob("*.py") if path.stem not in SLACKS_OWN),
    *(ROOT / "bot" / "notices").glob("*.py"),
    *(ROOT / "bot" / "commands" / f"{name}.py" for name in COMMANDS),
    ROOT / "bot" / "digests" / "coverage.py",
    *(ROOT / "bot" / "query" / f"{name}.py" for name in QUERY.split()),
    *(ROOT / "bot" / "answers").glob("*.py"),
    *(ROOT / "bot" / "watches").glob("*.py"),
    *(path for path in (ROOT / "handlers").glob("*.py") if path.stem not in OPERATORS),
}
"""The modules in which no sentence stands that the catalogue has not."""


def places(sentence: str) -> set[str]:
    """What is filled into a sentence."""
    return {name for _said, name, _format, _conversion in Formatter().parse(sentence) if name is not None}


def test_every_sentence_of_the_code_is_in_the_catalogue_and_no_other() -> None:
    said = sentences()
    assert said - FRENCH.keys() == set()
    assert FRENCH.keys() - said == set()


def is_filled_alike(sentence: Sentence, translated: tuple[str, ...]) -> bool:
    """Whether a translation has the forms of its sentence, none of them empty, and the same filled in."""
    forms = (sentence,) if isinstance(sentence, str) else sentence
    return (
        len(translated) == len(forms)
        and places(translated[-1]) == places(forms[-1])
        and all(each.strip() and places(each) <= places(forms[-1]) for each in translated)
    )


def test_translations_are_filled_in_with_what_their_sentences_are() -> None:
    assert {sentence: said for sentence, said in FRENCH.items() if not is_filled_alike(sentence, said)} == {}


def test_french_is_set_as_french() -> None:
    wrong = re.compile(r"'|(?<!\u00a0):(?=\s|$)|(?<!\u202f)[;!?](?=\s|$)|«(?!\u00a0)|(?<!\u00a0)»")
    assert [each for said in FRENCH.values() for each in said if wrong.search(each)] == []


def test_no_sentence_stands_outside_the_catalogue() -> None:
    assert set(modules()) >= TRANSLATED
    outside = {path: set(written_outside(path)) - TASKS for path in TRANSLATED}
    assert {path: texts for path, texts in outside.items() if texts} == {}


def test_a_sentence_is_said_in_the_language_spoken() -> None:
    assert _("{names} and {last}", names="a", last="b") == "a and b"
    with speaking("fr"):
        assert _("{names} and {last}", names="a", last="b") == "a et b"
        with speaking("en"):
            assert _("undated") == "undated"
        assert (spoken(), _("undated")) == ("fr", "sans date")
        assert _("") == "", "the head of the file is no sentence"
    assert spoken() == "en"


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [
        (0, "0 people", "0 personne"),
        (1, "1 person", "1 personne"),
        (2, "2 people", "2 personnes"),
        (12_345, "12,345 people", "12\u202f345 personnes"),
    ],
)
def test_numbers_and_plurals_are_those_of_the_language(number: int, english: str, french: str) -> None:
    assert _n("{n} person", "{n} people", number) == english
    with speaking("fr"):
        assert _n("{n} person", "{n} people", number) == french


def test_what_is_filled_in_is_not_read_as_a_place() -> None:
    assert _("More of {name}.", name="{n}") == "More of {n}."


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("fr-FR", "fr"),
        ("fr_CA", "fr"),
        ("FR", "fr"),
        ("en-US", "en"),
        ("de-DE", None),
        ("", None),
        ("frr", None),
    ],
)
def test_a_language_is_known_by_slacks_tag(tag: str, language: str | None) -> None:
    assert language_of(tag) == language
