"""One message: blocks for the eye, and a full text for phones and screen readers."""

from typing import Any

import msgspec

Block = dict[str, Any]
"""A block or an element of one, in Slack's own JSON."""


class Message(msgspec.Struct, frozen=True):
    """`text` is a summary complete in itself, safe to show where markup is read; `blocks` the whole."""

    text: str
    blocks: tuple[Block, ...] = ()

    def payload(self) -> dict[str, Any]:
        """The arguments of `chat.postMessage` that say it, unfurling off."""
        return {
            "text": self.text,
            "blocks": list(self.blocks),
            "unfurl_links": False,
            "unfurl_media": False,
        }
