"""From what follows `/watch brand` to a name and a query."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.errors import BadQuery
from bot.query import parse, read_edit, read_name, read_watch
from tests.query.mentions import read_or_refused

READ = [
    ("Acme", "Acme", "Acme"),
    ("Orange Money lang:fr -jus", "Orange Money", '"Orange Money" lang:fr -jus'),
    ('Orange = ("orange money" OR @orange_france)', "Orange", '("orange money" OR @orange_france)'),
    ("Orange fibre OR adsl", None, "narrows"),
    ("Orange OR", None, "OR wants something after it."),
    ("Orange NEAR/5", None, "NEAR/5 wants something after it."),
    ("Orange (fibre OR adsl)", "Orange", "Orange (fibre OR adsl)"),
    ("Orange -jus OR lang:fr", "Orange", "Orange (-jus OR lang:fr)"),
    ("Orange AND fibre OR adsl", "Orange", "Orange (fibre OR adsl)"),
    ("Orange NEAR/5 fibre", "Orange", "Orange NEAR/5 fibre"),
    ("Orange NEAR/5 fibre OR adsl", None, "bracket"),
    ("Orange OR Sosh", None, "Orange = Orange OR Sosh"),
    ("C++", "C++", "C++"),
    ("AT&T", "AT&T", "AT&T"),
    ("L'Oréal", "L'Oréal", "L'Oréal"),
    ("Yahoo!", "Yahoo!", "Yahoo!"),
    ("24/7", "24/7", "24/7"),
    (".NET", ".NET", ".NET"),
    ("Mission: Impossible", "Mission: Impossible", '"Mission: Impossible"'),
    ("Sunn O)))", "Sunn O)))", '"Sunn O)))"'),
    ("(G)I-DLE", "(G)I-DLE", '"(G)I-DLE"'),
    ("M*A*S*H", "M*A*S*H", '"M*A*S*H"'),
    ("NOT A HOTEL", "NOT A HOTEL", '"NOT A HOTEL"'),
    ("AND", "AND", '"AND"'),
    ("NEAR", "NEAR", '"NEAR"'),
    ('foo"bar', "foo bar", '"foo bar"'),
    ("@acme lang:fr", "@acme", "@acme lang:fr"),
    ("Acme @acme", "Acme", "Acme @acme"),
    ('"Orange Money" lang:fr', "Orange Money", '"Orange Money" lang:fr'),
    ("=Orange lang:fr", "Orange", "=Orange lang:fr"),
    ("Orang* -jus", "Orang", "Orang* -jus"),
    ("🍊", "🍊", "🍊"),
    ("lang:fr", None, "name comes first"),
    ("-jus", None, "name comes first"),
    ("(a OR b)", None, "name comes first"),
    ("Orange =", None, "after the = sign"),
    ("= orange", None, "name comes"),
    ("Card= (card sorare)", None, "Card = (card sorare)"),
    ("Acme url:a.fr/?q= -x", "Acme", "Acme url:a.fr/?q= -x"),
    ("Acme == beta", None, "right before a word"),
    ("Acme AND", None, "wants something after"),
    ("Acme lang: fr", "Acme", "Acme lang: fr"),
    ("Acme langue:fr", None, "“langue:” is no scope. Did you mean “lang:”?"),
    ("AWS re:Invent", "AWS re:Invent", '"AWS re:Invent"'),
    ("a*", None, "nearly everything"),
    ("Sagittarius A*", "Sagittarius A*", '"Sagittarius A*"'),
    ("(500) Days of Summer", None, "goes into quotes"),
    ('"(500) Days of Summer" lang:en', "(500) Days of Summer", '"(500) Days of Summer" lang:en'),
    ("« Orange  Money » lang:fr", "Orange Money", "« Orange  Money » lang:fr"),
    ("'Orange Money' lang:fr", "Orange Money", '"Orange Money" lang:fr'),
    ("‘Acme’", "Acme", "Acme"),
    ("Guns N' Roses", "Guns N' Roses", '"Guns N\' Roses"'),
    ("Rock 'n' Roll", "Rock 'n' Roll", "\"Rock 'n' Roll\""),
    ("Acme, lang:fr", "Acme", "Acme lang:fr"),
    ("Tyler, The Creator", "Tyler, The Creator", '"Tyler, The Creator"'),
    ("Acme\n-jus", "Acme", "Acme -jus"),
    ("\u202eAc\u200bme\x00\ud800 -jus", "Acme", "Acme -jus"),
    ("a" * 5000, None, "2,000 characters"),
    ("", None, "nothing to look for"),
]


@pytest.mark.parametrize(("typed", "name", "query"), READ)
def test_what_was_typed_is_a_name_and_a_query(typed: str, name: str | None, query: str) -> None:
    if name is None:
        with pytest.raises(BadQuery) as refused:
            read_watch(typed)
        assert query in refused.value.reason
    else:
        assert read_watch(typed) == (name, query)


EDITED = [
    ("Acme -jus", "Acme", "Acme -jus"),
    ("acme -jus", "Acme", "Acme -jus"),
    ("Acme -jus", "Acme Lamps", '"Acme Lamps" -jus'),
    ("Acme  Lamps   -jus", "Acme Lamps", '"Acme Lamps" -jus'),
    ("=Acme lang:fr", "Acme", "=Acme lang:fr"),
    ('"Acme Lamps" lang:fr', "Acme Lamps", '"Acme Lamps" lang:fr'),
    ('foo"bar -x', "foo bar", '"foo bar" -x'),
    ("Acme fibre OR adsl = acme OR @acme", "Acme", "acme OR @acme"),
    ("Acme (a OR b)", "Acme Lamps", '"Acme Lamps" (a OR b)'),
]


@pytest.mark.parametrize(("typed", "name", "query"), EDITED)
def test_a_watch_is_edited_by_its_name_or_a_part_of_it(typed: str, name: str, query: str) -> None:
    assert read_edit(typed, name) == query


def test_what_follows_a_name_is_told_from_it() -> None:
    assert read_name("Orange Money") == ("Orange Money", "")
    assert read_name("Orange -money") == ("Orange", "-money")
    assert read_name("Orange = a OR b") == ("Orange", "= a OR b")


def test_a_mistake_in_the_rest_is_shown_in_the_whole_query() -> None:
    with pytest.raises(BadQuery) as refused:
        read_watch("Orange Money lang:french")
    assert refused.value.query[refused.value.place :] == "french"


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("abcXYZ 0129&'+#!./éß日한🍊:,?%"), min_size=1))
def test_any_name_without_an_operator_is_its_own_phrase(name: str) -> None:
    assume(not re.search(r"/.+/", name))  # a regular expression
    read = read_or_refused(read_watch, name)
    if isinstance(read, BadQuery):
        assert read.reason
    else:
        assert read[0]
        assert parse(read[1]).needles()
