"""Word lists that people can read and add to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.analysis.lexicon import WORDS, Lexicon, patterns, word_lists
from bot.analysis.tokens import tokens

FILES = sorted(WORDS.rglob("*.toml"))


def found(entry: str, text: str) -> list[str]:
    read = tokens(text)
    return [hit.written(text, read) for hit in Lexicon({"list": [entry]}).find(read)]


@pytest.mark.parametrize(
    ("entry", "text", "expected"),
    [
        ("don't work", "They DON’T work.", ["DON’T work"]),
        ("disappoint*", "disappointing, disappointed, appointed", ["disappointing", "disappointed"]),
        ("is/was down", "It is down, it was down, it went down", ["is down", "was down"]),
        ("ne … plus", "Il ne charge déjà plus. Il ne va. Plus rien.", ["ne charge déjà plus"]),
        ("won't … on", "It won't turn on. It won't do all that I asked on Monday.", ["won't turn on"]),
        ("so bad", "so bad and sooo baaad", ["so bad", "sooo baaad"]),
        ("n'est pas", "Ce n’est pas ça", ["n’est pas"]),
        ("ça", "ca va", ["ca"]),
        ("😡", "no 😡!", ["😡"]),
        ("cafard*", "les cafards", ["cafards"]),
    ],
)
def test_an_entry_is_found_as_people_write_it(entry: str, text: str, expected: list[str]) -> None:
    assert found(entry, text) == expected


def test_the_longest_entry_speaks() -> None:
    lists = Lexicon({"bad": ["mal"], "good": ["pas mal"]})
    assert [hit.list for hit in lists.find(tokens("c'est pas mal, c'est mal"))] == ["good", "bad"]


def test_all_entries_are_found_where_they_may_stand_over_each_other() -> None:
    lists = Lexicon({"one": ["went dark"], "two": ["dark road"]})
    assert [hit.list for hit in lists.all(tokens("went dark road"))] == ["one", "two"]


def test_a_language_without_lists_has_none() -> None:
    assert word_lists("xx", "language") == {}


@pytest.mark.parametrize(
    ("entries", "expected"), [([], 0), (["lamp"], 1), (["lamp", "l'ampoule"], 2), (["a lamp … burns"], 6)]
)
def test_its_reach_is_what_the_longest_entry_may_take(entries: list[str], expected: int) -> None:
    assert Lexicon({"list": entries}).reach == expected


def test_what_stands_within_its_reach_is_found_whatever_follows() -> None:
    entry = Lexicon({"list": ["lamp … burns"]})
    read = tokens("lamp of my mother burns and burns")
    assert entry.first(read[: entry.reach]) == entry.first(read) is not None


def arrays(table: object, path: Path) -> Iterator[list[str]]:
    """The lists of a file, and of its tables."""
    assert isinstance(table, dict), path
    for value in table.values():
        if isinstance(value, list):
            yield value
        elif isinstance(value, dict):
            yield from arrays(value, path)


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}-{path.stem}" for path in FILES])
def test_each_file_of_words_can_be_read_and_says_what_it_is(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# ")
    for entries in arrays(word_lists(path.parent.name, path.stem), path):
        assert all(isinstance(entry, str) and entry.strip() == entry for entry in entries), path
        assert all(all(pattern) for entry in entries for pattern in patterns(entry)), path
        looked_for = [pattern for entry in entries for pattern in patterns(entry)]
        assert {pattern for pattern in looked_for if looked_for.count(pattern) > 1} == set(), path


@pytest.mark.parametrize("capability", sorted({path.stem for path in FILES}))
def test_french_and_english_have_the_same_lists(capability: str) -> None:
    assert word_lists("en", capability).keys() == word_lists("fr", capability).keys()
