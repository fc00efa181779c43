"""Which mentions their authors took back: "false alarm, it was a bug", « rien à voir finalement ».

Words that do so are the `withdrawn` ones of `words/LANGUAGE/resolved.toml`. They take back what the same
person told before in the same story: nobody is quoted with that, and it makes no story grave. Only what was
read as resolved is looked at for them: of ten thousand mentions a handful.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.analysis.lexicon import lexicon
from bot.analysis.own_words import own_words
from bot.analysis.people import person, speaker
from bot.analysis.tokens import tokens
from bot.analysis.voices import Readings, understood
from bot.models import Mention, Person


def without_withdrawn(mentions: Sequence[Mention], read: Readings) -> list[Mention]:
    """The mentions of a story without those that their authors took back later."""
    since: dict[Person, datetime] = {}
    for mention in mentions:
        if person(mention) and understood(mention, read).is_resolved(mention) and _withdraws(mention):
            who = speaker(mention)
            since[who] = max(mention.created_at, since.get(who, mention.created_at))
    return [each for each in mentions if (at := since.get(speaker(each))) is None or each.created_at >= at]


def _withdraws(mention: Mention) -> bool:
    """Whether a mention takes back what its author told."""
    lists = lexicon(mention.lang, "resolved")
    found = lists.find(tokens(own_words(mention.text))) if lists else []
    return any(hit.list == "withdrawn" for hit in found)
