"""Dates and JSON from strangers."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.answer import Answer
from bot.decoding import AHEAD, converted, decode_items, decode_json, settled
from bot.errors import BlockedFailure, ChangedFailure, TemporaryFailure
from tests.clock import START


@pytest.mark.parametrize(
    "written", [START, START - timedelta(days=400), START + AHEAD, datetime(1995, 1, 1, tzinfo=UTC)]
)
def test_a_plausible_date_stands(written: datetime) -> None:
    assert settled(written, START) == (written, True)


@pytest.mark.parametrize(
    "written",
    [
        None,
        START + AHEAD + timedelta(seconds=1),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
    ],
)
def test_an_implausible_date_is_the_instant_of_reading(written: datetime | None) -> None:
    assert settled(written, START) == (START, False)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a":1}', {"a": 1}),
        (b'\xef\xbb\xbf{"a":1}', {"a": 1}),
        (b'{"a\\udfff":["x\\ud800", 1, null]}', {"a": ["x", 1, None]}),
        (b'"\\ud83d\\ude00\\ud83d"', "😀"),
        (b'"a\tb"', "a\tb"),
        (b'["\\\\ud800", "\\\\\\ud800", "\\ud83d\\\\"]', ["\\ud800", "\\", "\\"]),
        (b'["caf\xe9", "th\xc3\xa9"]', ["caf\ufffd", "th\xe9"]),
        ('{"a":"é"}'.encode("utf-16"), {"a": "é"}),
        (b'{"a":' + b"9" * 5_000 + b',"b":1}', {"a": float("inf"), "b": 1}),
    ],
)
def test_lenient_json_is_read(body: bytes, value: object) -> None:
    assert decode_json(Answer(url="", body=body)) == value


def test_an_item_that_is_nested_deep_spoils_nothing_beside_half_a_character() -> None:
    deep = b'{"a":' * 600 + b"1" + b"}" * 600
    body = b'[{"url": "https://a.example/1", "text": "caf\\ud83d"}, {"url": "x", "more": ' + deep + b"}]"
    found = decode_items(Answer(url="https://a.example", body=body), "a list of notes", "url")
    assert [item["url"] for item in found] == ["https://a.example/1", "x"]
    assert found[0]["text"] == "caf"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[" * 500_000, b"\xff"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(ChangedFailure, match="JSON"):
        decode_json(Answer(url="https://api.example/", body=body))


def test_what_breaks_off_may_be_whole_the_next_time() -> None:
    with pytest.raises(TemporaryFailure, match="broke off"):
        decode_json(Answer(url="https://api.example/", body=b"{"))


def test_a_challenge_in_place_of_json_blocks() -> None:
    with pytest.raises(BlockedFailure):
        decode_json(
            Answer(url="https://api.example/", body=b"<html><title>Attention Required! | Cloudflare</title>")
        )


def test_what_does_not_fit_is_nothing() -> None:
    assert converted({"a": "1"}, dict[str, int]) == {"a": 1}
    assert converted({"a": "x"}, dict[str, int]) is None
    assert converted({"a": "\ud800"}, dict[str, int]) is None


def test_the_items_of_a_list_are_those_that_have_what_is_needed() -> None:
    body = b'[{"url": "https://a.example/1"}, {"url": 7}, {}, "url", null]'
    found = decode_items(Answer(url="https://a.example", body=body), "a list of notes", "url")
    assert found == [{"url": "https://a.example/1"}]
    assert decode_items(Answer(url="https://a.example", body=b"[]"), "a list of notes", "url") == []


@pytest.mark.parametrize("body", [b"{}", b"7", b"null", b"", b"<html>", b'[{"address": "x"}]', b"[1]"])
def test_what_is_no_such_list_is_no_answer(body: bytes) -> None:
    with pytest.raises(ChangedFailure):
        decode_items(Answer(url="https://a.example", body=body), "a list of notes", "url")
