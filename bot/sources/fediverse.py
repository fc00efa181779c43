"""Statuses of Mastodon's API, which many servers of the Fediverse speak, as mentions."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from bot.addresses import normalised, web_address
from bot.decoding import instant, mappings, settled, string, tongue, under
from bot.html import hrefs, line, plain, tags
from bot.models import Mention, MentionKind
from bot.sources.post_parts import headed, page_card, with_hashtags

_LINKS = 20
_PAGE_OF_STATUS = re.compile(r"^(https://[^/]+)/@(\w+)/(\d{15,20})$")
_BRIDGED = re.compile(r"^https://[\w.]*brid\.gy/convert/ap/(at://did:[^?#]+)")


def mention_of(status: Mapping[str, Any], *, source: str, server: str, now: datetime) -> Mention | None:
    """A status as a mention; None for one that is not for everybody to find, or has no words.

    `server` is the host it was heard from, which local accounts are named after and relative addresses
    belong to. A boost is the status it boosts. Its identity is its ActivityPub uri, the same wherever
    it is federated to; its place is the author's server. Statuses of accounts that ask not to be
    indexed (`noindex`), or say that they are programs, are left out, and so are those that their authors
    keep out of timelines and searches ("unlisted"). Ids are opaque: some servers have no numbers. A warning
    over it is its title; over an answer stands the warning of what is answered, which programs copy.
    """
    boosted = status.get("reblog")
    if isinstance(boosted, Mapping) and boosted:
        status = boosted
    base = f"https://{server}/"
    html = string(status, "content")
    text = with_hashtags(plain(html), (string(tag, "name") for tag in mappings(status, "tags")))
    identity = web_address(string(status, "uri"), base) or web_address(string(status, "url"), base)
    if not identity or not text or not _may_be_found(status):
        return None
    url = web_address(string(status, "url"), base) or identity
    created_at, dated = settled(instant(status.get("created_at")), now)
    answered = numbered(server, string(status, "in_reply_to_id"))
    author = _author(status, server)
    answers = bool(status.get("in_reply_to_id"))
    title, topic = headed(line(string(status, "spoiler_text")), answers=answers)
    return Mention(
        id=canonical(identity),
        source=source,
        kind=MentionKind.COMMENT if answers else MentionKind.POST,
        url=url,
        title=title,
        topic=topic,
        text=text,
        card=page_card(*(string(status, "card", part) for part in ("url", "title", "description"))),
        author=author,
        place=author.rpartition("@")[2] or server,
        created_at=created_at,
        dated=dated,
        lang=tongue(status.get("language")),
        thread=answered,
        answers=(answered,) if answered else (),
        aliases=tuple(filter(None, [numbered(server, string(status, "id"))])),
        links=_links(status, html, base),
    )


def is_unsearchable(status: Mapping[str, Any]) -> bool:
    """Whether its author did not agree to be found by any word of it: Mastodon's default.

    It says nothing against a hashtag, which is its author's own wish to be found by that.
    """
    boosted = status.get("reblog")
    return under(boosted if boosted else status, "account", "indexable") is False


def numbered(server: str, number: str) -> str:
    """What a server calls a status by itself, where it says what is answered or deleted; empty for none."""
    return f"{namespace(server)}{line(number)}" if number else ""


def namespace(server: str) -> str:
    """How everything begins that a server calls a status by itself."""
    return f"mastodon:{server}:"


def canonical(uri: str) -> str:
    """The one id of what was federated; of what a bridge brought over from Bluesky, its id there.

    The address of a page of Mastodon, as feeds have it, gives the uri of the status on it.
    """
    bridged = _BRIDGED.match(uri)
    return bridged[1] if bridged else _PAGE_OF_STATUS.sub(r"\1/users/\2/statuses/\3", uri)


def _may_be_found(status: Mapping[str, Any]) -> bool:
    asked_not = any(under(status, "account", flag) is True for flag in ("noindex", "bot"))
    return string(status, "visibility") in ("", "public") and not asked_not


def _author(status: Mapping[str, Any], server: str) -> str:
    """`name@server`, the name in full that accounts of the heard server are sent without."""
    account = line(string(status, "account", "acct")).lstrip("@")
    return account if not account or "@" in account else f"{account}@{server}"


def _links(status: Mapping[str, Any], html: str, base: str) -> tuple[str, ...]:
    """The pages a status points to: neither hashtags nor people are any."""
    people = {anchor.get("href", "") for anchor in tags(html, "a.mention, a.hashtag, a.u-url, a[rel~=tag]")}
    people |= {string(each, "url") for name in ("mentions", "tags") for each in mappings(status, name)}
    found = [href for href in (*hrefs(html), string(status, "card", "url")) if href and href not in people]
    links = (normalised(web_address(href, base)) for href in found)
    return tuple(dict.fromkeys(link for link in links if link))[:_LINKS]


def server_of(address: str) -> str:
    """The host in an address, or the bare host that was given in place of one."""
    given = address.strip().lower()
    return urlsplit(given if "//" in given else f"//{given}").netloc.rpartition("@")[2]
