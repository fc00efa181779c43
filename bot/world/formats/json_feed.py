"""JSON Feed 1.1 (jsonfeed.org)."""

from collections.abc import Sequence

import msgspec

from bot.world.formats.markup import html, rfc3339
from bot.world.item import Place, Post
from bot.world.reply import Reply, digest

LATEST = 30
"""Items in a feed."""


def posts(place: Place, written: Sequence[Post]) -> Reply:
    """The blog's newest posts."""
    home = f"https://{place.host}"
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": place.name,
        "description": place.about,
        "home_page_url": f"{home}/",
        "feed_url": f"{home}{place.feed}",
        "language": place.lang,
        "items": [_item(post) for post in written[:LATEST]],
    }
    body = msgspec.json.format(msgspec.json.encode(feed), indent=2)
    return Reply(
        body=body,
        content_type="application/feed+json; charset=utf-8",
        etag=digest(body.decode()),
        changed=written[0].at if written else None,
    )


def _item(post: Post) -> dict[str, object]:
    item: dict[str, object] = {
        "id": post.url,
        "url": post.url,
        "title": post.title,
        "content_html": html(post.item.text),
        "date_published": rfc3339(post.at),
        "authors": [{"name": post.item.by}],
    }
    if post.item.link:
        item["external_url"] = post.item.link
    if post.item.tags:
        item["tags"] = list(post.item.tags)
    return item
