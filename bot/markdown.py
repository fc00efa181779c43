"""What Markdown says, without its marks: several forums send texts as they were typed."""

import re
from html import escape

from bot.addresses import normalised, web_address
from bot.html import plain

_LONGEST = 50_000
_CODE = re.compile(r"(```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]+`)", re.DOTALL)
_FENCE = re.compile(r"^(?:```|~~~)[^\n]*\n?|(?:```|~~~)\s*$|^`|`$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_IMAGE = re.compile(r"!\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s+\"[^\"]{0,200}\")?\)")
_LINK = re.compile(r"\[([^\[\]]{0,500})\]\(([^()\s]{0,2000})(?:\s+\"[^\"]{0,200}\")?\)")
_BARE = re.compile(r"(?<![\w(])<?(https?://[^\s<>()\"\\]+)>?")
_AUTOMATIC = re.compile(r"<(https?://[^\s<>]+)>")
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+([^\n]*)$", re.MULTILINE)
_TASK = re.compile(r"^[ \t]{0,3}[-*+][ \t]+\[[ xX]\][ \t]+", re.MULTILINE)
_QUOTED = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.MULTILINE)
_RULES = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$", re.MULTILINE)
_STRONG = re.compile(r"(\*\*|__|~~)(?=\S)(.{1,1000}?\S?)\1", re.DOTALL)
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,500})\*(?![\w*])")
_UNDERLINED = re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]{1,500})_(?!\w)")


def unmarked(text: str) -> str:
    """The plain text: no marks but `> ` before what is quoted, no comments, of links and images their words.

    Code stays as it is.
    """
    pieces = _CODE.split(text[:_LONGEST])
    html = "".join(_as_html(piece, code=bool(place % 2)) for place, piece in enumerate(pieces))
    return plain(html)


def targets(text: str) -> tuple[str, ...]:
    """The pages that links and bare addresses in the text lead to, each once."""
    text = _COMMENT.sub(" ", text[:_LONGEST])
    found = [link[2] for link in _LINK.finditer(_IMAGE.sub(" ", text))]
    found += [bare[1].rstrip(".,;:!?*_'") for bare in _BARE.finditer(_LINK.sub(" ", _IMAGE.sub(" ", text)))]
    links = (normalised(web_address(link)) for link in found)
    return tuple(dict.fromkeys(link for link in links if link))


def _as_html(piece: str, *, code: bool) -> str:
    if code:
        return escape(_FENCE.sub("", piece), quote=False).replace("\n", "<br>")
    piece = _IMAGE.sub(r"\1", _COMMENT.sub("", piece))
    piece = _AUTOMATIC.sub(r"\1", _LINK.sub(r"\1", piece))
    piece = _QUOTED.sub("> ", piece)
    piece = _RULES.sub("\n", _TASK.sub("\n", _HEADING.sub(r"\n\1\n", piece)))
    for marks, kept in ((_STRONG, r"\2"), (_EMPHASIS, r"\1"), (_UNDERLINED, r"\1")):
        piece = marks.sub(kept, piece)
    return piece.replace("\n", "<br>")
