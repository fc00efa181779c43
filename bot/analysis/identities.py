"""Which authors are one person.

1. One name in one place is one person, however it is capitalised or accented: who comments on a site under
   an article in its author's name is its author, since both are called by the names of that site.
2. Two places are one person only by their own link ("my blog: …", to a page that its author signed), or
   because somebody of the channel said so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from bot.addresses import discussion
from bot.analysis.language import LISTED
from bot.analysis.lexicon import Lexicon, word_lists
from bot.analysis.likeness import Groups
from bot.analysis.own_words import own_words
from bot.analysis.people import person
from bot.analysis.tokens import tokens
from bot.models import Mention, Person
from bot.text import fold

_MINE: Final = {lang: Lexicon({"mine": word_lists(lang, "allegiance").get("mine", [])}) for lang in LISTED}


def identities(
    mentions: Sequence[Mention], same: Iterable[tuple[Person, Person]] = ()
) -> Mapping[Person, Person]:
    """The person under whom each author is counted, the first heard of; `same` are pairs people named."""
    ordered = sorted(mentions, key=lambda mention: mention.created_at)
    known = list(dict.fromkeys(who for mention in ordered if (who := person(mention))))
    known += [who for pair in same for who in pair if who not in known]
    rank = {who: i for i, who in enumerate(known)}
    pairs = [*same, *_one_name(ordered), *_own_links(ordered)]
    groups = Groups(len(known), ((rank[one], rank[other]) for one, other in pairs))
    return {who: known[groups.find(i)] for i, who in enumerate(known)}


def _one_name(mentions: Iterable[Mention]) -> Iterator[tuple[Person, Person]]:
    """Pairs of one name in one place."""
    first: dict[Person, Person] = {}
    for mention in mentions:
        if who := person(mention):
            yield first.setdefault((who[0], fold(who[1])), who), who


def _own_links(mentions: Sequence[Mention]) -> Iterator[tuple[Person, Person]]:
    """Pairs of who says "my article" and who signed the page that they point to."""
    linking = [mention for mention in mentions if mention.links and mention.author]
    if not linking:
        return
    signed = {discussion(mention.url): who for mention in mentions if (who := person(mention))}
    for mention in linking:
        who = person(mention)
        others = {signed.get(discussion(link)) for link in mention.links} - {None, who}
        if who and others and _says_mine(mention):
            yield from ((other, who) for other in others if other)


def _says_mine(mention: Mention) -> bool:
    lexicon = _MINE.get(mention.lang)
    text = own_words(f"{mention.title}\n{mention.text}")
    return bool(lexicon and lexicon.find(tokens(text)))
