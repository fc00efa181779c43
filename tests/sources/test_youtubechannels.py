"""The feeds of YouTube channels."""

from datetime import timedelta

import pytest

from bot.answer import Answer
from bot.errors import ChangedFailure, GoneFailure
from bot.fetching import Fetcher
from bot.models import MentionKind
from bot.query import Needle
from bot.sources.source import Ask, SourceRequest
from bot.sources.youtubechannels import YouTubeChannels
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.sources.cases.feeds import item, rss
from tests.sources.cases.youtubechannels import CHANNEL, feed, video

URL = "https://www.youtube.com/feeds/videos.xml"


@pytest.mark.parametrize(
    "written",
    [CHANNEL, f"https://www.youtube.com/channel/{CHANNEL}/videos", f"{URL}?channel_id={CHANNEL}"],
)
def test_a_channel_is_known_by_its_id_or_address(written: str) -> None:
    source = YouTubeChannels(values={"VEILLE_YOUTUBE_CHANNELS": f"{written}, @velos {CHANNEL}"})
    asked = list(source.requests(Ask((Needle("Acme"),))))
    assert asked == list(source.requests(Ask(()))) == [SourceRequest("youtubechannels", CHANNEL)]


def test_a_description_is_the_text_of_a_video() -> None:
    body = feed(video(1, "The Zorblax\nin the rain", "Vélos et Cie"))
    (mention,) = YouTubeChannels().read(Answer(url=URL, body=body), START)
    assert (mention.kind, mention.source) == (MentionKind.VIDEO, "youtubechannels")
    assert (mention.id, mention.author) == ("feed:yt:video:vid00000001", "Vélos et Cie")
    assert mention.text.split() == ["The", "Zorblax", "in", "the", "rain"]
    assert mention.place == "Vélos et Cie"


def test_another_feed_is_refused() -> None:
    with pytest.raises(ChangedFailure):
        YouTubeChannels().read(Answer(url=URL, body=rss(item(1, "x", "ada"))), START)


async def test_old_videos_are_left_out(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    old = video(1, "x", "ada", "2026-10-01T07:00:00+00:00")
    server.answer("/feeds/videos.xml", reply(200, feed(old, video(2, "x", "ada"))))
    request = SourceRequest("youtubechannels", CHANNEL)
    pages = YouTubeChannels(clock).search(request, START - timedelta(days=7), fetcher)
    assert [mention.id async for page in pages for mention in page] == ["feed:yt:video:vid00000002"]
    assert server.seen[0].target == f"/feeds/videos.xml?channel_id={CHANNEL}"


async def test_a_feed_that_is_missing_is_expected_back(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    server.answer("*", reply(404, b"<html><title>Error 404 (Not Found)!!1</title></html>"))
    pages = YouTubeChannels(clock).search(SourceRequest("youtubechannels", CHANNEL), START, fetcher)
    with pytest.raises(GoneFailure, match="comes back") as caught:
        await anext(pages)
    assert caught.value.until == START + timedelta(hours=2)
