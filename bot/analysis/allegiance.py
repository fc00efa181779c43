"""Who speaks for whom: our people, a competitor's, or everybody else.

1. A person whom the channel named (`/watch team @handle`) speaks for the team, whatever else shows.
2. An account named after a brand speaks for it: `Acme`, `@acme_support`, `Lars (Acme)`, `Lars, équipe Acme`,
   and `Lars_Acme` or `Lars from Acme` where Acme is nobody's name. A fan club does not.
3. Who says so does: "Lea from Acme here", « je travaille chez Acme » (`words/LANGUAGE/allegiance.toml`), who
   introduces themselves (`introductions`) and who signs so, or with it (`signatures`). What nobody signed
   says it of nobody.
4. Who once said so in one place speaks for the brand in all they write there.
5. Otherwise *cannot say*: somebody of the public, as far as is known.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from itertools import takewhile
from typing import Final

import msgspec

from bot.analysis.introductions import introduction
from bot.analysis.language import LISTED
from bot.analysis.lexicon import Found, Lexicon, word_lists
from bot.analysis.ordinary_names import entries
from bot.analysis.own_words import own_words
from bot.analysis.people import network
from bot.analysis.reading import Reading, Reason
from bot.analysis.signatures import closing, is_signature
from bot.analysis.tokens import Sort, Token, tokens
from bot.models import Mention, Person
from bot.text import fold

VERSION: Final = 7
_NAME: Final = "NAME"
_STANDS_FOR_NAME: Final = "ꙮ"
"""The one word that stands for a brand's name in frames and in texts: a letter that nobody writes.

Frames with the names themselves in them would be made anew for each of ten thousand watches.
"""
_BETWEEN: Final = re.compile(r"[-_.]")
_SPEAK: Final = ("speaks", "begins", "ends", "offices", "signs")
_DENIES: Final = "not"
"""The lists of frames in `words/LANGUAGE/allegiance.toml`; `_speaks` tells what each demands."""
_ACCOUNTS: Final = {name: frozenset(entries) for name, entries in word_lists("any", "allegiance").items()}
"""Words in the names of accounts: `official` ones beside a brand's name, and `strange` ones."""
_OFFICES: Final = frozenset(map(fold, _ACCOUNTS["offices"]))
_OF_OFFICE: Final = _OFFICES | _ACCOUNTS["official"]
_AT: Final = frozenset({"from", "at", "de", "chez"})
_IDLE: Final = frozenset({"of", "by", "the"})
"""Words that name no office: behind which somebody's employer stands, or anything at all."""
MOST_NAMES: Final = 2
"""Words of somebody's own name before their office: `Anne Marie, équipe Acme`."""


class Brand(msgspec.Struct, frozen=True):
    """A watched name, all the ways it is written, and whether it is ours or a competitor's."""

    name: str
    written: tuple[str, ...]
    is_ours: bool = True


def allegiance(mention: Mention, brands: Sequence[Brand], team: Collection[Person] = ()) -> Reading[Brand]:
    """The brand that a mention's author speaks for; `team` holds accounts that are ours."""
    author = mention.author.removeprefix("@")
    if is_named(mention, team):
        ours = next((brand for brand in brands if brand.is_ours), None)
        return Reading(ours, (Reason("named", (mention.author,)),) if ours else ())
    text = own_words("\n".join(part for part in (mention.title, mention.text) if part))
    for brand in _named_in(text, author, brands):
        if _is_account_of(author, brand) or _is_signed(text, author, brand):
            return Reading(brand, (Reason("account", (mention.author,)),))
        words = _says(text, author, mention.lang, brand) or introduction(text, author, brand.written)
        words = words or closing(text, author, brand.written)
        if author and words:
            return Reading(brand, (Reason("words", (words,)),))
    return Reading()


def _named_in(text: str, author: str, brands: Sequence[Brand]) -> Iterator[Brand]:
    """The brands whose names may stand in a text or in its author's name: of a hundred, few do."""
    forms = {form for token in tokens(text) for form in (token.form, token.short)}
    account = "".join(_account_forms(_local(author)))
    for brand in brands:
        names = [_name_forms(written) for written in brand.written]
        if any(not name or name[0] in forms or "".join(name) in account for name in names):
            yield brand


def is_named(mention: Mention, team: Collection[Person]) -> bool:
    """Whether its author is among these accounts; one whose network is empty is of any."""
    author = mention.author.removeprefix("@").casefold()
    return bool(author) and any(
        name.removeprefix("@").casefold() == author and where in ("", network(mention))
        for where, name in team
    )


def _is_account_of(author: str, brand: Brand) -> bool:
    """Whether an author's name is the brand's, alone or beside words of office; or holds it in brackets."""
    local = _local(author)
    forms = _account_forms(local)
    if _ACCOUNTS["strange"] & set(forms):
        return False
    return any(
        f"({written.casefold()})" in local.casefold()
        or _is_name_of_office(forms, written)
        or _is_first_name_of(local, written)
        or _is_named_at(forms, written)
        for written in brand.written
    )


def _local(author: str) -> str:
    """An author's name without the server that it is known to."""
    return author.partition("@")[0].removesuffix(".bsky.social")


def _account_forms(local: str) -> list[str]:
    return [token.form for token in tokens(_BETWEEN.sub(" ", local)) if token.sort is Sort.WORD]


def _is_name_of_office(forms: Sequence[str], written: str) -> bool:
    """Whether beside a brand's name, written in one word or several, there are only words of office."""
    name = [token.form for token in tokens(written)]
    joined, whole = "".join(forms), "".join(name)
    if not whole or whole not in joined:
        return False
    rest = joined.replace(whole, "", 1)
    beside = set(_without(forms, name))
    return not rest or rest in _ACCOUNTS["official"] or beside <= _ACCOUNTS["official"]


def _is_named_at(forms: Sequence[str], written: str) -> bool:
    """Whether an account says who somebody is at a brand: `Lars, équipe Acme`, `Lars from Acme`."""
    name = [token.form for token in tokens(written)]
    at = next((i for i in range(len(forms)) if list(forms[i : i + len(name)]) == name), 0)
    who = list(takewhile(lambda form: form not in _OF_OFFICE, forms[:at]))
    beside = {*forms[len(who) : at], *forms[at + len(name) :]}
    if not 1 <= len(who) <= MOST_NAMES or not beside or not beside <= _OF_OFFICE:
        return False
    is_persons = "".join(name) in entries("surname") | entries("first_name")
    return bool(beside - _AT - _IDLE) or (beside <= _AT and _is_no_word(who) and not is_persons)


def _is_no_word(who: Sequence[str]) -> bool:
    """Whether somebody's own name is a common first name, or no word: "disappointed by Acme" is nobody."""
    listed = entries("english") | entries("french")
    return who[0] in entries("first_name") or not listed & set(who)


def _is_first_name_of(account: str, written: str) -> bool:
    """Whether an account is a common first name and a brand that is nobody's surname: `Lars_Acme`."""
    return _beside(account, written) in entries("first_name")


def _is_signed(text: str, author: str, brand: Brand) -> bool:
    """Whether the name beside the brand in an account stands under the text: `Maëlle_Acme`, "… Maëlle"."""
    names = {name for written in brand.written if (name := _beside(author, written))}
    last = next((token.form for token in reversed(tokens(text)) if token.sort is Sort.WORD), "")
    return last in names


def _beside(account: str, written: str) -> str:
    """The one word beside a brand that is nobody's name in an account; empty for none."""
    parts = [fold(part) for part in _BETWEEN.split(account)]
    brand = fold(written)
    if len(parts) != 2 or brand not in parts or brand in entries("surname") | entries("first_name"):
        return ""
    return parts[1 - parts.index(brand)]


def _without(forms: Sequence[str], name: Sequence[str]) -> list[str]:
    """The words beside the name; all of them where the name is not whole words of them."""
    for i in range(len(forms) - len(name) + 1):
        if list(forms[i : i + len(name)]) == list(name):
            return [*forms[:i], *forms[i + len(name) :]]
    return list(forms)


def _says(text: str, author: str, lang: str, brand: Brand) -> str:
    """The words by which an author says that they speak for a brand; empty where they do not."""
    read = _with_names([token for token in tokens(text) if token.sort is not Sort.PART], brand)
    found = _frames(lang if lang in LISTED else "en").all(read)
    denied = [hit for hit in found if hit.list == _DENIES]
    for hit in found:
        if any(no.first <= hit.last and hit.first <= no.last for no in denied):
            continue
        if _speaks(hit, text, read, author):
            return hit.written(text, read)
    return ""


def _speaks(hit: Found, text: str, read: Sequence[Token], author: str) -> bool:
    """Whether a frame speaks where it stands, as the list demands that holds it."""
    match hit.list:
        case "speaks":
            return True
        case "begins":
            return hit.first == 0 or read[hit.first - 1].sort is Sort.STOP
        case "ends":
            return not text[read[hit.last - 1].end :].lstrip(" \u00a0")[:1].isalnum()
        case "offices":
            return any(token.form in _OFFICES for token in read[hit.first : hit.last])
        case "signs":
            return is_signature(hit, text, read, author)
        case _:
            return False


def _with_names(read: Sequence[Token], brand: Brand) -> list[Token]:
    """The tokens of a text, each name of a brand being one of them; the longest where several fit."""
    names = sorted(filter(None, map(_name_forms, brand.written)), key=len, reverse=True)
    found: list[Token] = []
    i = 0
    while i < len(read):
        size = next((len(name) for name in names if _stands_at(name, read, i)), 0)
        named = Token(_STANDS_FOR_NAME, read[i].start, read[i + size - 1].end) if size else read[i]
        found.append(named)
        i += size or 1
    return found


@lru_cache(maxsize=65_536)  # the names that are watched
def _name_forms(written: str) -> tuple[str, ...]:
    return tuple(token.form for token in tokens(written) if token.sort is not Sort.PART)


def _stands_at(name: Sequence[str], read: Sequence[Token], i: int) -> bool:
    if name[0] not in (read[i].form, read[i].short):  # as nearly everywhere
        return False
    its = read[i : i + len(name)]
    return len(its) == len(name) and all(
        form in (token.form, token.short) for form, token in zip(name, its, strict=True)
    )


@cache
def _frames(lang: str) -> Lexicon:
    """The frames of a language."""
    lists = word_lists(lang, "allegiance")
    return Lexicon(
        {
            name: [entry.replace(_NAME, _STANDS_FOR_NAME) for entry in lists[name]]
            for name in (*_SPEAK, _DENIES)
        }
    )
