"""Which sentences of a language model are shown: those that stand on what was really written.

1. A sentence ends in numbers of mentions, as in [3] or [1, 4]; those that name no mention that was sent are
   taken out, and a sentence without any is dropped.
2. It shares content with what it cites: a word that tells something, by its beginning, since languages and
   endings differ ("batteries", « batterie »). Names that every mention holds tell nothing.
3. Its numbers stand in what it cites; the page itself counts.
4. What it puts between quotation marks stands there word for word.
5. It holds no address, no mention of a user or channel and no markup, and is no question to the reader.
6. All in all there are at most `WORDS` words: the first sentence that goes beyond ends it.

Where fewer than two sentences are left, none is shown.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import regex

from bot.analysis.function_words import FUNCTION_WORDS
from bot.analysis.passages import shown
from bot.analysis.sentences import sentences
from bot.llm.failure import Failure, ModelFailed
from bot.llm.prompt import WORDS, sent_words
from bot.models import Mention
from bot.text import fold, words

FEWEST: Final = 2
"""Sentences under which nothing is shown."""
BEGINNING: Final = 5
"""Letters by which two words are the same: « éteinte » and « éteint », "battery" and "batteries"."""
_CITED: Final = regex.compile(r"[ \u00a0\u202f]*\[\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*\]")
_ENDS_AFTER: Final = regex.compile(r"([.!?…])((?:[ \u00a0\u202f]*\[[\d\s,;]{1,30}\])+)")
"""A stop before its citations: `It went dark. [1]` is read as `It went dark [1].`"""
_QUOTED: Final = regex.compile(r"“([^”]+)”|«[ \u00a0\u202f]*([^»]+?)[ \u00a0\u202f]*»|\"([^\"]+)\"")
_FORBIDDEN: Final = regex.compile(r"https?://|www\.|<[^>]*>|[@＠][\p{L}\p{N}_]|[*_`#~|]{1,}|\]\(")
_NUMBER: Final = regex.compile(r"\p{Nd}+(?:[.,:]\p{Nd}+)*")


class CitedSentence(msgspec.Struct, frozen=True):
    """A sentence of a model without its numbers, and the mentions it stands on."""

    words: str
    mentions: tuple[Mention, ...]


def cited(written: str, mentions: Sequence[Mention], names: Sequence[str]) -> tuple[CitedSentence, ...]:
    """The sentences that may be shown. Raises `ModelFailed` where fewer than two may."""
    known = {form for name in names for form in _telling(name)}
    kept: list[CitedSentence] = []
    left = WORDS
    for sentence in _sentences(written, mentions):
        if _stands(sentence, known):
            left -= len(sentence.words.split())
            if left < 0:
                break
            kept.append(sentence)
    if len(kept) < FEWEST:
        raise ModelFailed(Failure.UNCITED)
    return tuple(kept)


def _sentences(written: str, mentions: Sequence[Mention]) -> Iterator[CitedSentence]:
    """The sentences that cite what was sent, each with the mentions it names."""
    text = _ENDS_AFTER.sub(r"\2\1", shown(written))
    for start, end in sentences(text):
        sentence = text[start:end]
        numbers = [int(number) for found in _CITED.finditer(sentence) for number in _NUMBER.findall(found[1])]
        held = [mentions[number - 1] for number in numbers if 1 <= number <= len(mentions)]
        if held:
            yield CitedSentence(shown(_CITED.sub("", sentence)), tuple(dict.fromkeys(held)))


def _stands(sentence: CitedSentence, known: set[str]) -> bool:
    """Whether it says what is in the mentions it cites, as far as words can show that."""
    sent = [f"{sent_words(mention)} {shown(mention.title)}" for mention in sentence.mentions]
    told = {form for text in sent for form in _telling(text)}
    figures = {number for text in sent for number in _NUMBER.findall(text)}
    quoted = [shown(next(filter(None, found))) for found in _QUOTED.findall(sentence.words)]
    return (
        not _FORBIDDEN.search(sentence.words)
        and not sentence.words.endswith("?")
        and bool(_telling(sentence.words) & told - known)
        and set(_NUMBER.findall(sentence.words)) <= figures
        and all(any(_plain(words) in _plain(text) for text in sent) for words in quoted)
    )


def _telling(text: str) -> set[str]:
    """The beginnings of the words that tell something."""
    return {word[:BEGINNING] for word in words(fold(text)) if len(word) > 3 and word not in FUNCTION_WORDS}


def _plain(text: str) -> str:
    """A text as quotations are compared: apostrophes and spaces differ from hand to hand."""
    return shown(text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")).casefold().rstrip(".…")
