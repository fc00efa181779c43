"""Hashtag timelines of several servers."""

from datetime import timedelta

import pytest

from bot.answer import Answer
from bot.errors import AuthFailure, ChangedFailure, Curtailed
from bot.fetching import Fetcher
from bot.query import Needle, parse
from bot.query.tree import Term
from bot.sources.mastodon import Mastodon, tag_of
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.query.mentions import mention
from tests.recorded import recorded
from tests.sources.cases.mastodon import instance, status, timeline

QUESTION = SourceRequest("mastodon", "zorblax", "mastodon.example")
TAG = "/api/v1/timelines/tag/zorblax"
ABOUT = "/api/v2/instance"
JSON = {"content-type": "application/json"}


@pytest.fixture
def source(clock: FakeClock) -> Mastodon:
    return Mastodon(clock, {"VEILLE_MASTODON_INSTANCES": "mastodon.example"})


async def found(source: Mastodon, fetcher: Fetcher, days: int = 7) -> list[str]:
    pages = [page async for page in source.search(QUESTION, START - timedelta(days=days), fetcher)]
    return [mention.id for page in pages for mention in page]


@pytest.mark.parametrize(
    ("needle", "tag"),
    [
        (Needle("Orange Money"), "orangemoney"),
        (Needle("L’Oréal"), "loreal"),
        (Needle("Coca-Cola"), "cocacola"),
        (Needle("acme_fr", "handle"), "acme_fr"),
        (Needle("VéloBus", "hashtag"), "velobus"),
        (Needle("zorb", "prefix"), ""),
        (Needle("2026"), ""),
        (Needle("c'est la meilleure marque du monde"), ""),
        (Needle("…"), ""),
    ],
)
def test_a_name_is_asked_for_as_the_tag_people_make_of_it(needle: Needle, tag: str) -> None:
    assert tag_of(needle) == tag


def test_each_tag_is_asked_of_each_server() -> None:
    source = Mastodon(values={"VEILLE_MASTODON_INSTANCES": "https://One.example/, two.example two.example ?"})
    asked = list(source.requests(Ask((Needle("Acme"), Needle("acme", "hashtag"), Needle("Brimeo")))))
    assert [(each.text, each.edition) for each in asked] == [
        ("acme", "one.example"),
        ("acme", "two.example"),
        ("brimeo", "one.example"),
        ("brimeo", "two.example"),
    ]


def test_french_servers_are_among_those_asked_by_default() -> None:
    source = Mastodon()
    assert {"mastodon.social", "mstdn.social", "mas.to", "piaille.fr", "mamot.fr"} == set(source.instances)
    assert source.gaps["piaille.fr"] > 1


@pytest.mark.parametrize("closed", [("authenticated", "authenticated"), ("disabled", "disabled")])
async def test_a_server_that_shows_nothing_is_named_instead_of_heard_in_silence(
    source: Mastodon, fetcher: Fetcher, server: Server, closed: tuple[str, str]
) -> None:
    server.answer(ABOUT, reply(200, instance(*closed), JSON))
    server.answer(TAG, reply(200, b"[]", JSON))
    with pytest.raises(AuthFailure, match=r"mastodon\.example"):
        await found(source, fetcher)


async def test_of_a_server_that_shows_its_own_posts_alone_those_are_asked(
    source: Mastodon, fetcher: Fetcher, server: Server
) -> None:
    server.answer(ABOUT, reply(200, instance("public", "authenticated"), JSON))
    server.answer(TAG, reply(200, timeline(status(1, "x", "lea")), JSON))
    assert len(await found(source, fetcher)) == 1
    assert "local=true" in server.seen[-1].target


async def test_a_server_that_does_not_tell_is_asked_all_the_same(
    source: Mastodon, fetcher: Fetcher, server: Server
) -> None:
    server.answer(TAG, reply(200, timeline(status(1, "x", "lea")), JSON))
    assert len(await found(source, fetcher)) == 1


async def test_what_a_server_shows_is_looked_at_once_a_day(
    source: Mastodon, fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    server.answer(ABOUT, reply(200, instance(), JSON))
    server.answer(TAG, reply(200, b"[]", JSON))
    for hours in (0, 12, 12):
        clock.pass_time(timedelta(hours=hours))
        await found(source, fetcher)
    assert [seen.target for seen in server.seen].count(ABOUT) == 2


async def test_it_reads_back_page_by_page_by_ids_it_does_not_look_into(
    source: Mastodon, fetcher: Fetcher, server: Server
) -> None:
    pages = [
        [status(n, "x", "lea", id=f"{n:042x}") for n in range(first, first + 40)] for first in (0, 40, 80)
    ]
    pages[2] = pages[2][:5]
    server.answer(ABOUT, reply(200, instance(), JSON))
    server.answer(TAG, *(reply(200, timeline(*page), JSON) for page in pages))
    assert len(await found(source, fetcher)) == 85
    asked = [seen.target for seen in server.seen if seen.target.startswith(TAG)]
    assert [f"max_id={39:042x}" in asked[1], f"max_id={79:042x}" in asked[2]] == [True, True]


async def test_it_stops_where_posts_are_older_than_asked(
    source: Mastodon, fetcher: Fetcher, server: Server
) -> None:
    page = [status(n, "x", "lea", created_at="2026-11-20T07:00:00Z") for n in range(40)]
    server.answer(ABOUT, reply(200, instance(), JSON))
    server.answer(TAG, reply(200, timeline(*page), JSON))
    assert len(await found(source, fetcher, days=1)) == 40
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("mastodon/tag_timeline.json", 1),
        ("mastodon/search_all.json", 0),
        ("mastodon/test_entity_status_0.json", 1),
        ("snac_local/tag_timeline.json", 7),
        ("snac_local/search_empty.json", 0),
        ("mastodon/instance_v2_mastodon.social_2026-08-02.json", None),
        ("mastodon/error_404.json", None),
        ("mastodon/error_401.json", None),
        ("snac_local/instance_v1.json", None),
        ("snac_local/user.rss", None),
    ],
)
def test_what_servers_really_send_is_read_or_refused(source: Mastodon, file: str, count: int | None) -> None:
    folder = recorded(file.split("/")[0])
    if folder is None:
        pytest.skip("no recorded answers here")
    answer = Answer(url="https://heard.example/api", body=(folder.parent / file).read_bytes())
    if count is None:
        with pytest.raises(ChangedFailure):
            source.read(answer, START + timedelta(days=1))
        return
    mentions = source.read(answer, START + timedelta(days=1))
    assert len(mentions) == count
    assert all(mention.dated and mention.text and mention.place for mention in mentions)


async def test_what_never_ends_is_cut_off(source: Mastodon, fetcher: Fetcher, server: Server) -> None:
    pages = [
        [status(n, "x", "lea", id=f"{n:042x}") for n in range(40 * page, 40 * page + 40)]
        for page in range(11)
    ]
    server.answer(ABOUT, reply(200, instance(), JSON))
    server.answer(TAG, *(reply(200, timeline(*page), JSON) for page in pages))
    with pytest.raises(Curtailed):
        await found(source, fetcher)
    assert len(server.seen) == 11


@pytest.mark.parametrize(
    "name", ["Coca-Cola", "Orange Money", "L'Oréal", "AT&T", "Booking.com", "Zorblax", "C'Zen"]
)
def test_what_is_posted_under_the_tag_that_a_name_is_asked_by_is_kept(name: str) -> None:
    query = parse(str(Term(name)))
    (needle,) = query.needles()
    assert query.matches(mention(f"du #{tag_of(needle)} encore"))
