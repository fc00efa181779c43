"""The search of Lemmy servers, of either version."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.answer import Answer
from bot.errors import Curtailed, RateFailure
from bot.fetching import Fetcher
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.lemmy import Lemmy
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.sources.cases.lemmy import comment, post, search

QUESTION = SourceRequest("lemmy", "zorblax", "lemmy.example")
JSON = {"content-type": "application/json"}


@pytest.fixture
def source(clock: FakeClock) -> Lemmy:
    return Lemmy(clock, {"VEILLE_LEMMY_INSTANCES": "lemmy.example"})


def read(body: bytes) -> list[Mention]:
    return Lemmy().read(Answer(url="https://lemmy.example/api/v3/search", body=body), START)


async def found(source: Lemmy, fetcher: Fetcher) -> list[Mention]:
    pages = [page async for page in source.search(QUESTION, START - timedelta(days=7), fetcher)]
    return [mention for page in pages for mention in page]


def test_each_needle_is_asked_of_each_server() -> None:
    asked = list(Lemmy().requests(Ask((Needle("Orange Money"), Needle("Orange Money")))))
    assert [each.text for each in asked] == ["Orange Money"] * 4
    assert {"lemmy.world", "jlai.lu"} < {each.edition for each in asked}


def test_a_post_says_who_and_in_which_community() -> None:
    (mention,) = read(
        search([post(1, "**Zorblax** [ici](https://z.example/)", "lea", url="https://y.example")])
    )
    assert (mention.id, mention.kind) == ("https://jlai.example/post/1", MentionKind.POST)
    assert (mention.author, mention.place) == ("lea@jlai.example", "c/velo@jlai.example")
    assert (mention.title, mention.text) == ("Note 1", "Zorblax ici")
    assert mention.links == ("https://y.example/", "https://z.example/")


def test_a_comment_knows_its_post() -> None:
    (mention,) = read(search([], [comment(9, "Zorblax ?", "bob")]))
    assert (mention.kind, mention.title, mention.topic) == (MentionKind.COMMENT, "", "Note 1")
    assert mention.answers == ("https://jlai.example/post/1",)
    assert (mention.id, mention.thread) == ("https://other.example/comment/9", "https://jlai.example/post/1")


@pytest.mark.parametrize("odd", ["a\x00b", "\ud800", "javascript:x", 7, None])
def test_a_comment_of_a_post_without_an_address_has_no_thread(odd: object) -> None:
    view = comment(9, "Zorblax ?", "bob")
    view["post"]["ap_id"] = odd
    assert [mention.thread for mention in read(search([], [view]))] == [""]


@pytest.mark.parametrize("change", ["bot", "deleted", "removed"])
def test_what_bots_wrote_and_what_is_gone_is_left_out(change: str) -> None:
    view = post(1, "x", "lea", **({change: True} if change != "bot" else {}))
    if change == "bot":
        view["creator"]["bot_account"] = True
    assert read(search([view])) == []


def version_4(*views: dict[str, Any], cursor: str = "", part: str = "results") -> bytes:
    flat = []
    for view in views:
        inner = dict(view["post"])
        inner["published_at"] = inner.pop("published")
        community = {"name": "velo", "ap_id": "https://jlai.example/c/velo"}
        flat.append({**view, "type_": "post", "post": inner, "community": community})
    return json.dumps({part: flat, **({"next_page": cursor} if cursor else {})}).encode()


@pytest.mark.parametrize("part", ["results", "search"])
def test_version_4_says_the_same(part: str) -> None:
    view = post(1, "Zorblax", "lea")
    assert read(version_4(view, part=part)) == read(search([view]))


def test_what_version_4_puts_inside_its_kind_is_found() -> None:
    nested = {"type_": "Post", "post": post(1, "Zorblax", "lea")}
    assert read(json.dumps({"search": [nested]}).encode()) == read(search([post(1, "Zorblax", "lea")]))


async def test_a_server_of_version_1_is_asked_in_version_4_page_by_page(
    source: Lemmy, fetcher: Fetcher, server: Server
) -> None:
    server.answer("/api/v3/site", reply(200, b'{"version":"1.0.2"}', JSON))
    first = version_4(post(1, "x", "lea"), cursor="P7")
    server.answer("/api/v4/search", reply(200, first, JSON), reply(200, version_4(post(2, "x", "lea")), JSON))
    assert len(await found(source, fetcher)) == 2
    assert "search_term=zorblax" in server.seen[1].target
    assert "listing_type=all" in server.seen[1].target
    assert "page_cursor=P7" in server.seen[2].target


async def test_what_is_federated_from_elsewhere_is_asked_for_in_version_3(
    source: Lemmy, fetcher: Fetcher, server: Server
) -> None:
    server.answer("/api/v3/site", reply(200, b'{"version":"0.19.20"}', JSON))
    server.answer("/api/v3/search", reply(200, search([]), JSON))
    assert await found(source, fetcher) == []
    assert "listing_type=All" in server.seen[1].target


async def test_full_pages_have_a_next_one(source: Lemmy, fetcher: Fetcher, server: Server) -> None:
    server.answer("/api/v3/site", reply(200, b'{"version":"0.19.20"}', JSON))
    pages = [[post(n, "x", "lea") for n in range(first, first + 50)] for first in (0, 50)]
    server.answer("/api/v3/search", *(reply(200, search(page), JSON) for page in (*pages, [])))
    assert len(await found(source, fetcher)) == 100
    assert ["page=2" in server.seen[2].target, "page=3" in server.seen[3].target] == [True, True]


async def test_too_many_requests_may_come_with_a_400(source: Lemmy, fetcher: Fetcher, server: Server) -> None:
    server.answer("*", reply(400, b'{"error":"rate_limit_error"}', JSON))
    with pytest.raises(RateFailure) as caught:
        await found(source, fetcher)
    assert caught.value.until is not None
    assert caught.value.until > START


async def test_a_page_that_bots_wrote_does_not_end_the_search(
    source: Lemmy, fetcher: Fetcher, server: Server
) -> None:
    server.answer("/api/v3/site", reply(200, b'{"version":"0.19.20"}', JSON))
    bots = [post(number, "x", "bot") for number in range(50)]
    for view in bots:
        view["creator"]["bot_account"] = True
    server.answer(
        "/api/v3/search", *(reply(200, search(page), JSON) for page in (bots, [post(99, "x", "lea")]))
    )
    assert [mention.author for mention in await found(source, fetcher)] == ["lea@jlai.example"]


async def test_a_page_of_old_posts_ends_the_search(source: Lemmy, fetcher: Fetcher, server: Server) -> None:
    server.answer("/api/v3/site", reply(200, b'{"version":"0.19.20"}', JSON))
    old = [post(number, "x", "lea", published="2026-11-01T07:00:00Z") for number in range(50)]
    server.answer("/api/v3/search", reply(200, search(old), JSON))
    assert await found(source, fetcher) == []
    assert len(server.seen) == 2


async def test_what_comes_in_by_federation_hours_late_is_heard(
    source: Lemmy, fetcher: Fetcher, server: Server
) -> None:
    late = [post(1, "x", "lea", published="2026-11-23T04:00:00Z")]
    server.answer("/api/v3/site", reply(200, b'{"version":"0.19.20"}', JSON))
    server.answer("/api/v3/search", reply(200, search(late), JSON))
    pages = source.search(QUESTION, START - timedelta(minutes=10), fetcher)
    assert len([mention async for page in pages for mention in page]) == 1


async def test_a_server_that_forgot_version_3_is_asked_in_version_4(
    source: Lemmy, fetcher: Fetcher, server: Server
) -> None:
    server.answer("/api/v3/site", reply(404, b"no"))
    server.answer("/api/v4/site", reply(200, b'{"version":"1.2.0"}', JSON))
    server.answer("/api/v4/search", reply(200, version_4(post(1, "x", "lea")), JSON))
    assert len(await found(source, fetcher)) == 1


async def test_what_never_ends_is_cut_off(source: Lemmy, fetcher: Fetcher, server: Server) -> None:
    server.answer("/api/v3/site", reply(200, b'{"version":"0.19.20"}', JSON))
    pages = [[post(50 * page + n, "x", "lea") for n in range(50)] for page in range(6)]
    server.answer("/api/v3/search", *(reply(200, search(page), JSON) for page in pages))
    with pytest.raises(Curtailed):
        await found(source, fetcher)
    assert len(server.seen) == 6
