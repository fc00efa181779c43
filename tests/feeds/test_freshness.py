"""How long an answer stays as it is."""

from datetime import timedelta

import pytest

from bot.answer import Answer
from bot.feeds.freshness import fresh_for

RSS = b"<rss version='2.0'><channel><title>Lampes</title>%s<item><title>E</title>%s</item></channel></rss>"
TTL = b"<ttl> 30 </ttl>"


@pytest.mark.parametrize(
    ("cache", "minutes"),
    [
        ({}, 0),
        ({"cache-control": "public, max-age=600"}, 10),
        ({"cache-control": "max-age=600", "age": "120"}, 8),
        ({"cache-control": "max-age=600", "age": "900"}, 0),
        ({"cache-control": "max-age=600, no-cache"}, 0),
        ({"cache-control": "s-maxage=600"}, 0),
        ({"cache-control": "max-age=soon", "age": "\u00b2"}, 0),
    ],
)
def test_it_is_what_max_age_says(cache: dict[str, str], minutes: int) -> None:
    assert fresh_for(Answer(url="https://lampes.example/", headers=cache)) == timedelta(minutes=minutes)


def test_it_is_what_the_ttl_of_a_feed_says_if_that_is_longer() -> None:
    headers = {"cache-control": "max-age=60"}
    feed = Answer(url="https://lampes.example/feed", body=RSS % (TTL, b""), headers=headers)
    assert fresh_for(feed) == timedelta(minutes=30)
    assert fresh_for(Answer(url=feed.url, body=RSS % (b"", TTL))) == timedelta()
