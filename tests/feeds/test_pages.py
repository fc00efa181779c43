"""A page as somebody reads it."""

from datetime import UTC, datetime

import pytest

from bot.answer import Answer
from bot.errors import ChangedFailure
from bot.feeds.pages import read_page

PAGE = """<!doctype html><html><head><title>The forum · Lamps</title>
<meta property="og:title" content="Acme&#39;s lamps">
<meta property="article:published_time" content="2026-11-20T08:00:00+01:00">
<script>var acme = "script";</script></head>
<body><nav>Menu about bicycles</nav>
<main><p>The lamp is <b>bright</b>.</p><div id="post-7"><p>Mine is dark.</p></div></main>
<footer>Imprint</footer></body></html>"""


def answer(html: str, content_type: str = "text/html; charset=utf-8") -> Answer:
    return Answer(
        url="https://forum.example/t", headers={"content-type": content_type}, body=html.encode("utf-8")
    )


def test_its_title_its_words_and_its_date_are_read() -> None:
    page = read_page(answer(PAGE))
    assert page.title == "Acme's lamps"
    assert page.text == "The lamp is bright.\n\nMine is dark."
    assert page.published == datetime(2026, 11, 20, 7, tzinfo=UTC)


def test_the_part_that_a_fragment_names_is_read_alone() -> None:
    assert read_page(answer(PAGE), "post-7").text == "Mine is dark."
    assert read_page(answer(PAGE), "elsewhere").text.startswith("The lamp is bright.")
    assert read_page(answer(PAGE), '"] script').text.startswith("The lamp is bright.")


def test_a_page_that_says_little_is_read_as_far_as_it_goes() -> None:
    page = read_page(answer("<p>Acme</p>"))
    assert (page.title, page.text, page.published) == ("", "Acme", None)


@pytest.mark.parametrize("body", ["", '{"acme": 1}'])
def test_what_is_no_page_is_said_so(body: str) -> None:
    with pytest.raises(ChangedFailure):
        read_page(answer(body))
