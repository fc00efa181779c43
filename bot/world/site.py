"""A fictional site: its front page, its articles, its feeds."""

from collections.abc import Callable, Sequence
from typing import TypeAlias
from urllib.parse import urlsplit

from bot.world.formats import atom, forum, ghost, json_feed, page, wordpress
from bot.world.item import Place, Post
from bot.world.reply import Asked, Reply
from bot.world.sample import Sample

Writer: TypeAlias = Callable[[Place, Sequence[Post]], Reply]

FORMATS: dict[str, Writer] = {
    "wordpress": wordpress.posts,
    "wordpress_comments": wordpress.comments,
    "ghost": ghost.posts,
    "atom": atom.posts,
    "json_feed": json_feed.posts,
    "forum": forum.classic,
    "discourse": forum.discourse,
}
"""The formats a place on a site may be published in."""


class Site:
    """Answers for one host, which may hold several places (a blog and the comments under it)."""

    def __init__(self, sample: Sample, host: str) -> None:
        self.hosts = (host,)
        self._sample = sample
        self._places = [place for place in sample.places.values() if place.host == host]

    def answer(self, asked: Asked) -> Reply:
        """A feed, a page, or the site's own 404."""
        for place in self._places:
            if asked.path == place.feed:
                return FORMATS[place.format](place, self._sample.posts(place.key, asked.now))
            if f"{asked.path}/" == place.feed:
                return Reply(body=b"", content_type="text/html", status=301, location=place.feed)
        return self._page(asked)

    def _page(self, asked: Asked) -> Reply:
        told = (post for place in self._places for post in self._sample.posts(place.key, asked.now))
        posts = sorted(told, key=lambda post: post.at, reverse=True)
        if asked.path in ("", "/"):
            return page.front(self._places, posts)
        here = [post for post in posts[::-1] if urlsplit(post.url).path == asked.path]
        return page.article(self._places, here) if here else page.missing(asked.host)


def sites(sample: Sample) -> list[Site]:
    """Every site of the sample that publishes a feed."""
    hosts = {place.host: None for place in sample.places.values() if place.format in FORMATS}
    return [Site(sample, host) for host in hosts]
