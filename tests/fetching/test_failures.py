"""What an answer that is not an answer means."""

import pytest

from bot.answer import Answer
from bot.bodies import host_of, is_html, refuses_us, unreadable
from bot.errors import BlockedFailure, ChangedFailure, GoneFailure, SourceFailure, TemporaryFailure
from bot.fetching.failures import failure_of
from tests.clock import START


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://user:secret@api.example/path?key=secret", "api.example"),
        ("http://[::1", "the address"),
        ("", "the address"),
    ],
)
def test_a_reason_names_the_host_alone(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"<!DOCTYPE html><p>", "", True),
        (b"\xef\xbb\xbf \n<HTML>", "application/json", True),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC ''><html>", "application/xhtml+xml", True),
        (b"<?xml version='1.0'?><rss>", "text/html", False),
        (b'{"html":1}', "text/html", False),
        (b"", "text/html", False),
    ],
)
def test_a_web_page_is_known_by_what_it_holds(body: bytes, content_type: str, expected: bool) -> None:
    assert is_html(Answer(url="", body=body, headers={"content-type": content_type})) is expected


@pytest.mark.parametrize("status", [200, 204, 206, 304])
def test_a_good_answer_is_no_failure(status: int) -> None:
    assert failure_of(Answer(url="https://api.example/", status=status, body=b"{}"), START) is None


@pytest.mark.parametrize(
    "title", ["Just a moment...", "Attention Required! | Cloudflare", "Before you continue to Google Search"]
)
def test_a_challenge_is_known_by_its_title(title: str) -> None:
    assert refuses_us(Answer(url="", body=f"<html><title>{title}</title></html>".encode()))


def test_a_consent_page_is_known_by_its_host() -> None:
    failure = failure_of(Answer(url="https://consent.google.com/ml", body=b"x"), START)
    assert isinstance(failure, BlockedFailure)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b" ", "api.example sent an empty answer where JSON was due."),
        (b"<html></html>", "api.example sent a web page where JSON was due."),
        (b"hello", "api.example sent something else where JSON was due."),
    ],
)
def test_what_came_instead_is_said(body: bytes, reason: str) -> None:
    failure = unreadable(Answer(url="https://api.example/x?key=secret", body=body), "JSON")
    assert isinstance(failure, ChangedFailure)
    assert failure.reason == reason


@pytest.mark.parametrize("status", [401, 403, 405, 429, 503])
def test_a_challenge_without_a_title_of_one_is_known_by_its_words(status: int) -> None:
    answer = Answer(url="https://api.example/", status=status, body=b"<html><div id=cf-chl-widget>")
    assert type(failure_of(answer, START)) is BlockedFailure


@pytest.mark.parametrize(
    ("status", "expected"),
    [(404, GoneFailure), (410, GoneFailure), (500, TemporaryFailure), (502, TemporaryFailure)],
)
def test_an_ordinary_page_that_holds_a_form_or_a_script_is_no_challenge(
    status: int, expected: type[SourceFailure]
) -> None:
    page = b"<html><title>Not found</title><script src=/cdn-cgi/challenge-platform/x.js></script>recaptcha"
    assert type(failure_of(Answer(url="https://blog.example/", status=status, body=page), START)) is expected
