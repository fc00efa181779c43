"""What was read before and is read again: re-issued under another id, reworded, or gone."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.analysis.language import with_language
from bot.listening.fitting import fit
from bot.listening.lists import Change, changed, entries_of, wording
from bot.listening.reissues import WITHIN, Reissued, issued_at, recognised
from bot.listening.request_runner import Fetched
from bot.models import Mention
from bot.query import LiveIndex
from bot.sources.source import Source
from bot.storage.archive import Archive
from bot.storage.listings import Listings

_SELDOM = timedelta(hours=1)


class Rereading:
    """Recognises what is kept, and lets it say what it says now. Blocks: it asks the archive."""

    def __init__(self, archive: Archive, listings: Listings, index: LiveIndex) -> None:
        self._archive = archive
        self._listings = listings
        self._index = index

    def recognised(
        self, source: Source, asked: Fetched, wanted: Sequence[Mention], now: datetime
    ) -> dict[str, Reissued]:
        """By its id, each of the wanted mentions that was kept before under another id."""
        known = self._archive.known(mention.id for mention in wanted)
        new = [mention for mention in wanted if mention.id not in known]
        if not new:
            return {}
        read = {mention.id: mention for mention in map(fit, (*(asked.listed or ()), *asked.mentions))}
        prints = {id_: source.fingerprint(mention) for id_, mention in read.items()}
        issued = self._archive.issued(source.name, {prints[each.id].text for each in new}, now - 2 * WITHIN)
        found = recognised(read.values(), new, prints, issued, now)
        for reissued in found.values():
            self._note(reissued, issued_at(reissued.now, now), now)
        return found

    def _note(self, reissued: Reissued, at: datetime, now: datetime) -> None:
        """Keep the date of the latest issue, not more often than is needed."""
        if at - issued_at(reissued.kept, now) > _SELDOM:
            self._archive.reissue(reissued.kept.id, at)

    def amended(self, asked: Fetched, known: Mapping[str, Reissued]) -> frozenset[str]:
        """Let what is kept say what it says now, and forget what is gone; the ids of what changed so."""
        change, now_says = self._change(asked, known)
        again = {each.kept.id for each in known.values() if each.reworded}
        concerned = change.reworded | again | change.gone
        if not concerned:
            return frozenset()
        kept = self._archive.stored(concerned)
        gone = self._gone(asked, change, kept)
        reworded = {
            id_
            for id_ in (change.reworded | again) & kept.keys() & now_says.keys()
            if self._reword(kept[id_], now_says[id_])
        }
        return frozenset(reworded | gone)

    def _change(self, asked: Fetched, known: Mapping[str, Reissued]) -> tuple[Change, Mapping[str, Mention]]:
        """How the list that was read changed, and what each mention says now, by the id it is kept under."""
        question = asked.question
        listed = [fit(each) for each in asked.listed or ()]
        read = {each.id: each for each in (*listed, *map(fit, asked.mentions))}
        now_says = {_kept_id(id_, known): mention for id_, mention in read.items()}
        if asked.failure or (asked.listed is None and (asked.mentions or asked.first)):
            return Change(), now_says
        before = self._listings.get(question.source, question.key)
        if asked.listed is not None:
            named = [msgspec.structs.replace(each, id=_kept_id(each.id, known)) for each in listed]
            entries = entries_of(named)
        elif before.missing:
            entries = tuple(entry for entry in before.entries if entry.id not in before.missing)
        else:
            return Change(before), now_says
        change = changed(before, entries)
        if change.listing != before:
            self._listings.put(question.source, question.key, change.listing)
        return change, now_says

    def _gone(self, asked: Fetched, change: Change, kept: Mapping[str, Mention]) -> set[str]:
        """Those that were erased: kept by this source, and in none of its other lists."""
        question = asked.question
        gone = {id_ for id_ in change.gone & kept.keys() if kept[id_].source == question.source}
        if gone:
            gone -= self._listings.elsewhere(question.source, question.key, gone)
        return {id_ for id_ in gone if self._archive.remove(id_)}

    def _reword(self, kept: Mention, now: Mention) -> bool:
        """Whether a mention says something else now; what its watch no longer finds in it is not told."""
        if wording(kept) == wording(now) or kept.source != now.source:
            return False
        said = with_language(msgspec.structs.replace(now, id=kept.id))
        lost = set(self._index.matches(kept)) - set(self._index.matches(said))
        self._archive.reword(said)
        if lost:
            self._archive.unmatch(kept.id, lost)
        return True


def _kept_id(id_: str, known: Mapping[str, Reissued]) -> str:
    return known[id_].kept.id if id_ in known else id_
