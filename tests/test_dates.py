"""Dates as strangers write them: read whole, or not at all."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates import read_date, read_seconds
from bot.dates.hour import read_hour

CASES = Path(os.environ.get("VEILLE_SHARED", Path(__file__).parents[2] / "shared")) / "cases" / "dates.tsv"


def read(text: str) -> str:
    """The instant of a date, shortly; empty when it is none."""
    written = read_date(text)
    return f"{written.instant.replace(tzinfo=None):%Y-%m-%dT%H:%M:%S}" if written else ""


@pytest.mark.parametrize(
    ("date", "instant"),
    [
        ("Mon, 09 Mar 2026 07:05:09 GMT", "2026-03-09T07:05:09"),
        ("Sun, 09 Mar 2026 07:05:09 GMT", "2026-03-09T07:05:09"),  # it was a Monday
        ("9 Mar 26 07:05 +0100", "2026-03-09T06:05:00"),
        ("Monday, 09-Mar-26 07:05:09 GMT", "2026-03-09T07:05:09"),
        ("Mon Mar  9 07:05:09 2026", "2026-03-09T07:05:09"),
        ("Mon Mar 09 07:05:09 PDT 2026", "2026-03-09T14:05:09"),
        ("Mon, 9 Mar 2026 7:05 PM", "2026-03-09T19:05:00"),
        ("March 9th, 2026, 12:15 a.m.", "2026-03-09T00:15:00"),
        ("12:15 PM, March 9, 2026", "2026-03-09T12:15:00"),
        ("2026/03/09 07:05:09", "2026-03-09T07:05:09"),
        ("2026-3-9", "2026-03-09T00:00:00"),
        ("2026-03-09T24:00:00Z", "2026-03-10T00:00:00"),
        ("2026-03-09T07:05", "2026-03-09T07:05:00"),
        ("2026-03-09T07Z", "2026-03-09T07:00:00"),
        ("2026-03-09T7:5:9-03:30", "2026-03-09T10:35:09"),
        ("2026-03-09 07:05:09.123456789 +0000 UTC", "2026-03-09T07:05:09"),
        ("2026-03-09T07:05:09+01:00[Europe/Paris]", "2026-03-09T06:05:09"),
        ("2026-03-09T07:05:09+01:0", "2026-03-09T06:05:09"),
        ("20260309T070509Z", "2026-03-09T07:05:09"),
        ("20260309", "2026-03-09T00:00:00"),
        ("09/Mar/2026:07:05:09 +0100", "2026-03-09T06:05:09"),
        ("Mon, 03/30/2026 - 07:05", "2026-03-30T07:05:00"),
        ("07:05 - 30/03/2026", "2026-03-30T07:05:00"),
        ("30.3.2026 7.05 Uhr", "2026-03-30T07:05:00"),
        ("05/05/2026", "2026-05-05T00:00:00"),
        ("11/28/26", "2026-11-28T00:00:00"),
        ("Mon Mar 09 2026 07:05:09 GMT+0100 (Central European Standard Time)", "2026-03-09T06:05:09"),
        ("2026年3月9日 07:05", "2026-03-09T07:05:00"),
        ("2026年3月9日 7时05分", "2026-03-09T07:05:00"),
        ("2026년 3월 9일 07시 05분 09초", "2026-03-09T07:05:09"),
        ("2026-03-09t07:05:09z", "2026-03-09T07:05:09"),
        ("2026-W11-1T07:05:09Z", "2026-03-09T07:05:09"),
        ("2026W111", "2026-03-09T00:00:00"),
        ("2026-068T07:05:09Z", "2026-03-09T07:05:09"),
        ("2026068", "2026-03-09T00:00:00"),
        ("2024-366", "2024-12-31T00:00:00"),
        ("9 mars 2026, 7 h 05 min", "2026-03-09T07:05:00"),
        ("lundi 9 mars 2026 à 19 heures 05", "2026-03-09T19:05:00"),
        ("9 mars 2026, 7 heures", "2026-03-09T07:00:00"),
        ("2026년 3월 9일 오후 7:05", "2026-03-09T19:05:00"),
        ("2026년 3월 9일 오전 12시 5분", "2026-03-09T00:05:00"),
        ("2026年3月9日 下午7:05", "2026-03-09T19:05:00"),
        ("20260309T07:05:09+01:00", "2026-03-09T06:05:09"),
        ("2026–03–09", "2026-03-09T00:00:00"),
        ("13‐03‐2026 07:05", "2026-03-13T07:05:00"),
        ("1773039909", "2026-03-09T07:05:09"),
        ("1773039909000", "2026-03-09T07:05:09"),
        ("Mon, 09 Mar 2026 23:59:60 GMT", "2026-03-09T23:59:59"),
    ],
)
def test_a_date_is_read_in_whatever_form(date: str, instant: str) -> None:
    assert read(date) == instant


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("Z", 12), ("UT", 12), ("-0000", 12), ("WEST", 11), ("BST", 11), ("CEST", 10), ("MESZ", 10),
        ("EET", 10), ("MSK", 9), ("JST", 3), ("AEST", 2), ("EST", 17), ("CDT", 17), ("MST", 19), ("PST", 20),
        ("HST", 22), ("GMT+0200", 10), ("UTC-01:00", 13), ("utc +1", 11), ("+02:00", 10), ("+02", 10),
        ("(GMT+1)", 11), ("(UTC-03:00)", 15), ("(CET)", 11), ("(Europe/Paris)", 11), ("(updated)", 12),
        ("+0100 (PST)", 11), ("Asia/Tokyo", 3), ("America/Argentina/Buenos_Aires", 15), ("PT", 19),
        ("+0100 CET", 11),
    ],
)  # fmt: skip
def test_zones_are_heeded_by_offset_abbreviation_and_place(zone: str, hour: int) -> None:
    assert read(f"Mon, 09 Mar 2026 12:00:00 {zone}") == f"2026-03-09T{hour:02}:00:00"


@pytest.mark.parametrize(
    "date",
    [
        "lun., 9 mars 2026 07:05:00 +0000", "lundi 9 mars 2026 à 7h05", "Lun, 09 Mar 2026 07:05:00 +0000",
        "Mo, 09 Mär 2026 07:05:00 +0000", "Montag, 9. März 2026 um 07:05 Uhr",
        "lun, 09 mar 2026 07:05:00 GMT",
        "lunes, 9 de marzo de 2026 a las 7:05", "lunedì 9 marzo 2026, ore 7.05",
        "Seg, 09 Mar 2026 07:05:00 +0000",
        "segunda-feira, 9 de março de 2026 às 07:05", "ma, 09 mrt 2026 07:05:00 +0000",
        "maandag 9 maart 2026 om 07:05 uur", "mån, 09 mar 2026 07:05:00 +0000",
        "man. 9. marts 2026 kl. 07.05",
        "maandag 9 maart 2026 7.05 uur", "2ª feira, 9 de março de 2026, 7h05", "Mo, 9. Maerz 2026 07:05",
        "pon., 9 mar 2026 07:05:00 +0000", "9 marca 2026 7:05", "mar, 9 mars 2026 07:05",
    ],
)  # fmt: skip
def test_months_and_weekdays_are_read_in_many_languages(date: str) -> None:
    assert read(date) == "2026-03-09T07:05:00"


@pytest.mark.parametrize(
    ("names", "month"),
    [
        ("janv ene gen jan Jänner januari stycznia", 1), ("févr fev feb Februar febbraio lut", 2),
        ("avr abr apr avril Apr. kwi", 4), ("mai may mayo mag mei maj", 5), ("juin jun Juni giu czerwca", 6),
        ("juil Juil. jul luglio lug lip", 7), ("août ago Aug agosto aout sie", 8),
        ("sept set sep Sep. wrz", 9),
        ("oct Okt ott out październik", 10), ("nov noviembre Nov. listopada", 11),
        ("déc dic dez Dez. december gru des", 12),
    ],
)  # fmt: skip
def test_each_month_is_known_by_its_names(names: str, month: int) -> None:
    for name in names.split():
        assert read(f"9 {name} 2026") == f"2026-{month:02}-09T00:00:00", name


@pytest.mark.parametrize(
    "date", ["03/04/2026", "03.04.2026", "3-4-2026", "27/11/26", "Fri, 03/04/2026 - 07:05"]
)
def test_a_form_that_could_be_two_days_is_not_guessed(date: str) -> None:
    assert read_date(date) is None


@pytest.mark.parametrize(
    "date",
    [
        "", "soon", "yesterday", "2 hours ago", "2026", "2026-03", "March 2026", "9 March",
        "0000-00-00T00:00:00Z",
        "2026-02-30", "2026/28/03", "Mon, 99 Mar 2026 07:05 GMT", "9 Mar 2026 25:00", "9 Mar 2026 24:30",
        "9 Mar 2026 07:61", "9 Mar 2026 07:05 XYZT", "9 Mar 2026 07:05 +9900",
        "9 Mar 2026 07:05 Narnia/Lantern",
        "9 Mar 2026 10 Mar 2026", "9 May Apr 2026", "12345",
        "2026-W54-1", "2026-W10-8", "2026-366", "2026-000", "1 jui 2026", "9 Mar 2026 " + "x" * 5_000,
    ],
)  # fmt: skip
def test_what_is_read_by_half_is_not_believed(date: str) -> None:
    assert read_date(date) is None


@pytest.mark.parametrize(
    ("date", "day_only"),
    [
        ("9 March 2026", True),
        ("2026-03-09", True),
        ("2026-03-09T00:00:00+01:00", True),  # as programs write a day
        ("2026-03-09T00:00:00Z", True),
        ("2026-03-09T00:00:01Z", False),
        ("Mon, 09 Mar 2026 23:00:00 GMT", False),
    ],
)
def test_a_day_without_an_hour_is_known_for_one(date: str, day_only: bool) -> None:
    written = read_date(date)
    assert written is not None
    assert written.day_only is day_only


@given(st.text(max_size=60) | st.text("0123456789/-.:+TZ marjuivPMh", max_size=40))
def test_no_text_crashes_it(text: str) -> None:
    written = read_date(text)
    assert written is None or written.instant.tzinfo is UTC


@pytest.mark.parametrize("seconds", [None, 0, "x", True, float("nan"), float("inf"), 1e300])
def test_what_counts_no_seconds_is_no_date(seconds: object) -> None:
    assert read_seconds(seconds) is None


def test_the_cases_of_the_field_are_read() -> None:
    if not CASES.is_file():
        pytest.skip("no cases here")
    for case in CASES.read_text("utf-8").splitlines():
        date, instant = case.split("\t")
        written = read_date(date)
        assert written is not None, date
        assert written.instant.replace(microsecond=0) == datetime.fromisoformat(instant), date


@pytest.mark.parametrize(
    ("word", "hour"),
    [
        ("9", "09:00"),
        ("09", "09:00"),
        ("0900", "09:00"),
        ("9:05", "09:05"),
        ("9h", "09:00"),
        ("24:00", ""),
        ("x", ""),
    ],
)
def test_one_hour_is_read_in_its_forms(word: str, hour: str) -> None:
    assert read_hour(word) == hour
