"""Text out of bytes that lie."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.encoding import decoded


def xml(text: str, prolog: str, encoding: str) -> bytes:
    return f'<?xml version="1.0" encoding="{prolog}"?><t>{text}</t>'.encode(encoding)


@pytest.mark.parametrize(
    ("body", "content_type", "word"),
    [
        (xml("été", "utf-8", "utf-8"), "", "été"),
        (xml("été", "iso-8859-1", "iso-8859-1"), "", "été"),
        (xml("été", "ISO-8859-1", "utf-8"), "", "été"),
        (xml("été", "utf-8", "iso-8859-1"), "", "été"),
        (xml("l’été – €", "iso-8859-1", "cp1252"), "", "l’été – €"),
        (xml("Привет", "windows-1251", "cp1251"), "text/xml; charset=utf-8", "Привет"),
        (xml("Привет", "koi8-r", "koi8-r"), "text/xml; charset=iso-8859-1", "Привет"),
        (xml("日本", "Shift_JIS", "shift_jis"), "", "日本"),
        (xml("日本", "iso-2022-jp", "iso-2022-jp"), "", "日本"),
        (xml("ﾆｭｰｽ 日本", "iso-2022-jp", "iso2022_jp_ext"), "", "ﾆｭｰｽ 日本"),
        (xml("日本", "iso-2022-jp", "iso-2022-jp") + b"\x1b(Z", "", "日本"),
        (xml("日本", "iso-2022-jp", "utf-8"), "", "日本"),
        (b"no shift here" + b"\x1b", "text/plain; charset=utf-8", "no shift here"),
        (xml("été", "no-such-thing", "utf-8"), "text/xml; charset=rot13", "été"),
        (xml("été", "zlib_codec", "cp1252"), "", "été"),
        (xml("été", "undefined", "cp1252"), "text/xml; charset=idna", "été"),
        (xml("été 日本", "utf-16", "utf-16"), "", "été 日本"),
        (xml("été 日本", "utf-16", "utf-16-le"), "", "été 日本"),
        (xml("été 日本", "utf-16", "utf-16-be"), "", "été 日本"),
        ("\r\n <t>été 日本</t>".encode("utf-16-le"), "text/xml; charset=utf-16le", "été 日本"),
        ("\n\t[1]体验".encode("utf-16-be"), "application/json; charset=utf-16be", "体验"),
        (codecs.BOM_UTF8 + xml("été", "iso-8859-1", "utf-8"), "text/xml; charset=iso-8859-1", "été"),
        ("<t>été</t>".encode("cp1252"), "text/xml; charset=iso-8859-1", "été"),
        ("<t>Привет</t>".encode("koi8-r"), "text/xml; charset=koi8-r", "Привет"),
        ("<t>d\u2019été </t>".encode() + "où".encode("cp1252"), "", "d\u2019été </t>où"),
    ],
)
def test_what_was_written_is_read(body: bytes, content_type: str, word: str) -> None:
    assert word in decoded(body, content_type)


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("gb2312", "gb18030", "镕基 小米 体验"),
        ("gbk", "gb18030", "小米 \u4dae 体验"),
        ("GB_2312-80", "gb18030", "镕 小米"),
        ("Shift_JIS", "cp932", "①㈱髙 日本"),
        ("x-sjis", "cp932", "①㈱髙 日本"),
        ("euc-kr", "cp949", "뷁 한국어"),
        ("ks_c_5601-1987", "cp949", "뷁 한국어"),
        ("big5", "big5hkscs", "嘅 中文"),
        ("euc-jp", "euc_jis_2004", "①㈱ 日本"),
        ("tis-620", "cp874", "… สวัสดี"),
        ("iso-8859-9", "cp1254", "“ığ”"),
        ("us-ascii", "cp1252", "“été”"),
        ("latin1", "cp1252", "€ été"),
        ("hz-gb-2312", "hz", "小米"),
    ],
)
def test_a_label_means_what_it_means_on_the_web(label: str, encoding: str, text: str) -> None:
    assert f"<t>{text}</t>" in decoded(xml(text, label, encoding))
    body = f"<t>{text}</t>".encode(encoding)
    assert decoded(body, f"text/xml; charset={label}") == f"<t>{text}</t>"


@pytest.mark.parametrize(
    ("label", "sent", "text"),
    [
        ("windows-1252", b"Zorb\x81lax \x8d\x90", "Zorb\x81lax \x8d\x90"),
        ("windows-1251", b"\xc0\x98\xc1", "А\x98Б"),
        ("windows-874", b"\xa1\x82\xdb", "ก\x82\ufffd"),
        ("windows-1253", b"\xc1\xaa", "Α\ufffd"),
        ("gbk", b"\x80 5 \xd0\xa1\xc3\xd7\xff", "€ 5 小米\ufffd"),
        ("gb18030", b"\x80\xd0\xa1", "€小"),
        ("shift_jis", b"Zorb\xa0lax \xfd\xfe\xff \x93\xfa\x96{", "Zorb\ufffdlax \ufffd\ufffd\ufffd 日本"),
        ("euc-jp", b"\xad\xa1 \xf9\xa1 \xfc\xe2 \xb0\xa1 \xa1!", "① 纊 髙 亜 \ufffd!"),
        ("euc-jp", b"\xad\xfc \x8f\xb0\xa1 \x8e\xb1 \xa1\xc1", "∪ 丂 ｱ ～"),
        ("iso-2022-jp", b"\x1b$B-!F|K\\\x1b(B x \x1b(I1\x1b(B", "①日本 x ｱ"),
    ],
)
def test_a_byte_stands_for_what_the_standard_says(label: str, sent: bytes, text: str) -> None:
    assert decoded(sent, f"text/xml; charset={label}") == text


@pytest.mark.parametrize("declared", ['encoding=" gbk "', "encoding = 'GBK'", 'version="1.0" encoding="gbk"'])
def test_a_label_may_stand_between_spaces(declared: str) -> None:
    assert "小米" in decoded(f"<?xml {declared}?>".encode() + "小米".encode("gbk"))
    assert decoded("小米".encode("gbk"), 'text/xml; charset=" gbk"') == "小米"


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("gb2312", "gb18030", "小米手机的体验"),
        ("shift_jis", "cp932", "日本語のニュース"),
        ("euc-kr", "cp949", "한국어 뉴스"),
        ("big5", "big5hkscs", "中文新聞"),
        ("euc-jp", "euc_jp", "日本語のニュース"),
        ("windows-1253", "cp1253", "Καλημέρα κόσμε"),
        ("windows-874", "cp874", "สวัสดีชาวโลก"),
        ("utf-8", "utf-8", "小米 l’été Привет"),
        ("iso-8859-1", "utf-8", "小米 l’été Привет"),
        ("gbk", "utf-8", "小米手机的体验"),
    ],
)
@pytest.mark.parametrize("bad", [b"\xff", b"\x80", b"\xd0", b"\xff\xff"])
def test_a_few_bad_bytes_cost_themselves_alone(label: str, encoding: str, text: str, bad: bytes) -> None:
    sound = f"<a>{text}</a><b>{text}".encode(encoding)
    read = decoded(f'<?xml version="1.0" encoding="{label}"?>'.encode() + sound + bad + b"</b><c>end</c>")
    assert f"<a>{text}</a><b>{text}" in read
    assert read.endswith("</b><c>end</c>")


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ("小米手机 ".encode() + "小".encode()[:2] + b"<", "小米手机 \ufffd<"),
        ("l\u2019été 😀".encode()[:-1] + b"<", "l\u2019été \ufffd<"),
        ("l\u2019été ".encode() + b"\xed\xa0\xbd\xed\xb8\x80 \xed\xa0\xbd!", "l\u2019été 😀 \ufffd!"),
        ("l\u2019été tr".encode() + b"\xe8s \x93ch\xe8r\x94", "l\u2019été très “chèr”"),
    ],
    ids=["cut", "cut emoji", "halves", "windows"],
)
@pytest.mark.parametrize("label", ["utf-8", ""])
def test_bytes_that_are_no_utf8_are_what_they_were_most_likely(label: str, sent: bytes, text: str) -> None:
    assert decoded(sent, f"text/xml; charset={label}") == text


def test_what_is_declared_behind_a_comment_is_believed() -> None:
    assert "小米" in decoded(b"<!-- made by hand -->\n" + xml("小米", "gbk", "gb18030"))


@given(st.binary(max_size=200), st.text(st.characters(codec="latin-1"), max_size=30))
def test_no_bytes_crash_it(body: bytes, charset: str) -> None:
    assert isinstance(decoded(body, f"text/xml; charset={charset}"), str)


@given(st.text(max_size=100))
def test_utf8_is_never_mistaken(text: str) -> None:
    body = f"<t>{text}</t>".encode()
    assert decoded(body, "text/xml; charset=iso-8859-1") == f"<t>{text}</t>"
