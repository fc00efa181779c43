"""A Mastodon server's live timeline: where it is, who may follow it, and what its events mean."""

import json
from contextlib import aclosing

import pytest
from websockets.asyncio.server import ServerConnection, serve

from bot.answer import Answer
from bot.errors import AuthFailure, SourceFailure
from bot.fetching import Fetcher
from bot.fetching.websocket import WebSockets
from bot.models import DropReason
from bot.sources.mastodonstream import MastodonStream
from bot.sources.stream import Flow
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.sources.cases.mastodon import status
from tests.sources.cases.mastodonstream import event

SETTINGS = {"VEILLE_MASTODON_SERVER": "mastodon.social", "VEILLE_MASTODON_TOKEN": "token-7"}
JSON = {"content-type": "application/json"}


@pytest.fixture
def stream(clock: FakeClock) -> MastodonStream:
    return MastodonStream(clock, SETTINGS)


def instance(remote: str, local: str = "public", streaming: str = "wss://streaming.mastodon.social") -> bytes:
    access = {"live_feeds": {"local": local, "remote": remote}}
    told = {"configuration": {"urls": {"streaming": streaming}, "timelines_access": access}}
    return reply(200, json.dumps(told).encode(), JSON)


async def followed(stream: MastodonStream, *frames: bytes) -> tuple[list[Flow], list[str]]:
    """What comes of these frames, and what was asked with which token."""
    asked: list[str] = []

    async def speak(connection: ServerConnection) -> None:
        request = connection.request
        asked.extend([request.path, request.headers["authorization"]] if request else [])
        for frame in frames:
            await connection.send(frame, text=True)

    async with serve(speak, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        host = f"ws://127.0.0.1:{port}?stream=public"
        async with aclosing(stream.follow(host, "", WebSockets(allow_private=True))) as flows:
            return [flow async for flow in flows], asked


async def test_it_is_followed_where_the_server_says_with_the_token(
    stream: MastodonStream, server: Server, fetcher: Fetcher
) -> None:
    server.answer("/api/v2/instance", instance("authenticated"))
    assert await stream.found_hosts(fetcher) == ("wss://streaming.mastodon.social?stream=public",)
    _, asked = await followed(stream)
    assert asked == ["/api/v1/streaming?stream=public", "Bearer token-7"]


@pytest.mark.parametrize("streaming", ["", "javascript:alert(1)", "https://elsewhere.example"])
async def test_a_server_that_does_not_say_streams_itself(
    stream: MastodonStream, server: Server, fetcher: Fetcher, streaming: str
) -> None:
    server.answer("/api/v2/instance", instance("public", streaming=streaming))
    assert await stream.found_hosts(fetcher) == ("wss://mastodon.social?stream=public",)


async def test_one_that_knows_no_instance_document_streams_itself(
    stream: MastodonStream, server: Server, fetcher: Fetcher
) -> None:
    server.answer("/api/v2/instance", reply(404))
    assert await stream.found_hosts(fetcher) == ("wss://mastodon.social?stream=public",)


async def test_where_others_are_closed_its_own_people_are_followed(
    stream: MastodonStream, server: Server, fetcher: Fetcher
) -> None:
    server.answer("/api/v2/instance", instance("disabled"))
    assert (await stream.found_hosts(fetcher))[0].endswith("?stream=public%3Alocal")


async def test_one_that_shows_its_timeline_to_nobody_is_a_matter_of_settings(
    stream: MastodonStream, server: Server, fetcher: Fetcher
) -> None:
    server.answer("/api/v2/instance", instance("disabled", "disabled"))
    with pytest.raises(AuthFailure, match="VEILLE_MASTODON_SERVER"):
        await stream.found_hosts(fetcher)
    server.answer("/api/v2/instance", reply(503))
    with pytest.raises(SourceFailure):
        await stream.found_hosts(fetcher)


async def test_posts_and_edits_are_mentions_under_their_uri(stream: MastodonStream) -> None:
    edited = status(2, "Zorblax, mended", "bob", spoiler_text="Brands")
    flows, _ = await followed(
        stream, event("update", status(1, "Zorblax", "ada")), event("status.update", edited)
    )
    posts = [flow.post for flow in flows if flow.post]
    assert [post.text for post in posts] == ["Zorblax", "Brands\x1eZorblax, mended"]
    mentions = [post.mention(START) for post in posts]
    assert [mention.id for mention in mentions if mention] == [
        "https://piaille.example/users/lea/statuses/1",
        "https://piaille.example/users/lea/statuses/2",
    ]


async def test_a_deletion_calls_a_status_by_an_alias_of_it(stream: MastodonStream) -> None:
    said = status(1, "oops", "ada")
    (told, taken_back), _ = await followed(stream, event("update", said), event("delete", said["id"]))
    assert told.post is not None
    assert told.post.known is not None
    assert told.post.known.aliases == (taken_back.deleted,)
    (other,), _ = await followed(stream, event("delete", "404"))
    assert other.deleted not in told.post.known.aliases


async def test_an_answer_calls_what_it_answers_by_an_alias_of_it_boosted_or_not(
    stream: MastodonStream,
) -> None:
    said = status(1, "Zorblax", "ada")
    answer = status(2, "Same here", "bob", in_reply_to_id=said["id"])
    boost = status(99, "", "bob", reblog=answer)
    flows, _ = await followed(stream, *(event("update", each) for each in (said, answer, boost)))
    first, *others = [flow.post.known for flow in flows if flow.post and flow.post.known]
    assert [each.answers for each in others] == [first.aliases, first.aliases]


async def test_to_undo_a_boost_takes_nothing_of_the_boosted_post_back(stream: MastodonStream) -> None:
    said = status(1, "Zorblax", "ada")
    boost = status(99, "", "bob", reblog=said)
    flows, _ = await followed(
        stream,
        event("update", said),
        event("update", boost),
        event("delete", boost["id"]),
        event("delete", said["id"]),
    )
    posts = [flow.post for flow in flows if flow.post]
    names = {alias for post in posts if post.known for alias in post.known.aliases}
    assert [flow.deleted in names for flow in flows] == [False, False, False, True]


async def test_those_who_ask_not_to_be_indexed_are_left_alone(stream: MastodonStream) -> None:
    hidden = status(1, "Zorblax", "ada")
    hidden["account"]["noindex"] = True
    private = status(2, "Zorblax", "ada", visibility="private")
    flows, _ = await followed(stream, event("update", hidden), event("update", private))
    assert [(flow.post, flow.unreadable) for flow in flows] == [(None, ""), (None, "")]


async def test_who_is_not_searchable_is_withheld_where_any_word_would_find_them(
    stream: MastodonStream,
) -> None:
    shy = status(1, "Zorblax", "ada")
    shy["account"]["indexable"] = False
    (flow,), _ = await followed(stream, event("update", shy))
    assert flow.post is not None
    assert flow.post.withheld == DropReason.UNSEARCHABLE


async def test_an_edit_is_marked_and_one_that_hides_a_post_takes_it_back(stream: MastodonStream) -> None:
    hidden = status(1, "Zorblax", "ada", visibility="private")
    flows, _ = await followed(
        stream, event("update", status(1, "x", "ada")), event("status.update", status(1, "y", "ada"))
    )
    assert [flow.edited for flow in flows] == [False, True]
    (flow,), _ = await followed(stream, event("status.update", hidden))
    assert flow.deleted == status(1, "x", "ada")["uri"]


async def test_it_knows_until_when_it_heard_and_cannot_go_back(stream: MastodonStream) -> None:
    (flow,), _ = await followed(stream, event("update", status(1, "x", "ada")))
    assert stream.moment(flow.cursor) == START
    assert flow.at == START.timestamp()
    assert stream.cursor_at(START) == ""


async def test_other_events_pass_and_garbage_is_odd(stream: MastodonStream) -> None:
    flows, _ = await followed(
        stream, event("notification", {}), event("filters_changed", ""), b'{"error":"no"}', b"{", b"[[[["
    )
    assert [bool(flow.unreadable) for flow in flows] == [False, False, True, True, True]


def test_nothing_is_followed_without_a_server_and_a_token() -> None:
    assert [setting.variable for setting in MastodonStream().missing] == list(SETTINGS)


def test_a_saved_stream_is_read(stream: MastodonStream) -> None:
    body = event("update", status(1, "Zorblax", "ada")) + b"\n" + event("delete", "1")
    assert [mention.text for mention in stream.read(Answer(url="", body=body), START)] == ["Zorblax"]


async def test_what_its_server_shows_no_more_is_taken_back(
    stream: MastodonStream, server: Server, fetcher: Fetcher
) -> None:
    server.answer("/api/v1/statuses/11", reply(200, json.dumps(status(1, "x", "ada")).encode(), JSON))
    server.answer("/api/v1/statuses/12", reply(404, b'{"error":"Record not found"}', JSON))
    names = {
        "stands": ("mastodon:mastodon.social:11",),
        "gone": ("mastodon:elsewhere.example:11", "mastodon:mastodon.social:12"),
        "of another server": ("mastodon:elsewhere.example:12",),
        "nameless": (),
    }
    assert await stream.taken_back(names, fetcher) == {"gone"}
    assert server.seen[0].headers["authorization"] == "Bearer token-7"


async def test_a_server_that_is_ill_says_nothing_of_what_stands(
    stream: MastodonStream, server: Server, fetcher: Fetcher
) -> None:
    server.answer("/api/v1/statuses/11", reply(503))
    with pytest.raises(SourceFailure):
        await stream.taken_back({"m1": ("mastodon:mastodon.social:11",)}, fetcher)
