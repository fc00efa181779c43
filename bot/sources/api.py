"""What a source of one's own is made of: the published interface, whatever moves inside Veille.

`API` is its version, which a source says it was written for. What is not here is not published.
"""

from typing import Final

from bot.addresses import anchored, normalised, web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.clock import Clock
from bot.decoding import (
    converted,
    decode_items,
    decode_json,
    instant,
    mappings,
    moment,
    settled,
    string,
    told,
    tongue,
    under,
    written_after,
)
from bot.errors import (
    AuthFailure,
    BlockedFailure,
    ChangedFailure,
    GoneFailure,
    RateFailure,
    SourceFailure,
    TemporaryFailure,
)
from bot.feeds import Entry, Feed, read_feed
from bot.fetching.fetch import Fetch, HttpRequest
from bot.html import clean, hrefs, line, plain
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.pager import Pager
from bot.sources.search_terms import bare, joined, quoted, tagged
from bot.sources.setting_values import gaps_of, host, listed, site, understood
from bot.sources.source import (
    Ask,
    Budget,
    Fingerprint,
    Listed,
    Page,
    Pages,
    Setting,
    Source,
    SourceRequest,
    press_fingerprint,
)

API: Final = 2

__all__ = [
    "API",
    "Answer",
    "Ask",
    "AuthFailure",
    "BlockedFailure",
    "Budget",
    "ChangedFailure",
    "Clock",
    "Entry",
    "Feed",
    "Fetch",
    "Fingerprint",
    "GoneFailure",
    "HttpRequest",
    "Listed",
    "Mention",
    "MentionKind",
    "Needle",
    "Page",
    "Pager",
    "Pages",
    "RateFailure",
    "Setting",
    "Source",
    "SourceFailure",
    "SourceRequest",
    "TemporaryFailure",
    "anchored",
    "bare",
    "clean",
    "converted",
    "decode_items",
    "decode_json",
    "gaps_of",
    "host",
    "hrefs",
    "instant",
    "joined",
    "line",
    "listed",
    "mappings",
    "moment",
    "normalised",
    "plain",
    "press_fingerprint",
    "quoted",
    "read_feed",
    "settled",
    "site",
    "string",
    "tagged",
    "told",
    "tongue",
    "under",
    "understood",
    "unreadable",
    "web_address",
    "written_after",
]
