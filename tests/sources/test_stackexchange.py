"""The newest questions of Stack Exchange's sites."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.answer import Answer
from bot.errors import AuthFailure, Curtailed, RateFailure, SourceFailure, TemporaryFailure
from bot.fetching import Fetcher
from bot.models import Mention
from bot.query import Needle
from bot.sources.source import Ask, SourceRequest
from bot.sources.stackexchange import StackExchange
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.recorded import recorded
from tests.sources.cases.stackexchange import listing, request

PATH = "/2.3/questions"
QUESTION = SourceRequest("stackexchange", "newest", "stackoverflow")
JSON = {"content-type": "application/json"}


@pytest.fixture
def source(clock: FakeClock) -> StackExchange:
    return StackExchange(clock)


def read(body: bytes) -> list[Mention]:
    return StackExchange().read(Answer(url="https://api.stackexchange.com/2.3/questions", body=body), START)


async def found(source: StackExchange, fetcher: Fetcher) -> list[Mention]:
    pages = [page async for page in source.search(QUESTION, START - timedelta(days=1), fetcher)]
    return [mention for page in pages for mention in page]


def test_all_watches_ask_the_same_of_each_site() -> None:
    values = {"VEILLE_STACKEXCHANGE_SITES": "stackoverflow, math.stackexchange.com https://askubuntu.com/ ?"}
    source = StackExchange(values=values)
    asked = list(source.requests(Ask((Needle("Acme"),))))
    assert asked == list(source.requests(Ask((), ("fr",))))
    assert [each.edition for each in asked] == ["stackoverflow", "math", "askubuntu"]


def test_a_key_buys_more_requests() -> None:
    keyless, keyed = StackExchange(), StackExchange(values={"VEILLE_STACKEXCHANGE_KEY": "abc"})
    assert keyless.budget is not None
    assert keyed.budget is not None
    assert keyless.budget.requests <= 300 < keyed.budget.requests <= 10_000


async def test_the_key_is_sent(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    server.answer(PATH, reply(200, listing([]), JSON))
    await found(StackExchange(clock, {"VEILLE_STACKEXCHANGE_KEY": "abc"}), fetcher)
    assert "key=abc" in server.seen[0].target


def test_what_is_escaped_is_read_and_the_author_is_named() -> None:
    (mention,) = read(listing([request(1, "a &lt; b", "Ad&#232;le")]))
    assert (mention.title, mention.text, mention.author) == ("It doesn't start", "a < b", "Adèle")
    assert (mention.place, mention.id) == ("stackoverflow.com", "https://stackoverflow.com/q/79000001")


async def test_it_turns_pages_while_there_are_more(
    source: StackExchange, fetcher: Fetcher, server: Server
) -> None:
    first = listing([request(1, "x", "ada")], has_more=True)
    server.answer(PATH, reply(200, first, JSON), reply(200, listing([request(2, "x", "ada")]), JSON))
    assert len(await found(source, fetcher)) == 2
    assert "page=2" in server.seen[1].target


async def test_it_waits_when_it_is_told_to(
    source: StackExchange, fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    server.answer(PATH, reply(200, listing([request(1, "x", "ada")], has_more=True, backoff=30), JSON))
    coming = source.search(QUESTION, START - timedelta(days=1), fetcher)
    assert len(await anext(coming)) == 1
    with pytest.raises(RateFailure) as caught:
        await anext(coming)
    assert caught.value.until == START + timedelta(seconds=30)
    clock.pass_time(timedelta(seconds=31))
    server.answer(PATH, reply(200, listing([]), JSON))
    assert await found(source, fetcher) == []


async def test_a_spent_quota_lasts_till_midnight(
    source: StackExchange, fetcher: Fetcher, server: Server
) -> None:
    server.answer(PATH, reply(200, listing([request(1, "x", "ada")], quota_remaining=0), JSON))
    assert len(await found(source, fetcher)) == 1
    with pytest.raises(RateFailure) as caught:
        await found(source, fetcher)
    assert caught.value.until == datetime(2026, 11, 24, 0, 1, tzinfo=UTC)
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("name", "message", "expected"),
    [
        ("throttle_violation", "too many requests from this IP, more requests in 77 seconds", RateFailure),
        ("key_required", "", AuthFailure),
        ("bad_parameter", "`key` doesn't match a known application", AuthFailure),
        ("temporarily_unavailable", "", TemporaryFailure),
    ],
)
async def test_errors_are_called_by_their_names(
    source: StackExchange,
    fetcher: Fetcher,
    server: Server,
    name: str,
    message: str,
    expected: type[SourceFailure],
) -> None:
    body = f'{{"error_id":502,"error_name":"{name}","error_message":"{message}"}}'.encode()
    server.answer(PATH, reply(400, body, JSON))
    with pytest.raises(SourceFailure) as caught:
        await found(source, fetcher)
    assert type(caught.value) is expected
    if expected is RateFailure:
        assert caught.value.until == START + timedelta(seconds=77)


def test_what_it_really_sends_is_read() -> None:
    folder = recorded("stackexchange")
    if folder is None:
        pytest.skip("no recorded answers here")
    (mention,) = read(Path(folder, "search_advanced_excerpt.json").read_bytes())
    assert "I'm" in mention.title
    assert mention.author
    assert mention.dated


async def test_what_never_ends_is_cut_off(source: StackExchange, fetcher: Fetcher, server: Server) -> None:
    pages = (listing([request(n, "x", "ada")], has_more=True) for n in range(11))
    server.answer(PATH, *(reply(200, page, JSON) for page in pages))
    with pytest.raises(Curtailed):
        await found(source, fetcher)
    assert len(server.seen) == 10
