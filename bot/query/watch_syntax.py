"""What a person types after `/watch brand`: a name, and what narrows it."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

import msgspec
import regex

from bot.errors import BadQuery
from bot.locale import _
from bot.query.query import parse
from bot.query.tokens import CLOSING, LONGEST, OPENING, tokens, too_long
from bot.query.tree import FIELDS, Term
from bot.text import fold

_QUOTES: Final = '"“”„«»'
_ALONE: Final = regex.compile(r"(?<!\S)=(?!\S)")
_GLUED: Final = regex.compile(r"(?<=[^\s=])=(?=\s)")
_OPERATOR: Final = regex.compile(
    rf"(?<!\S)(?:[-–—−](?=[^\s\-–—−])|[{_QUOTES}]|=(?=\S)|\((?![^()]*\)[^\s)])"
    rf"|(?:AND|OR|NOT)(?=[\s(]|\Z)|O?NEAR/|(?i:{'|'.join(FIELDS)}):(?=\S)"
    rf"|(?<!\A)(?:{'|'.join(FIELDS)}):(?=\s)"
    r"|[@#$](?=\w)|/\S+/(?!\S)|(?:[^\s*]{2,}|\A[^\s*])\*(?!\S))"
)
_LIKE_SCOPE: Final = regex.compile(r"(?<=\s)(?<scope>[a-z]{3,}):(?=[^\s:/])")
_FIRST: Final = regex.compile(rf"=?[{_QUOTES}](?<name>[^{_QUOTES}]*)[{_QUOTES}]\*?|(?<name>\S+)")
_WORDY: Final = ("AND", "OR", "NOT", "NEAR/", "ONEAR/")
_UNSEEN: Final = regex.compile(r"[\p{Cc}\p{Cs}]+")
_INVISIBLE: Final = regex.compile(r"[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SINGLE: Final = regex.compile(rf"[{OPENING}]([^{OPENING}{CLOSING}]+)[{CLOSING}]")


class _Typed(msgspec.Struct, frozen=True):
    """What a person typed of a watch: its name, the words it stands for, and what follows them."""

    name: str
    wanted: str
    rest: str

    def query(self) -> str:
        """All of it as a query. Raises `BadQuery`."""
        query = _narrowed(self.wanted, self.rest)
        parse(query)
        return query


def read_watch(text: str) -> tuple[str, str]:
    """The name of a watch and its query, that makes sense. Raises `BadQuery`.

    The name, up to the first operator, is a phrase to find, and all of the rest must hold too;
    after ` = ` the query stands alone.
    """
    text = _visible(text)
    alone = _apart(text)
    if alone:
        return _standing_alone(*alone)
    typed = _split(text)
    return typed.name, typed.query()


def read_name(text: str) -> tuple[str, str]:
    """The name of a watch, and what was typed after it, if anything. Raises `BadQuery`."""
    text = _visible(text)
    alone = _apart(text)
    if alone:
        return _name(alone[0]), f"= {alone[1]}"
    typed = _split(text)
    return typed.name, typed.rest


def read_edit(text: str, name: str) -> str:
    """The query typed for a watch of that name, which was written as it is or in part. Raises `BadQuery`."""
    text = _visible(text)
    alone = _apart(text)
    if alone:
        return _standing_alone(*alone)[1]
    typed = _split(text)
    as_written = typed.wanted == str(Term(typed.name)) or fold(typed.name) != fold(name)
    return _Typed(name, str(Term(name)) if as_written else typed.wanted, typed.rest).query()


def _visible(text: str) -> str:
    """What was typed, without what cannot be seen. Raises `BadQuery` for what is far too long."""
    if len(text) > 2 * LONGEST:
        raise too_long(text)
    return _UNSEEN.sub(" ", text).strip()


def _apart(text: str) -> tuple[str, str] | None:
    """The name and the query on both sides of an equals sign; None when there is none."""
    alone = _ALONE.search(text)
    if alone and _balanced(text[: alone.start()]):
        return text[: alone.start()], text[alone.end() :].strip()
    glued = _GLUED.search(text)
    if glued and _balanced(text[: glued.start()]) and not _OPERATOR.search(text[: glued.start()]):
        raise BadQuery(
            _(
                "The = sign stands apart: {before} = {after}",
                before=text[: glued.start()],
                after=text[glued.end() :].strip(),
            ),
            query=text,
            place=glued.start(),
        )
    return None


def _balanced(text: str) -> bool:
    return sum(text.count(quote) for quote in _QUOTES) % 2 == 0 and text.count("(") == text.count(")")


def _standing_alone(typed: str, query: str) -> tuple[str, str]:
    name = _name(typed)
    if not name:
        raise BadQuery(_("The name comes before the = sign: Acme = (acme OR @acme)."), query=query)
    if not query:
        raise BadQuery(
            _("The query comes after the = sign: {name} = {term} lang:fr.", name=name, term=Term(name)),
            query=f"{name} =",
        )
    parse(query)
    return name, query


def _split(text: str) -> _Typed:
    operators = [match for match in _OPERATOR.finditer(text) if match.start() or match[0] not in _WORDY]
    starts = [match.start() for match in operators] + [match.start() for match in _scopes_meant(text)]
    if starts and min(starts) == 0:
        return _leading(text, operators[0][0])
    end = min(starts, default=len(text))
    name = _name(text[:end])
    return _Typed(name, str(Term(name)), text[end:].strip())


def _scopes_meant(text: str) -> Iterator[regex.Match[str]]:
    """Words that were meant for scopes: the parser says which."""
    for match in _LIKE_SCOPE.finditer(text):
        if get_close_matches(match["scope"], FIELDS, n=1, cutoff=0.65):
            yield match


def _name(typed: str) -> str:
    """A name without quotes around it, the comma after it, and what cannot be seen."""
    seen = _INVISIBLE.sub("", regex.sub(f"[{_QUOTES}]", " ", typed))
    name = " ".join(seen.split())
    single = _SINGLE.fullmatch(name)
    name = single[1].strip() if single else name
    return name.rstrip(",;: ") or name


def _leading(text: str, operator: str) -> _Typed:
    """Takes apart what begins with a quote, a sigil or an exact word: that is the name."""
    first = _FIRST.match(text)
    if first is None or operator[0] in "-–—−(" or operator[:-1].lower() in FIELDS:
        raise BadQuery(
            _(
                "The name comes first: Acme lang:fr. For a query of its own: Acme = (acme OR @acme) lang:fr. "
                'What begins so and is a name goes into quotes: "(500) Days of Summer".'
            ),
            query=text,
        )
    name = first["name"].strip("=*/ ") or first["name"]
    return _Typed(" ".join(name.split()), first[0], text[first.end() :].strip())


def _narrowed(wanted: str, rest: str) -> str:
    if not rest:
        return wanted
    word = regex.match(r"(AND|OR|O?NEAR/\d+)(?=[\s(])", rest)
    if word and word[0] == "AND":
        rest = rest[word.end() :].strip()
    elif word and word[0] == "OR":
        raise BadQuery(
            _(
                "What follows the name narrows it. For one or the other: {name} = {wanted} {rest}",
                name=wanted.strip(_QUOTES),
                wanted=wanted,
                rest=rest,
            ),
            query=f"{wanted} {rest}",
            place=len(wanted) + 1,
        )
    elif word:
        return _near(wanted, rest)
    together = f"{wanted} {rest}"
    if rest == "OR":
        return together  # which is refused for what is missing
    return f"{wanted} ({rest})" if _choice(together) is not None else together


def _near(wanted: str, rest: str) -> str:
    query = f"{wanted} {rest}"
    place = _choice(query)
    if place is not None:
        raise BadQuery(
            _("This OR would let the name go: bracket what the name must be near, as in NEAR/5 (a OR b)."),
            query=query,
            place=place,
        )
    return query


def _choice(query: str) -> int | None:
    """Where an OR would let the name go; what cannot be read is left for the whole query's error."""
    depth = 0
    try:
        for token in tokens(query):
            depth += (token.type == "_OPEN") - (token.type == "_CLOSE")
            if token.type == "_OR" and depth == 0:
                return token.start_pos
    except BadQuery:
        pass
    return None
