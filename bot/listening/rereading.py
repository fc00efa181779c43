"""What was read before and is read again: re-issued under another id, reworded, or gone.

1. A mention that comes under another id, with the fingerprint of one that is kept, is that one issued anew.
2. What is kept says what it says now; what its watch no longer finds in it, and was not told, is forgotten.
3. What a list no longer shows, though newer and older entries stand, is gone, unless another list shows it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.analysis.language import with_language
from bot.listening.lists import Change, changed, entries_of, wording
from bot.listening.reissues import WITHIN, Reissued, issued_at, recognised
from bot.listening.request_runner import Fetched
from bot.models import Mention
from bot.query import LiveIndex
from bot.sources.source import Source
from bot.storage.archive import Archive
from bot.storage.listings import Listing, Listings
from bot.storage.mentions import MentionRows
from bot.storage.reissues import Reissues
from bot.storage.types import indexable

_SELDOM = timedelta(hours=1)


class Amended(msgspec.Struct, frozen=True):
    """The ids of mentions that are reworded or gone, and what the list holds now that was read, if other than
    before: kept once it is recorded that the list was read, so that a kill in between sees the change again.
    """

    mentions: frozenset[str] = frozenset()
    listing: Listing | None = None


class Rereading:
    """Recognises what is kept, and lets it say what it says now. Blocks: it asks the archive."""

    def __init__(
        self,
        archive: Archive,
        mentions: MentionRows,
        reissues: Reissues,
        listings: Listings,
        index: LiveIndex,
    ) -> None:
        self._archive = archive
        self._mentions = mentions
        self._reissues = reissues
        self._listings = listings
        self._index = index

    def recognised(
        self, source: Source, fetched: Fetched, wanted: Sequence[Mention], now: datetime
    ) -> dict[str, Reissued]:
        """By its id, each of the wanted mentions that was kept before under another id."""
        known = self._mentions.known(mention.id for mention in wanted)
        new = [mention for mention in wanted if mention.id not in known]
        if not new:
            return {}
        read = {
            mention.id: mention for mention in map(indexable, (*(fetched.listed or ()), *fetched.mentions))
        }
        prints = {id_: source.fingerprint(mention) for id_, mention in read.items()}
        issued = self._reissues.issued(source.name, {prints[each.id].text for each in new}, now - 2 * WITHIN)
        found = recognised(read.values(), new, prints, issued, now)
        for reissued in found.values():
            self._note(reissued, issued_at(reissued.now, now), now)
        return found

    def _note(self, reissued: Reissued, at: datetime, now: datetime) -> None:
        """Keep the date of the latest issue, not more often than is needed."""
        if at - issued_at(reissued.kept, now) > _SELDOM:
            self._reissues.reissue(reissued.kept.id, at)

    def amend(self, fetched: Fetched, known: Mapping[str, Reissued]) -> Amended:
        """Let what is kept say what it says now, and forget what is gone."""
        change, listing, now_says = self._change(fetched, known)
        again = {each.kept.id for each in known.values() if each.reworded}
        concerned = change.reworded | again | change.gone
        if not concerned:
            return Amended(listing=listing)
        kept = self._mentions.stored(concerned)
        gone = self._gone(fetched, change, kept)
        reworded = {
            id_
            for id_ in (change.reworded | again) & kept.keys() & now_says.keys()
            if self._reword(kept[id_], now_says[id_])
        }
        return Amended(frozenset(reworded | gone), listing)

    def _change(
        self, fetched: Fetched, known: Mapping[str, Reissued]
    ) -> tuple[Change, Listing | None, Mapping[str, Mention]]:
        """How the list that was read changed, what it holds if that is something else, and what each mention
        says now, by the id it is kept under.
        """
        request = fetched.request
        listed = [indexable(each) for each in fetched.listed or ()]
        read = {each.id: each for each in (*listed, *map(indexable, fetched.mentions))}
        now_says = {_kept_id(id_, known): mention for id_, mention in read.items()}
        if fetched.failure or (fetched.listed is None and (fetched.mentions or fetched.first)):
            return Change(), None, now_says
        before = self._listings.get(request.source, request.key)
        if fetched.listed is not None:
            named = [msgspec.structs.replace(each, id=_kept_id(each.id, known)) for each in listed]
            entries = entries_of(named)
        elif before.missing:
            entries = tuple(entry for entry in before.entries if entry.id not in before.missing)
        else:
            return Change(), None, now_says
        change = changed(before, entries)
        return change, change.listing if change.listing != before else None, now_says

    def _gone(self, fetched: Fetched, change: Change, kept: Mapping[str, Mention]) -> set[str]:
        """Those that were erased: kept by this source, and in none of its other lists."""
        request = fetched.request
        gone = {id_ for id_ in change.gone & kept.keys() if kept[id_].source == request.source}
        if gone:
            gone -= self._listings.elsewhere(request.source, request.key, gone)
        return {id_ for id_ in gone if self._archive.remove(id_)}

    def _reword(self, kept: Mention, now: Mention) -> bool:
        """Whether a mention says something else now; what its watch no longer finds in it is not told."""
        if wording(kept) == wording(now) or kept.source != now.source:
            return False
        said = with_language(msgspec.structs.replace(now, id=kept.id))
        lost = set(self._index.matches(kept)) - set(self._index.matches(said))
        return self._archive.reword(said, lost)


def _kept_id(id_: str, known: Mapping[str, Reissued]) -> str:
    return known[id_].kept.id if id_ in known else id_
