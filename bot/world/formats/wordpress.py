"""RSS 2.0 as WordPress writes it: a blog's posts, and the comments under them."""

from collections.abc import Sequence
from html import escape

from bot.world.formats.markup import cdata, entities, excerpt, html, rfc822
from bot.world.item import Place, Post
from bot.world.reply import Reply, digest

LATEST = 50
"""Posts a feed holds (the blogs set it themselves; WordPress begins with 10)."""
HEAD = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom"
	xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
	xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
	>

<channel>
"""


def posts(place: Place, written: Sequence[Post]) -> Reply:
    """The blog's newest posts."""
    return _feed(place, place.name, "".join(_post(post) for post in written[:LATEST]), written)


def comments(place: Place, written: Sequence[Post]) -> Reply:
    """The newest comments under all posts of the blog."""
    return _feed(place, place.name, "".join(_comment(post) for post in written[:LATEST]), written)


def _feed(place: Place, title: str, items: str, written: Sequence[Post]) -> Reply:
    changed = written[0].at if written else None
    body = f"""{HEAD}	<title>{entities(title)}</title>
	<atom:link href="https://{place.host}{place.feed}" rel="self" type="application/rss+xml" />
	<link>https://{place.host}</link>
	<description>{entities(place.about)}</description>
	<lastBuildDate>{rfc822(changed) if changed else ""}</lastBuildDate>
	<language>{place.lang}</language>
	<sy:updatePeriod>
	hourly	</sy:updatePeriod>
	<sy:updateFrequency>
	1	</sy:updateFrequency>
	<generator>https://wordpress.org/?v=6.8.3</generator>
{items}	</channel>
</rss>
"""
    return Reply(
        body=body.encode(),
        content_type="application/rss+xml; charset=UTF-8",
        etag=digest(body),
        changed=changed,
    )


def _post(post: Post) -> str:
    url = escape(post.url)
    tags = "".join(f"\t\t<category>{cdata(tag)}</category>\n" for tag in post.item.tags)
    return f"""	<item>
		<title>{entities(post.title)}</title>
		<link>{url}</link>
					<comments>{url}#comments</comments>

		<dc:creator>{cdata(post.item.by)}</dc:creator>
		<pubDate>{rfc822(post.at)}</pubDate>
{tags}		<guid isPermaLink="false">{url}</guid>

					<description>{cdata(excerpt(post.item.text))}</description>
										<content:encoded>{cdata(html(post.item.text))}</content:encoded>

					<wfw:commentRss>{url}feed/</wfw:commentRss>
			</item>
"""


def _comment(post: Post) -> str:
    url = escape(post.url)
    title = f"Commentaires sur {post.opening.title} par {post.item.by}"
    return f"""	<item>
		<title>
		{entities(title)}		</title>
		<link>{url}</link>

		<dc:creator>{cdata(post.item.by)}</dc:creator>
		<pubDate>{rfc822(post.at)}</pubDate>
		<guid isPermaLink="false">{url}</guid>

					<description>{cdata(excerpt(post.item.text))}</description>
		<content:encoded>{cdata(html(post.item.text))}</content:encoded>
	</item>
"""
