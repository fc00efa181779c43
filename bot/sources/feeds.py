"""Feeds: any blog, forum or press site that has one."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from bot.addresses import anchored, discussion, normalised, web_address
from bot.answer import Answer
from bot.decoding import settled, tongue, written_after
from bot.feeds import Entry, Feed, read_feed
from bot.feeds.doubles import later_entries, shared_names
from bot.feeds.finding import FoundFeed, find_feed
from bot.feeds.wording import entry_text, without_cut
from bot.fetching.fetch import Fetch
from bot.html import hrefs, line
from bot.models import Mention, MentionKind
from bot.sources.fediverse import canonical
from bot.sources.post_parts import headed, untagged
from bot.sources.source import Ask, Fingerprint, Listed, Pages, Source, SourceRequest, press_fingerprint

__all__ = ["Feeds", "FoundFeed", "find_feed", "recent"]

_LATE, _WEEK = timedelta(days=1), timedelta(days=7)
_LINKS = 20
_LONGEST_GUID = 500
_TOPIC = re.compile(r"^([\w.\-]+)-topic-(\d+)$")  # of Discourse: in another of its feeds, its first post
_ENTRIES = 2000  # the newest of a feed that are read; the longest archives have fewer
_COMMENTS_OF_PAGE = re.compile(
    r"^(?:comments on|commentaires (?:sur|pour)|kommentare zu|comentarios en)\s*:?\s*(?P<page>.+)$",
    re.IGNORECASE,
)
_COMMENTS_OF_SITE = re.compile(
    r"^(?:comments for|commentaires (?:de|pour)|kommentare für)\s+(?P<site>.+)$", re.I
)
_COMMENT_ON = re.compile(
    r"^(?:comment on|commentaires? sur|kommentar zu|comentario en)\s+(?P<page>.+)\s+(?:by|par|von|por)\s+.+$",
    re.IGNORECASE,
)
_SEARCH_OF_SITE = re.compile(
    r"^(?:search results for|résultats de recherche (?:pour|de)) .+ [–—-] (?P<site>.+)$", re.IGNORECASE
)
_ANSWER_BY = re.compile(
    r"^(?:new )?(?:comment|answer|reply) by (?P<who>.{1,100}?) (?:in|on|for|to) [\"“]?(?P<page>.+?)[\"”]?$",
    re.IGNORECASE,
)
"""Over the answers in feeds of Hacker News and Stack Exchange."""
_NUMBERED = re.compile(r"^(?:comment|commentaire|kommentar|comentario) ?#?\d+$", re.IGNORECASE)
_COMMENT_BY = re.compile(r"^(?:by|par|von|por)\s*:\s*.+$", re.IGNORECASE)
_COMMENT_ANCHOR = re.compile(r"^(?:comment|c|isso|disqus|li-comment)-?\d+$", re.IGNORECASE)
_FORUMS = re.compile(
    r"mastodon|snac|pleroma|misskey|gotosocial|discourse|phpbb|flarum|vbulletin|xenforo|lemmy|nodebb|invision",
    re.IGNORECASE,
)
_POST_PATH = re.compile(
    r"^/(?:@[^/]+/\d+|users/[^/]+/statuses/\d+|r/[^/]+/comments/|t/[^/]+/\d+)"
    r"|/(?:viewtopic|showthread)\.php|/threads/.+\.\d+"
)
_LATER_POST = re.compile(r"^/t/[^/]+/\d+/(?!1$)\d+$")  # Discourse: /t/slug/topic/post
_HANDLE = re.compile(r"(?<![\w@])@[\w.\-]+@[\w.\-]+(?::\d+)?")
_SHARING = re.compile(
    r"^https?://(?:www\.)?(?:(?:twitter|x)\.com/(?:home|share|intent/)|facebook\.com/(?:sharer|share\.php)"
    r"|linkedin\.com/share|pinterest\.\w+/pin/create|reddit\.com/submit|api\.whatsapp\.com/)",
    re.IGNORECASE,
)
_PRESS_SEARCH = re.compile(r"^https?://(?:news\.google\.com/|(?:www\.)?bing\.com/news/)", re.IGNORECASE)
_FEDIVERSE_AUTHOR = re.compile(r"@?[\w.\-]+@[\w\-]+(?:\.[\w\-]+)+")
_GLOBAL_GUID = re.compile(r"^(?:tag|urn|yt|at|acct):", re.IGNORECASE)


class Feeds(Source):
    """Reads the feeds that channels added; a request's text is the feed's address."""

    name = "feeds"
    title = "Feeds"
    by_site = True
    interval = timedelta(minutes=5)
    is_rolling_list = True
    channel_scoped = True

    def requests(self, ask: Ask) -> Iterable[SourceRequest]:
        """One request a feed: feeds are read whole, and searched here."""
        return [SourceRequest(self.name, address) for address in dict.fromkeys(ask.feeds)]

    async def search(self, request: SourceRequest, since: datetime, fetch: Fetch) -> Pages:
        """What the feed holds of the last days, as `recent` has it."""
        found = (await self.fetch_page(fetch, request.text)).mentions
        if found:
            yield Listed(recent(found, since, self.clock.now()), found)

    def read(self, answer: Answer, now: datetime) -> list[Mention]:
        """The mentions in a feed of any format."""
        feed = read_feed(answer)
        site = _Site(feed, _page(feed, answer.url), _base(feed, answer.url))
        entries = _newest(feed.entries, now)
        shared, later = shared_names(entries), later_entries(entries)
        found = [
            _mention(entry, site, shared | {entry.guid, entry.link} if place in later else shared, now)
            for place, entry in enumerate(entries)
        ]
        return _threaded({mention.id: mention for mention in found if mention}.values())

    def signed(self, mention: Mention) -> Mention:
        """As for every site; a handle of the Fediverse is the same person's on all of its servers."""
        if _FEDIVERSE_AUTHOR.fullmatch(mention.author):
            return msgspec.structs.replace(mention, network="mastodon", author=mention.author.lstrip("@"))
        return super().signed(mention)

    def fingerprint(self, mention: Mention) -> Fingerprint:
        """The page without parameters, one of which may change at each reading; for the press as there."""
        if _PRESS_SEARCH.match(mention.url):
            return press_fingerprint(mention)
        page, _, fragment = super().fingerprint(mention).text.partition("#")
        return Fingerprint(f"{page.partition('?')[0]}#{fragment}" if page else "")


def recent(found: Iterable[Mention], since: datetime, now: datetime) -> list[Mention]:
    """What was written since a day before `since`, and in any case within the last week.

    Posts enter a feed days after they are dated: when the draft was begun, or before a moderator came.
    """
    return written_after(found, min(since - _LATE, now - _WEEK))


def _newest(entries: tuple[Entry, ...], now: datetime) -> tuple[Entry, ...]:
    if len(entries) <= _ENTRIES:
        return entries
    return tuple(sorted(entries, key=lambda entry: entry.written or now, reverse=True)[:_ENTRIES])


def _threaded(mentions: Iterable[Mention]) -> list[Mention]:
    """The same, answers under a heading with what stands in the feed under that heading, and opened it."""
    found = list(mentions)
    newest_first = sorted(found, key=lambda each: each.created_at, reverse=True)
    opened = {untagged(each.title): each for each in newest_first if each.title}
    return [_under(each, opened.get(untagged(each.topic))) if each.topic else each for each in found]


def _under(answer: Mention, opening: Mention | None) -> Mention:
    if opening is None or opening.created_at > answer.created_at:
        return answer
    return msgspec.structs.replace(answer, answers=(*answer.answers, opening.id))


class _Site(msgspec.Struct, frozen=True):
    """A feed, the page it belongs to, and the address that its links are relative to."""

    feed: Feed
    page: str
    base: str


def _page(feed: Feed, url: str) -> str:
    return web_address(feed.link, url) or web_address(feed.address, url) or url


def _base(feed: Feed, url: str) -> str:
    """The feed's own address; where a service republishes the feed of a site, the site's page."""
    page = web_address(feed.link)
    return page if page and _site(page) != _site(url) else url


def _mention(entry: Entry, site: _Site, shared: frozenset[str], now: datetime) -> Mention | None:
    """A mention; None for an entry without words."""
    feed, page = site.feed, site.page
    url = web_address(entry.link, site.base)
    text = entry_text(entry)
    if not text and not entry.title:
        return None
    kind = _kind(entry, feed, url)
    title, topic = headed(_title(entry, feed, kind, text), answers=_is_answer(kind, url))
    if topic and not text:
        return None
    kind = MentionKind.COMMENT if topic else kind
    created_at, dated = settled(entry.written, now)
    return Mention(
        id=_identity(entry, url, site, shared, text),
        source=Feeds.name,
        kind=kind,
        url=url or web_address(page),
        title=title,
        topic=topic,
        text=text,
        author=entry.author or _owner(feed, kind),
        place=_place(entry, feed, page),
        created_at=created_at,
        dated=dated,
        day_only=dated and entry.day_only,
        lang=tongue(entry.language or feed.language),
        thread=discussion(url) if kind is MentionKind.COMMENT else "",
        answers=(discussion(url),) if kind is MentionKind.COMMENT and url else (),
        links=_links(entry, url or site.base),
    )


def _identity(entry: Entry, url: str, where: _Site, shared: frozenset[str], text: str) -> str:
    """The guid if it is an address or unique by its scheme; else the guid within its site.

    Without a guid of its own the link (with its anchor: comments share a page), without a link of its
    own a digest of the words and date. The same entry in two feeds of a site has one identity.
    """
    guid = "" if entry.guid in shared else entry.guid
    if guid.startswith(("http://", "https://")) and (address := anchored(guid)):
        return canonical(address)
    if _GLOBAL_GUID.match(guid):
        return f"feed:{_named(guid)}"
    site = _site(url or where.page)
    if guid and url not in (web_address(guid, where.base), web_address(f"/{guid}", where.base)):
        return f"feed:{site}/{_named(guid)}"
    if url and url != where.page and entry.link not in shared:
        return anchored(url)
    words = "\x1f".join((entry.title, text, entry.written.isoformat() if entry.written else ""))
    return f"feed:{site}/{_digest(words)}"


def _named(guid: str) -> str:
    """The guid on one line, or a digest of one that is longer than any database wants as a key."""
    name = _TOPIC.sub(r"\1-post-\2-1", line(guid))
    return name if len(name) <= _LONGEST_GUID else _digest(name)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32]


def _kind(entry: Entry, feed: Feed, url: str) -> MentionKind:
    parts = urlsplit(url)
    if entry.is_video:
        return MentionKind.VIDEO
    is_answer = _answered(entry) or _COMMENTS_OF_PAGE.match(feed.title)
    if is_answer or _COMMENT_ANCHOR.match(parts.fragment):
        return MentionKind.COMMENT
    if _FORUMS.search(feed.generator) or _POST_PATH.search(parts.path) or entry.community:
        return MentionKind.POST
    return MentionKind.ARTICLE


def _answered(entry: Entry) -> re.Match[str] | None:
    """What an entry answers, where its title says that its author answers it."""
    found = _ANSWER_BY.match(entry.title)
    return found if found and found["who"].casefold() == entry.author.casefold() else None


def _is_answer(kind: MentionKind, url: str) -> bool:
    """Whether another's title stands over it: over a comment, and over all posts of a topic but the first."""
    return kind is MentionKind.COMMENT or bool(_LATER_POST.search(urlsplit(url).path))


def _title(entry: Entry, feed: Feed, kind: MentionKind, text: str) -> str:
    """The title; of a comment its page's; none for a post whose title is its own beginning."""
    said, start = line(text).replace(" ", ""), without_cut(entry.title)
    is_beginning = said.startswith(start.replace(" ", ""))
    if kind is not MentionKind.COMMENT:
        return "" if kind is MentionKind.POST and is_beginning else entry.title
    is_its_own = is_beginning and (start != entry.title or said == start.replace(" ", ""))
    is_its_own = is_its_own or _NUMBERED.match(entry.title) is not None
    is_none = is_its_own or not start or _COMMENT_BY.match(entry.title)
    page = _COMMENTS_OF_PAGE.match(feed.title) if is_none else None
    named = _COMMENT_ON.match(entry.title) or _answered(entry) or page
    return named["page"] if named else "" if is_its_own else entry.title


def _place(entry: Entry, feed: Feed, base: str) -> str:
    if entry.community:
        return entry.community
    site = _COMMENTS_OF_SITE.match(feed.title) or _SEARCH_OF_SITE.match(feed.title)
    if site:
        return site["site"]
    host = _site(base)
    return host if _COMMENTS_OF_PAGE.match(feed.title) else feed.title or host


def _owner(feed: Feed, kind: MentionKind) -> str:
    """Whose feed it is, where the entries name nobody: Fediverse servers put it in the title."""
    if kind is MentionKind.POST:
        handle = _HANDLE.search(feed.title) or _HANDLE.search(feed.subtitle)
        return handle[0] if handle else ""
    return feed.author


def _links(entry: Entry, base: str) -> tuple[str, ...]:
    """The pages of other sites that an entry points to: links within its site are tags, authors, menus."""
    found = (normalised(web_address(href, base)) for href in (entry.about, *hrefs(entry.html)) if href)
    own = _site(base)
    kept = (link for link in found if link and _site(link) != own and not _SHARING.match(link))
    return tuple(dict.fromkeys(kept))[:_LINKS]


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
