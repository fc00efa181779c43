"""Whether a mention is about the watched name, or about something else that is called the same.

1. A name that is no ordinary word, first name, surname or place is about ours wherever it stands.
2. Each piece of evidence adds to one sum, for ours or for a namesake, and is shown with its words: words of
   our products in the post, or in the heading of its thread; a handle, tag or address with the name; who
   speaks for the brand; neighbours and places that the channel knows; frames of a brand and of namesakes, and
   words of trade (`words/LANGUAGE/relevance.toml`); the name written as it is written, or only in small
   letters by somebody who uses capitals; a word that stands as a proper name does, without an article, or in
   a language that has no such word; what the heading of its thread is about by itself.
3. A post is read by itself; what others of its thread say is added where they are read together.
4. Enough for ours is ours; more against than for it is a namesake; anything between is *cannot say*: it
   stands under "perhaps not us", and is counted in nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product
from types import MappingProxyType
from typing import Final

import msgspec

from bot.analysis.first_names import is_first_name
from bot.analysis.language import LISTED
from bot.analysis.lexicon import Found, Lexicon, word_lists
from bot.analysis.ordinary_names import ordinary_name
from bot.analysis.prices import PRICE
from bot.analysis.reading import Reading, Reason
from bot.analysis.tokens import Sort, Token, tokens
from bot.models import Mention

VERSION: Final = 3
WEIGHTS: Final = {
    "product": 2.0, "thread": 1.5, "address": 2.0, "staff": 2.0, "neighbour": 1.0, "ours": 1.5, "trade": 1.0,
    "written": 0.5, "proper": 1.5, "foreign": 1.5, "discussion": 1.5, "namesake": -2.0, "small_letters": -1.5,
    "other_discussion": -2.0,
}  # fmt: skip
"""What each piece of evidence adds, once a mention however often it is found."""
DISCUSSION: Final = {True: "discussion", False: "other_discussion"}
THREADS: Final = frozenset({"thread", *DISCUSSION.values()})
NAMED: Final = frozenset({"written", "proper", "foreign", "ours", "namesake", "small_letters"})
"""Evidence that stands in the words beside the name."""
WORD_LISTS: Final = MappingProxyType({"english": "en", "french": "fr"})
"""The lists of words, and whose language's they are."""
_POSSESSIVE: Final = re.compile(r"['’]s$")
_TAG: Final = re.compile(r"(?<!\w)#\w+")
OURS_FROM: Final = 1.5
NAMESAKE_UNDER: Final = -1.0


class KnownName(msgspec.Struct, frozen=True):
    """What a channel knows of a watched name.

    `written` are the ways in which the brand writes it, `products` words of its things, `neighbours` names
    that stand beside it (competitors, places, people). `is_ordinary` names are something else as well.
    """

    written: tuple[str, ...]
    products: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    is_ordinary: bool = True


def relevance(mention: Mention, known: KnownName, speaks: str = "") -> Reading[bool]:
    """Whether a mention is about a name, by itself and by what its discussion is headed.

    `speaks` is the brand that its author speaks for, ours or a competitor's.
    """
    if not known.is_ordinary:
        return Reading(True, (Reason("no_ordinary_name", known.written[:1]),))
    staff = [Reason("staff", (mention.author,))] if speaks in known.written else []
    return _judged([*_evidence(mention, known), *staff])


def in_thread(
    found: Reading[bool], words: Sequence[str], about: Mapping[bool, str] = MappingProxyType({})
) -> Reading[bool]:
    """What was read of a mention by itself, with what other posts of its thread say.

    `words` are of our products; `about` says by which word a post that holds the name is about ours, or not.
    """
    codes = {reason.code: reason for reason in found.reasons}
    if not (words or about) or not codes.keys() <= WEIGHTS.keys():
        return found
    if words:
        held = codes.pop("thread", Reason("thread")).words
        codes["thread"] = Reason("thread", tuple(dict.fromkeys((*held, *words))))
    said = {value: codes.pop(code).words[0] for value, code in DISCUSSION.items() if code in codes}
    return _judged((*codes.values(), *_of_discussion({**said, **about})))


def _of_discussion(about: Mapping[bool, str]) -> Iterator[Reason]:
    """What the heading and the posts of a discussion are about, where they agree."""
    if len(about) == 1:
        [(is_ours, word)] = about.items()
        yield Reason(DISCUSSION[is_ours], (word,))


def product_words(found: Reading[bool]) -> tuple[str, ...]:
    """The words of our products that stand in the mention of which this was read."""
    return tuple(word for reason in found.reasons if reason.code == "product" for word in reason.words)


def about_alone(found: Reading[bool]) -> dict[bool, str]:
    """Whether the mention of which this was read is about ours by its own words, and the word that says so.

    Empty where it does not hold the name, or cannot say.
    """
    own = [reason for reason in found.reasons if reason.code in WEIGHTS.keys() - THREADS]
    named = [reason for reason in own if reason.code in NAMED]
    value = _value(_total(own))
    return {value: named[0].words[0]} if named and value is not None else {}


def _judged(evidence: Iterable[Reason]) -> Reading[bool]:
    codes = list(WEIGHTS)
    reasons = sorted(evidence, key=lambda each: (-abs(WEIGHTS[each.code]), codes.index(each.code)))
    return Reading(_value(_total(reasons)), tuple(reasons))


def _value(total: float) -> bool | None:
    """What a sum of evidence says."""
    return total > 0 if total >= OURS_FROM or total <= NAMESAKE_UNDER else None


def _total(found: Iterable[Reason]) -> float:
    return sum(WEIGHTS[reason.code] for reason in found)


def _evidence(mention: Mention, known: KnownName) -> Iterator[Reason]:
    """Each piece of evidence that stands in a mention, with its words."""
    yield from _of_text(_shown(mention), mention.lang, known)
    yield from _in_addresses(mention, known)
    yield from _listed(mention.topic, tokens(mention.topic), "thread", known.products)
    yield from _of_discussion(_headed(mention.topic, mention.lang, known))


def _of_text(text: str, lang: str, known: KnownName) -> Iterator[Reason]:
    """The evidence in the words of one text."""
    read = tokens(text)
    yield from _listed(text, read, "product", known.products)
    yield from _listed(text, read, "neighbour", known.neighbours)
    framed = list(_framed(text, read, known, lang))
    yield from framed
    spelt = list(_spelt(text, read, known))
    if all(reason.code != "namesake" for reason in framed):
        spelt += _as_proper_name(text, read, known, lang)
    yield from spelt
    if spelt:
        yield from _traded(text, read, lang)


@lru_cache(maxsize=2048)
def _headed(heading: str, lang: str, known: KnownName) -> dict[bool, str]:
    """Whether a heading that holds the name is about ours, and the name as it stands there."""
    read = tokens(heading)
    hits = _lexicon(known.written).all(read)
    value = _value(_total(_of_text(heading, lang, known))) if hits else None
    return {} if value is None else {value: hits[0].written(heading, read)}


def _traded(text: str, read: Sequence[Token], lang: str) -> Iterator[Reason]:
    """Words of what is made, sold and bought, and prices."""
    words = [hit.written(text, read) for hit in _trade(lang if lang in LISTED else "en").all(read)]
    words += [found[0] for found in PRICE.finditer(text)]
    if words:
        yield Reason("trade", tuple(dict.fromkeys(words)))


@lru_cache(maxsize=8)
def _trade(lang: str) -> Lexicon:
    return Lexicon({"trade": word_lists(lang, "relevance")["trade"]})


def _shown(mention: Mention) -> str:
    return "\n".join(part for part in (mention.title, mention.text) if part)


def _listed(text: str, read: Sequence[Token], code: str, listed: tuple[str, ...]) -> Iterator[Reason]:
    if hits := _lexicon(listed).all(read):
        yield Reason(code, tuple(dict.fromkeys(hit.written(text, read) for hit in hits)))


@lru_cache(maxsize=256)
def _lexicon(listed: tuple[str, ...]) -> Lexicon:
    """The entries, and their words in the plural or the singular."""
    return Lexicon({"listed": dict.fromkeys(form for entry in listed for form in _numbers(entry))})


def _numbers(entry: str) -> Iterator[str]:
    """An entry with each of its words as it is written, with an `s`, or without."""
    forms = [
        dict.fromkeys((word, f"{word}s", word[:-1] if len(word) > 3 and word[-1] in "sx" else word))
        for word in entry.split()
    ]
    yield from (" ".join(words) for words in islice(product(*forms), 27)) if forms else [entry]


def _in_addresses(mention: Mention, known: KnownName) -> Iterator[Reason]:
    """Handles, tags and addresses that hold the name: `@orange`, `#OrangeFail`, `orange.fr`."""
    names = {"".join(token.form for token in tokens(written)) for written in known.written}
    text = _shown(mention)
    handles = [text[token.start : token.end] for token in tokens(text) if token.sort is Sort.NAME]
    hosts = [link.split("//")[-1].split("/")[0] for link in mention.links]
    held = tuple(
        address
        for address in (*handles, *hosts)
        if names & set(address.casefold().lstrip("@").replace("-", ".").replace("_", ".").split("."))
    )
    tags = tuple(tag[0] for tag in _TAG.finditer(text) if any(map(tag[0][1:].casefold().startswith, names)))
    held += tuple(tag for tag in tags if tag[1:].casefold() not in names)
    if held:
        yield Reason("address", held)


def _framed(text: str, read: Sequence[Token], known: KnownName, lang: str) -> Iterator[Reason]:
    """The frames of a brand and of namesakes around the name, and a first name before it."""
    said = [token for token in read if token.sort is not Sort.PART]
    hits = _frames(known.written, lang if lang in LISTED else "en").all(said)
    words = [(hit.list, hit.written(text, said)) for hit in hits]
    small = [name.lower() for name in known.written]
    namesakes = [frame for code, frame in words if code == "namesake"]
    namesakes += [frame for code, frame in words if code == "lower" and any(name in frame for name in small)]
    namesakes += _first_names(text, said, known)
    if ours := [frame for code, frame in words if code == "ours"]:
        yield Reason("ours", tuple(dict.fromkeys(ours)))
    if namesakes:
        yield Reason("namesake", tuple(dict.fromkeys(namesakes)))


@lru_cache(maxsize=256)
def _frames(written: tuple[str, ...], lang: str) -> Lexicon:
    """The frames of a language with the name in them; `lower` ones hold it in small letters."""
    lists = word_lists(lang, "relevance")
    return Lexicon(
        {
            "ours": _filled(lists["ours"], "NAME", written),
            "namesake": _filled(lists["namesake"], "NAME", written),
            "lower": _filled(lists["namesake"], "LOWER", written),
        }
    )


def _filled(frames: Iterable[str], mark: str, written: Iterable[str]) -> list[str]:
    """The frames that hold a mark, with each name in its place."""
    return [frame.replace(mark, name) for frame in frames if mark in frame for name in written]


def _first_names(text: str, read: Sequence[Token], known: KnownName) -> list[str]:
    """The name with a first name before it."""
    return [
        text[read[hit.first - 1].start : read[hit.last - 1].end]
        for hit in _lexicon(known.written).all(read)
        if hit.first and is_first_name(text, read, hit.first - 1, known.written)
    ]


def _as_proper_name(text: str, read: Sequence[Token], known: KnownName, lang: str) -> Iterator[Reason]:
    """A word with the brand's capital, where the language has no such word, or would not write it so.

    Of first names, surnames and names of several words neither says anything.
    """
    languages = _word_of(known.written)
    found = _lexicon(known.written).all(read) if languages else ()
    hits = [hit for hit in found if _is_spelt(hit, text, read, known) and not _is_noun(hit, read, lang)]
    if hits and lang in LISTED and lang not in languages:
        yield Reason("foreign", (hits[0].written(text, read),))
    elif proper := [hit for hit in hits if _stands_as_name(hit, text, read, lang)]:
        yield Reason("proper", (proper[0].written(text, read),))


@lru_cache(maxsize=256)
def _word_of(written: tuple[str, ...]) -> frozenset[str]:
    """The languages of which these are words; none where one may be a person's name."""
    kinds = {reason.code for name in written for reason in ordinary_name(name).reasons}
    return frozenset() if kinds - WORD_LISTS.keys() else frozenset(WORD_LISTS[kind] for kind in kinds)


def _is_spelt(hit: Found, text: str, read: Sequence[Token], known: KnownName) -> bool:
    """Whether the name stands there as the brand writes it; shouted, where all of the text is."""
    form = _POSSESSIVE.sub("", hit.written(text, read))
    return form in known.written or (text.isupper() and form.capitalize() in known.written)


def _is_noun(hit: Found, read: Sequence[Token], lang: str) -> bool:
    """Whether what stands before the name makes it a noun, or a place: an article, "near"."""
    return hit.first > 0 and read[hit.first - 1].form in _before_nouns(lang)


def _stands_as_name(hit: Found, text: str, read: Sequence[Token], lang: str) -> bool:
    """Whether a word that is no noun there stands as a name: in a sentence, or as who does what follows.

    Another name beside it makes it part of that.
    """
    if not hit.first or read[hit.first - 1].sort is not Sort.WORD:
        return hit.last < len(read) and _written(read[hit.last], text) in _acts(lang)
    is_first = hit.first == 1 or read[hit.first - 2].sort is Sort.STOP
    beside = [hit.last] if is_first else [hit.first - 1, hit.last]
    near = [read[i] for i in beside if i < len(read) and read[i].sort is Sort.WORD]
    if text.isupper():
        return read[hit.first - 1].form != read[hit.first].form  # a name that is only repeated says nothing
    return not any(text[token.start].isupper() for token in near)


@lru_cache(maxsize=8)
def _before_nouns(lang: str) -> frozenset[str]:
    """The words before which a noun, or a place, stands, folded; an elided one stands before a word."""
    held = _listed_words("before_nouns", lang)
    return frozenset(tokens(f"{word}x" if word.endswith("'") else word)[0].form for word in held)


@lru_cache(maxsize=8)
def _acts(lang: str) -> frozenset[str]:
    """What somebody does, as it is written: without its accent « à » would be « a »."""
    return frozenset(_listed_words("acts", lang))


def _listed_words(name: str, lang: str) -> list[str]:
    """The words of a list; those of both languages where a text's is not known."""
    chosen = [lang] if lang in LISTED else LISTED
    return [word for each in chosen for word in word_lists(each, "relevance")[name]]


def _written(token: Token, text: str) -> str:
    return text[token.start : token.end].casefold().replace("’", "'")


def _spelt(text: str, read: Sequence[Token], known: KnownName) -> Iterator[Reason]:
    """How the name is written: as the brand writes it, or only in small letters beside capitals."""
    hits = _lexicon(known.written).all(read)
    inside = [hit for hit in hits if hit.first and read[hit.first - 1].sort is not Sort.STOP]
    as_written = [hit.written(text, read) for hit in inside if hit.written(text, read) in known.written]
    if as_written:
        yield Reason("written", tuple(dict.fromkeys(as_written)))
    forms = [hit.written(text, read) for hit in hits]
    has_capitals = any(not written.islower() for written in known.written)
    if has_capitals and forms and text != text.lower() and all(form.islower() for form in forms):
        yield Reason("small_letters", tuple(dict.fromkeys(forms)))
