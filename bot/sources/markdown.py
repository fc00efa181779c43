"""What Markdown says, without its marks: several forums send texts as they were typed."""

import re
from collections.abc import MutableMapping, Sequence
from html import escape
from typing import Any, Final

import msgspec
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from bot.addresses import normalised, web_address
from bot.html import hrefs, plain

_LONGEST: Final = 50_000
_MARKED: Final = 20_000
"""Characters that are read as Markdown; what stands behind them stays as it was typed. The parser takes four
times as long for twice as many brackets that nobody closes: half a second for so many."""
_TASK: Final = re.compile(r"^([ \t]{0,3}[-*+][ \t]+)\[[ xX]\][ \t]+", re.MULTILINE)
_BARE: Final = re.compile(r"(?<![\w(])<?(https?://[^\s<>()\"\\]+)>?")


class Unmarked(msgspec.Struct, frozen=True):
    """The plain text, and the pages that its links and the bare addresses in it lead to, each once."""

    text: str
    links: tuple[str, ...]


def unmarked(typed: str) -> Unmarked:
    """What a text says: no marks but `> ` before what is quoted, no comments, the words of links and images.

    Code stays as it is.
    """
    html = _MARKDOWN.render(_TASK.sub(r"\1", typed[:_MARKED]))
    text = plain(html) + typed[_MARKED:_LONGEST]
    bare = (found[1].rstrip(".,;:!?*_'") for found in _BARE.finditer(text))
    links = (normalised(web_address(address)) for address in (*hrefs(html), *bare))
    return Unmarked(text, tuple(dict.fromkeys(link for link in links if link)))


def _words_of_image(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    return escape(renderer.renderInlineAsText(tokens[at].children, options, env), quote=False)


_MARKDOWN: Final = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["strikethrough", "table"])
_MARKDOWN.add_render_rule("image", _words_of_image)
