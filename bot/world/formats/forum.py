"""RSS 2.0 as forums write it: the newest posts of all discussions."""

from collections.abc import Sequence
from html import escape

from bot.world.formats.markup import cdata, gmt, html, rfc822
from bot.world.item import Place, Post
from bot.world.reply import Reply, digest

LATEST = 100
"""Posts in a feed."""


def classic(place: Place, written: Sequence[Post]) -> Reply:
    """As older boards write it: answers are titled `Re:`, one address a discussion, one anchor a post."""
    changed = written[0].at if written else None
    body = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
	<channel>
		<atom:link href="https://{place.host}{place.feed}" rel="self" type="application/rss+xml" />
		<title>{cdata(place.name)}</title>
		<link>https://{place.host}/</link>
		<description>{cdata(place.about)}</description>
		<lastBuildDate>{rfc822(changed) if changed else ""}</lastBuildDate>
		<generator>phpBB</generator>
{"".join(_classic_item(post) for post in written[:LATEST])}	</channel>
</rss>
"""
    return Reply(
        body=body.encode(), content_type="text/xml; charset=utf-8", etag=digest(body), changed=changed
    )


def _classic_item(post: Post) -> str:
    title = post.title if post.number == 1 else f"Re: {post.title}"
    return f"""		<item>
			<title>{cdata(escape(title, quote=False))}</title>
			<link>{escape(post.url)}</link>
			<description>{cdata(html(post.item.text))}</description>
			<dc:creator>{cdata(post.item.by)}</dc:creator>
			<pubDate>{rfc822(post.at)}</pubDate>
			<guid>{escape(post.url)}</guid>
		</item>
"""


def discourse(place: Place, written: Sequence[Post]) -> Reply:
    """As Discourse writes it in `/posts.rss`: every post bears the discussion's title."""
    body = f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:discourse="http://www.discourse.org/" xmlns:atom="http://www.w3.org/2005/Atom" \
xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel>
    <title>{escape(place.name)}</title>
    <link>https://{place.host}</link>
    <description>{escape(place.about)}</description>
    <atom:link href="https://{place.host}{place.feed}" rel="self" type="application/rss+xml" />
{"".join(_discourse_item(post) for post in written[:LATEST])}  </channel>
</rss>
"""
    return Reply(
        body=body.encode(), content_type="application/rss+xml; charset=utf-8", etag=digest(body, weak=True)
    )


def _discourse_item(post: Post) -> str:
    return f"""      <item>
        <title>{escape(post.title)}</title>
        <dc:creator>{cdata(post.item.by)}</dc:creator>
        <description>{cdata(html(post.item.text))}</description>
        <link>{escape(post.url)}</link>
        <pubDate>{gmt(post.at)}</pubDate>
        <guid isPermaLink="false">{post.place.host}-post-{post.opening.id}-{post.number}</guid>
      </item>
"""
