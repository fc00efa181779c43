"""How one asks about all watches of a kind without their names, or about one network alone."""

from typing import Final

import regex

from bot.commands.spoken import PLACES

_ASKED: Final = {
    "competitor": regex.compile(
        r"(?:\b(?:our|my|the|notre|nos|mes|les|la) |^)"
        r"(?:competitors?|competition|rivals?|concurrente?s?|concurrence)\b"
    ),
    "brand": regex.compile(
        r"\b(?:(?:about|of|on|against|at|with|for|to|like|love|hate|mention\w*) us"
        r"|(?:de|sur|contre|chez|pour|avec) nous"
        r"|nous (?:critiqu|cit|mentionn|defend|attaqu|reproch|aim|en veu|detest|ador)\w*"
        r"|(?:our|my|notre|nos|ma|mes|toutes les) (?:brand|marque)s?)\b"
    ),
}
_THERE: Final = regex.compile(rf"\b(?:on|in|from|sur|dans|chez) (?:the |le |les |l )?(?P<place>{PLACES})\b")


def kind_asked(words: str) -> str:
    """The kind of watch that folded words ask about; empty for none."""
    return next((kind for kind, asked in _ASKED.items() if asked.search(words)), "")


def place_asked(words: str) -> str:
    """The network that folded words name, as people call it; empty for none."""
    found = _THERE.search(words)
    return found["place"].title() if found else ""
