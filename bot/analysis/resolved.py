"""Whether an author says that what was wrong is so no more: "works now, thanks".

Words that say so stand in `words/LANGUAGE/resolved.toml` (`resolved`, `withdrawn`); a longer entry of another
list there takes them out. Only the author's own words are read.
"""

from typing import Final

from bot.analysis.lexicon import lexicon
from bot.analysis.own_words import own_words
from bot.analysis.tokens import tokens
from bot.models import Mention

VERSION: Final = 1


def is_resolved(mention: Mention) -> bool:
    """Whether the author of a mention says that what was wrong is so no more."""
    lists = lexicon(mention.lang, "resolved")
    text = own_words(f"{mention.title}\n{mention.text}")
    hits = lists.find(tokens(text)) if lists else []
    return any(hit.list in ("resolved", "withdrawn") for hit in hits)
