"""What Markdown says, without its marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.markdown import unmarked


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("**Zorblax** is _really_ *good*", "Zorblax is really good"),
        ("# Zorblax\n\n> quoted\n> twice\n\n- [x] done", "Zorblax\n\n> quoted\n> twice\n\ndone"),
        ('see [the docs](https://zorblax.example/docs "Docs")', "see the docs"),
        ("![a broken wheel](https://img.example/1.png) look", "a broken wheel look"),
        ("<!-- write here -->It breaks", "It breaks"),
        ("run `pip install zorblax_cli` twice", "run pip install zorblax_cli twice"),
        ("```python\nx: List[int] = a < b\n```", "x: List[int] = a < b"),
        ("a `List<String>` of <b>things</b>", "a List<String> of things"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("one\n---\ntwo", "one\n\ntwo"),
        ("<https://zorblax.example>", "https://zorblax.example"),
        ("```\nnever closed", "never closed"),
        ("C’est l’été &amp; génial 😀", "C’est l’été & génial 😀"),
        (r"\*not stressed\*", "*not stressed*"),
        ("a ![wheel <b>](x.png) <b>broke</b>", "a wheel <b> broke"),
        ("see [the page][1]\n\n[1]: https://zorblax.example", "see the page"),
        ("[x](https://en.wikipedia.example/wiki/A_(b)) it", "x it"),
    ],
)
def test_marks_are_left_out(typed: str, said: str) -> None:
    assert unmarked(typed).text == said


def test_links_lead_to_pages_and_nowhere_else() -> None:
    text = (
        "[a](https://a.example/x?utm_source=y) <https://b.example>, https://c.example/z. "
        "[d](javascript:alert(1)) ![e](https://img.example/1.png) [a again](https://a.example/x)"
    )
    assert unmarked(text).links == ("https://a.example/x", "https://b.example/", "https://c.example/z")


def test_a_reference_and_an_address_with_brackets_lead_to_their_pages() -> None:
    text = "see [the page][1] and [x](https://b.example/wiki/A_(b))\n\n[1]: https://a.example/p"
    assert unmarked(text).links == ("https://a.example/p", "https://b.example/wiki/A_(b)")


def test_what_stands_far_behind_stays_as_it_was_typed() -> None:
    assert unmarked("a " * 10_000 + "**Zorblax** leaks").text.endswith("**Zorblax** leaks")


@given(st.text(alphabet="*_`[]()!<>-#~ \nab:/", max_size=200))
def test_anything_typed_can_be_read(text: str) -> None:
    once = unmarked(text)
    assert unmarked(once.text) is not None
    assert all(link.startswith(("http://", "https://")) for link in once.links)


@pytest.mark.parametrize(
    "piece", ["[", "![", "*", "_", "`", "```\n", "<!--", "[](", "~~", "**a", "> ", "- - "]
)
def test_long_nonsense_is_read(piece: str) -> None:
    read = unmarked(piece * 50_000)
    assert len(read.text) <= 50_000
    assert read.links == ()
