"""Mentions as they are heard for a watch."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from bot.alerts.posts import HeardPost, Known, heard_posts
from bot.analysis.allegiance import Brand
from bot.analysis.relevance import KnownName
from bot.analysis.understanding import Understanding, WatchContext, understand
from bot.models import Mention, Person, Watch
from bot.storage.hits import Hit
from tests.analysis.mentions import NOON, mention, spots
from tests.storage.samples import watch

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
BEGUN = NOON - timedelta(days=30)


def acme(**said: Any) -> Watch:
    """A watch of a brand that listens since a month."""
    return replace(watch(), **{"created_at": BEGUN, "since": BEGUN, **said})


def hit(of: Mention, *, after: timedelta = MINUTE, look_back: bool = False) -> Hit:
    """A mention, heard some time after it was written."""
    return Hit(
        workspace="T1",
        watch="w1",
        channel="C1",
        mention=of,
        matched_at=of.created_at + after,
        look_back=look_back,
    )


def said(text: str, ago: timedelta = MINUTE, **more: Any) -> Mention:
    """What somebody wrote in English, a while before noon."""
    return mention(text, **{"created_at": NOON - ago, "lang": "en", **more})


def read(mentions: Iterable[Mention], ordinary: bool = False) -> dict[str, Understanding]:
    """What is understood of them for Acme."""
    context = WatchContext(
        watch="w1",
        channel="C1",
        ours=spots("Acme"),
        others=lambda _: (),
        brands=(Brand("Acme", ("Acme",)),),
        name=KnownName(("Acme",), is_ordinary=ordinary),
    )
    return {each.id: understand(each, context) for each in mentions}


def heard(
    mentions: Sequence[Mention],
    story: str = "affair",
    before: Iterable[Person] | None = None,
    watch: Watch | None = None,
    **of_hit: Any,
) -> list[HeardPost]:
    """These mentions, all of one story, as the detectors see them."""
    known = Known(
        read(mentions),
        dict.fromkeys((each.id for each in mentions), story),
        None if before is None else set(before),
    )
    return heard_posts(watch or acme(), [hit(each, **of_hit) for each in mentions], known)


def until(posts: Iterable[HeardPost], at: datetime) -> list[HeardPost]:
    """Those that were written by then."""
    return [post for post in posts if post.mention.created_at <= at]
