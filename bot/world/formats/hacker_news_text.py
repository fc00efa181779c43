"""Text as Hacker News marks it up: no paragraph at the start, slashes and quotes as entities."""

from html import escape

from bot.world.formats.markup import ADDRESS, paragraphs

SHOWN = 60
"""Characters of an address that are shown before it is cut."""


def markup(text: str) -> str:
    """Paragraphs parted by `<p>`, addresses as links."""
    return "<p>".join(_linked(part) for part in paragraphs(text))


def _linked(text: str) -> str:
    pieces = []
    end = 0
    for found in ADDRESS.finditer(text):
        pieces += [_escaped(text[end : found.start()]), _link(found.group())]
        end = found.end()
    return "".join([*pieces, _escaped(text[end:])])


def _link(address: str) -> str:
    shown = address if len(address) <= SHOWN else f"{address[:SHOWN]}..."
    return f'<a href="{_escaped(address)}" rel="nofollow">{_escaped(shown)}</a>'


def _escaped(text: str) -> str:
    return escape(text).replace("/", "&#x2F;")
