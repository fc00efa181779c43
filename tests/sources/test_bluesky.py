"""Bluesky by Jetstream: what is read in its events, and how its authors are named."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answer
from bot.errors import SourceFailure
from bot.fetching import Fetcher
from bot.models import Mention, MentionKind
from bot.query import PreparedText, parse
from bot.sources.bluesky import Bluesky, Unpacker
from bot.sources.handles import AT_ONCE, Handles
from bot.sources.jetstream import flow
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.jetstream import account, deletion, did, event, micros, post, uri
from tests.recorded import recorded

PROFILES = "/xrpc/app.bsky.actor.getProfiles"
POSTS_SHOWN = "/xrpc/app.bsky.feed.getPosts"
JSON = {"content-type": "application/json"}


def read(frame: bytes, now: datetime = START) -> Mention:
    (mention,) = Bluesky(FakeClock()).read(Answer(url="", body=frame), now)
    return mention


def second_version(**payload: object) -> bytes:
    return msgspec.json.encode({"$type": "message", "payload": payload})


def test_a_post_is_a_mention_under_its_at_uri() -> None:
    mention = read(post("Bonjour", "3k1"))
    assert mention.id == uri("lea", "3k1")
    assert mention.url == f"https://bsky.app/profile/{did('lea')}/post/3k1"
    assert (mention.source, mention.place, mention.kind) == ("bluesky", "Bluesky", MentionKind.POST)
    assert (mention.text, mention.lang, mention.author) == ("Bonjour", "fr", did("lea"))


def test_a_reply_is_a_comment_in_the_thread_of_its_root() -> None:
    root, parent = {"uri": uri("bob", "r"), "cid": "b"}, {"uri": uri("ann", "p"), "cid": "b"}
    mention = read(post("Oui", "1", reply={"root": root, "parent": parent}))
    assert (mention.kind, mention.thread) == (MentionKind.COMMENT, uri("bob", "r"))


def test_links_of_words_and_cards_are_its_links() -> None:
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://a.example/?utm_source=x"}
    tag = {"$type": "app.bsky.richtext.facet#tag", "tag": "b"}
    card = {"$type": "app.bsky.embed.external", "external": {"uri": "https://c.example/d"}}
    mention = read(post("a.example/… #b", "1", facets=[{"features": [link, tag]}], embed=card))
    assert mention.links == ("https://a.example/", "https://c.example/d")


CARD = {"uri": "https://c.example/d", "title": "Zorblax ferme \x07", "description": "Deux usines.\n\nAoût."}


@pytest.mark.parametrize(
    "embed", [{"external": CARD}, {"record": {"record": {"uri": "at://x"}}, "media": {"external": CARD}}]
)
@pytest.mark.parametrize("words", ["Lisez ça", ""])
def test_the_card_of_a_page_is_read_beside_its_words(words: str, embed: dict[str, object]) -> None:
    seen = flow(post(words, "1", embed=embed)).post
    mention = read(post(words, "1", embed=embed))
    assert (mention.text, mention.card) == (words, "Zorblax ferme\n\nDeux usines.\n\nAoût.")
    assert seen
    assert parse("lisez zorblax usines" if words else "zorblax").matches(PreparedText.glimpsed(seen.text))


@pytest.mark.parametrize(
    "embed",
    [
        None,
        {"external": 7},
        {"external": {"uri": "https://c.example/"}},
        {"external": {**CARD, "uri": "https://gifs.example/a.gif?hh=1"}},
        "external",
    ],
)
def test_without_words_and_a_card_there_is_no_mention(embed: object) -> None:
    seen = flow(post("", "1", embed=embed)).post
    assert seen
    assert (seen.text, seen.mention(START)) == ("", None)


@pytest.mark.parametrize(
    ("tags", "said"),
    [(["velo", "Zorblax"], "Essai #Vélo\n\n#Zorblax"), ([7], "Essai #Vélo"), ("x", "Essai #Vélo")],
)
def test_hashtags_beside_its_words_are_said_too(tags: object, said: str) -> None:
    seen = flow(post("Essai #Vélo", "1", tags=tags)).post
    assert seen
    assert seen.text == said
    assert read(post("Essai #Vélo", "1", tags=tags)).text == said


@pytest.mark.parametrize("written", ["1985-01-01T00:00:00Z", "2087-01-01T00:00:00Z", "soon", 7, None])
def test_its_hour_is_the_servers_and_never_its_writers(written: object) -> None:
    mention = read(post("x", "1", createdAt=written, at=START - timedelta(minutes=3)))
    assert (mention.created_at, mention.dated) == (START - timedelta(minutes=3), True)


def test_an_hour_that_is_none_is_that_of_reading() -> None:
    mention = read(post("x", "1").replace(str(micros(START)).encode(), b"99999999999999999999"))
    assert (mention.created_at, mention.dated) == (START, False)


def test_a_post_that_its_author_hides_is_no_mention() -> None:
    labels = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "!no-unauthenticated"}]}
    assert Bluesky().read(Answer(url="", body=post("x", "1", labels=labels)), START) == []


def test_an_update_is_read_as_the_post_it_makes() -> None:
    assert read(post("mended", "1", operation="update")).text == "mended"


def test_deletions_and_lost_accounts_are_told_by_id() -> None:
    assert flow(deletion("9")).deleted == uri("lea", "9")
    assert flow(account("lea", active=False)).author_gone_prefix == f"at://{did('lea')}/"
    assert flow(account("lea", active=True)).author_gone_prefix == ""


def test_what_is_no_post_passes() -> None:
    like = {"operation": "create", "collection": "app.bsky.feed.like", "rkey": "1", "record": {"subject": {}}}
    passed = flow(event("lea", START, kind="commit", commit=like))
    assert (passed.post, passed.unreadable, passed.cursor) == (None, "", str(micros(START)))


def test_the_second_version_says_the_same_otherwise() -> None:
    common = {"$type": "network.bsky.jetstream.subscribeEvents#commit", "seq": 5, "did": did("lea")}
    seen = {"time": "2020-01-01T00:00:00Z", "witnessedAt": "2026-11-23T08:00:00.000000Z"}
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "1"}
    frame = second_version(**common, **seen, **commit, record={"text": "Bonjour", "langs": ["fr"]})
    assert flow(frame).cursor == str(micros(START))
    assert read(frame) == read(post("Bonjour", "1"))
    gone = second_version(**common, **seen, **(commit | {"operation": "delete"}))
    assert flow(gone).deleted == uri("lea", "1")
    info = second_version(
        **{"$type": "network.bsky.jetstream.subscribeEvents#info", "name": "OutdatedCursor"}
    )
    assert flow(info).unreadable


@given(st.binary(max_size=200))
def test_no_bytes_break_it(frame: bytes) -> None:
    assert flow(frame).unreadable


@given(st.data())
def test_no_byte_of_an_event_breaks_it(data: st.DataObject) -> None:
    frame = bytearray(post("Zorblax, c’est génial", "1", tags=["a"]))
    frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    seen = flow(bytes(frame))
    if seen.post:
        assert isinstance(seen.post.links, tuple)
        seen.post.mention(START)


def test_an_event_of_no_instant_there_is_leads_nowhere() -> None:
    seen = flow(post("Bonjour", "1").replace(str(micros(START)).encode(), b"9" * 400))
    assert (seen.cursor, seen.at) == ("", 0.0)


def test_an_event_that_is_no_text_is_odd_and_no_more() -> None:
    assert flow(post("Bonjour", "1").replace(b"onj", b"o\xff\xff")).unreadable


def test_what_is_no_text_beside_the_words_of_a_post_spoils_it_not() -> None:
    seen = flow(post("Bonjour", "1").replace(b"3mpt", b"3m\xff\xff"))
    assert seen.post
    assert seen.post.mention(START) == read(post("Bonjour", "1"))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=6,
    ),
    st.sampled_from(["langs", "reply", "facets", "embed", "labels", "tags", "createdAt"]),
)
def test_no_record_breaks_it(value: object, field: str) -> None:
    record: dict[str, Any] = {field: value}
    seen = flow(post("x", "1", **record))
    if seen.post:
        assert isinstance(seen.post.links, tuple)
        seen.post.mention(START)
    else:
        assert seen.unreadable


def test_a_cursor_stands_for_an_instant_and_back() -> None:
    bluesky = Bluesky()
    moment = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC)
    assert bluesky.moment(bluesky.cursor_at(moment)) == moment
    assert bluesky.moment("") is None
    assert bluesky.moment("9" * 40) is None


def test_recorded_events_are_read() -> None:
    folder = recorded("jetstream")
    if folder is None:
        pytest.skip("no recorded answers here")
    lines = (folder / "expected_v1.jsonl").read_bytes()
    flows = [flow(line) for line in lines.splitlines()]
    assert len(flows) == 152
    assert not [each.unreadable for each in flows if each.unreadable]
    assert len([each for each in flows if each.post]) == 17
    assert len([each for each in flows if each.deleted]) == 1
    mentions = Bluesky().read(Answer(url="", body=lines), datetime.now(UTC))
    assert len({mention.id for mention in mentions}) == 16  # one is a picture without words
    assert all(mention.dated and mention.created_at.year == 2026 for mention in mentions)
    assert (
        len(Bluesky().read(Answer(url="", body=(folder / "jsonbench_head_10.ndjson").read_bytes()), START))
        == 3
    )


def test_recorded_dictionaries_undo_compression() -> None:
    folder = recorded("jetstream")
    if folder is None:
        pytest.skip("no recorded answers here")
    for name in ("legacy_subscribe.zdict", "subscribe_events_20260811.zdict"):
        words = (folder / name).read_bytes()
        packed = zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(words)).compress(
            post("x", "1")
        )
        assert Unpacker(words).unpacked(packed) == post("x", "1")


def profiles(*names: str) -> bytes:
    people = [{"did": did(name), "handle": f"{name}.example"} for name in names]
    return reply(200, msgspec.json.encode({"profiles": people}), {"content-type": "application/json"})


@pytest.fixture
async def fetcher(clock: FakeClock, server: Server) -> Fetcher:
    return Fetcher(clock=clock, routes={"public.api.bsky.app": server.base})


async def test_handles_are_asked_for_twenty_five_at_a_time_and_remembered_for_a_day(
    clock: FakeClock, server: Server, fetcher: Fetcher
) -> None:
    names = [f"p{number}" for number in range(AT_ONCE + 5)]
    server.answer(PROFILES, profiles(*names))
    handles = Handles(clock)
    found = await handles.look_up(map(did, names), fetcher)
    assert {found[did(name)].handle for name in names} == {f"{name}.example" for name in names}
    assert [seen.target.count("actors=") for seen in server.seen] == [AT_ONCE, 5]
    await handles.look_up([did("p1")], fetcher)
    assert len(server.seen) == 2
    clock.pass_time(timedelta(days=1, seconds=1))
    await handles.look_up([did("p1")], fetcher)
    assert len(server.seen) == 3
    await fetcher.aclose()


async def test_accounts_are_found_by_handle_and_tried_again_when_they_are_not(
    clock: FakeClock, server: Server, fetcher: Fetcher
) -> None:
    server.answer(PROFILES, profiles("lea"))
    bluesky = Bluesky(clock)
    wanted = ["Lea.Example", "@nobody", "not a handle", "b/c"]
    assert await bluesky.author_ids(wanted, fetcher) == {did("lea")}
    assert {part for seen in server.seen for part in seen.target.partition("?")[2].split("&")} == {
        "actors=lea.example",
        "actors=nobody.bsky.social",
    }
    await bluesky.author_ids(wanted, fetcher)
    assert len(server.seen) == 1
    clock.pass_time(timedelta(minutes=10))
    await bluesky.author_ids(wanted, fetcher)
    assert [seen.target.partition("?")[2] for seen in server.seen[1:]] == ["actors=nobody.bsky.social"]
    clock.pass_time(timedelta(days=1))
    server.answer(PROFILES, reply(403))
    assert await bluesky.author_ids(wanted, fetcher) == {did("lea")}
    await fetcher.aclose()


async def test_an_answer_that_names_others_names_nobody(
    clock: FakeClock, server: Server, fetcher: Fetcher
) -> None:
    server.answer(PROFILES, profiles("eve"))
    assert await Handles(clock).look_up([did("lea")], fetcher) == {}
    await fetcher.aclose()


async def test_a_handle_that_is_not_valid_is_a_number(
    clock: FakeClock, server: Server, fetcher: Fetcher
) -> None:
    body = msgspec.json.encode({"profiles": [{"did": did("lea"), "handle": "handle.invalid"}]})
    server.answer(PROFILES, reply(200, body, {"content-type": "application/json"}))
    found = await Handles(clock).look_up([did("lea")], fetcher)
    assert found[did("lea")].handle == did("lea")
    await fetcher.aclose()


async def test_what_the_public_view_leaves_out_is_taken_back(server: Server, fetcher: Fetcher) -> None:
    here, gone = uri("lea", "1"), uri("bob", "2")
    shown = {"posts": [{"uri": here, "cid": "b"}, {"uri": uri("ann", "3")}]}
    server.answer(POSTS_SHOWN, reply(200, msgspec.json.encode(shown), JSON))
    found = await Bluesky(FakeClock()).taken_back({here: (), gone: ()}, fetcher)
    assert found == {gone}
    assert all(quote(each, safe="") in server.seen[0].target for each in (here, gone))


@pytest.mark.parametrize("body", [b"{}", b'{"posts":{}}', b"<html>", b'{"error":"x"}'])
async def test_an_answer_that_lists_no_posts_says_nothing_of_what_stands(
    server: Server, fetcher: Fetcher, body: bytes
) -> None:
    server.answer(POSTS_SHOWN, reply(200, body, JSON))
    with pytest.raises(SourceFailure):
        await Bluesky(FakeClock()).taken_back({uri("lea", "1"): ()}, fetcher)
