"""From what was typed to a tree. Raises `BadQuery` for whatever makes no query."""

from collections.abc import Iterator
from typing import Final, TypeAlias

import re2
from lark import Token, Tree, UnexpectedToken

from bot.errors import BadQuery
from bot.locale import _
from bot.query.negation import denied, joined
from bot.query.scope_values import scope_value
from bot.query.switches import check_switches
from bot.query.tokens import (
    CLOSING,
    GRAMMAR,
    LONGEST_PATTERN,
    MOST_TERMS,
    OPENING,
    explained,
    foreign,
    tokens,
)
from bot.query.tree import And, Near, Node, Not, Or, Pattern, Placed, Scope, Term, Title
from bot.query.validation import check, check_no_address, check_term
from bot.text import FIELD, HIDDEN

FARTHEST: Final = 999
"""Words that NEAR may reach over."""


Piece: TypeAlias = Tree[Token] | Token
"""What the parser makes: a token, or a rule over pieces."""


def read(text: str) -> Node:
    """The tree of a query. Raises `BadQuery`."""
    tree = read_part(text)
    check_switches(tree, text)
    check(tree, text)
    return tree


def read_part(text: str) -> Node:
    """The tree of what may make sense only beside something else. Raises `BadQuery`."""
    return _Builder(text).node(_parsed(text))


def _parsed(text: str) -> Piece:
    parser = GRAMMAR.parse_interactive()
    before: Token | None = None
    for token in tokens(text):
        try:
            parser.feed_token(token)
        except UnexpectedToken as error:
            raise explained(error, before, text) from None
        before = token
    try:
        tree: Piece = parser.feed_token(Token("$END", ""))
    except UnexpectedToken as error:
        raise explained(error, before, text) from None
    return tree


class _Builder:
    """Makes nodes of what the parser found. Values of scopes are read as terms first."""

    def __init__(self, text: str) -> None:
        self._text = text

    def node(self, piece: Piece) -> Node:
        if isinstance(piece, Token):
            return self._leaf(piece)
        match piece.data:
            case "either":
                return joined(Or, map(self.node, piece.children))
            case "both":
                return joined(And, map(self.node, piece.children))
            case "negated":
                return self._negated(piece.children)
            case "near":
                return self._near(piece.children)
        return self._scoped(piece.children)

    def _negated(self, pieces: list[Piece]) -> Node:
        node = self.node(pieces[-1])
        if len(pieces) % 2:
            return node
        return denied(node, place=_start(pieces[0]))

    def _near(self, pieces: list[Piece]) -> Node:
        node = self.node(pieces[0])
        for operator, right in zip(pieces[1::2], pieces[2::2], strict=True):
            node = self._near_pair(node, _token(operator), right)
        return node

    def _near_pair(self, left: Node, operator: Token, right: Piece) -> Near:
        distance = int(operator.partition("/")[2][:9])
        if not 1 <= distance <= FARTHEST:
            name = operator.partition("/")[0]
            raise self._bad(
                _("{name} reaches from 1 to {n} words: {name}/5.", name=name, n=FARTHEST), _start(operator)
            )
        return Near(
            self._placed(left, operator),
            self._placed(self.node(right), operator),
            distance,
            ordered=operator.startswith("O"),
            place=left.place,
        )

    def _placed(self, node: Node, operator: Token) -> Placed:
        if isinstance(node, Or):
            for each in node.nodes:
                self._placed(each, operator)
        if isinstance(node, Placed):
            return node
        raise self._bad(
            _(
                "{operator} takes words, phrases or (a OR b) on both sides, not this. Bracket what belongs "
                "together, and put the rest beside it.",
                operator=operator,
            ),
            node.place,
        )

    def _leaf(self, token: Token) -> Node:
        if token.type == "REGEX":
            return self._pattern(token)
        term = _term(token)
        if token.type == "WORD":
            self._check_word(term)
        check_term(term, self._text)
        check_no_address(term, self._text)
        return term

    def _check_word(self, term: Term) -> None:
        """Refuses what another tool would take for an operator, and a `*` that stands elsewhere."""
        meant = foreign(term.text)
        if meant:
            raise self._bad(meant, term.place)
        if "*" in term.text:
            beginning = term.text.partition("*")[0]
            said = _("* stands only at the end of a word.")
            if beginning:
                said = _("* stands only at the end of a word, as in {beginning}*.", beginning=beginning)
            as_written = _('For the text as written: "{words}".', words=term.text)
            raise self._bad(f"{said} {as_written}", term.place)

    def _pattern(self, token: Token) -> Pattern:
        source = token[1:-1]
        if len(source) > LONGEST_PATTERN:
            raise self._bad(
                _(
                    "A regular expression holds at most {n} characters, and this one has {length}.",
                    n=LONGEST_PATTERN,
                    length=len(source),
                ),
                _start(token),
            )
        try:
            return Pattern(source, place=_start(token))
        except re2.error as error:
            raise self._bad(
                _("RE2 cannot read this expression: {reason}.", reason=_reason(error)), _start(token)
            ) from None
        except UnicodeEncodeError:
            raise self._bad(
                _("This expression holds half a character: write it anew."), _start(token)
            ) from None

    def _scoped(self, pieces: list[Piece]) -> Node:
        scope, value = _token(pieces[0]), pieces[1]
        name, place = scope[:-1].lower(), _start(scope)
        if name == "title":
            return self._title(self.node(value), place)
        values = tuple(scope_value(name, term, self._text) for term in self._values(value, scope))
        return Scope(name, values, place=place)

    def _title(self, node: Node, place: int) -> Title:
        if _holds_scope(node):
            raise self._bad(_("title: takes words, phrases and operators, not another scope."), place)
        return Title(node, place=place)

    def _values(self, piece: Piece, scope: Token) -> list[Term]:
        found: list[Term] = []
        for each in _below(piece):
            if isinstance(each, Token):
                found.extend(_value_terms(each))
            elif each.data not in ("either", "both"):
                raise self._bad(
                    _("{scope} takes a value or a list: {scope}(a OR b).", scope=scope), _start(scope)
                )
        if not 0 < len(found) <= MOST_TERMS:
            raise self._bad(
                _("{scope} takes from 1 to {n} values.", scope=scope, n=MOST_TERMS), _start(scope)
            )
        return found

    def _bad(self, reason: str, place: int) -> BadQuery:
        return BadQuery(reason, query=self._text, place=place)


def _below(piece: Piece) -> Iterator[Piece]:
    """The piece and all within it, as written from left to right."""
    yield piece
    if isinstance(piece, Tree):
        for child in piece.children:
            yield from _below(child)


def _term(token: Token) -> Term:
    text = str(token)
    exact = text.startswith("=") and len(text) > 1
    text = text[1:] if exact else text
    prefix = text.endswith("*") and len(text) > 1
    text = text[:-1] if prefix else text
    text = text[1:-1] if token.type == "PHRASE" else _trimmed(text)
    clean = " ".join(text.replace(HIDDEN, " ").replace(FIELD, " ").split())
    return Term(clean, exact=exact, prefix=prefix, place=_start(token))


def _trimmed(word: str) -> str:
    """A bare word without the comma that people put after it, or the single quotes around it."""
    word = word.rstrip(",;:") or word
    return word[1:-1] if len(word) > 2 and word[0] in OPENING and word[-1] in CLOSING else word


def _value_terms(token: Token) -> list[Term]:
    """The values in one token: a bare one may hold several, between commas."""
    if token.type == "PHRASE":
        return [_term(token)]
    parts = [part for part in str(token).split(",") if part]
    return [_term(Token.new_borrow_pos("WORD", part, token)) for part in parts]


def _holds_scope(node: Node) -> bool:
    if isinstance(node, Scope | Title):
        return True
    if isinstance(node, Not):
        return _holds_scope(node.node)
    return isinstance(node, And | Or) and any(_holds_scope(each) for each in node.nodes)


def _reason(error: Exception) -> str:
    detail = error.args[0] if error.args else _("it is malformed")
    said = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)
    foreign_to_it = "perl operator" in said or "escape sequence" in said
    return _("{said}; there is no look-around and no back-reference", said=said) if foreign_to_it else said


def _token(child: Piece) -> Token:
    if not isinstance(child, Token):
        raise TypeError(f"{child} is no token")
    return child


def _start(child: Piece) -> int:
    return child.start_pos or 0 if isinstance(child, Token) else 0
