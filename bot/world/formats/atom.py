"""Atom 1.0 as blogs write it."""

from collections.abc import Sequence
from html import escape

from bot.world.formats.markup import cdata, entities, excerpt, html, rfc3339
from bot.world.item import Place, Post
from bot.world.reply import Reply, digest

LATEST = 20
"""Entries in a feed."""


def posts(place: Place, written: Sequence[Post]) -> Reply:
    """The blog's newest posts."""
    home = f"https://{place.host}"
    changed = written[0].at if written else None
    body = f"""<?xml version="1.0" encoding="UTF-8"?><feed
	xmlns="http://www.w3.org/2005/Atom"
	xmlns:thr="http://purl.org/syndication/thread/1.0"
	xml:lang="{place.lang}"
	>
	<title type="text">{entities(place.name)}</title>
	<subtitle type="text">{entities(place.about)}</subtitle>

	<updated>{rfc3339(changed) if changed else ""}</updated>

	<link rel="alternate" type="text/html" href="{home}" />
	<id>{home}{place.feed}</id>
	<link rel="self" type="application/atom+xml" href="{home}{place.feed}" />

	<generator uri="https://wordpress.org/" version="6.8.3">WordPress</generator>
{"".join(_entry(post, home) for post in written[:LATEST])}</feed>
"""
    return Reply(
        body=body.encode(),
        content_type="application/atom+xml; charset=UTF-8",
        etag=digest(body),
        changed=changed,
    )


def _entry(post: Post, home: str) -> str:
    url = escape(post.url)
    tags = "".join(f'\t\t<category scheme="{home}" term="{escape(tag)}" />\n' for tag in post.item.tags)
    return f"""	<entry>
		<author>
			<name>{escape(post.item.by)}</name>
			<uri>{home}</uri>
		</author>

		<title type="html">{cdata(entities(post.title))}</title>
		<link rel="alternate" type="text/html" href="{url}" />

		<id>{url}</id>
		<updated>{rfc3339(post.at)}</updated>
		<published>{rfc3339(post.at)}</published>
{tags}		<summary type="html">{cdata(excerpt(post.item.text))}</summary>

					<content type="html" xml:base="{url}">{cdata(html(post.item.text))}</content>
	</entry>
"""
