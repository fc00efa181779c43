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
    rb"""^(?:\s|<!--.{0,2000}?-->)*<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:\-]{1,40})\s*["']""",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:\-]{1,40})""", re.IGNORECASE)
_SHIFTING = ("iso2022", "hz")
"""Encodings whose bytes are all ASCII, so that they look like UTF-8."""
_SHIFTS = (b"\x1b", b"~{")
"""What shifts them into signs that are not ASCII."""
_WIDER = {"gbk": "gb18030"}  # the standard has one decoder for both
_ON_ERROR = {"iso2022_jp": "iso2022_jp_ext"}  # it has the half-width katakana of the standard's
_JAPANESE = ("euc_jp", "iso2022_jp", "iso2022_jp_ext")
_NO_SIGN = dict.fromkeys(range(0xF8F0, 0xF8F4), "\ufffd")
"""What Python reads of bytes that stand for nothing in Shift_JIS."""
_WIDE_SIGNS = str.maketrans("\u301c\u2016\u2212\xa2\xa3\xac", "\uff5e\u2225\uff0d\uffe0\uffe1\uffe2")
"""What Python reads of six signs of JIS X 0208, and what the standard does."""
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
_HALVES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf](?:\xed[\xb0-\xbf][\x80-\xbf])?|\xed[\xb0-\xbf][\x80-\xbf]")
"""Halves of a character (surrogates), a pair or one alone."""
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|(?P<broken>[\x80-\xff])"
)


def _windows_byte(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no UTF-8 is most likely Windows-1252 in a document patched together.

    Several are what is left of a character that was cut, or one that was written in UTF-16 before (CESU-8).
    """
    assert isinstance(error, UnicodeDecodeError)
    start, wrong = error.start, error.object[error.start : error.end]
    if halves := _HALVES.match(error.object, start):
        written = halves[0].decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass")
        return written.decode("utf-16", "replace"), halves.end()
    return "\ufffd" if len(wrong) > 1 else wrong.decode("cp1252", "ignore"), error.end


codecs.register_error("veille.windows", _windows_byte)


def _standard_byte(error: UnicodeError) -> tuple[str, int]:
    """What the standard reads of bytes that Python's codecs refuse: a sign, or the mark of what is broken."""
    assert isinstance(error, UnicodeDecodeError)
    start, byte = error.start, error.object[error.start]
    if error.encoding == "charmap" and byte < 0xA0:
        return chr(byte), start + 1  # a control character
    if error.encoding == "gb18030" and byte == 0x80:
        return "€", start + 1
    if error.encoding in _JAPANESE and (sign := _of_shift_jis(error.object[start : start + 2])):
        return sign, start + 2
    return "\ufffd", error.end


codecs.register_error("veille.standard", _standard_byte)


def _of_shift_jis(pair: bytes) -> str:
    """The sign of a pair of JIS X 0208 in Shift_JIS, whose codec has those of NEC and IBM; empty for none."""
    if len(pair) < 2 or (pair[0] < 0x80) != (pair[1] < 0x80):
        return ""
    row, cell = (byte % 0x80 - 0x20 for byte in pair)
    lead = (row - 1) // 2 + (0x81 if row < 63 else 0xC1)
    trail = cell + (0x9E if row % 2 == 0 else 0x40 if cell > 63 else 0x3F)
    try:
        return bytes((lead, trail)).decode("cp932") if 0 < row < 95 and 0 < cell < 95 else ""
    except UnicodeDecodeError:
        return ""


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
    return next(whole, None) or _read(body, declared[0])


def _read(body: bytes, name: str) -> str:
    """The text in an encoding, bytes that stand for nothing in it as the standard has them."""
    text = body.decode(_ON_ERROR.get(name, name), "veille.standard")
    return _signs(text, name)


def _signs(text: str, name: str) -> str:
    """The text with those signs that the standard reads and Python does not."""
    table = _NO_SIGN if name == "cp932" else _WIDE_SIGNS if name in _JAPANESE else None
    return text.translate(table) if table and not text.isascii() else text


def _whole(body: bytes, name: str) -> str | None:
    """The text, if every byte of it stands for something in that encoding."""
    try:
        return _signs(body.decode(name), name)
    except (UnicodeDecodeError, ValueError):
        return None


def _shifted(body: bytes, name: str) -> str | None:
    """The text in an encoding that shifts; None where no byte says that the body is written in it."""
    if (text := _whole(body, name)) is not None:
        return text
    if not body.isascii() or not any(shift in body for shift in _SHIFTS):
        return None
    return _read(body, name)


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
