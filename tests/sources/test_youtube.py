"""YouTube's videos and comments."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.answer import Answer
from bot.errors import AuthFailure, RateFailure, SourceFailure
from bot.fetching import Fetcher
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.source import Ask, SourceRequest
from bot.sources.youtube import YouTube, midnight
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.recorded import recorded
from tests.sources.cases.youtube import CASE, comment, listed, video

SEARCH = "/youtube/v3/search"
COMMENTS = "/youtube/v3/commentThreads"
JSON = {"content-type": "application/json"}


@pytest.fixture
def source(clock: FakeClock) -> YouTube:
    return YouTube(clock, CASE.settings)


async def search(source: YouTube, fetcher: Fetcher, text: str = '"zorblax"') -> list[Mention]:
    request = SourceRequest(source.name, text, "fr")
    pages = [page async for page in source.search(request, START - timedelta(hours=2), fetcher)]
    return [mention for page in pages for mention in page]


def refusal(reason: str, code: int = 403, message: str = "The request cannot be completed.") -> bytes:
    error = {"code": code, "message": message, "errors": [{"domain": "youtube", "reason": reason}]}
    return reply(code, json.dumps({"error": error}).encode(), JSON)


def test_a_question_joins_the_needles_of_a_watch_since_searches_are_few(source: YouTube) -> None:
    needles = (Needle("vélo pliant"), Needle("zorb", "prefix"), Needle("a|b"))
    asked = list(source.requests(Ask(needles, ("fr",))))
    assert asked == [SourceRequest("youtube", '"vélo pliant"|zorb|"a b"', "fr")]
    assert next(iter(source.requests(Ask(needles, ("fr", "en"))))).edition == ""


async def test_comments_under_found_videos_are_searched_too(
    source: YouTube, fetcher: Fetcher, server: Server
) -> None:
    server.answer(SEARCH, reply(200, listed(video(0, "Zorblax & co: l'essai", "Vélo TV")), JSON))
    server.answer(COMMENTS, reply(200, listed(comment(1, "Mon Zorblax < tient bien", "@lea")), JSON))
    film, said = await search(source, fetcher)
    assert (film.kind, film.title, film.place) == (MentionKind.VIDEO, "Zorblax & co: l'essai", "Vélo TV")
    assert (said.kind, said.text, said.author) == (MentionKind.COMMENT, "Mon Zorblax < tient bien", "@lea")
    assert (said.thread, said.topic, said.place) == (film.id, film.title, film.place)
    assert said.links == ("https://shop.example/",)
    assert "searchTerms=zorblax" in server.seen[1].target


async def test_the_key_goes_in_a_header(source: YouTube, fetcher: Fetcher, server: Server) -> None:
    server.answer(SEARCH, reply(200, listed(video(0, "Zorblax", "tv")), JSON))
    server.answer(COMMENTS, reply(200, listed(), JSON))
    await search(source, fetcher)
    assert [seen.headers["x-goog-api-key"] for seen in server.seen] == ["key-of-youtube"] * 2
    assert not any("key-of-youtube" in seen.target for seen in server.seen)


async def test_comments_of_last_weeks_videos_are_heard_when_the_video_is_old_news(
    source: YouTube, fetcher: Fetcher, server: Server
) -> None:
    old = video(0, "Zorblax", "tv", "2026-11-18T07:00:00Z")
    server.answer(SEARCH, reply(200, listed(old), JSON))
    server.answer(COMMENTS, reply(200, listed(comment(1, "Zorblax", "@lea")), JSON))
    assert [mention.kind for mention in await search(source, fetcher)] == [MentionKind.COMMENT]
    assert "publishedAfter=2026-11-16T08%3A00%3A00Z" in server.seen[0].target


async def test_each_needle_is_searched_in_comments_within_the_units_of_a_search(
    source: YouTube, fetcher: Fetcher, server: Server
) -> None:
    found = [video(number, "Zorblax", "tv") for number in range(50)]
    server.answer(SEARCH, reply(200, listed(*found), JSON))
    server.answer(COMMENTS, reply(200, listed(), JSON))
    await search(source, fetcher, '"zorblax"|"zorb lax"|"zbx"')
    assert len(server.seen) == 101
    assert "searchTerms=zorb+lax" in server.seen[2].target


async def test_closed_comments_hide_neither_the_video_nor_the_next_ones(
    source: YouTube, fetcher: Fetcher, server: Server
) -> None:
    server.answer(SEARCH, reply(200, listed(video(0, "Zorblax", "tv"), video(1, "Zorblax", "tv")), JSON))
    server.answer(COMMENTS, refusal("commentsDisabled"), reply(200, listed(comment(1, "Zorblax", "a")), JSON))
    assert len(await search(source, fetcher)) == 3


async def test_a_spent_quota_rests_until_midnight_in_california(
    source: YouTube, fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    server.answer(SEARCH, refusal("quotaExceeded"), reply(200, listed(), JSON))
    for text in ('"zorblax"', '"bidule"'):
        with pytest.raises(RateFailure, match="quota") as caught:
            await search(source, fetcher, text)
        assert caught.value.until == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert len(server.seen) == 1
    clock.pass_time(timedelta(hours=24))
    assert await search(source, fetcher) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 23, 7, 59, tzinfo=UTC), datetime(2026, 11, 23, 8, 0, tzinfo=UTC)),
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        (datetime(2026, 3, 8, 9, 0, tzinfo=UTC), datetime(2026, 3, 9, 7, 0, tzinfo=UTC)),  # clocks go forward
    ],
)
def test_midnight_in_california_follows_its_clocks(now: datetime, expected: datetime) -> None:
    assert midnight(now) == expected


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (refusal("rateLimitExceeded"), RateFailure),
        (refusal("forbidden"), AuthFailure),
        (refusal("accessNotConfigured"), AuthFailure),
        (refusal("badRequest", 400, "API key not valid. Please pass a valid API key."), AuthFailure),
    ],
)
async def test_refusals_are_told_apart(
    source: YouTube, fetcher: Fetcher, server: Server, sent: bytes, expected: type[SourceFailure]
) -> None:
    server.answer(SEARCH, sent)
    with pytest.raises(SourceFailure) as caught:
        await search(source, fetcher)
    assert type(caught.value) is expected


def real(file: str) -> Answer:
    folder = recorded("youtube")
    if folder is None:
        pytest.skip("no recorded answers here")
    return Answer(url="https://www.googleapis.com/youtube", body=(folder / file).read_bytes())


@pytest.mark.parametrize(
    ("file", "count", "kind"),
    [
        ("search_by_keywords_p1.json", 25, MentionKind.VIDEO),
        ("videos_info_multi.json", 2, MentionKind.VIDEO),
        ("comment_threads_by_video_paged_1.json", 5, MentionKind.COMMENT),
    ],
)
def test_real_answers_are_read(source: YouTube, file: str, count: int, kind: MentionKind) -> None:
    mentions = source.read(real(file), START)
    assert [mention.kind for mention in mentions] == [kind] * count
    assert all(mention.dated and mention.author for mention in mentions)
    assert not any("&amp;" in mention.title + mention.text for mention in mentions)


def test_a_real_refusal_is_a_refusal(source: YouTube) -> None:
    with pytest.raises(AuthFailure, match="permission"):
        source.read(real("error_permission_resp.json"), START)
