"""What was typed, cut into tokens and checked before it is parsed: lengths, brackets, quotes, operators.

A mistake is a `BadQuery` that says what to write instead.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

import regex
from lark import Lark, Token, UnexpectedToken
from lark.lark import PostLex

from bot.errors import BadQuery
from bot.locale import N_, _
from bot.query.tree import FIELDS

LONGEST: Final = 2_000
"""Characters in a query."""
MOST_TERMS: Final = 200
DEEPEST: Final = 40
"""Brackets inside brackets."""
LONGEST_PATTERN: Final = 200
"""Characters of a regular expression."""
MOST_PATTERNS: Final = 4
"""Regular expressions in a query: each takes a while to compile."""

OPENING: Final = "'‘`´"
CLOSING: Final = "'’`´"
"""Single quotes: they belong to words, and make no phrase."""

_TERMS: Final = frozenset({"WORD", "PHRASE", "REGEX"})
_NEEDS_MORE: Final = frozenset({"_OR", "_AND", "NOT", "MINUS", "NEAR", "SCOPE"})
_AND_HERE: Final = N_('a space is enough for and. What belongs to a name goes into quotes: "a & b".')
_FOREIGN: Final = {
    "|": N_("write OR for one or the other."),
    "||": N_("write OR for one or the other."),
    "&": _AND_HERE,
    "&&": _AND_HERE,
    "+": _AND_HERE,
    "=": N_("it follows the name of a watch, or stands right before a word, as in =Orange."),
}
"""What people write for operators elsewhere, and what to write here."""
_SMALL_NEAR: Final = regex.compile(r"o?near/\d+", regex.IGNORECASE)
_FLAGGED: Final = regex.compile(r"/.+/(?:i|gi?|ig)")


class _Mistakes(PostLex):
    """Keeps the tokens that no rule takes: each stands for a mistake worth its own sentence."""

    always_accept = ("UNCLOSED", "LONE_NEAR", "UNKNOWN_SCOPE")

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        return stream


GRAMMAR: Final = Lark.open("grammar.lark", rel_to=__file__, parser="lalr", lexer="basic", postlex=_Mistakes())
"""The parser of the language."""


def tokens(text: str) -> list[Token]:
    """The tokens of a query, its brackets matched. Raises `BadQuery`."""
    if len(text) > LONGEST:
        raise too_long(text)
    if not text.strip():
        raise BadQuery(_("There is nothing to look for: write at least one word."), query=text)
    found: list[Token] = []
    terms = patterns = 0
    open_brackets: list[Token] = []
    for token in GRAMMAR.lex(text):
        terms += token.type in _TERMS
        patterns += token.type == "REGEX"
        _check(token, found, text)
        _count(token, open_brackets, terms, patterns, text)
        if _negates(token) and all(map(_negates, found[-2:])) and len(found) > 1:
            found.pop()  # the third in a row is the first again: two thousand of them take no time
        else:
            found.append(token)
    if open_brackets:
        raise mistake(
            open_brackets[-1], _("This bracket is never closed: add ) after what belongs in it."), text
        )
    return found


def too_long(text: str) -> BadQuery:
    """The error for a query of more characters than a query holds."""
    return BadQuery(
        _(
            "A query holds at most {n} characters, and this one has {length}: cut it, or make two watches "
            "of it.",
            n=LONGEST,
            length=len(text),
        ),
        query=text,
        place=LONGEST,
    )


def _negates(token: Token) -> bool:
    return token.type in ("MINUS", "NOT")


def mistake(token: Token, reason: str, text: str) -> BadQuery:
    """The error that points at a token."""
    return BadQuery(reason, query=text, place=token.start_pos or 0)


def _count(token: Token, open_brackets: list[Token], terms: int, patterns: int, text: str) -> None:
    if terms > MOST_TERMS:
        raise mistake(
            token, _("A query holds at most {n} terms: make two watches of it.", n=MOST_TERMS), text
        )
    if token.type == "REGEX" and patterns > MOST_PATTERNS:
        raise mistake(token, _("A query holds at most {n} regular expressions.", n=MOST_PATTERNS), text)
    if token.type == "_OPEN":
        open_brackets.append(token)
        if len(open_brackets) > DEEPEST:
            raise mistake(token, _("Brackets go at most {n} deep: take some of them away.", n=DEEPEST), text)
    elif token.type == "_CLOSE":
        if not open_brackets:
            raise mistake(token, _("This bracket closes nothing: take it away, or open one before."), text)
        open_brackets.pop()


def _check(token: Token, before: list[Token], text: str) -> None:
    """Refuses what no grammar rule would take, with a better reason than the parser's."""
    last = before[-1] if before else None
    match token.type:
        case "UNCLOSED":
            raise mistake(token, _('This quote is never closed: add " where the phrase ends.'), text)
        case "LONE_NEAR":
            name = token.split("/")[0]
            raise mistake(
                token,
                _(
                    '{name} wants a number of words, from 1: {name}/5. For the word itself: "{name}".',
                    name=name,
                ),
                text,
            )
        case "UNKNOWN_SCOPE":
            raise mistake(token, _unknown_scope(token), text)
        case "WORD" if opened := _phrase_in_single_quotes(token, before):
            phrase = text[(opened.start_pos or 0) + 1 : (token.end_pos or 0) - 1]
            raise mistake(opened, _('Single quotes make no phrase: write "{phrase}".', phrase=phrase), text)
        case "SCOPE" if last and last.type == "SCOPE":
            raise mistake(
                token,
                _("{last} wants a value, not another scope: write one after the other.", last=last),
                text,
            )
        case "MINUS" | "NOT" if last and last.type == "SCOPE":
            raise mistake(token, _("Negate the scope, not its value: -{last}…", last=last), text)
        case "MINUS" | "NOT" if last and last.type == "NEAR":
            reason = _("{last} takes words, phrases or (a OR b) on both sides, nothing negated.", last=last)
            raise mistake(token, _("{reason} To leave out: -(a {last} b).", reason=reason, last=last), text)


def foreign(word: str) -> str:
    """Why a bare word is no word but an operator of another tool; empty when it is a word."""
    if word in _FOREIGN:
        return _("{word} is no operator here: {hint}", word=word, hint=_(_FOREIGN[word]))
    if _SMALL_NEAR.fullmatch(word):
        return _(
            'Operators are written in capitals: {capitals}. For the text itself: "{word}".',
            capitals=word.upper(),
            word=word,
        )
    if _FLAGGED.fullmatch(word):
        expression = word.rpartition("/")[0]
        return _(
            'For any case, write /(?i){expression}/. For the text itself: "{word}".',
            expression=expression[1:],
            word=word,
        )
    return ""


def _phrase_in_single_quotes(token: Token, before: list[Token]) -> Token | None:
    """The word that opened what a word closes, both with single quotes."""
    if token[-1] not in CLOSING or token[0] in OPENING:
        return None
    for each in reversed(before):
        if each.type != "WORD" or each[-1] in CLOSING:
            return None
        if each[0] in OPENING:
            return each
    return None


def _unknown_scope(token: Token) -> str:
    name = token[:-1]
    near = get_close_matches(name.lower(), FIELDS, n=1, cutoff=0.5)
    named = ", ".join(f"{each}:" for each in FIELDS)
    meant = _("Did you mean “{near}:”?", near=near[0]) if near else _("There are {named}.", named=named)
    return _(
        '“{token}” is no scope. {meant} To look for the text itself, quote it: "{name}:…".',
        token=token,
        meant=meant,
        name=name,
    )


def explained(error: UnexpectedToken, before: Token | None, text: str) -> BadQuery:
    """Why the parser stopped, in a sentence."""
    token = error.token
    name = before.value if before is not None else ""
    if token.type == "$END" and before is not None:
        return BadQuery(_wants(name, before), query=text, place=before.start_pos or 0)
    if token.type == "_CLOSE" and before is not None:
        if before.type == "_OPEN":
            return mistake(
                token,
                _("There is nothing between these brackets: write a word there, or take them away."),
                text,
            )
        return mistake(before, _wants(name, before), text)
    if token.type == "NEAR":
        return mistake(
            token, _("{token} takes a word, a phrase or (a OR b) on both sides.", token=token), text
        )
    if before is not None and before.type in _NEEDS_MORE:
        return mistake(before, _wants(name, before), text)
    return mistake(
        token, _('{token} wants something before it. For the word itself: "{token}".', token=token), text
    )


def _wants(name: str, token: Token) -> str:
    if token.type == "SCOPE":
        return _("{name} wants a value: {example}.", name=name, example=_EXAMPLES[name.lower()])
    if token.type == "MINUS":
        return _("{name} wants something to leave out right after it: -jus.", name=name)
    return _('{name} wants something after it. For the word itself: "{name}".', name=name)


_EXAMPLES: Final = {
    "title:": "title:acme",
    "author:": "author:acme_help",
    "place:": "place:r/france",
    "site:": "site:lemonde.fr",
    "source:": "source:bluesky",
    "lang:": "lang:fr",
    "kind:": "kind:review",
    "url:": "url:acme.com/blog",
    "threads:": "threads:no",
}
