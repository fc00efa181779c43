"""Feeds that people added: listed, added, removed."""

from bot.locale import _, _n
from bot.messages.answers import sentence
from bot.messages.blocks import escaped, line, rich, words
from bot.messages.message import Message
from bot.messages.paging import further, listing, paged
from bot.messages.wording import clipped
from bot.models import Channel, Feed
from bot.watches.results import FeedAdded

FEED_TITLE = 120
"""Characters of a feed's name in the list."""


def feed_messages(channel: Channel) -> list[Message]:
    """The feeds that people added to a channel."""
    if not channel.feeds:
        return [
            sentence(_("No feed is read here. Add one by its address, or its page's: /watch feed https://…"))
        ]
    rows = [feed_row(known) for known in channel.feeds]
    pages, left_out = paged(rows)
    opening = _n("{n} feed read here:", "{n} feeds read here:", len(rows))
    text = escaped(clipped("\n".join([opening, *rows]), 3_500))
    return [Message(text, (rich(line(words(opening)), listing(pages[0])),)), *further(pages[1:], left_out)]


def feed_row(known: Feed) -> str:
    """A feed as the list shows it."""
    return _("{name}: {said}", name=clipped(known.title, FEED_TITLE), said=clipped(known.url, 300))


def feed_names(known: Feed) -> tuple[str, str]:
    """How people may repeat a feed from the list: its row, and its name as that shows it."""
    return feed_row(known), clipped(known.title, FEED_TITLE)


def looking_message(host: str) -> Message:
    """That a feed is still looked for; `host` is whose server is asked."""
    return sentence(
        _(
            "Still looking for a feed at {host}; what comes of it is said here.",
            host=host or _("that address"),
        )
    )


def feed_added_message(added: FeedAdded) -> Message:
    """That a feed is read from now on, and how much in it speaks of what is watched."""
    return sentence(
        _n(
            "{feed} is read here from now on ({address}). It holds {n} entry; {speaking}",
            "{feed} is read here from now on ({address}). It holds {n} entries; {speaking}",
            added.entries,
            feed=added.feed.title,
            address=added.feed.url,
            speaking=_speaking(added.hits),
        )
    )


def _speaking(hits: int | None) -> str:
    if hits is None:
        return _("nothing is watched here yet.")
    if not hits:
        return _("none of them speaks of what is watched here.")
    return _n(
        "{n} of them speaks of what is watched here: /watch now all shows them.",
        "{n} of them speak of what is watched here: /watch now all shows them.",
        hits,
    )


def feed_removed_message(gone: Feed) -> Message:
    """That a feed is read no more."""
    return sentence(_("{feed} is no longer read here.", feed=gone.title))
