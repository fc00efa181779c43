import json
import re
from typing import Any

import feedparser
import httpx
import pytest

from bot.world.sample import load
from bot.world.server import World
from tests.clock import START
from tests.world.conftest import Visitor

LINK = re.compile(r'<link rel="alternate" type="([^"]+)" title="[^"]*" href="([^"]+)">')


async def entries(visitor: Visitor, url: str) -> list[Any]:
    feed = feedparser.parse((await visitor.get(url)).content, sanitize_html=False)
    assert not feed.bozo, url
    return list(feed.entries)


async def test_every_feed_holds_every_post_with_its_address_author_and_date(visitor: Visitor) -> None:
    sample = load(START)
    for place in sample.places.values():
        if not place.feed or place.format == "json_feed":
            continue
        told = sample.posts(place.key, START)
        read = await entries(visitor, f"https://{place.host}{place.feed}")
        assert [entry.link for entry in read] == [post.url for post in told]
        assert [entry.author for entry in read] == [post.item.by for post in told]
        assert [tuple(e.published_parsed[:6]) for e in read] == [p.at.timetuple()[:6] for p in told]


async def test_every_feed_has_its_place_for_a_title(visitor: Visitor) -> None:
    for place in load(START).places.values():
        if place.feed and place.format != "json_feed":
            feed = feedparser.parse((await visitor.get(f"https://{place.host}{place.feed}")).content)
            assert feed.feed.title == place.name


async def test_front_pages_name_their_feeds(world: World, visitor: Visitor) -> None:
    named = set()
    for host in {httpx.URL(feed).host for feed in world.feeds}:
        page = await visitor.get(f"https://{host}/")
        assert page.headers["content-type"].startswith("text/html")
        named |= {f"https://{host}{href}" for _, href in LINK.findall(page.text)}
    assert named == set(world.feeds)


async def test_the_first_feed_a_blog_names_is_its_own_not_that_of_comments(visitor: Visitor) -> None:
    page = await visitor.get("https://guidon-bavard.example/")
    assert LINK.findall(page.text)[0] == ("application/rss+xml", "/feed/")


@pytest.mark.parametrize(
    ("host", "kind"),
    [("nightcommute.example", "application/feed+json"), ("pignon-sur-rue.example", "application/atom+xml")],
)
async def test_feeds_are_named_by_their_own_type(visitor: Visitor, host: str, kind: str) -> None:
    assert LINK.findall((await visitor.get(f"https://{host}/")).text)[0][0] == kind


async def test_each_post_stands_on_a_page_with_what_was_answered(visitor: Visitor) -> None:
    page = await visitor.get("https://guidon-bavard.example/zorblax-met-la-4-2-en-pause/")
    assert page.text.index("Onze minutes, un juron : je confirme") > page.text.index(
        "Il m’a fallu onze minutes"
    )
    assert page.text.count("<article") == 4
    assert LINK.search(page.text)


async def test_wordpress_cuts_descriptions_and_keeps_contents_whole(visitor: Visitor) -> None:
    (entry,) = [
        entry
        for entry in await entries(visitor, "https://guidon-bavard.example/feed/")
        if entry.link.endswith("/zorblax-halo-2-six-semaines-de-pluie/")
    ]
    assert entry.summary.endswith("[&#8230;]")
    assert entry.content[0].value.count("<p>") == 4
    assert [tag.term for tag in entry.tags] == ["Essais", "Éclairage"]


async def test_comments_are_titled_by_article_and_commenter(visitor: Visitor) -> None:
    newest = (await entries(visitor, "https://guidon-bavard.example/comments/feed/"))[0]
    assert newest.title == (
        "Commentaires sur Zorblax met la 4.2 en pause : que faire ce soir avant de rouler par Aïssata D."
    )
    assert newest.link == "https://guidon-bavard.example/zorblax-met-la-4-2-en-pause/#comment-4113"


async def test_answers_on_the_older_board_say_so(visitor: Visitor) -> None:
    posts = {
        entry.link.partition("#")[2]: entry
        for entry in await entries(visitor, "https://roue-libre.example/extern/rss.xml")
    }
    assert posts["p9201"].title == "SAV : une fois n’est pas coutume, du positif"
    assert posts["p9202"].title == "Re: SAV : une fois n’est pas coutume, du positif"
    assert posts["p9201"].link.partition("#")[0] == posts["p9202"].link.partition("#")[0]


async def test_discourse_posts_bear_the_discussions_title(visitor: Visitor) -> None:
    posts = await entries(visitor, "https://community.brimeo.example/posts.rss")
    titled = [post for post in posts if post.title == "Coming from Zorblax: will my mounts fit a Lumo Pro?"]
    assert [post.link.rpartition("/")[2] for post in titled] == ["5", "4", "3", "2", "1"]


async def test_hostile_text_is_escaped_once_and_arrives_whole(visitor: Visitor) -> None:
    posts = await entries(visitor, "https://roue-libre.example/extern/rss.xml")
    (spam,) = [post for post in posts if post.author == "PromoLumière"]
    assert "&lt;!channel&gt;" in spam.title
    assert spam.summary.startswith("<p>&lt;!channel&gt; &lt;@U024BE7LH&gt;")
    assert any("\u202e" in post.summary for post in posts)


async def test_the_json_feed_is_one(visitor: Visitor) -> None:
    answer = await visitor.get("https://nightcommute.example/feed.json")
    assert answer.headers["content-type"].startswith("application/feed+json")
    feed = json.loads(answer.content)
    told = load(START).posts("night", START)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["url"] for item in feed["items"]] == [post.url for post in told]
    assert feed["items"][0]["authors"] == [{"name": "Owen Hartley"}]
    assert feed["items"][0]["date_published"] == told[0].at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert feed["items"][0]["content_html"].startswith("<p>Zorblax pulled 4.2")
