"""Bytes to text, for documents that often lie about how they were written."""

import codecs
import re
from collections.abc import Iterator

import webencodings

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BARE_UTF16 = (
    (re.compile(rb"(?:[\t\n\r ]\x00)*[<{\[]\x00"), "utf-16-le"),
    (re.compile(rb"(?:\x00[\t\n\r ])*\x00[<{\[]"), "utf-16-be"),
)
_PROLOG = re.compile(
    rb"""^(?:\s|<!--.{0,2000}?-->)*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:\-]{1,40})["']""",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:\-]{1,40})""", re.IGNORECASE)
_SHIFTING = ("iso2022", "hz")
"""Encodings whose bytes are all ASCII, so that they look like UTF-8."""
_SHIFTS = (b"\x1b", b"~{")
"""What shifts them into signs that are not ASCII."""
_WIDER = {"gbk": "gb18030"}  # the standard has one decoder for both
_ON_ERROR = {
    "euc_jp": "euc_jis_2004",  # it has the signs of NEC and IBM that the standard's has too
    "iso2022_jp": "iso2022_jp_ext",  # it has the half-width katakana of the standard's
}
_UNICODE = (
    "utf-8",
    "utf-16",
    "utf-32",
    "utf-7",
    "idna",
    "punycode",
    "unicode",
    "raw-unicode",
    "mbcs",
    "undefined",
)
_LONG_RUN = 2
"""How many times more sound than broken characters make a document UTF-8 with a few bad bytes in it:
in Chinese, Cyrillic or Thai bytes about one sequence in seven is sound UTF-8 by chance."""
_LOOKED_AT = 1_000_000
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|(?P<broken>[\x80-\xff])"
)


def _windows_byte(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no UTF-8 is most likely Windows-1252 in a document patched together."""
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "ignore"), error.end


codecs.register_error("veille.windows", _windows_byte)


def decoded(body: bytes, content_type: str = "") -> str:
    """The text of a document, by what its bytes are first and by what it says second.

    A byte order mark settles it. What is valid UTF-8 is UTF-8, since nothing else ever is by chance; what
    is so but for a few bytes, is UTF-8 with Windows-1252 bytes in it. Then the XML prolog is believed, then
    the `charset` of `content_type`, as the WHATWG Encoding Standard reads their labels; bytes that stand for
    nothing there cost themselves alone.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    for start, name in _BARE_UTF16:
        if start.match(body):
            return body.decode(name, "replace")
    declared = list(dict.fromkeys(_declared(body, content_type)))
    for name in filter(_shifts, declared):
        if (text := _shifted(body, name)) is not None:
            return text
    if (text := _whole(body, "utf-8")) is not None:
        return text
    if not declared or _is_nearly_utf8(body):
        return body.decode("utf-8", "veille.windows")
    whole = (text for name in declared if (text := _whole(body, name)) is not None)
    return next(whole, None) or body.decode(_ON_ERROR.get(declared[0], declared[0]), "replace")


def _whole(body: bytes, name: str) -> str | None:
    """The text, if every byte of it stands for something in that encoding."""
    try:
        return body.decode(name)
    except (UnicodeDecodeError, ValueError):
        return None


def _shifted(body: bytes, name: str) -> str | None:
    """The text in an encoding that shifts; None where no byte says that the body is written in it."""
    if (text := _whole(body, name)) is not None:
        return text
    if not body.isascii() or not any(shift in body for shift in _SHIFTS):
        return None
    return body.decode(_ON_ERROR.get(name, name), "replace")


def _is_nearly_utf8(body: bytes) -> bool:
    sound = broken = 0
    for sequence in _SEQUENCE.finditer(body, 0, _LOOKED_AT):
        if sequence["broken"]:
            broken += 1
        else:
            sound += 1
    return sound > _LONG_RUN * broken


def _declared(body: bytes, content_type: str) -> Iterator[str]:
    prolog = _PROLOG.match(body)
    charset = _CHARSET.search(content_type)
    names = [prolog[1].decode("ascii")] if prolog else []
    names += [charset[1]] if charset else []
    return (known for name in names if (known := _known(name)))


def _known(label: str) -> str:
    """Python's name for what a label means on the web, or else to Python; empty for Unicode and nonsense."""
    encoding = webencodings.lookup(label)
    known = encoding and encoding.name not in ("replacement", "x-user-defined")
    try:
        info = encoding.codec_info if encoding and known else codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    if not info._is_text_encoding or info.name.startswith(_UNICODE):
        return ""
    return _WIDER.get(info.name, info.name)


def _shifts(name: str) -> bool:
    return name.replace("_", "").replace("-", "").startswith(_SHIFTING)
