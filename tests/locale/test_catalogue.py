"""The catalogue: every sentence that people read in Slack, in both languages."""

import re
from pathlib import Path
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
TYPED = """arguments calendar_words commands names questions ranges responding scopes short_form spans spoken
tokens vocabulary written"""
"""Handlers whose tables hold what people type, or what an operator reads."""
TASKS = {"a message", "a message left unanswered", "what is said of a message held", "the form of sources"}
"""Names of tasks, for the log."""
QUERY = "operator_hints scope_values switches tokens wording"
SLACKS_OWN = {"limits", "shapes"}
"""Modules of messages that say what Slack itself would refuse: a developer reads that."""
TRANSLATED = {
    *(path for path in (ROOT / "bot" / "messages").glob("*.py") if path.stem not in SLACKS_OWN),
    *(ROOT / "bot" / "notices").glob("*.py"),
    *(ROOT / "bot" / "digests" / f"{name}.py" for name in ("coverage", "hours")),
    *(ROOT / "bot" / "query" / f"{name}.py" for name in QUERY.split()),
    ROOT / "bot" / "watches" / "stops.py",
    *(path for path in (ROOT / "handlers").glob("*.py") if path.stem not in TYPED.split()),
}
"""The modules in which no sentence stands that the catalogue has not."""


def places(sentence: str) -> set[str]:
    """What is filled into a sentence."""
    return {name for _said, name, _format, _conversion in Formatter().parse(sentence) if name is not None}


def test_every_sentence_of_the_code_is_in_the_catalogue_and_no_other() -> None:
    assert sentences() - FRENCH.keys() == set()
    assert FRENCH.keys() - sentences() == set()


@pytest.mark.parametrize("sentence", sorted(FRENCH, key=str), ids=str)
def test_a_translation_is_filled_in_with_what_its_sentence_is(sentence: Sentence) -> None:
    forms = (sentence,) if isinstance(sentence, str) else sentence
    translated = FRENCH[sentence]
    assert len(translated) == len(forms)
    assert places(translated[-1]) == places(forms[-1])
    assert all(places(each) <= places(forms[-1]) for each in translated)
    assert all(each.strip() for each in translated)


@pytest.mark.parametrize("sentence", sorted(FRENCH, key=str), ids=str)
def test_french_is_set_as_french(sentence: Sentence) -> None:
    for each in FRENCH[sentence]:
        assert "'" not in each
        assert not re.search(r"(?<!\u00a0):(?=\s|$)|(?<!\u202f)[;!?](?=\s|$)|«(?!\u00a0)|(?<!\u00a0)»", each)


@pytest.mark.parametrize("path", sorted(TRANSLATED), ids=lambda path: path.stem)
def test_no_sentence_stands_outside_the_catalogue(path: Path) -> None:
    assert path in modules()
    assert [text for text in written_outside(path) if text not in TASKS] == []


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
