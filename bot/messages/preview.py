"""What a query would have found, before it is saved."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec
import regex

from bot.digests.digest import QuotedStory
from bot.locale import _
from bot.messages.blocks import bullets, escaped, filled, line, link, quoted, rich, words
from bot.messages.digest import fitting
from bot.messages.message import Block, Message
from bot.messages.stories import WORDLESS, quotation, story_blocks
from bot.messages.wording import clipped, mentions_named, more
from bot.models import Mention

SHOWN = 3
SAID = 4_000
"""Characters of a query read back."""
QUOTED = 200
CLAUSE = 200
"""Characters of a clause read back: there are ten and more in one message."""
_TERM = regex.compile(r"(?<![^\s(])\*(\S(?:.*?\S)??)\*(?=[\s,.;:)]|$)")


class Dropped(msgspec.Struct, frozen=True):
    """A mention that a query would not have kept, the first clause it fails, and where that shows."""

    mention: Mention
    clause: str
    quote: str


def edited_message(name: str, before: str, said: str, remarks: str) -> Message:
    """What a watch listens for from now on, and what it listened for until now."""
    sentence = _("{name} listens from now on for {now}. Until now: {before}. {remarks}").rstrip()
    spoken = sentence.format(name=name, now=said, before=before, remarks=remarks).rstrip()
    parts = filled(sentence, name=name, now=[*read_back(said)], before=[*read_back(before)], remarks=remarks)
    return Message(escaped(clipped(spoken, 3_500)), (rich(line(*parts)),))


def difference_message(
    kept: int,
    new: int,
    told: Sequence[QuotedStory],
    dropped: Sequence[Dropped],
    remarks: str,
    now: datetime,
) -> Message:
    """What an edited watch keeps of the last seven days as before, what is new to it, and what it drops."""
    if not (kept or new or dropped):
        figures = _("Of the last seven days nothing is known that it kept before or keeps now.")
    else:
        figures = _(
            "Of the last seven days it keeps {kept} as before and {more}, and drops {dropped} that it kept "
            "before.",
            kept=mentions_named(kept),
            more=more(new),
            dropped=len(dropped),
        )
    return _figures_shown([], "", figures, told, dropped, remarks, now)


def read_back(said: str) -> Iterator[Block]:
    """A query, or a part of one, in words; its terms in bold."""
    at = 0
    for found in _TERM.finditer(said):
        yield words(said[at : found.start()])
        yield words(found[1], "bold")
        at = found.end()
    yield words(said[at:])


def preview_message(
    said: str, kept: int, told: Sequence[QuotedStory], dropped: Sequence[Dropped], remarks: str, now: datetime
) -> Message:
    """The query read back, what it would have kept and dropped of the last seven days."""
    opening = [rich(line(*read_back(clipped(said, SAID))))]
    figures = _figures(kept, len(dropped), len(_by_clause(dropped)))
    return _figures_shown(opening, said, figures, told, dropped, remarks, now)


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
