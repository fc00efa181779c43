"""What a thread says of its posts: words of our products in one, and what those that hold the name are about.

What was read of one mention alone does not know its thread, which goes on: it is read together with what else
is read at that time.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from bot.addresses import discussion
from bot.analysis.relevance import about_alone, in_thread, product_words
from bot.analysis.understanding import Understanding
from bot.models import Mention


class _Said(msgspec.Struct, frozen=True):
    """What one post says for the others of its thread."""

    words: tuple[str, ...]
    about: Mapping[bool, str]


def with_threads(mentions: Sequence[Mention], read: Mapping[str, Understanding]) -> dict[str, Understanding]:
    """What was understood of mentions, those that are not surely about us with what their thread says."""
    said: dict[str, dict[str, _Said]] = defaultdict(dict)
    for mention in mentions:
        found = read[mention.id].relevance
        its = _Said(product_words(found), about_alone(found))
        if its.words or its.about:
            said[_thread(mention)][mention.id] = its
    return {mention.id: _in_thread(mention, read[mention.id], said) for mention in mentions}


def _in_thread(
    mention: Mention, found: Understanding, said: Mapping[str, Mapping[str, _Said]]
) -> Understanding:
    if found.relevance.value or not said:
        return found
    others = [its for id_, its in said.get(_thread(mention), {}).items() if id_ != mention.id]
    words = list(dict.fromkeys(word for its in others for word in its.words))
    about = {value: word for its in others for value, word in its.about.items()}
    relevance = in_thread(found.relevance, words, about)
    return found if relevance is found.relevance else msgspec.structs.replace(found, relevance=relevance)


def _thread(mention: Mention) -> str:
    return discussion(mention.thread or mention.url) or mention.id
