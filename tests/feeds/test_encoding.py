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
        (xml("été", "no-such-thing", "utf-8"), "text/xml; charset=rot13", "été"),
        (xml("été", "zlib_codec", "cp1252"), "", "été"),
        (xml("été 日本", "utf-16", "utf-16"), "", "été 日本"),
        (xml("été 日本", "utf-16", "utf-16-le"), "", "été 日本"),
        (xml("été 日本", "utf-16", "utf-16-be"), "", "été 日本"),
        (codecs.BOM_UTF8 + xml("été", "iso-8859-1", "utf-8"), "text/xml; charset=iso-8859-1", "été"),
        ("<t>été</t>".encode("cp1252"), "text/xml; charset=iso-8859-1", "été"),
        ("<t>Привет</t>".encode("koi8-r"), "text/xml; charset=koi8-r", "Привет"),
        ("<t>d\u2019été </t>".encode() + "où".encode("cp1252"), "", "d\u2019été </t>où"),
    ],
)
def test_what_was_written_is_read(body: bytes, content_type: str, word: str) -> None:
    assert word in decoded(body, content_type)


@given(st.binary(max_size=200), st.text(st.characters(codec="latin-1"), max_size=30))
def test_no_bytes_crash_it(body: bytes, charset: str) -> None:
    assert isinstance(decoded(body, f"text/xml; charset={charset}"), str)


@given(st.text(max_size=100))
def test_utf8_is_never_mistaken(text: str) -> None:
    body = f"<t>{text}</t>".encode()
    assert decoded(body, "text/xml; charset=iso-8859-1") == f"<t>{text}</t>"
