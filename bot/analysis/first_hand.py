"""Whether somebody tells what happened to themselves, or to what is theirs.

1. Words that say so stand in `words/LANGUAGE/first_hand.toml` (`own`): "mine", "I bought", « chez moi ».
2. A longer entry of `of_others` takes them out: "my colleague", « à mon avis ».
3. Only the author's own words are read, and nothing between quotation marks.
4. What nobody signed tells nothing at first hand.
"""

from functools import lru_cache
from typing import Final

from bot.analysis.lexicon import lexicon
from bot.analysis.own_words import own_words
from bot.analysis.tokens import tokens
from bot.analysis.tone import without_quoted
from bot.models import Mention

VERSION: Final = 1


def is_first_hand(mention: Mention) -> bool:
    """Whether the author of a mention tells of something of their own."""
    text = own_words("\n".join(part for part in (mention.title, mention.text) if part))
    return bool(mention.author) and tells_first_hand(text, mention.lang)


@lru_cache(maxsize=4_096)
def tells_first_hand(text: str, lang: str) -> bool:
    """Whether words in a language tell of something of their author's own."""
    lists = lexicon(lang, "first_hand")
    if not lists:
        return False
    return any(hit.list == "own" for hit in lists.find(tokens(without_quoted(text))))
