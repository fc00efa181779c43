"""What a body is, and what to raise for one that is not what was due.

1. A challenge, consent or blocking page: `BlockedFailure`.
2. Empty, a web page, or something else: `ChangedFailure`.
3. Cut off in the midst of it: `TemporaryFailure`.
"""

import json
import re
from urllib.parse import urlsplit

from bot.answer import Answer
from bot.errors import BlockedFailure, ChangedFailure, SourceFailure, TemporaryFailure

_TITLE = re.compile(rb"<title[^<>]*>([^<]{0,300})", re.IGNORECASE)
_ROOT = re.compile(rb"\A(?:<[?!][^>]*>\s*)*<([A-Za-z][\w:.\-]*)")
_LITERALS = ("true", "false", "null", "-")
_WHOLE = re.compile(rb"\A(?:<[?!][^>]*>\s*)*<[^>]*/>\Z")
_REFUSING_TITLES = (
    b"just a moment",
    b"attention required",
    b"before you continue",
    b"avant d'acc",
    b"avant de continuer",
    b"whoa there",
    b"are you a robot",
    b"access denied",
    b"security check",
    b"ddos-guard",
)
_REFUSING_WORDS = (
    *_REFUSING_TITLES,
    b"whoa there, pardner",
    b"unusual traffic",
    b"challenge-platform",
    b"cf-chl",
    b"captcha",
    b"verify you are human",
    b"blocked due to a network policy",
)
_REFUSING_STATUSES = (401, 403, 405, 406, 429, 503)
"""With any other, words such as "captcha" come from the forms and scripts of an ordinary page."""
_LOOKED_AT = 65_536


def host_of(url: str) -> str:
    """The host an address names, for a person to read; never its path, query or credentials."""
    try:
        return urlsplit(url).hostname or "the address"
    except ValueError:
        return "the address"


def is_html(answer: Answer) -> bool:
    """Whether the body is a web page, by what it holds: the declared type is often wrong."""
    start = answer.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (
        answer.content_type in ("text/html", "application/xhtml+xml") and b"<html" in start
    )


def refuses_us(answer: Answer) -> bool:
    """Whether this is a challenge, consent or blocking page in place of an answer."""
    if host_of(answer.url).startswith("consent."):
        return True
    if not is_html(answer):
        return False
    start = answer.body[:_LOOKED_AT].lower()
    if answer.status in _REFUSING_STATUSES:
        return any(words in start for words in _REFUSING_WORDS)
    title = _TITLE.search(start)
    return title is not None and any(words in title[1] for words in _REFUSING_TITLES)


def is_cut(answer: Answer) -> bool:
    """Whether the body begins as JSON or XML and ends in the midst of it: half of it is missing."""
    if is_html(answer):  # many pages never end
        return False
    body = answer.body.replace(b"\0", b"").strip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if body[:1] in (b"{", b"["):
        return _is_cut_json(body)
    root = _ROOT.search(body[:_LOOKED_AT])
    return root is not None and b"</" + root[1] not in body[-_LOOKED_AT:] and not _WHOLE.search(body)


def _is_cut_json(body: bytes) -> bool:
    """Whether all would be well if more followed: no mistake stands before the end."""
    try:
        json.loads(body.decode("utf-8", "replace"), strict=False)
    except json.JSONDecodeError as error:
        rest = error.doc[error.pos :]
        return not rest or rest.startswith('"') or any(word.startswith(rest) for word in _LITERALS)
    except RecursionError:
        pass
    return False


def unreadable(answer: Answer, expected: str) -> SourceFailure:
    """What to raise for an answer of status 200 that is not what was asked for.

    `expected` names the format, as in "JSON" or "a feed".
    """
    host = host_of(answer.url) if answer.url else "The source"
    if refuses_us(answer):
        return challenged(host, answer)
    if not answer.body.strip():
        return ChangedFailure(
            "{host} sent an empty answer where {expected} was due.",
            answer=answer,
            host=host,
            expected=expected,
        )
    if is_cut(answer):
        return TemporaryFailure("{host} broke off its answer.", answer=answer, host=host)
    if is_html(answer):
        return ChangedFailure(
            "{host} sent a web page where {expected} was due.", answer=answer, host=host, expected=expected
        )
    return ChangedFailure(
        "{host} sent something else where {expected} was due.", answer=answer, host=host, expected=expected
    )


def challenged(host: str, answer: Answer) -> BlockedFailure:
    """What to raise for a page that keeps programs out."""
    return BlockedFailure(
        "{host} shows a challenge page to programs instead of answering.", answer=answer, host=host
    )
