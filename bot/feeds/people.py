"""Who signs: people's names, out of what feeds write into the elements and fields of authors.

1. A name beside a mail address is the name, however the two are written; beside a mark that stands for an
   address which is not shown, too.
2. An address alone is its box, unless that is nobody's own (`editor@`, `noreply@`).
3. Of the address of somebody's page the name is its last part.
4. Words that say that nobody signs are no names.
"""

import re
from collections.abc import Iterable
from html import unescape

from bot.html import line, plain, referred

_LONGEST = 4_000
_ROLES = frozenset(
    "admin contact desk editor editorial feedback hello info mail news newsroom office podcast podcasts "  # noqa: SIM905
    "press redaction redazione redaktion support team webmaster".split()
)
"""Boxes of mail that are nobody's."""
_NOBODY = frozenset(
    ("unknown", "author unknown", "inconnu", "n/a", "none", "null", "noreply", "no-reply", "nobody", "hidden")
)
_HIDDEN = (
    r"(?:(?:e-?mail|mail|address|adresse)\s+)?"
    r"(?:hidden|private|protected|withheld|masquée?|cachée?|verborgen|oculto)"
)
"""What stands in brackets for an address that is not shown."""
_MAIL = (
    r"(?:mailto:)?[^@\s<>()\[\],;:]+@[^@\s<>()\[\],;]+"
    r"|[^@\s<>()\[\],;]+\s(?:at|\[at\]|\(at\))\s[\w-]+(?:\.[\w-]+|\s(?:dot|\[dot\]|\(dot\))\s[\w-]+)+"
)
"""A mail address, or one written out (`zoe at lists.example`), as the archives of mailing lists do."""
_PROTECTED = r"\[e-?mail\sprotected\]"  # what Cloudflare writes over addresses
_ADDRESS = re.compile(_MAIL, re.IGNORECASE)
_ONLY_ADDRESS = re.compile(rf"[(<]?(?P<mail>{_MAIL})[)>]?|{_PROTECTED}", re.IGNORECASE)
_BEHIND_ADDRESS = re.compile(rf"(?:{_MAIL}|{_PROTECTED})\s*\((?P<name>.+)\)", re.IGNORECASE)
_BEFORE_ADDRESS = re.compile(
    rf"(?P<name>.+?)\s*(?:[(<\[](?:{_MAIL}|{_HIDDEN}|{_PROTECTED})[)>\]]|{_PROTECTED})", re.IGNORECASE
)
_BOX = re.compile(r"(?:mailto:)?([^@\s]+)", re.IGNORECASE)
_SEVERAL = re.compile(r"(?<=[)>\w])\s*[,;]\s*(?=\S)")
_PAGE = re.compile(
    r"(?:https?://|www\.)[^/\s]*(?:/[^/\s?#]+)*?(?:/@?(?P<name>[^/\s?#]+))?/?(?:[?#]\S*)?", re.IGNORECASE
)
_WRAPPED = re.compile(r"[(\[<\"“«]\s*([^()\[\]<>\"“”«»]*?)\s*[)\]>\"”»]")
_MARKUP = re.compile(r"<[a-z][^<>@]*>.*</", re.IGNORECASE | re.DOTALL)


def signature(written: Iterable[str]) -> str:
    """Everybody named in these texts, each once, in their order."""
    return line(", ".join(dict.fromkeys(name for text in written for name in people(text))))


def people(written: str) -> list[str]:
    """The names in one text, which may name several people by their mail addresses."""
    text = line(unescape(referred(written[:_LONGEST])))
    if _MARKUP.search(text):
        text = line(plain(text))
    parts = _SEVERAL.split(text)
    if len(parts) < 2 or not all(map(_ADDRESS.search, parts)):
        parts = [text]
    return [name for part in parts if (name := _name(part))]


def _name(written: str) -> str:
    """One name; empty where nobody is named."""
    beside = _BEHIND_ADDRESS.fullmatch(written) or _BEFORE_ADDRESS.fullmatch(written)
    name = beside["name"] if beside else written
    address = _ONLY_ADDRESS.fullmatch(name.strip())
    name = _box(address["mail"] or "") if address else _bare(name)
    if page := _PAGE.fullmatch(name):
        name = page["name"] or ""
    return "" if name.casefold() in _NOBODY else name


def _bare(name: str) -> str:
    """The name without the quotation marks or brackets around all of it."""
    wrapped = _WRAPPED.fullmatch(name.strip())
    return (wrapped[1] if wrapped else name).strip()


def _box(address: str) -> str:
    """The box of a mail address, if it is somebody's own."""
    found = _BOX.match(address)
    return found[1] if found and found[1].casefold() not in _ROLES else ""
