"""Whether an author says that what was wrong is so no more: "works now, thanks".

Words that say so stand in `words/LANGUAGE/resolved.toml` (`resolved`, `withdrawn`); a longer entry of another
list there takes them out, a question says nothing, and neither does what is taken back at once ("works now,
but only on the old one": `limited`). Only the author's own words are read.
"""

from collections.abc import Sequence
from typing import Final

from bot.analysis.lexicon import Found, lexicon
from bot.analysis.own_words import own_words
from bot.analysis.tokens import Sort, Token, tokens
from bot.models import Mention

VERSION: Final = 2


def is_resolved(mention: Mention) -> bool:
    """Whether the author of a mention says that what was wrong is so no more."""
    lists = lexicon(mention.lang, "resolved")
    text = own_words(f"{mention.title}\n{mention.text}")
    if not lists:
        return False
    read = tokens(text)
    limits = {hit.first for hit in lists.all(read) if hit.list == "limited"}
    return any(
        hit.list in ("resolved", "withdrawn") and not hit.is_asked(read) and _next(read, hit) not in limits
        for hit in lists.find(read)
    )


def _next(read: Sequence[Token], hit: Found) -> int:
    """Which token comes next, whether or not a comma stands between."""
    is_part = hit.last < len(read) and read[hit.last].sort is Sort.PART
    return hit.last + is_part
