"""When the sources were read, and which could not be."""

from datetime import datetime
from typing import Final

from bot.digests.coverage import Coverage
from bot.locale import _, _n
from bot.messages.wording import clipped, lately, more

UNREAD_NAMED: Final = 8
REASON: Final = 300


def coverage_lines(
    coverage: Coverage, zone: str, now: datetime, named: int = UNREAD_NAMED, reason: int = REASON
) -> list[str]:
    """When the sources were read, and which could not be: so many by name, each with so long a reason."""
    rows = [_("No source was read yet.")]
    if coverage.looked_at:
        last = lately(coverage.looked_at, zone, now)
        rows = [
            _n(
                "Last looked at {last}, {n} source well.",
                "Last looked at {last}, {n} sources well.",
                coverage.well,
                last=last,
            )
        ]
    rows += [
        _(
            "Not heard: {name}: {reason}",
            name=clipped(missing.name, 80),
            reason=clipped(missing.reason, reason),
        )
        for missing in coverage.unread[:named]
    ]
    if others := coverage.unread[named:]:
        rows.append(_("Not heard either: {more}; /watch status names them.", more=more(len(others))))
    return rows


def coverage_in_short(coverage: Coverage, zone: str, now: datetime) -> str:
    """The same in a few lines, for a page."""
    return "\n".join(coverage_lines(coverage, zone, now, named=3, reason=90))
