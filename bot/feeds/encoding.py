"""Bytes to text, for documents that often lie about how they were written."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BARE_UTF16 = (
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
)
_PROLOG = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:\-]{1,40})["']""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:\-]{1,40})""", re.IGNORECASE)
_SHIFTING = ("iso2022", "hz", "utf7")
"""Encodings whose bytes are all ASCII, so that they look like UTF-8."""


def _windows_byte(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no UTF-8 is most likely Windows-1252 in a document patched together."""
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "ignore"), error.end


codecs.register_error("veille.windows", _windows_byte)


def decoded(body: bytes, content_type: str = "") -> str:
    """The text of a document, by what its bytes are first and by what it says second.

    A byte order mark settles it. What is valid UTF-8 is UTF-8, since nothing else ever is by chance.
    Then the XML prolog is believed, then the `charset` of `content_type`. A document that lies about
    all of it is read as UTF-8 with stray Windows-1252 bytes; no character is lost.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    for start, name in _BARE_UTF16:
        if body.startswith(start):
            return body.decode(name, "replace")
    declared = _declared(body, content_type)
    for name in (*(shift for shift in declared if _shifts(shift)), "utf-8", *declared):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, ValueError):
            continue
    return body.decode("utf-8", "veille.windows")


def _declared(body: bytes, content_type: str) -> list[str]:
    prolog = _PROLOG.match(body)
    charset = _CHARSET.search(content_type)
    names = [prolog[1].decode("ascii")] if prolog else []
    names += [charset[1]] if charset else []
    return [known for name in names if (known := _known(name))]


def _known(name: str) -> str:
    """Python's name for a text encoding; Latin-1 is what people call Windows-1252."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    if not info._is_text_encoding or info.name.startswith(("utf-8", "utf-16", "utf-32", "idna", "punycode")):
        return ""
    return "cp1252" if info.name in ("iso8859-1", "ascii") else info.name


def _shifts(name: str) -> bool:
    return name.replace("_", "").replace("-", "").startswith(_SHIFTING)
