"""One answer to one feed, by what the body is and not by what the headers call it."""

import msgspec

from bot.answer import Answer
from bot.bodies import host_of, is_cut, is_html, unreadable
from bot.decoding import decode_json
from bot.errors import ChangedFailure
from bot.feeds.encoding import decoded
from bot.feeds.feed import Feed
from bot.feeds.hostile_documents import DangerousFeed
from bot.feeds.json import read_json
from bot.feeds.xml import read_xml


def read_feed(answer: Answer) -> Feed:
    """The feed in an answer. Blocks. Raises `ChangedFailure` or `BlockedFailure` if there is none."""
    content_type = answer.headers.get("content-type", "")
    feed = None
    start = answer.body[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    if start[:1] in (b"{", b"["):
        text = decoded(answer.body, content_type).encode("utf-8", "surrogatepass")
        feed = read_json(decode_json(msgspec.structs.replace(answer, body=text), "a feed"))
    elif start and not is_html(answer):
        try:
            feed = read_xml(answer.body, content_type)
        except DangerousFeed as error:
            raise ChangedFailure(
                "{host} sent a document made to overwhelm its readers; it was not read.",
                answer=answer,
                host=host_of(answer.url),
            ) from error
    if feed is None or (not feed.entries and is_cut(answer)):
        raise unreadable(answer, "a feed")
    return feed
