"""What is said beside a digest that somebody asked for."""

from collections.abc import Sequence

from bot.locale import _
from bot.messages.answers import sentence
from bot.messages.message import Message
from bot.models import Watch


def digest_sent_message() -> Message:
    """That all in the channel see the digest in a moment."""
    return sentence(_("The digest is on its way to the channel."))


def afterwards(watches: Sequence[Watch], *, is_older_known: bool) -> list[Message]:
    """What is worth knowing of a digest: that a watch rests, that older mentions are known."""
    said = [
        _("{name} is paused. /watch resume {name} listens again.", name=watch.name)
        for watch in watches
        if watch.paused
    ]
    if is_older_known:
        said.append(_("Older mentions are known: /watch now all shows them."))
    return [sentence(" ".join(said))] if said else []
