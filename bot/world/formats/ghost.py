"""RSS 2.0 as Ghost writes it: on one line, with a weak entity tag and no Last-Modified."""

from collections.abc import Sequence
from html import escape

from bot.world.formats.markup import cdata, gmt, html
from bot.world.item import Place, Post
from bot.world.reply import Reply, digest

LATEST = 15
"""Posts in a Ghost feed."""


def posts(place: Place, written: Sequence[Post]) -> Reply:
    """The blog's newest posts."""
    home = f"https://{place.host}/"
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:atom="http://www.w3.org/2005/Atom" version="2.0"'
        ' xmlns:media="http://search.yahoo.com/mrss/"><channel>'
        f"<title>{cdata(place.name)}</title><description>{cdata(place.about)}</description>"
        f"<link>{home}</link><generator>Ghost 6.65</generator>"
        f"<lastBuildDate>{gmt(written[0].at) if written else ''}</lastBuildDate>"
        f'<atom:link href="https://{place.host}{place.feed}" rel="self" type="application/rss+xml"/>'
        f"<ttl>60</ttl>{''.join(_item(post) for post in written[:LATEST])}</channel></rss>"
    )
    return Reply(
        body=body.encode(), content_type="application/rss+xml; charset=utf-8", etag=digest(body, weak=True)
    )


def _item(post: Post) -> str:
    tags = "".join(f"<category>{cdata(tag)}</category>" for tag in post.item.tags)
    lead = post.item.text.split("\n\n")[0]
    return (
        f"<item><title>{cdata(escape(post.title, quote=False))}</title>"
        f"<description>{cdata(escape(lead, quote=False))}</description><link>{escape(post.url)}</link>"
        f'<guid isPermaLink="false">{digest(post.item.id)[1:25]}</guid>{tags}'
        f"<dc:creator>{cdata(post.item.by)}</dc:creator><pubDate>{gmt(post.at)}</pubDate>"
        f"<content:encoded>{cdata(html(post.item.text))}</content:encoded></item>"
    )
