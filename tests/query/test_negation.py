"""What a denied part comes to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.query import PreparedText, parse
from bot.query.negation import denied
from bot.query.tree import Node
from tests.query.mentions import mention
from tests.query.trees import TREES

_TEXTS = st.lists(st.sampled_from(["acme", "Orange Money", "C++", "@acme", "#tag", "a12b", "or"])).map(
    " ".join
)


@settings(deadline=None)
@given(TREES, _TEXTS)
def test_it_holds_exactly_where_the_denied_does_not(tree: Node, text: str) -> None:
    subject = PreparedText(mention(text, lang="fr", author="jeanne"))
    assert denied(tree).holds(subject) is not tree.holds(subject)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("-(-acme)", "acme"),
        ("-(-acme OR -orange)", "acme orange"),
        ("-(-acme -orange)", "acme OR orange"),
        ("-(-acme OR jus)", "acme -jus"),
        ("acme -(-orange OR -(money fibre))", "acme orange money fibre"),
        ("-(-acme OR -(orange OR money))", "acme (orange OR money)"),
    ],
)
def test_what_is_denied_twice_is_wanted(query: str, meant: str) -> None:
    assert parse(query).tree == parse(meant).tree
    assert parse(query).anchors == parse(meant).anchors


def test_what_is_left_out_but_with_something_beside_it_stays_so() -> None:
    assert str(parse("acme -(orange -money)").tree) == "acme -(orange -money)"
