"""Hacker News, beyond what every source keeps to."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.answer import Answer
from bot.errors import TemporaryFailure
from bot.fetching import Fetcher
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.hackernews import HackerNews
from bot.sources.source import THREAD, Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.recorded import recorded
from tests.sources.cases.hackernews import hit, search

STORY = {
    "objectID": "41000001",
    "created_at_i": int(START.timestamp()) - 60,
    "author": "ada",
    "title": "Ask HN: Is Zorblax &amp; Co <i>down</i>?",
    "url": "",
    "story_text": "It&#x27;s down.<p>See "
    '<a href="https:&#x2F;&#x2F;status.example&#x2F;?utm_source=x">this</a>',
    "comment_text": None,
    "story_id": None,
    "_tags": ["story", "author_ada", "story_41000001", "ask_hn"],
}


def read(document: object) -> list[Mention]:
    return HackerNews().read(Answer(url="", body=json.dumps(document).encode()), START)


def test_a_comment_is_about_the_page_its_story_links_to() -> None:
    (comment,) = read({"hits": [hit(1, "<i>Zorblax</i> ships<p>It&#x27;s fine &amp; fast", "bob")]})
    assert comment.id == "hn:41000001"
    assert comment.kind is MentionKind.COMMENT
    assert comment.url == "https://news.ycombinator.com/item?id=41000001"
    assert (comment.title, comment.topic) == ("", "Zorblax opens a shop in Lille")
    assert comment.text == "Zorblax ships\n\nIt's fine & fast"
    assert (comment.author, comment.place) == ("bob", "Hacker News")
    assert comment.thread == "https://news.example/zorblax"
    assert comment.links == ("https://news.example/zorblax",)


def test_a_question_to_hacker_news_is_a_post_with_text() -> None:
    (story,) = read({"hits": [STORY]})
    assert story.kind is MentionKind.POST
    assert story.title == "Ask HN: Is Zorblax & Co down?"
    assert story.text == "It's down.\n\nSee this"
    assert story.links == ("https://status.example/",)
    assert story.thread == ""


@pytest.mark.parametrize("tag", ["poll", "job", "story"])
def test_polls_and_jobs_are_posts(tag: str) -> None:
    (post,) = read({"hits": [{**STORY, "_tags": [tag], "story_text": None}]})
    assert (post.kind, post.text) == (MentionKind.POST, "")


def test_what_was_deleted_is_no_mention() -> None:
    assert read({"hits": [hit(1, "", ""), {**STORY, "title": None, "story_text": None}]}) == []


def test_one_odd_hit_spoils_no_page() -> None:
    nameless = {**hit(1, "x", "eve"), "objectID": "x\ud800"}
    found = read({"hits": [nameless, "odd", None, hit(2, "Zorblax", "bob")]})
    assert [mention.author for mention in found] == ["bob"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("_tags", None),
        ("_tags", ["comment", 7]),
        ("author", 7),
        ("story_id", "x"),
        ("story_url", {}),
        ("points", "many"),
        ("created_at_i", None),
        ("created_at_i", "soon"),
        ("title", []),
    ],
)
def test_a_hit_with_one_odd_field_is_heard_all_the_same(field: str, value: object) -> None:
    (mention,) = read({"hits": [{**hit(1, "Zorblax", "eve"), field: value}]})
    assert (mention.id, mention.text, mention.kind) == ("hn:41000001", "Zorblax", MentionKind.COMMENT)
    assert mention.dated


def test_a_thread_gives_its_story_and_every_reply() -> None:
    replies = [
        {"id": 2, "type": "comment", "created_at_i": 1_790_000_001, "author": "bob", "text": "<p>One</p>",
         "story_id": 1, "children": [
            {"id": 3, "type": "comment", "created_at_i": 1_790_000_002, "author": "eve", "text": "Two",
             "story_id": 1, "children": []},
            {"id": 4, "type": "comment", "created_at_i": 1_790_000_003, "author": None, "text": None,
             "story_id": 1, "children": []},
         ]},
    ]  # fmt: skip
    item = {"id": 1, "type": "story", "created_at_i": 1_790_000_000, "author": "ada", "title": "Zorblax",
            "url": "https://news.example/z", "text": None, "story_id": 1, "children": replies}  # fmt: skip
    found = read(item)
    assert [(mention.id, mention.author, mention.thread) for mention in found] == [
        ("hn:1", "ada", ""),
        ("hn:2", "bob", "https://news.example/z"),
        ("hn:3", "eve", "https://news.example/z"),
    ]
    assert [(mention.title, mention.topic) for mention in found] == [("Zorblax", ""), *[("", "Zorblax")] * 2]
    assert found[1].answers[-1] == "hn:1"


class TestQuestions:
    def test_each_needle_is_searched_as_written(self) -> None:
        needles = (
            Needle("orange money"),
            Needle("zorb", "prefix"),
            Needle('a "b"', "hashtag"),
            Needle("orange money"),
        )
        texts = [request.text for request in HackerNews().requests(Ask(needles))]
        assert texts == ['"orange money"', "zorb", '"a b"']

    def test_a_watch_for_other_languages_asks_nothing(self) -> None:
        assert not list(HackerNews().requests(Ask((Needle("zorblax"),), ("fr", "de"))))
        assert list(HackerNews().requests(Ask((Needle("zorblax"),), ("fr", "en"))))


class TestSearch:
    async def test_the_search_is_by_date_exact_and_bounded(
        self, fetcher: Fetcher, server: Server, clock: FakeClock
    ) -> None:
        server.answer("*", reply(200, search([])))
        async for _ in HackerNews(clock).search(SourceRequest("hackernews", '"zorblax"'), START, fetcher):
            pass
        target = urlsplit(server.seen[0].target)
        asked = {name: values[0] for name, values in parse_qs(target.query).items()}
        assert target.path == "/api/v1/search_by_date"
        assert asked["query"] == '"zorblax"'
        assert (asked["typoTolerance"], asked["advancedSyntax"]) == ("false", "true")
        assert asked["numericFilters"] == f"created_at_i>{int(START.timestamp()) - 6 * 3600}"

    async def test_a_thread_is_asked_for_by_its_story_and_never_walked(
        self, fetcher: Fetcher, server: Server, clock: FakeClock
    ) -> None:
        story, comment = read({"hits": [STORY, {**hit(2, "Me too", "bob"), "story_id": 7, "parent_id": 6}]})
        request = HackerNews(clock).thread(story)
        assert request == SourceRequest("hackernews", "41000001", THREAD)
        assert HackerNews(clock).thread(comment) == SourceRequest("hackernews", "7", THREAD)
        server.answer("*", reply(200, search([])), *[reply(503)] * 9)
        async for _ in HackerNews(clock).search(request, START, fetcher):
            pass
        asked = parse_qs(urlsplit(server.seen[0].target).query, keep_blank_values=True)
        assert (asked["tags"], asked["query"]) == (["comment,story_41000001"], [""])
        source = HackerNews(clock)
        source._walk = None  # type: ignore[assignment]  # nobody walks
        with pytest.raises(TemporaryFailure):
            async for _ in source.search(request, START, fetcher):
                pass

    async def test_past_a_thousand_hits_the_window_slides(
        self, fetcher: Fetcher, server: Server, clock: FakeClock
    ) -> None:
        seconds = int(START.timestamp())
        pages = [
            [
                {**hit(page * 100 + n, "Zorblax", "ada"), "created_at_i": seconds - page * 100 - n}
                for n in range(100)
            ]
            for page in range(10)
        ]
        last = [{**hit(1000 + n, "Zorblax", "ada"), "created_at_i": seconds - 999 - n} for n in range(30)]
        server.answer("*", *(reply(200, search(page)) for page in [*pages, last]))
        found = [
            mention
            async for page in HackerNews(clock).search(
                SourceRequest("hackernews", "z"), START - timedelta(days=7), fetcher
            )
            for mention in page
        ]
        filters = [parse_qs(urlsplit(seen.target).query)["numericFilters"][0] for seen in server.seen]
        assert len(found) == 1030
        assert filters[9] == filters[0]
        assert filters[10] == f"{filters[0]},created_at_i<={seconds - 999}"

    async def test_hits_that_are_gone_do_not_end_the_search(
        self, fetcher: Fetcher, server: Server, clock: FakeClock
    ) -> None:
        gone = [hit(n, "" if n < 60 else "Zorblax", "ada") for n in range(100)]
        server.answer("*", reply(200, search(gone)), reply(200, search([hit(200, "Zorblax", "ada")])))
        pages = [
            page async for page in HackerNews(clock).search(SourceRequest("hackernews", "z"), START, fetcher)
        ]
        assert [len(page) for page in pages] == [40, 1]

    async def test_a_window_that_does_not_slide_ends_the_search(
        self, fetcher: Fetcher, server: Server, clock: FakeClock
    ) -> None:
        at = {"created_at_i": int(START.timestamp())}
        full = [[{**hit(100 * page + n, "Zorblax", "ada"), **at} for n in range(100)] for page in range(30)]
        server.answer("*", *(reply(200, search(hits)) for hits in full))
        pages = [
            page async for page in HackerNews(clock).search(SourceRequest("hackernews", "z"), START, fetcher)
        ]
        assert len(pages) == 20


def test_recorded_answers_read_well() -> None:
    folder = recorded("hn_algolia")
    if folder is None:
        pytest.skip("no recorded answers here")
    for path in sorted(folder.glob("*.json")):
        found = HackerNews().read(Answer(url="", body=path.read_bytes()), START)
        assert found, path.name
        for mention in found:
            assert mention.id.removeprefix("hn:").isdigit()
            assert mention.author
            assert mention.text or mention.title
            assert "\ufffd" not in mention.text + mention.title
            assert "&#x" not in mention.text
            assert "\\n" not in mention.text
            assert mention.dated
