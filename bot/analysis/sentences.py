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

import re
from collections.abc import Iterator
from typing import Final

import regex

from bot.analysis.own_words import Span

_EMOJI: Final = r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0f]"
_CLOSING: Final = rf"(?:[ \u00a0\u202f]?[\"'»”’)\]]|[ \u00a0\u202f]*(?!\p{{N}}){_EMOJI})*+"
_OPENING: Final = r"[\p{Lu}\p{Lt}\p{N}\p{So}\"'«“‘(\[@#¿¡—–-]"
END: Final = regex.compile(
    rf"(?<=[.!?…]){_CLOSING}\s+(?={_OPENING})"
    rf"|(?<=(?<![\p{{L}}.'’-])\p{{L}}{{3,20}}\.){_CLOSING}[ \t]+(?=\p{{Ll}})"
    rf"|(?<=[\p{{L}}\p{{N}}][ ]?)(?!\p{{N}}){_EMOJI}+\s+(?=\p{{Lu}})"
    r"|(?<=[.!?:…]\s{1,3}https?://\S{1,300})\s+(?=\p{Lu})"
    r"|(?<=[。！？])|\s*\n\s*"
)
"""What stands between two sentences, where no abbreviation does."""
_ABBREVIATED: Final = regex.compile(
    r"(?<![\p{L}\p{N}])(?:M|MM|Mme|Mmes|Mlle|Dr|Drs|Mr|Mrs|Ms|St|Ste|Pr|Prof|Sr|Jr|Me|Mgr|Gen|Gén|Col|Capt"
    r"|Inc|Ltd|Corp|Co|e\.g|i\.e|c\.-à-d|\p{Lu}|(?i:etc|p\.[ ]?ex|ex|cf|vs|env|av|apr|no|n[°o]|p|pp|art|vol"
    r"|chap|fig|éd|ed|tél|tel|réf|ref|resp|max|min|approx|janv?|févr?|feb|avr|juil|sept?|oct|nov|dé?c|aug"
    r"|dept|dépt|boul|bd|hab|sec))\."
)
_LONGEST: Final = 6
"""Characters of an abbreviation before its full stop."""
_NUMBERED: Final = regex.compile(r"\s*\d{1,2}\.")

_STOP: Final = re.compile(r"[.!?…](?=[\s\"')\]\x80-\U0010ffff])|[。！？]")
_LINE: Final = regex.compile(r"\s*\n\s*")
_FACE: Final = regex.compile(_EMOJI)
_LINK: Final = regex.compile(r"https?://\S+")


def sentences(text: str) -> list[Span]:
    """Where the sentences of a text begin and end; lines end sentences too."""
    spans: list[Span] = []
    start = 0
    for first, last in _ends(text):
        if "\n" in text[first:last] or not _is_abbreviated(text, start, first, last):
            spans.append((start, last))
            start = last
    spans.append((start, len(text)))
    return [span for span in spans if text[slice(*span)].strip()]


def _ends(text: str) -> Iterator[Span]:
    """What stands between sentences: `END` as a search finds it, tried only where one may begin."""
    last = 0
    for place in _places(text):
        end = END.match(text, place) if place >= last else None
        if end:
            last = end.end()
            yield place, last
        if end and not end[0] and (line := _LINE.match(text, place)):
            last = line.end()
            yield place, last


def _places(text: str) -> list[int]:
    """Where what ends a sentence may begin: few places, and a search would try each character."""
    found = [stop.end() for stop in _STOP.finditer(text)]
    if "\n" in text:
        found += [line.start() for line in _LINE.finditer(text)]
    if "://" in text:
        found += [link.end() for link in _LINK.finditer(text)]
    if not text.isascii():
        found += [face.start() for face in _FACE.finditer(text)]
    return sorted(set(found))


def _is_abbreviated(text: str, start: int, first: int, last: int) -> bool:
    """Whether the full stop before an end belongs to an abbreviation, an initial or the number of an item."""
    if text[first - 1 : first] != "." or not text[first:last].isspace():
        return False
    begin = max(start, first - 1 - _LONGEST)
    is_short = any(each.end() == first for each in _ABBREVIATED.finditer(text, begin, first, overlapped=True))
    return is_short or _NUMBERED.fullmatch(text, start, first) is not None
