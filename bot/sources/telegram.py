"""Telegram: public channels that somebody named in a setting, by the pages that show them."""

import re
from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime, timedelta

from selectolax.lexbor import LexborNode

from bot.addresses import normalised, web_address
from bot.answer import Answer
from bot.bodies import unreadable
from bot.clock import Clock
from bot.decoding import instant, settled
from bot.errors import ChangedFailure
from bot.fetching.fetch import Fetch
from bot.html import hrefs, line, page, plain
from bot.locale import N_
from bot.models import Mention, MentionKind
from bot.sources.pager import Pager
from bot.sources.setting_values import understood
from bot.sources.source import Ask, Page, Pages, Setting, Source, SourceRequest

_CHANNELS = "VEILLE_TELEGRAM"
_PAGES = 10  # of some twenty posts
_LATE = timedelta(minutes=10)
_LINKS = 20
_POST = re.compile(r"^([A-Za-z]\w{3,31})/(\d{1,15})$")
_NAME = re.compile(r"^(?:https?://)?(?:t\.me/(?:s/)?|@)?([A-Za-z]\w{3,31})/?$")
_DATES = re.compile(rb'<time[^>]{0,200}?datetime="([^"]{1,40})"')
_SHOWN = b"tgme_channel_history", b"tgme_widget_message"


class Telegram(Source):
    """Lists the newest posts of each channel and matches them here: one request for all watches.

    Keyless; the pages are made for people, some twenty posts each, and nobody publishes a limit. They
    can be searched too, but a search a watch would ask for more, and its words are matched loosely.
    Posts that are pictures alone have no words; views and reactions are not read. A channel that is
    private, or does not want to be previewed, shows no posts.
    """

    name = "telegram"
    title = "Telegram"
    interval = timedelta(minutes=15)
    gaps = {"t.me": 3.0}  # noqa: RUF012
    fragile = N_("It reads pages that are made for people, and may look otherwise tomorrow.")
    settings = (
        Setting(
            _CHANNELS,
            "the public channels to read, by their names (durov, @durov)",
            "a channel's address, t.me/NAME",
            places=True,
        ),
    )

    def __init__(self, clock: Clock | None = None, values: Mapping[str, str] | None = None) -> None:
        super().__init__(clock, values)
        self.channels = understood(self.value(_CHANNELS), _CHANNELS, _channel)

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """The newest posts of each channel, whatever the watch."""
        return [SourceRequest(self.name, channel) for channel in self.channels]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """Page by page, each older than the one before, until all of one is older than `since`."""
        url, pager = f"https://t.me/s/{request.text}", Pager[int](self, most=_PAGES, since=since - _LATE)

        def fetch_page(before: int) -> Awaitable[Page]:
            return self.fetch_page(fetch, url, {"before": str(before)} if before else None)

        def following(_: int, page: Page) -> int | None:
            oldest = _oldest(page.answer)
            return oldest if oldest > 1 and not _is_past(page.answer, since - _LATE) else None

        async for mentions in pager.turn(0, fetch_page, following):
            yield mentions

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The posts on a channel's page."""
        if b"tgme_page" in answer.body and not any(mark in answer.body for mark in _SHOWN):
            raise ChangedFailure(
                "This channel shows no posts: it is private, or does not want to be previewed.", answer=answer
            )
        parsed = page(answer.body.decode("utf-8", "replace"))
        if parsed is None or not any(mark in answer.body for mark in _SHOWN):
            raise unreadable(answer, "a channel of Telegram")
        posts = parsed.css(".tgme_widget_message[data-post]")
        found = (_mention(post, now) for post in posts)
        mentions = [mention for mention in found if mention]
        if b"js-message_text" in answer.body and not posts:
            raise ChangedFailure("Telegram shows posts in a new way: they have no ids.", answer=answer)
        return mentions


def _channel(entry: str) -> str:
    name = _NAME.match(entry)
    return name[1].lower() if name else ""


def _oldest(answer: Answer) -> int:
    """The number of the page's first post, by which the page before it is asked for; 0 if it has none."""
    numbers = re.findall(rb'data-post="\w+/(\d{1,15})"', answer.body)
    return min(map(int, numbers), default=0)


def _is_past(answer: Answer, since: datetime) -> bool:
    """Whether a page has posts, and none of them is newer; those without words count too."""
    dates = [instant(text.decode("ascii", "ignore")) for text in _DATES.findall(answer.body)]
    written = [date for date in dates if date is not None]
    return bool(written) and max(written) <= since


def _mention(post: LexborNode, now: datetime) -> Mention | None:
    named = _POST.match(post.attributes.get("data-post") or "")
    for quoted in post.css(".tgme_widget_message_reply"):
        quoted.decompose()
    body = post.css_first(".js-message_text") or post.css_first(".tgme_widget_message_text")
    html = (body.html or "") if body else ""
    text = plain(html)
    if named is None or not text:
        return None
    url = f"https://t.me/{named[1]}/{named[2]}"
    created_at, dated = settled(_written(post), now)
    forwarded = post.css_first(".tgme_widget_message_forwarded_from_name")
    return Mention(
        id=f"https://t.me/{named[1].lower()}/{named[2]}",
        source=Telegram.name,
        kind=MentionKind.POST,
        url=url,
        text=text,
        author=_author(post, forwarded),
        place=f"t.me/{named[1]}",
        created_at=created_at,
        dated=dated,
        thread=_origin(forwarded),
        links=_links(post, html),
    )


def _written(post: LexborNode) -> datetime | None:
    time = post.css_first(".tgme_widget_message_date time") or post.css_first("time[datetime]")
    return instant(time.attributes.get("datetime")) if time else None


def _author(post: LexborNode, forwarded: LexborNode | None) -> str:
    """Who wrote it: where it was forwarded from, who signed it, or the channel."""
    nodes = (
        forwarded,
        post.css_first(".tgme_widget_message_from_author"),
        post.css_first(".tgme_widget_message_owner_name"),
    )
    return next((name for node in nodes if node and (name := line(node.text(deep=True)))), "")


def _origin(forwarded: LexborNode | None) -> str:
    """The post that was forwarded, so that its copies are one story."""
    return normalised(web_address((forwarded.attributes.get("href") or "") if forwarded else ""))


def _links(post: LexborNode, html: str) -> tuple[str, ...]:
    preview = post.css_first("a.tgme_widget_message_link_preview")
    found = [*hrefs(html), (preview.attributes.get("href") or "") if preview else ""]
    links = (normalised(web_address(href)) for href in found if href)
    return tuple(dict.fromkeys(link for link in links if link and not link.startswith("https://t.me/")))[
        :_LINKS
    ]
