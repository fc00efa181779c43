"""Podcast Index's episodes."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from bot.answer import Answer
from bot.errors import AuthFailure
from bot.fetching import Fetcher
from bot.models import Mention
from bot.query import Needle
from bot.sources.podcastindex import PodcastIndex
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.sources.cases.podcastindex import CASE, PUBLISHED, episode, episodes, podcasts

JSON = {"content-type": "application/json"}
PERSON = "/api/1.0/search/byperson"
TERM = "/api/1.0/search/byterm"
OF_FEEDS = "/api/1.0/episodes/byfeedid"
RECENT = "/api/1.0/recent/episodes"


@pytest.fixture
def source(clock: FakeClock) -> PodcastIndex:
    return PodcastIndex(clock, CASE.settings)


async def search(source: PodcastIndex, fetcher: Fetcher, edition: str = "") -> list[Mention]:
    request = SourceRequest(source.name, edition or "zorblax", edition)
    pages = [page async for page in source.search(request, START - timedelta(hours=2), fetcher)]
    return [mention for page in pages for mention in page]


def test_new_episodes_are_one_question_for_all_watches(source: PodcastIndex) -> None:
    asked = list(source.requests(Ask((Needle("vélo  pliant"), Needle("zorblax")))))
    assert [request.text for request in asked] == ["vélo pliant", "zorblax", "recent"]
    assert asked[-1] == list(source.requests(Ask((Needle("bidule"),))))[-1]
    assert list(source.requests(Ask(()))) == []


async def test_requests_are_signed_and_the_secret_stays_here(
    source: PodcastIndex, fetcher: Fetcher, server: Server
) -> None:
    server.answer(RECENT, reply(200, episodes(), JSON))
    await search(source, fetcher, "recent")
    sent, now = server.seen[0].headers, str(int(START.timestamp()))
    assert (sent["x-auth-key"], sent["x-auth-date"]) == ("key-of-podcasts", now)
    expected = hashlib.sha1(f"key-of-podcastsits-secret{now}".encode(), usedforsecurity=False).hexdigest()
    assert sent["authorization"] == expected
    assert "its-secret" not in str(server.seen)


async def test_episodes_about_a_name_and_of_podcasts_about_it_are_found(
    source: PodcastIndex, fetcher: Fetcher, server: Server
) -> None:
    old = int(START.timestamp()) - 90 * 86_400
    feeds = podcasts({"id": 1, "lastUpdateTime": PUBLISHED}, {"id": 2, "lastUpdateTime": old}, {"id": "x"})
    server.answer(PERSON, reply(200, episodes(episode(1, "Zorblax", "lea")), JSON))
    server.answer(TERM, reply(200, feeds, JSON))
    server.answer(OF_FEEDS, reply(200, episodes(episode(2, "Zorblax", "max")), JSON))
    assert [mention.author for mention in await search(source, fetcher)] == ["lea", "max"]
    assert "id=1&" in server.seen[2].target


async def test_old_episodes_are_left(source: PodcastIndex, fetcher: Fetcher, server: Server) -> None:
    old = episode(1, "Zorblax", "lea", datePublished=PUBLISHED - 3 * 86_400)
    server.answer(PERSON, reply(200, episodes(old), JSON))
    server.answer(TERM, reply(200, podcasts(), JSON))
    assert await search(source, fetcher) == []


async def test_new_episodes_are_read_back_to_those_known(
    source: PodcastIndex, fetcher: Fetcher, server: Server
) -> None:
    many = [slim(number, PUBLISHED) for number in range(1, 501)]
    older = [slim(number, PUBLISHED - 86_400) for number in range(501, 1001)]
    server.answer(RECENT, reply(200, episodes(*many), JSON), reply(200, episodes(*older), JSON))
    assert len(await search(source, fetcher, "recent")) == 1000
    assert "before=500" in server.seen[1].target
    assert len(server.seen) == 2


def slim(number: int, date: int) -> dict[str, Any]:
    """An episode with little to it."""
    return {"id": number, "title": "x", "link": f"https://p.example/{number}", "datePublished": date}


def one(source: PodcastIndex, **changes: Any) -> Mention:
    body = episodes(episode(1, "Zorblax", "lea", **changes))
    (mention,) = source.read(Answer(url="https://api.podcastindex.org", body=body), START)
    return mention


def test_an_episode_is_known_by_its_guid_where_that_is_an_address(source: PodcastIndex) -> None:
    assert one(source, guid="https://podcast.example/episodes/1").id == "https://podcast.example/episodes/1"
    assert one(source).id == "podcastindex:30000000001"


def test_an_episode_stands_in_its_podcast(source: PodcastIndex) -> None:
    mention = one(source, link="", description='<p>Zorblax, <a href="/z">ici</a></p>')
    assert (mention.place, mention.lang) == ("Roue libre", "fr")
    assert (mention.url, mention.text) == ("https://cdn.example/1.mp3", "Zorblax, ici")
    assert mention.links == ("https://cdn.example/z",)


async def test_a_refused_key_is_named_and_not_told(
    source: PodcastIndex, fetcher: Fetcher, server: Server
) -> None:
    server.answer(PERSON, reply(401, b"Authorization header invalid", {"content-type": "text/plain"}))
    with pytest.raises(AuthFailure, match="VEILLE_PODCASTINDEX_SECRET") as caught:
        await search(source, fetcher)
    assert "its-secret" not in caught.value.reason
