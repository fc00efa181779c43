"""Where the sentences of a text end, as people write them in French and English.

1. A line ends a sentence, and so do the stops of Chinese and Japanese.
2. A full stop, `!`, `?` or `…` ends one before a capital, a number, an emoji or an opening mark; the closing
   marks and the emoji behind it still belong to it.
3. A full stop ends one before a small letter, too, where people write without capitals: behind three
   letters. An ellipsis, `!` or `?` before a small letter goes on: « Hein ? fit-il ».
4. Emoji end one before a capital.
5. An address ends one before a capital, where a mark or a line stands before it.
6. An abbreviation, an initial or the number of an item does not end one.
"""

from typing import Final

import regex

from bot.analysis.own_words import Span

_EMOJI: Final = r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0f]"
_CLOSING: Final = rf"(?:[ \u00a0\u202f]?[\"'»”’)\]]|[ \u00a0\u202f]*(?!\p{{N}}){_EMOJI})*+"
_OPENING: Final = r"[\p{Lu}\p{Lt}\p{N}\p{So}\"'«“‘(\[@#¿¡—–-]"
_END: Final = regex.compile(
    rf"(?<=[.!?…]){_CLOSING}\s+(?={_OPENING})"
    rf"|(?<=(?<![\p{{L}}.'’-])\p{{L}}{{3,20}}\.){_CLOSING}[ \t]+(?=\p{{Ll}})"
    rf"|(?<=[\p{{L}}\p{{N}}][ ]?)(?!\p{{N}}){_EMOJI}+\s+(?=\p{{Lu}})"
    r"|(?<=[.!?:…]\s{1,3}https?://\S{1,300})\s+(?=\p{Lu})"
    r"|(?<=[。！？])|\s*\n\s*"
)
_ABBREVIATED: Final = regex.compile(
    r"(?:(?<![\p{L}\p{N}])(?:M|MM|Mme|Mmes|Mlle|Dr|Drs|Mr|Mrs|Ms|St|Ste|Pr|Prof|Sr|Jr|Me|Mgr|Gen|Gén|Col|Capt"
    r"|Inc|Ltd|Corp|Co|e\.g|i\.e|c\.-à-d|\p{Lu}|(?i:etc|p\.[ ]?ex|ex|cf|vs|env|av|apr|no|n[°o]|p|pp|art|vol"
    r"|chap|fig|éd|ed|tél|tel|réf|ref|resp|max|min|approx|janv?|févr?|feb|avr|juil|sept?|oct|nov|dé?c|aug"
    r"|dept|dépt|boul|bd|hab|sec))|\G\s*\d{1,2})\.\s*$"
)


def sentences(text: str) -> list[Span]:
    """Where the sentences of a text begin and end; lines end sentences too."""
    spans: list[Span] = []
    start = 0
    for end in _END.finditer(text):
        if "\n" in end[0] or not _ABBREVIATED.search(text, start, end.end()):
            spans.append((start, end.end()))
            start = end.end()
    spans.append((start, len(text)))
    return [span for span in spans if text[slice(*span)].strip()]
