"""What can never match is known; what can match is never called so."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models import MentionKind
from bot.query import PreparedText
from bot.query.contradiction import LeftOut, no_value_left, parts
from bot.query.tree import Node
from tests.query.mentions import mention
from tests.query.trees import TREES

_PIECES = ["acme", "Orange Money", "orange", "#tag", "@acme", "C++", "-jus", "a1b", "or x", "L'Oréal", "🍊"]


TEXTS = st.lists(st.sampled_from(_PIECES), max_size=8).map(" ".join)


@settings(deadline=None, max_examples=300)
@given(TREES, TREES, TEXTS, st.sampled_from(["fr", "en", "es"]), st.sampled_from(MentionKind))
def test_what_is_said_to_be_ruled_out_never_holds_beside_what_is_left_out(
    wanted: Node, left_out: Node, text: str, lang: str, kind: MentionKind
) -> None:
    said = PreparedText(mention(text, title=text[:20], lang=lang, kind=kind, author="jeanne", place="r/x"))
    if LeftOut(parts(left_out)).rules_out(wanted):
        assert left_out.holds(said) or not wanted.holds(said)


@settings(deadline=None, max_examples=300)
@given(st.lists(TREES, max_size=4), TREES, st.sampled_from(["fr", "en"]), st.sampled_from(MentionKind))
def test_where_no_value_is_left_not_all_hold(
    wanted: list[Node], left_out: Node, lang: str, kind: MentionKind
) -> None:
    said = PreparedText(mention("acme Orange Money #tag", lang=lang, kind=kind))
    if no_value_left(wanted, parts(left_out)):
        assert left_out.holds(said) or not all(node.holds(said) for node in wanted)
