"""What a person types after `/watch brand`: a name, and what narrows it."""

from typing import Final

import regex

from bot.errors import BadQuery
from bot.query.query import parse
from bot.query.tokens import tokens
from bot.query.tree import FIELDS, Term

_QUOTES: Final = '"“”„«»'
_ALONE: Final = regex.compile(r"(?<!\S)=(?!\S)")
_OPERATOR: Final = regex.compile(
    rf"(?<!\S)(?:[-–—−](?=[^\s\-–—−])|[{_QUOTES}]|=(?=\S)|\((?![^()]*\)[^\s)])"
    rf"|(?:AND|OR|NOT)(?=[\s(]|\Z)|O?NEAR/|(?i:{'|'.join(FIELDS)}):(?=\S)"
    r"|[@#$](?=\w)|/\S+/(?!\S)|[^\s*]{2,}\*(?!\S))"
)
_FIRST: Final = regex.compile(rf"=?[{_QUOTES}](?<name>[^{_QUOTES}]*)[{_QUOTES}]\*?|(?<name>\S+)")
_WORDY: Final = ("AND", "OR", "NOT", "NEAR/", "ONEAR/")


def read_watch(text: str) -> tuple[str, str]:
    """The name of a watch and its query, that makes sense. Raises `BadQuery`.

    The name, up to the first operator, is a phrase to find, and all of the rest must hold too;
    after ` = ` the query stands alone.
    """
    text = text.strip()
    alone = _ALONE.search(text)
    if alone and _balanced(text[: alone.start()]):
        return _standing_alone(text[: alone.start()], text[alone.end() :].strip())
    name, wanted, rest = _split(text)
    query = _narrowed(wanted, rest)
    parse(query)
    return name, query


def _balanced(text: str) -> bool:
    return sum(text.count(quote) for quote in _QUOTES) % 2 == 0 and text.count("(") == text.count(")")


def _standing_alone(name: str, query: str) -> tuple[str, str]:
    name = " ".join(name.strip(f"{_QUOTES} ").split())
    if not name:
        raise BadQuery("The name comes before the = sign: Acme = (acme OR @acme).", query=query)
    if not query:
        raise BadQuery(f"The query comes after the = sign: {name} = {Term(name)} lang:fr.", query=f"{name} =")
    parse(query)
    return name, query


def _split(text: str) -> tuple[str, str, str]:
    """The name, the phrase or term it stands for, and the rest."""
    operators = [match for match in _OPERATOR.finditer(text) if match.start() or match[0] not in _WORDY]
    if not operators:
        name = _name(text)
        return name, str(Term(name)), ""
    first = operators[0]
    if first.start():
        name = _name(text[: first.start()])
        return name, str(Term(name)), text[first.start() :].strip()
    return _leading(text, first[0])


def _name(typed: str) -> str:
    return " ".join(regex.sub(f"[{_QUOTES}]", " ", typed).split())


def _leading(text: str, operator: str) -> tuple[str, str, str]:
    """Splits what begins with a quote, a sigil or an exact word: that is the name."""
    first = _FIRST.match(text)
    if first is None or operator[0] in "-–—−(" or operator[:-1].lower() in FIELDS:
        raise BadQuery(
            "The name comes first: Acme lang:fr. For a query of its own: Acme = (acme OR @acme) lang:fr.",
            query=text,
        )
    name = first["name"].strip("=*/ ") or first["name"]
    return name, first[0], text[first.end() :].strip()


def _narrowed(wanted: str, rest: str) -> str:
    if not rest:
        return wanted
    word = regex.match(r"(AND|OR|O?NEAR/\d+)(?=[\s(]|\Z)", rest)
    if word and word[0] == "AND":
        rest = rest[word.end() :].strip()
    elif word and word[0] == "OR":
        raise BadQuery(
            "What follows the name narrows it. "
            f"For one or the other: {wanted.strip(_QUOTES)} = {wanted} {rest}",
            query=f"{wanted} {rest}",
            place=len(wanted) + 1,
        )
    elif word:
        return _near(wanted, rest)
    together = f"{wanted} {rest}"
    return f"{wanted} ({rest})" if _choice(together) is not None else together


def _near(wanted: str, rest: str) -> str:
    query = f"{wanted} {rest}"
    place = _choice(query)
    if place is not None:
        raise BadQuery(
            "This OR would let the name go: bracket what the name must be near, as in NEAR/5 (a OR b).",
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
