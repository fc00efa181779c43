"""Web pages: a site's front page, its articles, and the page for what it has not."""

from collections.abc import Sequence
from html import escape

from bot.world.formats.markup import html
from bot.world.item import Place, Post
from bot.world.reply import Reply

TYPES = {"json_feed": "application/feed+json", "atom": "application/atom+xml"}
"""Media types of feeds that are not RSS, by format."""


def front(places: Sequence[Place], written: Sequence[Post]) -> Reply:
    """The front page of a site; its head names the feeds."""
    listed = "\n".join(f'<li><a href="{escape(post.url)}">{escape(post.title)}</a></li>' for post in written)
    return _page(places, places[0].name, f"<p>{escape(places[0].about)}</p>\n<ul>\n{listed}\n</ul>")


def article(places: Sequence[Place], written: Sequence[Post]) -> Reply:
    """One article or discussion, with all that stands on its page, oldest first."""
    return _page(places, written[0].title, "\n".join(_said(post) for post in written))


def missing(host: str) -> Reply:
    """What a site answers when it has no such page."""
    body = f"<!doctype html>\n<html><head><title>404</title></head><body>{escape(host)}: 404</body></html>"
    return Reply(body=body.encode(), content_type="text/html; charset=utf-8", status=404)


def _said(post: Post) -> str:
    return (
        f'<article id="{post.item.id}">\n<h2>{escape(post.item.by)}</h2>\n{html(post.item.text)}\n</article>'
    )


def _page(places: Sequence[Place], title: str, content: str) -> Reply:
    links = "\n".join(
        f'<link rel="alternate" type="{TYPES.get(place.format, "application/rss+xml")}"'
        f' title="{escape(place.name)}" href="{escape(place.feed)}">'
        for place in places
    )
    body = f"""<!doctype html>
<html lang="{places[0].lang}">
<head>
<meta charset="utf-8">
<title>{escape(title)}</title>
{links}
</head>
<body>
<h1>{escape(title)}</h1>
{content}
</body>
</html>
"""
    return Reply(body=body.encode(), content_type="text/html; charset=utf-8")
