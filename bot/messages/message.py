"""One message: blocks for the eye, and a full text for phones and screen readers."""

import re
from typing import Any

import msgspec

Block = dict[str, Any]
"""A block or an element of one, in Slack's own JSON."""


LONGEST_TEXT = 3_900
"""Characters of a text; Slack's clients split what is longer than about 4,000."""
_CUT_ENTITY = re.compile(r"&\w*$")


class Message(msgspec.Struct, frozen=True):
    """`text` is a summary complete in itself, safe to show where markup is read; `blocks` the whole.

    `mentions` are the ids of those that it tells or quotes. What `is_broadcast` stands in a thread and is
    shown in its channel, too.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    mentions: frozenset[str] = frozenset()
    is_broadcast: bool = False

    def payload(self) -> dict[str, Any]:
        """The arguments of `chat.postMessage` that say it, unfurling off."""
        broadcast = {"reply_broadcast": True} if self.is_broadcast else {}
        return broadcast | {
            "text": cut(self.text),
            "blocks": list(self.blocks),
            "unfurl_links": False,
            "unfurl_media": False,
        }


def cut(text: str, longest: int = LONGEST_TEXT) -> str:
    """An escaped text, no longer than is read, no entity torn."""
    if len(text) <= longest:
        return text
    return _CUT_ENTITY.sub("", text[: longest - 1]) + "…"
