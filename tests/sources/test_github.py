"""The search of GitHub's issues, pull requests and discussions."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.answer import Answer
from bot.errors import AuthFailure, ChangedFailure, Curtailed, RateFailure, SourceFailure
from bot.fetching import Fetcher
from bot.models import Mention
from bot.query import Needle
from bot.sources.github import GitHub
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.recorded import recorded
from tests.sources.cases.github import issue, search

ISSUES = SourceRequest("github", '"zorblax"', "issue")
DISCUSSIONS = SourceRequest("github", '"zorblax"', "discussion")
JSON = {"content-type": "application/json"}
KEYED = {"VEILLE_GITHUB_TOKEN": "ghp_x"}


def read(body: bytes) -> list[Mention]:
    return GitHub().read(Answer(url="https://api.github.com/search/issues", body=body), START)


async def found(source: GitHub, request: SourceRequest, fetcher: Fetcher) -> list[Mention]:
    pages = [page async for page in source.search(request, START - timedelta(days=1), fetcher)]
    return [mention for page in pages for mention in page]


def discussion(number: int) -> dict[str, Any]:
    return {
        "url": f"https://github.com/orgs/acme/discussions/{number}",
        "title": "Which wheel?",
        "body": "The *Zorblax* one",
        "createdAt": "2026-11-23T07:00:00Z",
        "author": {"__typename": "User", "login": "ada"},
        "repository": {"nameWithOwner": "acme/zorblax"},
    }


def discussions(*nodes: dict[str, Any], cursor: str = "") -> bytes:
    info = {"hasNextPage": bool(cursor), "endCursor": cursor or None}
    return json.dumps({"data": {"search": {"pageInfo": info, "nodes": nodes}}}).encode()


def test_discussions_are_asked_for_with_a_token_alone() -> None:
    ask = Ask((Needle('Zor"blax'),))
    assert [each.edition for each in GitHub().requests(ask)] == ["issue", "pull-request"]
    keyed = list(GitHub(values=KEYED).requests(ask))
    assert [each.edition for each in keyed] == ["issue", "pull-request", "discussion"]
    assert {each.text for each in keyed} == {'"Zor blax"'}


def test_a_token_buys_more_requests() -> None:
    keyless, keyed = GitHub().budget, GitHub(values=KEYED).budget
    assert keyless is not None
    assert keyed is not None
    assert keyless.requests <= 10 < keyed.requests <= 30


def test_an_issue_says_who_and_where() -> None:
    (mention,) = read(search([issue(7, "See [it](https://z.example/) in **red**", "ada")]))
    assert (mention.id, mention.author) == ("https://github.com/acme/zorblax/issues/7", "ada")
    assert (mention.place, mention.text) == ("acme/zorblax", "See it in red")
    assert mention.links == ("https://z.example/",)


def test_an_issue_may_have_no_text_and_no_author() -> None:
    (mention,) = read(search([issue(7, "x", "ada", body=None, user=None)]))
    assert (mention.text, mention.author) == ("", "")


def test_what_programs_wrote_is_left_out() -> None:
    assert read(search([issue(7, "x", "", user={"login": "dependabot[bot]", "type": "Bot"})])) == []


async def test_it_asks_for_the_newest_of_one_kind(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    server.answer("/search/issues", reply(200, search([]), JSON))
    await found(GitHub(clock), ISSUES, fetcher)
    target = server.seen[0].target.replace("%20", "+").replace("%3A", ":").replace("%3E%3D", ">=")
    assert "is:issue+created:>=2026-11-22T07:50:00Z&sort=created&order=desc" in target
    assert "authorization" not in server.seen[0].headers


async def test_full_pages_have_a_next_one(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    full = search([issue(number, "x", "ada") for number in range(100)])
    rest = search([issue(100, "x", "ada")])
    server.answer("/search/issues", reply(200, full, JSON), reply(200, rest, JSON))
    assert len(await found(GitHub(clock), ISSUES, fetcher)) == 101


async def test_a_page_that_programs_wrote_does_not_end_the_search(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    robot = {"login": "dependabot[bot]", "type": "Bot"}
    robots = search([issue(number, "x", "", user=robot) for number in range(100)])
    server.answer(
        "/search/issues", reply(200, robots, JSON), reply(200, search([issue(100, "x", "ada")]), JSON)
    )
    assert [mention.author for mention in await found(GitHub(clock), ISSUES, fetcher)] == ["ada"]


async def test_discussions_are_read_page_by_page(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    first = reply(200, discussions(discussion(1), cursor="C1"), JSON)
    server.answer("/graphql", first, reply(200, discussions(discussion(2), {}), JSON))
    mentions = await found(GitHub(clock, KEYED), DISCUSSIONS, fetcher)
    assert [mention.text for mention in mentions] == ["The Zorblax one"] * 2
    assert server.seen[0].headers["authorization"] == "Bearer ghp_x"
    assert json.loads(server.seen[1].body)["variables"]["after"] == "C1"


def test_discussions_that_may_not_be_seen_are_nothing() -> None:
    assert read(discussions({}, {})) == []


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("RATE_LIMITED", RateFailure), ("FORBIDDEN", AuthFailure), ("OTHER", ChangedFailure)],
)
def test_errors_may_come_with_a_200(kind: str, expected: type[SourceFailure]) -> None:
    with pytest.raises(SourceFailure) as caught:
        read(json.dumps({"errors": [{"type": kind, "message": "no"}]}).encode())
    assert type(caught.value) is expected


async def test_a_limit_may_come_as_a_403_with_a_message_alone(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    body = b'{"message":"You have exceeded a secondary rate limit. Please wait a few minutes."}'
    server.answer("*", reply(403, body, JSON))
    with pytest.raises(RateFailure) as caught:
        await found(GitHub(clock), ISSUES, fetcher)
    assert caught.value.until == START + timedelta(minutes=2)


@pytest.mark.parametrize("file", ["Search.testSearchReposWithNoResults.txt", "GraphQl.testNode.txt"])
def test_what_it_really_sends_is_read_or_refused(file: str) -> None:
    folder = recorded("github")
    if folder is None:
        pytest.skip("no recorded answers here")
    body = next(
        text
        for text in (folder / file).read_text("utf-8").splitlines()
        if text.startswith(('{"total', '{"data'))
    )
    if "total_count" in body:
        assert read(body.encode()) == []
        return
    with pytest.raises(ChangedFailure):
        read(body.encode())


async def test_what_never_ends_is_cut_off(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    full = [search([issue(100 * page + n, "x", "ada") for n in range(100)]) for page in range(3)]
    more = [discussions(discussion(page), cursor=f"C{page}") for page in range(3)]
    server.answer("/search/issues", *(reply(200, body, JSON) for body in full))
    server.answer("/graphql", *(reply(200, body, JSON) for body in more))
    for request in (ISSUES, DISCUSSIONS):
        with pytest.raises(Curtailed):
            await found(GitHub(clock, KEYED), request, fetcher)
    assert len(server.seen) == 6
