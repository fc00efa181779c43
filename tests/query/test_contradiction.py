"""What can never match is known; what can match is never called so."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models import MentionKind
from bot.query import PreparedText
from bot.query.contradiction import never
from bot.query.tree import Node
from tests.query.mentions import mention
from tests.query.trees import TREES

_PIECES = ["acme", "Orange Money", "orange", "#tag", "@acme", "C++", "-jus", "a1b", "or x", "L'Oréal", "🍊"]


@settings(deadline=None, max_examples=300)
@given(
    TREES,
    st.lists(st.sampled_from(_PIECES), max_size=8).map(" ".join),
    st.sampled_from(["fr", "en", "es"]),
    st.sampled_from(MentionKind),
    st.sampled_from(["jeanne", "r/x", ""]),
)
def test_nothing_matches_what_never_matches(
    tree: Node, text: str, lang: str, kind: MentionKind, name: str
) -> None:
    said = mention(text, title=text[:20], lang=lang, kind=kind, author=name, place=name)
    assert not (never(tree) and tree.holds(PreparedText(said)))
