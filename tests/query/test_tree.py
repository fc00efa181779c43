"""Printing trees."""

from hypothesis import given, settings

from bot.query.parser import read_part
from bot.query.tree import Node
from tests.query.trees import TREES


@settings(deadline=None)
@given(TREES)
def test_a_printed_tree_parses_to_the_same_tree(tree: Node) -> None:
    assert read_part(str(tree)) == tree
