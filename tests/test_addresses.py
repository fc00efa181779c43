"""Which addresses are kept, and which are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.addresses import anchored, normalised, web_address


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("HTTPS://Blog.Example:443/Post/", "https://blog.example/Post"),
        ("http://blog.example:80", "http://blog.example/"),
        ("https://blog.example:8443/a", "https://blog.example:8443/a"),
        ("https://blog.example/a?utm_source=x&utm_medium=y&b=2&a=1", "https://blog.example/a?a=1&b=2"),
        ("https://blog.example/a?showComment=17&replytocom=5", "https://blog.example/a"),
        ("https://blog.example/a?fbclid=1&gclid=2&mc_cid=3&mc_eid=4&igshid=5", "https://blog.example/a"),
        ("https://blog.example/a?_ga=2.1&_gl=1*x&gad_source=1&srsltid=x&mkt_tok=y", "https://blog.example/a"),
        ("https://blog.example/a?at_bbc_team=x&at_ptr_name=y&smid=z", "https://blog.example/a"),
        ("https://blog.example/a?xtor=RSS-1#xtor=RSS-1", "https://blog.example/a"),
        ("https://blog.example/a#part", "https://blog.example/a"),
        ("https://user:secret@blog.example/a", "https://blog.example/a"),
        ("https://blog.example/%c3%a9t%c3%a9", "https://blog.example/%C3%A9t%C3%A9"),
        ("https://blog.example/?p=12", "https://blog.example/?p=12"),
        ("https://été.example/", "https://xn--t-9fab.example/"),
        ("https://blog.example/a?source=rss-103cb4aea3c2------2", "https://blog.example/a"),
        ("https://blog.example/a?source=kept", "https://blog.example/a?source=kept"),
        ("http://[2606:4700::1111]/x", "http://[2606:4700::1111]/x"),
    ],
)
def test_one_page_has_one_spelling(url: str, same: str) -> None:
    assert normalised(url) == same
    assert normalised(same) == same


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " java\tscript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "mailto:a@blog.example",
        "file:///etc/passwd",
        "//blog.example/a",
        "/a",
        "",
        "https://",
        "http://[::1",
        "http://blog.example:99999/",
        "http://blog.example:x/",
        "https://blog.example/" + "a" * 5000,
    ],
)
def test_what_is_no_web_address_is_dropped(url: str) -> None:
    assert web_address(url) == ""
    assert normalised(url) == ""


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("/b", "https://blog.example/b"),
        ("c", "https://blog.example/a/c"),
        ("//other.example/x", "https://other.example/x"),
        ("https://other.example/with space", "https://other.example/with%20space"),
        (" \n/b\x00 ", "https://blog.example/b"),
        ("javascript:alert(1)", ""),
    ],
)
def test_relative_addresses_are_resolved(href: str, address: str) -> None:
    assert web_address(href, "https://blog.example/a/") == address


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://blog.example/a/#comment-12", "https://blog.example/a#comment-12"),
        ("https://blog.example/a#xtor=RSS-1", "https://blog.example/a"),
        ("https://blog.example/a#:~:text=x", "https://blog.example/a"),
        ("http://blog.example/a/?utm_source=x", "https://blog.example/a"),
        ("http://www.blog.example/a#comment-12", "https://blog.example/a#comment-12"),
        ("https://m.blog.example/a", "https://blog.example/a"),
        ("https://www.example/a", "https://www.example/a"),
        ("http://blog.example:8080/a", "http://blog.example:8080/a"),
        ("http://[2606:4700::1111]/x", "https://[2606:4700::1111]/x"),
        ("javascript:x#y", ""),
    ],
)
def test_an_anchor_tells_parts_of_a_page_apart(url: str, same: str) -> None:
    assert anchored(url) == same


@given(st.text(max_size=80))
def test_no_text_crashes_it_and_the_result_is_stable(text: str) -> None:
    for url in (text, f"https://{text}", f"https://blog.example/{text}"):
        once = normalised(url)
        assert once == "" or once.startswith(("http://", "https://"))
        assert normalised(once) == once


@given(st.from_regex(r"https?://[a-z0-9.-]{1,12}(/[a-zA-Z0-9_.~-]{0,6}){0,4}", fullmatch=True))
def test_an_address_that_is_normal_already_is_spelled_as_the_rules_would(url: str) -> None:
    assert normalised(f"{url}#there") == normalised(url)
