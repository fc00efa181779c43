"""The latest articles of dev.to."""

from datetime import timedelta

import pytest

from bot.answer import Answer
from bot.errors import Curtailed
from bot.fetching import Fetcher
from bot.models import Mention
from bot.query import Needle
from bot.sources.devto import DevTo
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.sources.cases.devto import article, listing

NEWEST = SourceRequest("devto", "newest")


def only(body: bytes) -> Mention:
    (mention,) = DevTo().read(Answer(url="https://dev.to/api/articles/latest", body=body), START)
    return mention


def test_all_watches_ask_the_same() -> None:
    assert list(DevTo().requests(Ask((Needle("Acme"),)))) == list(DevTo().requests(Ask(()))) == [NEWEST]


def test_tags_are_part_of_what_it_says() -> None:
    assert only(listing(article(1, "Wheels", "Ada"))).text == "It begins so…\n\n#bikes"
    assert only(listing(article(1, "Wheels", "Ada", tag_list="a, b"))).text == "It begins so…\n\n#a #b"


def test_an_organisation_is_its_place_and_an_original_elsewhere_its_link() -> None:
    mention = only(
        listing(
            article(1, "x", "Ada", canonical_url="https://ada.example/x", organization={"name": "Acme"}),
        )
    )
    assert (mention.author, mention.place, mention.links) == ("Ada", "Acme", ("https://ada.example/x",))


async def test_full_pages_have_a_next_one_and_it_names_the_form_it_wants(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    full = listing(*(article(number, "x", "Ada") for number in range(100)))
    server.answer("/api/articles/latest", reply(200, full), reply(200, listing(article(100, "x", "Ada"))))
    pages = [page async for page in DevTo(clock).search(NEWEST, START - timedelta(days=1), fetcher)]
    assert [len(page) for page in pages] == [100, 1]
    assert server.seen[0].headers["accept"] == "application/vnd.forem.api-v1+json"
    assert "urllib" not in server.seen[0].headers["user-agent"]


async def test_what_never_ends_is_cut_off(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    pages = [listing(*(article(100 * page + n, "x", "Ada") for n in range(100))) for page in range(11)]
    server.answer("/api/articles/latest", *(reply(200, page) for page in pages))
    with pytest.raises(Curtailed):
        _ = [page async for page in DevTo(clock).search(NEWEST, START - timedelta(days=1), fetcher)]
    assert len(server.seen) == 10
