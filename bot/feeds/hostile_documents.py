"""Documents made to overwhelm whoever reads them, known before anything else reads them.

Each bound is far above what honest feeds hold, and there because feedparser's work grows with the
square of what it bounds, or a regular expression of its holds the whole process meanwhile.
"""

import re
from collections import Counter

_ROOT = re.compile(r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|(<[A-Za-z])", re.DOTALL)
_ENTITY = re.compile(r"""<!ENTITY\s+[\w.:\-]+\s+(?:"([^"]*)"|'([^']*)'|(SYSTEM|PUBLIC)\b)""", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?!#)")
_LONGEST_ENTITY = 64
_MOST_ENTITIES = 300  # all that HTML names are 253

_TOKEN = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:--\s*>|(?P<open>\Z))"
    r"|<(?P<close>/?)(?:[^\W\d][^\s<>/:]*:)?(?P<name>[^\W\d][^\s<>/:]*)(?P<rest>[^<>]*)(?P<end>>|(?=<)|\Z)",
    re.DOTALL,
)
_IN_QUOTES = re.compile(r"""=\s*(?:"[^"]*|'[^']*)/$""")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_UNCLOSED = frozenset(("br", "hr", "img", "p", "li", "input", "link", "meta"))
_DEEPEST = 500
_MOST_ATTRIBUTES = 200
_MOST_TORN = 1_000  # tags that end in the middle
_MOST_TAGS = 300_000  # of five million characters an honest feed spends more on words
_PEOPLE = frozenset(
    ("author", "contributor", "creator", "managingeditor", "name", "owner", "publisher", "webmaster")
)
_ENDLESS = re.compile(r"[a-zA-Z0-9_.+\-]{300}")  # no mail address, though feedparser seeks one in it


class DangerousFeed(Exception):
    """The document declares entities that swell or reach out for files, or is built beyond reason."""


def refuse_dangers(text: str) -> None:
    """Look a document over. Blocks, for a time that grows with its length. Raises `DangerousFeed`."""
    _refuse_entities(text)
    _refuse_structure(text)


def _refuse_entities(text: str) -> None:
    root = next((found for found in _ROOT.finditer(text) if found[1]), None)
    prolog_end = root.start() if root else len(text)
    if "<!ENTITY" not in text[:prolog_end].upper():
        return
    for number, entity in enumerate(_ENTITY.finditer(text, 0, max(prolog_end, text.find("]>") + 1))):
        value = entity[1] or entity[2] or ""
        if entity[3] or len(value) > _LONGEST_ENTITY or _REFERENCE.search(value) or number >= _MOST_ENTITIES:
            raise DangerousFeed


def _refuse_structure(text: str) -> None:
    structure = _Structure(text)
    for token in _TOKEN.finditer(text):
        if token["open"] is not None:
            raise DangerousFeed  # whether what follows is a comment, readers disagree
        if token["name"]:
            structure.add(token)
    structure.end()


class _Structure:
    """The elements of a document, as far as its tags have been seen."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: Counter[str] = Counter()
        self._depth = self._torn = self._tags = 0
        self._begun: dict[str, int] = {}

    def add(self, token: re.Match[str]) -> None:
        """Count one tag in."""
        name = token["name"].lower()
        self._tags += 1
        if self._tags > _MOST_TAGS:
            raise DangerousFeed
        if not token["end"]:
            self._tear(token)
        if token["close"]:
            self._close(name, token.start())
        else:
            self._begin(name, token["rest"], token.end())

    def end(self) -> None:
        """No more tags: what is open ends here."""
        for name in list(self._begun):
            self._measure(name, len(self._text))

    def _tear(self, token: re.Match[str]) -> None:
        self._torn += 1
        hides = self._text.startswith("<!", token.end())
        if hides or self._torn > _MOST_TORN:
            raise DangerousFeed

    def _begin(self, name: str, rest: str, place: int) -> None:
        if rest.count("=") > _MOST_ATTRIBUTES and _QUOTED.sub("", rest).count("=") > _MOST_ATTRIBUTES:
            raise DangerousFeed
        if name in _UNCLOSED or (rest.endswith("/") and not _IN_QUOTES.search(rest)):
            return
        if name in _PEOPLE:
            self._begun.setdefault(name, place)
        self._open[name] += 1
        self._depth += 1
        if self._depth > _DEEPEST:
            raise DangerousFeed

    def _close(self, name: str, place: int) -> None:
        if self._open[name]:
            self._open[name] -= 1
            self._depth -= 1
        self._measure(name, place)

    def _measure(self, name: str, place: int) -> None:
        begun = self._begun.pop(name, place)
        if _ENDLESS.search(self._text, begun, place):
            raise DangerousFeed
