"""What a query would have found, before it is saved."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import regex

from bot.digests.quoted_story import QuotedStory
from bot.locale import _
from bot.messages.answers import sentence
from bot.messages.blocks import bullets, escaped, filled, line, link, quoted, rich, words
from bot.messages.layout import fitting
from bot.messages.message import Block, Message
from bot.messages.reach import reach_sentence
from bot.messages.stories import WORDLESS, quotation, story_blocks
from bot.messages.wording import clipped, listed, mentions_named, more
from bot.models import Watch
from bot.query import Query, hint
from bot.watches.results import Difference, Dropped, Edited, Previewed

SHOWN = 3
SAID = 4_000
"""Characters of a query read back."""
QUOTED = 200
CLAUSE = 200
"""Characters of a clause read back: there are ten and more in one message."""
_TERM = regex.compile(r"(?<![^\s(])\*(\S(?:.*?\S)??)\*(?=[\s,.;:)]|$)")


def edited_message(edited: Edited, typed: str) -> Message:
    """What a watch listens for from now on, and what it listened for until now."""
    name, said, before = edited.watch.name, edited.query.explain(), _explained(edited.before)
    undo = _("/watch undo takes this back.")
    remarks = " ".join(filter(None, (hint(typed), reach_sentence(edited.query, edited.reach), undo)))
    template = _("{name} listens from now on for {now}. Until now: {before}. {remarks}").rstrip()
    spoken = template.format(name=name, now=said, before=before, remarks=remarks).rstrip()
    parts = filled(template, name=name, now=[*read_back(said)], before=[*read_back(before)], remarks=remarks)
    return Message(escaped(clipped(spoken, 3_500)), (rich(line(*parts)),))


def _explained(query: Query) -> str:
    """A query in words, or as it is written where it can no longer be read."""
    return query.text if query.matches_nothing else query.explain()


def unedited_message(watch: Watch) -> Message:
    """What a watch listens for, and how that is changed."""
    return sentence(
        _(
            "{name} listens for: {query}\nTo change it, write what shall hold after the name: "
            "/watch edit {name} lang:fr -jus, or /watch edit {name} = (…)",
            name=watch.name,
            query=watch.query,
        )
    )


def unchanged_message(watch: Watch) -> Message:
    """That a watch listens for its new query already."""
    return sentence(
        _("Nothing changes: {name} listens for that already: {query}", name=watch.name, query=watch.query)
    )


def difference_message(found: Difference, now: datetime) -> Message:
    """What an edited watch keeps of the last seven days as before, what is new to it, and what it drops."""
    if not (found.kept or found.new or found.dropped):
        figures = _("Of the last seven days nothing is known that it kept before or keeps now.")
    else:
        figures = _(
            "Of the last seven days it keeps {kept} as before and {more}, and drops {dropped} that it kept "
            "before.",
            kept=mentions_named(found.kept),
            more=more(found.new),
            dropped=len(found.dropped),
        )
    remarks = _unheard(found.unheard)
    return _figures_shown([], "", figures, found.stories, found.dropped, remarks, now)


def _unheard(titles: Sequence[str]) -> str:
    return _("Not heard: {sources}.", sources=listed(titles)) if titles else ""


def read_back(said: str) -> Iterator[Block]:
    """A query, or a part of one, in words; its terms in bold."""
    at = 0
    for found in _TERM.finditer(said):
        yield words(said[at : found.start()])
        yield words(found[1], "bold")
        at = found.end()
    yield words(said[at:])


def preview_message(found: Previewed, typed: str, now: datetime) -> Message:
    """The query read back, what it would have kept and dropped of the last seven days."""
    said, dropped = found.query.explain(), found.dropped
    remarks = (hint(typed), reach_sentence(found.query, found.reach), _unheard(found.unheard))
    opening = [rich(line(*read_back(clipped(said, SAID))))]
    figures = _figures(found.kept, len(dropped), len(_by_clause(dropped)))
    shown = " ".join(filter(None, remarks))
    return _figures_shown(opening, said, figures, found.stories, dropped, shown, now)


def _figures_shown(
    opening: Sequence[Block],
    said: str,
    figures: str,
    told: Sequence[QuotedStory],
    dropped: Sequence[Dropped],
    remarks: str,
    now: datetime,
) -> Message:
    """Figures, some of the stories that are kept, and some of what is dropped, by the clause it fails."""
    clauses = _by_clause(dropped)
    first = [*opening, rich(line(words(figures, "bold")))]
    rows = [
        _refused_by(_("{n} dropped, not fitting “{clause}”"), clause, number)
        for clause, number in clauses.items()
    ]
    listed = [rich(bullets(rows))] if rows else []
    last = [rich(line(words(remarks, "italic")))] if remarks else []
    kept_shown = fitting([*first, *listed, *last], (story_blocks(each, now) for each in told[:SHOWN]))
    dropped_shown = fitting(
        [*first, *listed, *last, *kept_shown], ([_dropped(each)] for each in dropped[:SHOWN])
    )
    blocks = [*first, *kept_shown, *listed, *dropped_shown, *last]
    rows_told = [
        _("{n} dropped, not fitting “{clause}”", n=number, clause=clipped(clause, CLAUSE))
        for clause, number in clauses.items()
    ]
    quotes = [f"{quotation(each)} {each.lead.url}" for each in told[:SHOWN]]
    text = "\n".join(filter(None, [said, figures, *quotes, *rows_told, remarks]))
    return Message(escaped(clipped(text, 3_500)), tuple(blocks))


def _figures(kept: int, dropped: int, clauses: int) -> str:
    said = _(
        "Of the last seven days it would have kept {kept} and dropped {dropped}",
        kept=mentions_named(kept),
        dropped=dropped,
    )
    if clauses > 1:
        return _("{said}, each counted under the first part that it does not fit.", said=said)
    return f"{said}."


def _refused_by(sentence: str, clause: str, number: int = 1) -> Block:
    return line(*filled(sentence, n=f"{number:,}", clause=[*read_back(clipped(clause, CLAUSE))]))


def _by_clause(dropped: Sequence[Dropped]) -> Mapping[str, int]:
    numbers: dict[str, int] = {}
    for each in dropped:
        numbers[each.clause] = numbers.get(each.clause, 0) + 1
    return dict(sorted(numbers.items(), key=lambda pair: -pair[1])[:10])


def _dropped(each: Dropped) -> Block:
    mention = each.mention
    signed = " · ".join(part for part in (clipped(mention.author, 80), clipped(mention.place, 80)) if part)
    return rich(
        _refused_by(_("dropped, not fitting “{clause}”"), each.clause),
        quoted(words(clipped(each.quote, QUOTED) or _(WORDLESS))),
        line(words(f"{clipped(signed, 160)} · " if signed else ""), link(mention.url, _("read"))),
    )
