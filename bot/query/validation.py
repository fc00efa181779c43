"""Whether a tree makes sense: a query that never matches, or nearly always, is refused."""

import unicodedata
from typing import Final

from bot.errors import BadQuery
from bot.locale import N_, _
from bot.query.contradiction import LeftOut, no_value_left, parts
from bot.query.required_literals import loose
from bot.query.tree import And, Node, Not, Or, Pattern, Scope, Term, Title
from bot.text import HIDDEN, hide_addresses, runs_on

SHORTEST_PREFIX: Final = 2
"""Letters before `*`."""
_PROBES: Final = ("le chat dort", "HELLO WORLD", "注文が届かない", "4711", "🍊!")
"""Texts with nothing in common: an expression found in four of them is found nearly everywhere."""
_SENTENCES: Final = (
    "I bought one for my brother last week and he loves it.",
    "Je viens de changer la mienne, et je ne regrette rien du tout.",
    "Das war gestern leider wieder nicht im Angebot.",
    "Nunca había visto una tienda tan vacía por la mañana.",
    "Non so ancora quando arriva, ma va bene lo stesso.",
)
"""What people write of anything: an expression found in all of them says nothing."""


def check_term(term: Term, text: str) -> None:
    """Refuses a term that cannot be found, or that is found everywhere. Raises `BadQuery`."""
    wanted = term.literal.text
    if not _searchable(wanted):
        what = f"“{term.text}”" if term.text else _("these quotes")
        raise BadQuery(
            _("There is nothing to look for in {what}: write a word, or a name with its symbols.", what=what),
            query=text,
            place=term.place,
        )
    beginning = wanted.lstrip("@#$")
    if term.prefix and len(beginning) < SHORTEST_PREFIX and beginning.isalnum() and not runs_on(beginning):
        raise BadQuery(
            _(
                "{term} matches nearly everything: write at least {n} letters before the *.",
                term=term,
                n=SHORTEST_PREFIX,
            ),
            query=text,
            place=term.place,
        )


def check_no_address(term: Term, text: str) -> None:
    """Refuses an address where words are wanted: no word finds one. Raises `BadQuery`."""
    if HIDDEN in hide_addresses(term.text):
        raise BadQuery(_address(term.text), query=text, place=term.place)


def _searchable(wanted: str) -> bool:
    if any(unicodedata.category(char)[0] in "LNS" for char in wanted):
        return True
    return len(wanted) > 1 and bool(set(wanted) - set(".,;:'\" _")) and wanted.isprintable()


def _address(written: str) -> str:
    if "@" in written.split("/")[0]:
        return _("Mail addresses are not looked for. For a handle, write it alone: @acme.")
    address = written.rpartition("://")[2]
    return _(
        "Addresses are not searched as words: write url:{address}, or site: and the host.", address=address
    )


def check(tree: Node, text: str) -> None:
    """Refuses a tree whose parts exclude each other, or that holds for nearly all. Raises `BadQuery`."""
    _check_parts(tree, text)
    everything = loose(tree)
    if everything is not None:
        raise BadQuery(_why_loose(everything, tree), query=text, place=everything.place)


def _why_loose(part: Node, tree: Node) -> str:
    where = _("alone") if part is tree or isinstance(tree, And) else _("as a branch of an OR")
    beside = f"acme {part}" if str(part) != "acme" else "orange acme"
    return _(
        "{part} {where} matches nearly everything: write what to look for beside it, as in {beside}.",
        part=part,
        where=where,
        beside=beside,
    )


def _check_parts(node: Node, text: str) -> None:
    match node:
        case And():
            _check_together(node, text)
            for each in node.nodes:
                _check_parts(each, text)
        case Or():
            for each in node.nodes:
                _check_parts(each, text)
        case Not() | Title():
            _check_parts(node.node, text)
        case Pattern():
            if _is_everywhere(node):
                raise BadQuery(
                    _("{node} matches nearly everything: narrow it.", node=node), query=text, place=node.place
                )


def _is_everywhere(pattern: Pattern) -> bool:
    found = [pattern.compiled.search(probe) is not None for probe in _PROBES]
    return sum(found) >= len(_PROBES) - 1 or all(map(pattern.compiled.search, _SENTENCES))


def _check_together(node: And, text: str) -> None:
    """Refuses parts that exclude each other."""
    left_out = [part for each in node.nodes if isinstance(each, Not) for part in parts(each.node)]
    excluded = LeftOut(left_out)
    for each in node.nodes:
        if left_out and not isinstance(each, Not) and excluded.rules_out(each):
            raise BadQuery(
                _("This can never match: {each} is wanted and left out at once.", each=each),
                query=text,
                place=each.place,
            )
    name = no_value_left(node.nodes, left_out)
    if name:
        asked = [each for each in node.nodes if isinstance(each, Scope) and each.field == name]
        raise BadQuery(
            _(
                "This can never match: a mention has one {noun}. For several: {name}:(a OR b).",
                noun=_(_NOUNS[name]),
                name=name,
            ),
            query=text,
            place=asked[-1].place if asked else node.place,
        )


_NOUNS: Final = {"lang": N_("language"), "kind": N_("kind"), "source": N_("source")}
