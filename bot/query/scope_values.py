"""The values of scopes, checked and brought to the form in which they are compared."""

import unicodedata
from difflib import get_close_matches
from typing import Final
from urllib.parse import unquote

from bot.errors import BadQuery
from bot.locale import _
from bot.models import MentionKind
from bot.query.languages import CODES, suggested
from bot.query.subject import bare_author, host
from bot.query.tree import Term
from bot.query.validation import check_term

_YES: Final = frozenset({"yes", "on", "true", "oui"})
_NO: Final = frozenset({"no", "off", "false", "non"})
_EVERY_ADDRESS: Final = frozenset({"", "http", "https", "www", "com", "net", "org", "html"})


def scope_value(name: str, term: Term, text: str) -> Term:
    """The value of a scope as it is compared. Raises `BadQuery`."""
    plain = term.text.lower()
    match name:
        case "lang":
            return _lang(plain, term, text)
        case "kind":
            return _kind(plain, term, text)
        case "threads":
            return _threads(plain, term, text)
        case "site":
            return _site(plain, term, text)
        case "source":
            term = Term(plain.replace(" ", ""), place=term.place)
        case "url":
            return _url(unquote(unicodedata.normalize("NFKC", plain)), term, text)
        case "author":
            term = Term(bare_author(term.text) or term.text, prefix=term.prefix, place=term.place)
    check_term(term, text)
    return term


def _lang(code: str, term: Term, text: str) -> Term:
    code = code if code in CODES else code.partition("-")[0].partition("_")[0]
    if code in CODES:
        return Term(code, place=term.place)
    meant = suggested(term.text)
    hint = (
        _("did you mean lang:{meant}?", meant=meant)
        if meant
        else _("use two letters, as in lang:fr or lang:en.")
    )
    raise _bad(_("“{words}” is no language code: {hint}", words=term.text, hint=hint), term, text)


def _kind(kind: str, term: Term, text: str) -> Term:
    kinds = [each.value for each in MentionKind]
    if kind in kinds:
        return Term(kind, place=term.place)
    near = get_close_matches(kind, kinds, n=1, cutoff=0.5)
    hint = (
        _("did you mean kind:{near}?", near=near[0])
        if near
        else _("it is one of {values}.", values=", ".join(kinds))
    )
    raise _bad(_("“{words}” is no kind of mention: {hint}", words=term.text, hint=hint), term, text)


def _threads(typed: str, term: Term, text: str) -> Term:
    if typed in _YES | _NO:
        return Term("no" if typed in _NO else "yes", place=term.place)
    raise _bad(_("threads: is no or yes: threads:no leaves out what only answers a mention."), term, text)


def _site(typed: str, term: Term, text: str) -> Term:
    name = host(typed.removeprefix("*").lstrip("."))
    path = typed.partition("://")[2] or typed
    if "/" in path.rstrip("/"):
        raise BadQuery(
            _("site: takes a host alone. For part of an address: url:{path}", path=path),
            query=text,
            place=term.place,
        )
    if not name or any(char.isspace() for char in name) or term.prefix:
        raise BadQuery(
            _("“{term}” is no site: write a host, as in site:lemonde.fr.", term=term),
            query=text,
            place=term.place,
        )
    return Term(name, place=term.place)


def _url(typed: str, term: Term, text: str) -> Term:
    part = typed.rpartition("://")[2].removeprefix("www.")
    if part.strip("./") in _EVERY_ADDRESS or not any(map(str.isalnum, part)):
        raise BadQuery(
            _("url:{term} matches nearly every address: write more of it.", term=term),
            query=text,
            place=term.place,
        )
    return Term(part, prefix=term.prefix, place=term.place)


def _bad(reason: str, term: Term, text: str) -> BadQuery:
    return BadQuery(reason, query=text, place=term.place)
