"""The pages of Telegram channels."""

from datetime import timedelta

import pytest

from bot.answer import Answer
from bot.errors import ChangedFailure, Curtailed
from bot.fetching import Fetcher
from bot.models import Mention
from bot.query import Needle
from bot.sources.source import Ask, SourceRequest
from bot.sources.telegram import Telegram
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.sources.cases.telegram import channel, post

FORWARDED = (
    '<div class="tgme_widget_message_forwarded_from">Forwarded from <a href="https://t.me/origin/77" '
    'class="tgme_widget_message_forwarded_from_name"><span>Origin</span></a></div>'
)
REPLIED = (
    '<a class="tgme_widget_message_reply" href="https://t.me/velos/1"><div class="tgme_widget_message_text '
    'js-message_reply_text">another text</div></a>'
)
PREVIEW = '<a class="tgme_widget_message_link_preview" href="https://news.example/z?utm_source=t">x</a>'


def read(body: bytes) -> list[Mention]:
    return Telegram().read(Answer(url="https://t.me/s/velos", body=body), START)


def test_all_watches_ask_for_each_channel() -> None:
    source = Telegram(values={"VEILLE_TELEGRAM": "@Velos, https://t.me/s/velos t.me/origin x !"})
    asked = list(source.requests(Ask((Needle("Acme"),))))
    assert asked == list(source.requests(Ask(())))
    assert [each.text for each in asked] == ["velos", "origin"]


def test_a_post_has_lines_links_and_a_place() -> None:
    text = 'One<br/>two <a href="https://t.me/velos">us</a> <i class="emoji"><b>😀</b></i>'
    (mention,) = read(channel(post(1, text, "Vélos", after=PREVIEW)))
    assert (mention.text, mention.author, mention.place) == ("One\ntwo us 😀", "Vélos", "t.me/Velos")
    assert (mention.id, mention.url) == ("https://t.me/velos/2", "https://t.me/Velos/2")
    assert mention.links == ("https://news.example/z",)


def test_a_forwarded_post_is_its_writers_and_one_story_with_the_first() -> None:
    (mention,) = read(channel(post(1, "Zorblax", "Vélos", before=FORWARDED)))
    assert (mention.author, mention.thread) == ("Origin", "https://t.me/origin/77")


def test_what_a_post_answers_is_not_its_text() -> None:
    (mention,) = read(channel(post(1, "Zorblax", "Vélos", before=REPLIED)))
    assert mention.text == "Zorblax"


def test_a_picture_alone_is_no_mention() -> None:
    assert read(channel(post(1, "", "Vélos"))) == []


def test_a_private_channel_is_named_as_one() -> None:
    with pytest.raises(ChangedFailure, match="private"):
        read(
            b'<!DOCTYPE html><html><body class="tgme_page"><div class="tgme_page_title">x</div></body></html>'
        )


def test_drawings_on_a_page_hide_nothing() -> None:
    drawing = "<svg>" + '<path d="M0 0"/>' * 40 + "</svg>"
    assert len(read(channel(*(post(number, drawing + "Zorblax", "Vélos") for number in range(20))))) == 20


async def test_it_turns_pages_back_until_posts_are_older_than_asked(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    old = [post(number, "x", "Vélos", date="2026-11-01T07:00:00+00:00") for number in range(20, 40)]
    new = [post(number, "x", "Vélos") for number in range(40, 60)]
    server.answer("/s/velos", reply(200, channel(*new)), reply(200, channel(*old)))
    pages = Telegram(clock).search(SourceRequest("telegram", "velos"), START - timedelta(days=2), fetcher)
    assert len([mention async for page in pages for mention in page]) == 20
    assert [seen.target for seen in server.seen] == ["/s/velos", "/s/velos?before=41"]


async def test_a_page_of_pictures_does_not_end_the_search(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    pictures = [post(number, "", "Vélos") for number in range(40, 60)]
    old = [post(number, "x", "Vélos", date="2026-11-01T07:00:00+00:00") for number in range(10, 20)]
    words = [post(number, "x", "Vélos") for number in range(20, 40)]
    pages = [channel(*pictures), channel(*words), channel(*old)]
    server.answer("/s/velos", *(reply(200, page) for page in pages))
    found = Telegram(clock).search(SourceRequest("telegram", "velos"), START - timedelta(days=2), fetcher)
    assert len([mention async for page in found for mention in page]) == 20
    assert len(server.seen) == 3


async def test_what_never_ends_is_cut_off(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    pages = [
        channel(*(post(number, "x", "Vélos") for number in range(20 * n, 20 * n + 20)))
        for n in range(30, 18, -1)
    ]
    server.answer("/s/velos", *(reply(200, page) for page in pages))
    found = Telegram(clock).search(SourceRequest("telegram", "velos"), START - timedelta(days=2), fetcher)
    with pytest.raises(Curtailed):
        _ = [page async for page in found]
    assert len(server.seen) == 10
