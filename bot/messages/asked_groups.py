"""What to read, who waits, who turned: as the page tells it, of a time that somebody asks about."""

from collections.abc import Sequence
from typing import Final

from bot.digests.digest import Digest
from bot.locale import _
from bot.messages.blocks import line, note, rich, words
from bot.messages.digest_stories import Shown
from bot.messages.findings import reading_group, turned_group, unanswered_group
from bot.messages.layout import Group
from bot.messages.message import LONGEST_TEXT, Message, cut
from bot.messages.readable import readable
from bot.messages.wording import clipped, shortened

MOST: Final = 10
"""People named at most."""
NAMES: Final = 400


def reading_message(digest: Digest, names: Sequence[str], label: str) -> Message:
    """What is worth reading whole."""
    nothing = _("Nothing of {names} {span} is long enough to be read whole.", names=_shown(names), span=label)
    return _told(reading_group(digest), nothing, names, label)


def unanswered_message(digest: Digest, names: Sequence[str], label: str, shown: Shown) -> Message:
    """What nobody of the team has answered."""
    nothing = _("Nobody waits for an answer about {names} {span}.", names=_shown(names), span=label)
    return _told(unanswered_group(digest, shown, MOST), nothing, names, label)


def turned_message(digest: Digest, names: Sequence[str], label: str, shown: Shown) -> Message:
    """Who turned."""
    nothing = _(
        "Nobody has turned about {names} {span}, as far as their words show.", names=_shown(names), span=label
    )
    return _told(turned_group(digest, shown, MOST), nothing, names, label)


def _told(group: Group | None, nothing: str, names: Sequence[str], label: str) -> Message:
    if group is None:
        blocks = [rich(line(words(nothing)))]
        return Message(readable(blocks), tuple(blocks))
    blocks = [*group.blocks, note(_("Of {names} {span}.", names=_shown(names), span=label))]
    return Message(cut(readable(blocks), LONGEST_TEXT), tuple(blocks), group.mentions)


def _shown(names: Sequence[str]) -> str:
    return clipped(shortened(names, MOST), NAMES)
