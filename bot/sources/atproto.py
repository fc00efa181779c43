"""Posts of the AT Protocol, which Bluesky is built on, as mentions."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.addresses import normalised, web_address
from bot.decoding import instant, mappings, settled, string, tongue, under
from bot.html import clean, line
from bot.models import Mention, MentionKind
from bot.sources.post_parts import page_card, with_hashtags

PLACE = "Bluesky"
"""Where posts stand, however they were heard of."""

_POSTS = "app.bsky.feed.post"
_HIDDEN = ("!no-unauthenticated", "!hide", "!takedown", "!suspend", "porn", "sexual")
_LINKS = 20
_CARDS: tuple[tuple[str, ...], ...] = ((), ("media",))
"""Where in what a post embeds the card of a page may be: by itself, or beside a post that it quotes."""
_HANDLE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*", re.ASCII)


def mention_of(
    uri: str, record: Mapping[str, Any], *, source: str, author: str, seen: datetime | None, now: datetime
) -> Mention | None:
    """A post as a mention; None for a record that is no post, or shows neither words nor the card of a page.

    `uri` is its at-uri with the author's DID, and its identity. `seen` is when a server first saw it:
    `createdAt` is whatever its writer's program says, and believed only where it is earlier.
    """
    did, _, rest = uri.removeprefix("at://").partition("/")
    collection, _, key = rest.partition("/")
    text = with_hashtags(clean(string(record, "text")), tags_of(record))
    card = card_of(record)
    if not uri.startswith("at://did:") or collection != _POSTS or not key or not (text or card):
        return None
    written = [date for date in (instant(record.get("createdAt")), seen) if date is not None]
    created_at, dated = settled(min(written, default=None), now)
    above = [line(string(record, "reply", which, "uri")) for which in ("parent", "root")]
    answers = tuple(dict.fromkeys(uri for uri in above if uri))
    return Mention(
        id=line(uri),
        source=source,
        kind=MentionKind.COMMENT if answers else MentionKind.POST,
        url=web_address(f"https://bsky.app/profile/{did}/post/{key}"),
        text=text,
        card=card,
        author=line(author),
        place=PLACE,
        created_at=created_at,
        dated=dated,
        lang=language_of(record),
        thread=answers[-1] if answers else "",
        answers=answers,
        links=links_of(record),
    )


def author_of(uri: str) -> str:
    """The DID in an at-uri."""
    return uri.removeprefix("at://").partition("/")[0]


def handle_of(name: str) -> str:
    """The handle that a name stands for: without a domain it is one of Bluesky's own; empty if it is none."""
    handle = name.strip().lstrip("@").lower()
    whole = handle if "." in handle else f"{handle}.bsky.social"
    return whole if _HANDLE.fullmatch(whole) else ""


def language_of(record: Mapping[str, Any]) -> str:
    """The language a post says it is in, as ISO 639-1; empty for none, or for several."""
    given = record.get("langs")
    tongues = set(map(tongue, given)) - {""} if isinstance(given, list) else set()
    return tongues.pop() if len(tongues) == 1 else ""


def is_hidden(labelled: object) -> bool:
    """Whether the labels of a record, a post or an account keep it from everybody, or name it adult content.

    Labels come as a list, or as `values` of the record's own; one that was taken back is `neg`.
    """
    labels = [*mappings(labelled, "labels"), *mappings(labelled, "labels", "values")]
    return any(label.get("val") in _HIDDEN and label.get("neg") is not True for label in labels)


def links_of(record: Mapping[str, Any]) -> tuple[str, ...]:
    """The pages a post points to: they are beside the text, which shows them cut."""
    return tuple(dict.fromkeys(_links(record)))[:_LINKS]


def tags_of(record: Mapping[str, Any]) -> list[str]:
    """The hashtags beside the words of a post."""
    tags = record.get("tags")
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []


def card_of(record: Mapping[str, Any]) -> str:
    """The title and description of the page that a post shows; empty where it shows none."""
    shown = (under(record, "embed", *path, "external") for path in _CARDS)
    cards = (page_card(*(string(each, part) for part in ("uri", "title", "description"))) for each in shown)
    return next(filter(None, cards), "")


def _links(record: Mapping[str, Any]) -> Iterator[str]:
    found = [
        string(feature, "uri")
        for facet in mappings(record, "facets")
        for feature in mappings(facet, "features")
        if feature.get("$type") == "app.bsky.richtext.facet#link"
    ]
    found += [string(record, "embed", *path, "external", "uri") for path in _CARDS]
    for address in found:
        link = normalised(web_address(address))
        if link:
            yield link
