"""What is understood of mentions for a watch of Acme, whose competitor is Brimeo."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bot.analysis.allegiance import Brand
from bot.analysis.relevance import KnownName
from bot.analysis.understanding import Understanding, WatchContext, understand
from bot.models import Mention
from tests.analysis.mentions import NOON, mention, spots

CONTEXT = WatchContext(
    watch="w1",
    channel="C1",
    ours=spots("Acme"),
    others=spots("Brimeo"),
    brands=(Brand("Acme", ("Acme",)), Brand("Brimeo", ("Brimeo",), is_ours=False)),
    name=KnownName(("Acme",), is_ordinary=False),
)


def read(mentions: Iterable[Mention]) -> dict[str, Understanding]:
    """What the rules understand of these mentions."""
    return {each.id: understand(each, CONTEXT) for each in mentions}


def english(text: str, minutes: float = 0, **said: Any) -> Mention:
    """An English mention, so many minutes after noon."""
    return mention(text, **{"lang": "en", "created_at": NOON + timedelta(minutes=minutes), **said})


def french(text: str, minutes: float = 0, **said: Any) -> Mention:
    """A French mention, so many minutes after noon."""
    return english(text, minutes, **{"lang": "fr", **said})
