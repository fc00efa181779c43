"""What is left of strangers' HTML."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.html import clean, hrefs, line, page, plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain words", "plain words"),
        ("caf&eacute; &amp; th&#xE9; &#x1F600;", "café & thé 😀"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br/><br />three", "one\ntwo\n\nthree"),
        ("<p>It&#x27;s <b>Zor</b>blax</p>", "It's Zorblax"),
        ("a\n  long\n line <i>wrapped</i>\nin source", "a long line wrapped in source"),
        ("<ul><li>one<li>two</ul>", "one\n\ntwo"),
        ("<pre>if x:\n    y</pre>", "if x:\ny"),
        ("<pre>one<br>two</pre>three", "one\ntwo\nthree"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
        ("<p>seen</p><script>alert(1)</script><style>p{}</style><!-- no --><noscript>x</noscript>", "seen"),
        ("1 < 2 &lt; 3", "1 < 2 < 3"),
        ("<b>never closed", "never closed"),
        ("<p>Zor&shy;blax&nbsp;!</p>", "Zorblax !"),
        ("&#0;&#x80;uro &#146;", "\ufffd€uro ’"),
        ("bien &#55357;&#56832; <b>&#xD83D;&#xDE00;</b>", "bien 😀 😀"),
        ("a&#55357;b &#99999999999;&#x110000;" + "&#" + "9" * 5_000 + ";c", "ab c"),
        ("", ""),
    ],
)
def test_text_is_what_a_reader_sees(html: str, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "breaks"),
    [
        ("<p>Acme</p><p>Inc</p>", 2),
        ("<p>Acme<p>Inc", 2),
        ("<h2>Acme</h2>Inc", 2),
        ("<ul><li>Acme<li>Inc</ul>", 2),
        ("<dl><dt>Acme<dd>Inc</dl>", 2),
        ("<div>Acme</div> <div>Inc</div>", 2),
        ("Acme<hr>Inc", 2),
        ("Acme<br> <br/>Inc", 2),
        ("<pre>Acme\n\nInc</pre>", 2),
        ("<p>Acme&nbsp;</p>\n<p>&nbsp;</p>\n<p>Inc</p>", 2),
        ("<tr><td>Acme</td></tr><tr><td>Inc</td></tr>".join(("<table>", "</table>")), 2),
        ("<div>" * 500 + "Acme</div>Inc", 2),
        ("Acme<br>Inc", 1),
        ("<pre>Acme\nInc</pre>", 1),
        ("<div>" * 500 + "Acme<br>Inc", 1),
        ("<p>Acme\n\nInc</p>", 0),
        ("<b>Acme</b>\n<i>Inc</i>", 0),
    ],
)
def test_an_empty_line_ends_a_paragraph_and_a_line_break_does_not(html: str, breaks: int) -> None:
    assert plain(html) == f"Acme{chr(10) * breaks or ' '}Inc"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\x00b\x08c\x1bd", "abcd"),
        ("\u202edesrever\u202c \u2066x\u2069", "desrever x"),
        ("\ufeffmark", "mark"),
        ("pair \ud83d\ude00, alone \ud800.", "pair 😀, alone ."),
        ("it\x92s \x93so\x94", "it’s “so”"),
        ("a\r\n\r\n\r\nb\x0bc\u2028d", "a\n\nb\nc\nd"),
        ("a \n \t\n b\u2029c", "a\n\nb\n\nc"),
        ("  many \t  spaces\u3000here ", "many spaces here"),
        ("👩\u200d🚀 می\u200cخواهم", "👩\u200d🚀 می\u200cخواهم"),
        ("sent as \ufffd", "sent as \ufffd"),
        ("Ac\u200bme\u2060 \u200b", "Acme"),
        ("flood" + "\u200d\u200f" * 5_000 + "!", "flood\u200d\u200f\u200d!"),
        ("e\u0301 z" + "\u0302" * 5_000, "e\u0301 z" + "\u0302" * 6),
        ("a\U000e0061\U000e0062b", "ab"),
        (
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
        ("\u200d\u3164 \ufe0f", ""),
    ],
)
def test_nothing_harmful_or_invisible_is_kept(sent: str, kept: str) -> None:
    assert clean(sent) == kept


def test_a_title_is_one_line() -> None:
    assert line("two\n\n lines ") == "two lines"


def test_a_title_without_end_is_cut() -> None:
    assert line("a b " * 1_000_000) == ("a b " * 500).rstrip()


@given(st.text(st.characters(), max_size=300))
def test_no_text_comes_out_broken(text: str) -> None:
    for result in (clean(text), plain(text), line(text)):
        result.encode("utf-8")
        assert not any(unicodedata.category(char) in ("Cs", "Cc") and char != "\n" for char in result)
        assert clean(result) == result


@given(st.text(st.sampled_from("<>/abpdiv &#x;\"='!-\n"), max_size=200))
def test_no_markup_crashes_it(html: str) -> None:
    assert "\x1e" not in plain(html)
    assert isinstance(hrefs(html), list)


def test_a_million_open_elements_are_read_past() -> None:
    assert plain("<div>" * 200_000 + "x") == ""
    assert plain("<div>" * 5_000 + "deep") == "deep"
    assert plain("<div>in</div>" * 5_000) == "\n\n".join(["in"] * 5_000)


PATHS = '<path d="M0 0L1 1"/>' * 500
WORD = "<!--[if gte mso 9]><xml><w:View>Normal</w:View>" + "<w:Lsd/>" * 900 + "</xml><![endif]-->"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (f"<p>Sales</p><svg><style>.axis{{fill:none}}</style>{PATHS}</svg><p>rose</p>", "Sales\n\nrose"),
        (f"<p>a<svg><svg>{PATHS}</svg><text>3</text></svg>b</p>", "ab"),
        (f"<p>Hi{WORD} there</p>", "Hi there"),
        ("<math>" + "<mspace/>" * 500 + "</math>so", "so"),
        ("<p>İzmir</p><!-- İ --><p>and on</p>", "İzmir\n\nand on"),
        (
            "<style>p{color:red}</style><script>alert('<div>')</script>" + "<o:p/>" * 900 + "<p>a</p>b",
            "a\n\nb",
        ),
        ("<style>" + ".axis{fill:none}" * 40_000 + "</style><p>a</p>", "a"),
        ("<!--" + "<p>old</p>" * 60_000 + "--><p>a</p>", "a"),
        ('<p>a</p><img src="data:image/png;base64,' + "iVBOR/" * 100_000 + '"><p>b</p>', "a\n\nb"),
        ("<p>a</p><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml>b", "a\n\nb"),
        ("a<!-->b", "ab"),
        ("a<script>never closed", "a"),
    ],
    ids=[
        "drawing",
        "drawing in a drawing",
        "word",
        "formula",
        "letters",
        "too deep",
        "long style",
        "long comment",
        "picture in its tag",
        "word's notes",
        "empty comment",
        "open",
    ],
)
def test_drawings_scripts_and_comments_are_neither_text_nor_depth(html: str, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('Zorblax <img alt="😡" class="wp-smiley"><img alt="😡"> nul <img alt="👎">', "Zorblax 😡😡 nul 👎"),
        ('<img src="https://s.example/emoji/1f1eb-1f1f7.png" alt="🇫🇷">', "🇫🇷"),
        (
            '<img alt="👩\u200d🚀"> <img alt="1\ufe0f\u20e3"> <img alt="❤\ufe0f">',
            "👩\u200d🚀 1\ufe0f\u20e3 ❤\ufe0f",
        ),
        ('so <img class="emoji" alt=":rage:"> and <img class="smilie" alt=":)">', "so :rage: and :)"),
        ('<img alt="Three lamps">x<img alt="">y<img>', "xy"),
        (f'<img class="emoji" alt="{"a" * 500}">x', "x"),
        ('<img alt="2026">x', "x"),
    ],
)
def test_a_picture_of_an_emoji_is_the_emoji(html: str, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize("end", ["<status>x", "&amp;c", "<b title='", "&#128512;"])
def test_a_long_text_is_cut_behind_a_word(end: str) -> None:
    for words in (49_996, 49_997, 49_998, 49_999, 50_000):
        text = plain("<p>" + "a " * words + end * 3)
        assert len(text) <= 100_000
        assert not set(text) & set("<>#")
        assert text.rpartition(" ")[2] in ("a", "x", "xxx", "&c&c&c", "😀😀😀")


def test_markup_does_not_count_as_length() -> None:
    assert plain("<p class='" + "x" * 200 + "'>" * 1 + "<i></i>" * 20_000 + "Zorblax</p>") == "Zorblax"


def test_markup_without_end_is_cut_between_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.html._LONGEST_MARKUP", 5_000)  # of the text of half a million not all is kept
    for length in range(40):
        text = plain("é" * length + "<b>x</b>&amp;y " * 600)
        assert text.lstrip("é").replace("x&y", "").strip() in ("", "x", "x&")


def test_links_are_listed_once_as_written() -> None:
    html = '<a href="/a">x</a> <a href="/a">y</a> <A HREF="https://b.example/?x=1&amp;y=2">z</A> <a>n</a>'
    assert hrefs(html) == ["/a", "https://b.example/?x=1&y=2"]


def test_a_page_is_parsed_unless_it_is_beyond_reason() -> None:
    parsed = page("<p class=a>Zorblax\ud800</p>")
    assert parsed is not None
    assert [node.text() for node in parsed.css("p.a")] == ["Zorblax"]
    assert page("<div>" * 5_000) is None
    assert page("<div></x>" * 5_000) is None
    assert page("x" * 3_000_001) is None
