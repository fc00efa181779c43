"""What was taken over from another channel."""

from collections.abc import Sequence

from bot.locale import _, _n
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.messages.wording import shortened
from bot.watches.results import Copied

NAMED = 20
"""Names repeated in one sentence."""


def copied_message(copied: Copied) -> Message:
    """Which watches were taken over, and what else is set as there."""
    said = [_taken_over(copied.source, [watch.name for watch in copied.added])]
    if copied.known:
        said.append(
            _n(
                "{n} watch of that name stood here already.",
                "{n} watches of that name stood here already.",
                copied.known,
            )
        )
    said += [
        _n("{n} feed here now.", "{n} feeds here now.", len(copied.channel.feeds)),
        _(
            "The digest and the sources are set as there. /watch list, /watch feed and /watch sources "
            "show it."
        ),
    ]
    return sentence(" ".join(said))


def _taken_over(channel: str, names: Sequence[str]) -> str:
    number = _n("{n} watch", "{n} watches", len(names))
    if not names:
        return _("Taken over from {channel}: {number}.", channel=channel, number=number)
    taken = shortened(names, NAMED)
    return _("Taken over from {channel}: {number}: {names}.", channel=channel, number=number, names=taken)
