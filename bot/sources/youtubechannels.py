"""YouTube channels that somebody named in a setting, by their feeds."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from bot.addresses import web_address
from bot.answer import Answer
from bot.clock import Clock
from bot.errors import ChangedFailure, GoneFailure, SourceFailure
from bot.feeds import Feed, read_feed
from bot.fetching.fetch import Fetch
from bot.models import Mention, MentionKind
from bot.sources.feeds import Feeds, recent
from bot.sources.setting_values import understood
from bot.sources.source import Ask, Listed, Pages, Setting, Source, SourceRequest

_CHANNELS = "VEILLE_YOUTUBE_CHANNELS"
_FEED = "https://www.youtube.com/feeds/videos.xml"
_REST = timedelta(hours=2)
_CHANNEL = re.compile(r"(?:^|/channel/|channel_id=)(UC[\w-]{22})(?:$|[/?&#])")


class YouTubeChannels(Source):
    """Reads the titles and descriptions of a channel's last fifteen videos; keyless, no published limit.

    One request a channel, for all watches. The feeds answer a 404 or a 500 for hours at times, though
    the channel is well. Comments need the source `youtube` and its key.
    """

    name = "youtubechannels"
    title = "YouTube channels"
    network = "youtube"
    interval = timedelta(minutes=30)
    is_rolling_list = True
    gaps = {"youtube.com": 1.5}  # noqa: RUF012
    settings = (
        Setting(
            _CHANNELS,
            "the channels to read, by their ids (UC and 22 signs)",
            "youtube.com → the channel → About → Share → Copy channel ID",
            places=True,
        ),
    )

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        self.channels = understood(self.value(_CHANNELS), _CHANNELS, _channel)

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """The newest videos of each channel, whatever the watch."""
        return [SourceRequest(self.name, channel) for channel in self.channels]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """What the feed holds of the last days."""
        found = (await self.fetch_page(fetch, _FEED, {"channel_id": request.text})).mentions
        if found:
            yield Listed(recent(found, since, self.clock.now()), found)

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The videos in a channel's feed."""
        if not _is_ours(read_feed(answer)):
            raise ChangedFailure("This feed is not one of a YouTube channel.", answer=answer)
        found = Feeds(self.clock).read(answer, now)
        return [
            msgspec.structs.replace(mention, source=self.name, kind=MentionKind.VIDEO) for mention in found
        ]

    def read_error_body(self, failure: SourceFailure, now: datetime) -> list[Mention]:
        """As for every source; a 404 passes, as a rule within hours, so that it rests no whole day."""
        try:
            return super().read_error_body(failure, now)
        except GoneFailure:
            raise GoneFailure(
                "YouTube has no feed for this channel at the moment (404); mostly it comes back by itself.",
                until=now + _REST,
                answer=failure.answer,
            ) from failure


def _channel(entry: str) -> str:
    channel = _CHANNEL.search(entry)
    return channel[1] if channel else ""


def _is_ours(feed: Feed) -> bool:
    hosts = {urlsplit(web_address(url)).hostname or "" for url in (feed.link, feed.address)}
    return any(host.removeprefix("www.") == "youtube.com" for host in hosts)
