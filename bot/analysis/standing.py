"""Whether a passage says alone what it says where it stands: what else is cut off may invert it.

1. What its author does not mean: irony, and what they quote.
2. What another sentence introduces ("they answered:"), or takes back ("but", "edit:", "or so I thought").
3. A passage whose tone is the opposite of its whole text's.
4. A part of a sentence under words that disown it ("I don't think that…", "if…", "they say").
5. One that leans on what was said before ("That's why", « Moi non plus ») is no false quotation, but a poor
   one.

Words are in `words/LANGUAGE/standing.toml`. In a language without them nothing is known to stand alone.
"""

from collections.abc import Sequence
from itertools import dropwhile, islice
from typing import Final

import regex

from bot.analysis.lexicon import Found, lexicon
from bot.analysis.own_words import Span
from bot.analysis.sentences import sentences
from bot.analysis.tokens import Sort, Token, token_by_token, tokens
from bot.analysis.tone import QUOTED, Tone, is_ironic, text_tone
from bot.analysis.understanding import Understanding

_INTRODUCES: Final = regex.compile(r":[\s\"'«“>*_-]*$")
_OPPOSITE: Final = {Tone.CRITICAL: Tone.FAVOURABLE, Tone.FAVOURABLE: Tone.CRITICAL}
ANOTHERS: Final = 0.5
"""Share of a passage's letters between quotation marks from which on another speaks in it."""


def stands_alone(text: str, span: Span, lang: str, found: Understanding) -> bool:
    """Whether whole sentences of a text, of which this was understood, may be quoted without the others."""
    passage = text[slice(*span)]
    return (
        not _was_ironic(found)
        and not is_ironic(passage, lang)
        and not _is_another(passage)
        and not _INTRODUCES.search(text[: span[0]])
        and not _INTRODUCES.search(passage.rstrip())
        and not _is_taken_back(text, span, lang)
        and text_tone(passage, lang).value is not _OPPOSITE.get(found.tone.value or Tone.NEUTRAL, Tone)
    )


def leans(passage: str, lang: str) -> bool:
    """Whether a passage begins as an answer does, or as what goes on from something said before.

    Whoever is called by a handle first is no beginning.
    """
    lists = lexicon(lang, "standing")
    if lists is None:
        return True
    said = (token for token in token_by_token(passage) if token.sort is not Sort.PART)
    begins = islice(dropwhile(lambda token: token.sort is Sort.NAME, said), lists.reach)
    found = lists.first(list(begins))
    return found is not None and found.list == "leaning"


def is_owned(sentence: str, lang: str) -> bool:
    """Whether a sentence asserts what it says: it supposes nothing, and reports nobody's words."""
    lists = lexicon(lang, "standing")
    return lists is not None and all(hit.list != "disowned" for hit in lists.find(tokens(sentence)))


def _was_ironic(found: Understanding) -> bool:
    return any(reason.code == "ironic" for reason in found.tone.reasons)


def _is_another(passage: str) -> bool:
    """Whether most of a passage stands between quotation marks."""
    quoted = "".join(found[0] for found in QUOTED.finditer(passage))
    return sum(map(str.isalpha, quoted)) >= ANOTHERS * sum(map(str.isalpha, passage))


def _is_taken_back(text: str, span: Span, lang: str) -> bool:
    """Whether the sentence behind a passage begins by turning against it."""
    behind = text[span[1] :].lstrip()
    if not behind:
        return False
    first, last = sentences(behind)[0]
    read = [token for token in tokens(behind[first:last]) if token.sort is not Sort.PART]
    return any(hit.first == 0 for hit in _turns(read, lang))


def _turns(read: Sequence[Token], lang: str) -> list[Found]:
    lists = lexicon(lang, "standing")
    return [hit for hit in lists.all(read) if hit.list == "taking_back"] if lists else []
