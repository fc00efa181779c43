"""What ties mentions to one story beyond doubt, as keys: two mentions that share one tell of the same thing.

1. A page: the mention's own, the one it answers or is about, the discussion in which it stands.
2. Nearly the same words: copies, with other handles, links or tags in them, and cut ones. A short text is a
   copy only of the same words; a longer one has for keys the least hashes of its runs of three words, of the
   whole and of its beginning, and is compared word by word with what has one of them (`are_alike`).
3. A danger of which a mention surely tells is a key, too; it ties only what `placement` says.

A key is looked up in an index, so that a mention finds its story among a million as among ten.
"""

from collections.abc import Iterator
from hashlib import blake2b
from itertools import pairwise
from typing import Final

import regex

from bot.addresses import discussion, is_front_page
from bot.analysis.safety import safety
from bot.analysis.stories import are_alike
from bot.models import Mention, MentionKind
from bot.text import fold, hide_addresses, words

MOST_SUBJECTS: Final = 2
"""Links with which a post is still about what it links to."""
SHORT: Final = 6
"""Words under which a text is a copy only of the very same words."""
BEGINNING: Final = 20
SKETCH: Final = 5
"""Least hashes that are kept of a text, and of its beginning: of two texts that have half of their runs in
common, 97 in 100 share one of five (the sketch of A. Broder, 1997)."""
_RUN: Final = 3
_CHANGED: Final = regex.compile(r"(?<!\w)[@#][\w.\-]+|\ufffc|(?i:^RT\b)")


def page_keys(mention: Mention) -> frozenset[str]:
    """The pages and threads that a mention stands on, answers or is about."""
    pages = {mention.id, discussion(mention.url), discussion(mention.thread) or mention.thread}
    return frozenset(
        _hash("@", page) for page in pages | set(_subjects(mention)) | set(mention.answers) if page
    )


def copy_keys(mention: Mention) -> frozenset[str]:
    """What copies of a mention's words have something of."""
    said = copied_words(mention)
    if len(said) < SHORT:
        return frozenset({_hash("=", *said)} if said else ())
    return frozenset((*_least(said), *_least(said[:BEGINNING])))


def harm_keys(mention: Mention) -> frozenset[str]:
    """The dangers of which a mention surely tells; none for what it asks, supposes or may mean otherwise."""
    told = safety(mention).value
    return frozenset(_hash("!", danger) for danger in told.dangers) if told and told.is_sure else frozenset()


def are_copies(one: Mention, other: Mention) -> bool:
    """Whether one says what the other does, nearly word for word, or is cut out of it."""
    first, second = copied_words(one), copied_words(other)
    if min(len(first), len(second)) < SHORT:
        return first == second and bool(first)
    return are_alike(_pairs(first), _pairs(second))


def copied_words(mention: Mention) -> tuple[str, ...]:
    """The words that a copy keeps: folded, without addresses, handles and tags."""
    return tuple(words(fold(_CHANGED.sub(" ", hide_addresses(mention.text or mention.title)))))


def _subjects(mention: Mention) -> Iterator[str]:
    """The pages a mention is about: what an article or an answer cites on its way is not its subject."""
    if mention.kind is MentionKind.ARTICLE or mention.thread or len(mention.links) > MOST_SUBJECTS:
        return
    for link in mention.links:
        if not is_front_page(link):  # two who link to one need not speak of the same thing
            yield discussion(link)


def _pairs(said: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(said))


def _least(said: tuple[str, ...]) -> list[str]:
    runs = {said[i : i + _RUN] for i in range(max(1, len(said) - _RUN + 1))}
    return sorted(_hash("=", *run) for run in runs)[:SKETCH]


def _hash(kind: str, *parts: str) -> str:
    """A key of bounded length: addresses are longer than what an index takes."""
    return kind + blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()
