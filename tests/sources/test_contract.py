"""What every source keeps to, whatever its server sends. A new source needs a case, and nothing here."""

import contextlib
import gzip
from datetime import UTC, datetime, timedelta

import pytest

from bot.answer import Answer
from bot.bodies import is_cut
from bot.decoding import AHEAD
from bot.errors import (
    AuthFailure,
    BlockedFailure,
    ChangedFailure,
    GoneFailure,
    RateFailure,
    RefusedAddress,
    SourceFailure,
    TemporaryFailure,
)
from bot.fetching import Fetcher
from bot.listening.budgets import Budgets
from bot.listening.usage import MemoryLedger
from bot.models import Mention
from bot.sources import broken, discover
from bot.sources.source import Source, SourceRequest
from bot.sources.stream import Stream
from tests.clock import START, FakeClock
from tests.fetching.conftest import HASTY
from tests.fetching.server import CUT, HANG, Server, reply
from tests.sources.case import Case, case_of
from tests.sources.oddities import odd_answers

KINDS = {name: type(source) for name, source in discover().items()}
NAMES = sorted(KINDS)
SINCE = START - timedelta(days=7)
HTML = {"content-type": "text/html; charset=utf-8"}
HOSTILE = (
    "Zorblax \x00\x08\ufeff\u202egnp.exe\u202c <b>bold</b> <script>alert(1)</script> "
    '<a href="javascript:alert(1)">x</a> <a href="data:text/html,x">y</a> <!channel> @everyone'
)


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def case(name: str) -> Case:
    return case_of(name)


@pytest.fixture
def source(name: str, case: Case, clock: FakeClock) -> Source:
    return KINDS[name](clock, case.settings)


@pytest.fixture
def server(server: Server, case: Case) -> Server:
    """The server, where the doors that the source goes through first are open."""
    for path, body in case.doors.items():
        server.answer(path, reply(200, body, {"content-type": "application/json"}))
    return server


def request(source: Source, case: Case) -> SourceRequest:
    return next(iter(source.requests(case.ask)))


async def search(source: Source, case: Case, fetcher: Fetcher) -> list[Mention]:
    if isinstance(source, Stream):
        pytest.skip("it is followed, not asked: tests/listening tries how it fails")
    fetch = Budgets(MemoryLedger(), source.clock).within(source, fetcher) if source.price else fetcher
    pages = [page async for page in source.search(request(source, case), SINCE, fetch)]
    assert all(pages), "an empty page says nothing"
    return [mention for page in pages for mention in page]


def good(case: Case, body: bytes, status: int = 200) -> bytes:
    return reply(status, body, {"content-type": case.content_type})


def test_no_source_is_broken() -> None:
    discover()
    assert broken == {}


def test_it_says_what_it_is(source: Source, name: str) -> None:
    assert source.name == name
    assert name.isalnum()
    assert name.islower()
    assert source.title
    assert source.interval >= timedelta(seconds=30)
    assert all(setting.meaning and setting.where and setting.cost for setting in source.settings)


def test_it_says_which_settings_it_lacks(source: Source, name: str, clock: FakeClock) -> None:
    needed = [setting for setting in source.settings if setting.required]
    assert source.missing == []
    assert discover(clock)[name].missing == needed


def test_its_questions_are_its_own_and_the_same_each_time(source: Source, case: Case) -> None:
    asked = list(source.requests(case.ask))
    assert asked
    assert asked == list(source.requests(case.ask))
    assert {each.source for each in asked} == {source.name}
    assert len(set(asked)) == len(asked)


async def test_nothing_found_is_no_mention(
    source: Source, case: Case, fetcher: Fetcher, server: Server
) -> None:
    server.answer("*", good(case, case.write([])))
    assert await search(source, case, fetcher) == []


async def test_one_item_is_one_mention(source: Source, case: Case, fetcher: Fetcher, server: Server) -> None:
    server.answer("*", good(case, case.write([("Zorblax, c’est génial 😀", "Léa")])))
    (mention,) = await search(source, case, fetcher)
    assert mention.source == source.name
    assert "Zorblax, c’est génial 😀" in (mention.title, mention.text)
    assert "Léa" in mention.author + mention.place
    assert mention.url.startswith("https://")
    assert mention.created_at == START - timedelta(hours=1)
    assert mention.dated


async def test_many_items_are_many_mentions_with_an_id_each(
    source: Source, case: Case, fetcher: Fetcher, server: Server
) -> None:
    server.answer("*", good(case, case.write([(f"Zorblax {n}", "ada") for n in range(60)])))
    found = await search(source, case, fetcher)
    assert len(found) == 60
    assert len({mention.id for mention in found}) == 60
    assert len({mention.url for mention in found}) == 60


def test_reading_twice_gives_the_same_ids(source: Source, case: Case) -> None:
    answer = Answer(
        url="https://blog.example/feed", body=case.write([("Zorblax", "ada"), ("Zorblax", "bob")])
    )
    first, second = source.read(answer, START), source.read(answer, START + timedelta(days=1))
    assert [mention.id for mention in first] == [mention.id for mention in second]


async def test_unchanged_is_nothing_new(source: Source, case: Case, fetcher: Fetcher, server: Server) -> None:
    server.answer("*", reply(304))
    assert await search(source, case, fetcher) == []


def test_strangers_text_is_made_harmless(source: Source, case: Case) -> None:
    body = case.write([(HOSTILE.replace("\x00\x08", ""), "Eve\u202e <b>")])
    (mention,) = source.read(Answer(url="https://blog.example/feed", body=body), START)
    shown = "".join((mention.title, mention.text, mention.author, mention.place, mention.id))
    assert not any(bad in shown for bad in ("\x00", "\x08", "\ufeff", "\u202e", "\ufffd"))
    assert all(link.startswith(("http://", "https://")) for link in (*mention.links, mention.url))


def test_bytes_that_are_no_text_break_nothing(source: Source, case: Case) -> None:
    body = case.write([("Zorblax QQQQ", "ada")]).replace(b"QQQQ", b"\x00\xed\xa0\x80\xff")
    try:
        found = source.read(Answer(url="https://blog.example/feed", body=body), START)
    except ChangedFailure:
        return
    for mention in found:
        (mention.title + mention.text).encode("utf-8")
        assert "\x00" not in mention.title + mention.text


def test_escaped_lone_surrogates_are_dropped(source: Source, case: Case) -> None:
    body = case.write([("Zorblax QQQQ", "ada")]).replace(b"QQQQ", rb"\ud800 \u0000")
    found = source.read(Answer(url="https://blog.example/feed", body=body), START)
    assert found
    for mention in found:
        written = mention.title + mention.text + mention.id
        assert written.encode("utf-8").decode() == written
        assert "\0" not in written


def test_a_date_that_cannot_be_read_is_the_hour_of_reading(source: Source, case: Case) -> None:
    if case.undated is None:
        pytest.skip("its dates can always be read")
    (mention,) = source.read(Answer(url="https://blog.example/feed", body=case.undated), START)
    assert (mention.created_at, mention.dated) == (START, False)


def test_a_date_without_a_zone_is_in_utc(source: Source, case: Case) -> None:
    if case.zoneless is None:
        pytest.skip("its dates are seconds")
    (mention,) = source.read(Answer(url="https://blog.example/feed", body=case.zoneless), START)
    assert mention.created_at == datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_no_mention_comes_from_the_future(source: Source, case: Case) -> None:
    early = START - timedelta(days=3)
    answer = Answer(url="https://blog.example/feed", body=case.write([("Zorblax", "ada")]))
    (mention,) = source.read(answer, early)
    assert (mention.created_at, mention.dated) == (early, False)


def test_garbage_is_told_from_an_answer(source: Source, case: Case) -> None:
    for body in (b"", b"   ", b"\xff" * 50, *case.garbage):
        answer = Answer(url="https://blog.example/feed", body=body)
        with pytest.raises(TemporaryFailure if is_cut(answer) else ChangedFailure) as caught:
            source.read(answer, START)
        assert caught.value.reason


def test_what_is_odd_in_one_item_spoils_no_other(source: Source, case: Case) -> None:
    whole = case.write([(f"Zorblax {n}", "ada") for n in range(3)])
    others = {each.id for each in source.read(Answer(url="https://blog.example/feed", body=whole), START)[1:]}
    for path, value, body in odd_answers(whole):
        found = source.read(Answer(url="https://blog.example/feed", body=body), START)
        assert others <= {mention.id for mention in found}, (path, value)
        assert all(mention.created_at <= START + AHEAD for mention in found), (path, value)


def test_a_cut_answer_is_refused_or_read_as_far_as_it_goes(source: Source, case: Case) -> None:
    body = case.write([(f"Zorblax {n}", "ada") for n in range(3)])
    for end in range(0, len(body), max(1, len(body) // 40)):
        with contextlib.suppress(ChangedFailure, TemporaryFailure):
            assert len(source.read(Answer(url="https://blog.example/feed", body=body[:end]), START)) <= 3


FAILURES: list[tuple[str, bytes, type[SourceFailure]]] = [
    ("401", reply(401, b"{}", {"content-type": "application/json"}), AuthFailure),
    ("403 JSON", reply(403, b'{"error":"no"}', {"content-type": "application/json"}), AuthFailure),
    (
        "403 HTML",
        reply(403, b"<html>Request forbidden by administrative rules.</html>", HTML),
        BlockedFailure,
    ),
    ("403 empty", reply(403), BlockedFailure),
    ("429 told", reply(429, b"", {"retry-after": "120"}), RateFailure),
    ("429 untold", reply(429), RateFailure),
    ("404", reply(404, b"<html>Not found</html>", HTML), GoneFailure),
    ("500", reply(500, b"<html>Oops</html>", HTML), TemporaryFailure),
    ("502", reply(502), TemporaryFailure),
    ("503 challenge", reply(503, b"<html><title>Just a moment...</title>", HTML), BlockedFailure),
    ("200 HTML", reply(200, b"<!DOCTYPE html><html><title>Hello</title></html>", HTML), ChangedFailure),
    ("200 challenge", reply(200, b"<html><title>Just a moment...</title></html>", HTML), BlockedFailure),
    ("200 empty", reply(200), ChangedFailure),
    ("cut", CUT, TemporaryFailure),
    ("half", b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{", TemporaryFailure),
    ("huge", reply(200, b" " * 300_000), ChangedFailure),
    ("bomb", reply(200, gzip.compress(b" " * 9_000_000), {"content-encoding": "gzip"}), ChangedFailure),
    ("inward", reply(302, b"", {"location": "http://169.254.169.254/latest/meta-data"}), RefusedAddress),
    ("consent", reply(302, b"", {"location": "https://consent.google.com/ml"}), BlockedFailure),
]


@pytest.mark.parametrize(("sent", "expected"), [pytest.param(*rest, id=name) for name, *rest in FAILURES])
async def test_each_failure_is_called_by_its_name(
    source: Source, case: Case, fetcher: Fetcher, server: Server, sent: bytes, expected: type[SourceFailure]
) -> None:
    server.answer("*", sent)
    with pytest.raises(SourceFailure) as caught:
        await search(source, case, fetcher)
    assert type(caught.value) is expected
    assert caught.value.reason


@pytest.mark.parametrize("limits", [HASTY], ids=["hasty"])
async def test_an_answer_that_never_comes_is_a_temporary_failure(
    source: Source, case: Case, fetcher: Fetcher, server: Server
) -> None:
    server.answer("*", HANG)
    with pytest.raises(TemporaryFailure):
        await search(source, case, fetcher)


@pytest.mark.parametrize("status", [404, 500, 503])
async def test_a_good_answer_with_a_bad_status_is_read(
    source: Source, case: Case, fetcher: Fetcher, server: Server, status: int
) -> None:
    server.answer("*", good(case, case.write([("Zorblax", "ada")]), status))
    assert len(await search(source, case, fetcher)) == 1


async def test_a_compressed_answer_with_the_wrong_type_is_read(
    source: Source, case: Case, fetcher: Fetcher, server: Server
) -> None:
    body = gzip.compress(case.write([("Zorblax", "ada")]))
    server.answer("*", reply(200, body, {"content-type": "text/html", "content-encoding": "gzip"}))
    assert len(await search(source, case, fetcher)) == 1


SECRETS = ("KEY", "SECRET", "PASSWORD", "TOKEN", "BEARER")
KEYED = [
    name
    for name, source in sorted(discover().items())
    if any(setting.required and setting.variable.endswith(SECRETS) for setting in source.settings)
]


@pytest.mark.parametrize("name", KEYED)
@pytest.mark.parametrize("status", [200, 401, 500])
async def test_its_keys_are_in_no_log_no_address_and_no_reason(
    source: Source,
    case: Case,
    fetcher: Fetcher,
    server: Server,
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    keys = [value for name, value in case.settings.items() if name.endswith(SECRETS)]
    server.answer("*", good(case, case.write([("Zorblax", "ada")]) if status == 200 else b"{}", status))
    reason = ""
    with caplog.at_level("DEBUG"):
        try:
            await search(source, case, fetcher)
        except SourceFailure as failure:
            reason = failure.reason
    told = reason + caplog.text + "".join(seen.target for seen in server.seen)
    assert not any(key in told for key in keys)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_odd_in_an_item_leaves_a_mention_that_can_be_kept(source: Source, case: Case) -> None:
    for path, value, body in odd_answers(case.write([("Zorblax", "ada"), ("Zorblax", "bob")])):
        for mention in source.read(Answer(url="https://blog.example/feed", body=body), START):
            told = (mention.id, mention.url, mention.title, mention.text, mention.author, mention.place)
            written = "".join((*told, mention.lang, mention.thread, *mention.links))
            assert written.encode("utf-8").decode() == written, (path, value)
            assert "\0" not in written, (path, value)
            assert mention.url.startswith(("http://", "https://")), (path, value)
