import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from bot.world.formats import hacker_news_text
from bot.world.formats.markup import cdata, excerpt, html

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
)


def test_paragraphs_quotations_links_and_line_breaks_are_marked() -> None:
    assert html("> one\n\ntwo\nlines https://a.example/b?c=1&d=2.") == (
        "<blockquote><p>one</p></blockquote>\n<p>two<br />\nlines "
        '<a href="https://a.example/b?c=1&amp;d=2">https://a.example/b?c=1&amp;d=2</a>.</p>'
    )


def test_hacker_news_starts_without_a_paragraph_and_escapes_slashes() -> None:
    assert hacker_news_text.markup("it's 1/2\n\n<b> https://a.example/") == (
        'it&#x27;s 1&#x2F;2<p>&lt;b&gt; <a href="https:&#x2F;&#x2F;a.example&#x2F;" '
        'rel="nofollow">https:&#x2F;&#x2F;a.example&#x2F;</a>'
    )


def test_hacker_news_cuts_long_addresses_where_they_are_shown() -> None:
    marked = hacker_news_text.markup("https://a.example/" + "b" * 80)
    assert f'{"b" * 80}" rel="nofollow">' in marked
    assert marked.endswith(f"&#x2F;{'b' * 42}...</a>")


def test_an_excerpt_is_cut_after_so_many_words() -> None:
    assert excerpt("a b c", words=3) == "a b c"
    assert excerpt("a b c d", words=3) == "a b c [&#8230;]"


@given(TEXT)
def test_whatever_is_written_arrives_through_cdata(text: str) -> None:
    assert (ET.fromstring(f"<t>{cdata(text)}</t>").text or "") == text


@given(TEXT)
def test_no_text_becomes_markup(text: str) -> None:
    for marked in (html(text), hacker_news_text.markup(text)):
        tree = LexborHTMLParser(f"<body>{marked}</body>")
        tags = {node.tag for node in tree.css("body *")}
        assert tags <= {"p", "a", "br", "blockquote"}
