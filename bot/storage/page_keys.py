"""Under which key the page of a mention is found, whatever form of its address somebody has."""

import hashlib
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qs, urlsplit, urlunsplit

from bot.addresses import anchored

_HOSTS: Final = {
    **dict.fromkeys(("old.reddit.com", "new.reddit.com", "np.reddit.com", "i.reddit.com"), "reddit.com"),
    "twitter.com": "x.com",
    "music.youtube.com": "youtube.com",
}
"""Hosts that show the same pages as others, without `www.` and the like."""
_SHORT: Final = "youtu.be"
_VIDEO: Final = re.compile(r"/(?:shorts|live|embed)/([\w-]+)")


def page_key(address: str) -> str:
    """The key of an address; empty for what is none."""
    return next(page_keys(address), "")


def page_keys(address: str) -> Iterator[str]:
    """The keys that an address may stand for, the surest first.

    Without the part of the page that it names, and without what follows a question mark, it may be the same.
    """
    page = _one_spelling(anchored(address))
    if not page:
        return
    parts = urlsplit(page)
    forms = (page, urlunsplit(parts._replace(fragment="")), urlunsplit(parts._replace(fragment="", query="")))
    yield from (_hashed(form) for form in dict.fromkeys(forms))


def _one_spelling(page: str) -> str:
    """The page under the host, and of a video the address, that others are written as."""
    parts = urlsplit(page)
    host = _HOSTS.get(parts.netloc, parts.netloc)
    video = parts.path[1:] if host == _SHORT else ""
    if host == "youtube.com":
        shown = _VIDEO.fullmatch(parts.path)
        video = shown[1] if shown else next(iter(parse_qs(parts.query).get("v", ())), "")
    if video:
        return f"https://youtube.com/watch?v={video}"
    return urlunsplit(parts._replace(netloc=host))


def _hashed(page: str) -> str:
    """As it is kept: addresses are longer than what an index takes."""
    return hashlib.sha256(page.encode("utf-8", "replace")).hexdigest()[:32]
