"""Trees of all shapes, for property tests."""

from hypothesis import strategies as st

from bot.query.negation import denied, joined
from bot.query.tokens import MOST_PATTERNS
from bot.query.tree import And, Near, Node, Or, Pattern, Scope, Term, Title

_WORDS = st.sampled_from(
    [
        *("acme", "orange", "Orange Money", "C++", ".NET", "AT&T", "L'Oréal", "@acme", "#tag", "$ORNG", "🍊"),
        *(
            "OR",
            "NEAR/5",
            "-jus",
            "lang:fr",
            "ソニー",
            "coca-cola",
            "or",
            "a,",
            "=x",
            "/x/",
            "(x)",
            "M*A*S*H",
        ),
    ]
)
TERMS = st.builds(Term, _WORDS, exact=st.booleans(), prefix=st.booleans())
_VALUES = st.sampled_from(["fr", "en", "de"]).map(Term)
_LANGUAGES = st.lists(_VALUES, min_size=1, max_size=3, unique=True).map(tuple)
_NAMES = st.tuples(st.sampled_from(["jeanne", "r/x"]).map(Term))
_SCOPES = st.builds(Scope, st.just("lang"), _LANGUAGES) | st.builds(
    Scope, st.sampled_from(["author", "place"]), _NAMES
)
_PLACED = st.recursive(
    TERMS,
    lambda inner: (
        st.lists(inner.filter(lambda node: not isinstance(node, Or)), min_size=2, max_size=3).map(
            lambda nodes: Or(tuple(nodes))
        )
        | st.builds(Near, inner, inner, st.integers(1, 9), ordered=st.booleans())
    ),
    max_leaves=4,
)


def _grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=4)
    return (
        several.map(lambda nodes: joined(And, nodes))
        | several.map(lambda nodes: joined(Or, nodes))
        | inner.map(denied)
    )


TREES: st.SearchStrategy[Node] = st.recursive(
    _PLACED | _SCOPES | TERMS.map(Title) | st.just(Pattern(r"a\d+b")), _grown, max_leaves=12
).filter(lambda tree: str(tree).count("/a") <= MOST_PATTERNS)
"""Trees as the parser makes them, whether they make sense or not."""
