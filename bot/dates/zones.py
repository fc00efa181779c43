"""The zones of dates: offsets, abbreviations, names."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSET = re.compile(r"(?:UTC?|GMT)?\s?([+-])(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)
_FARTHEST = timedelta(hours=14)
_HOURS = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0,
    "west": 1, "bst": 1, "cet": 1, "met": 1, "mez": 1, "wat": 1,
    "cest": 2, "mest": 2, "mesz": 2, "eet": 2, "cat": 2, "sast": 2,
    "eest": 3, "msk": 3, "trt": 3, "idt": 3, "eat": 3,
    "msd": 4, "gst": 4, "pkt": 5, "ist": 5.5, "npt": 5.75,
    "wib": 7, "ict": 7, "wita": 8, "hkt": 8, "sgt": 8, "myt": 8, "pht": 8, "awst": 8,
    "jst": 9, "kst": 9, "wit": 9, "acst": 9.5, "aest": 10, "acdt": 10.5, "aedt": 11, "nzst": 12, "nzdt": 13,
    "hst": -10, "akst": -9, "akdt": -8, "pst": -8, "pdt": -7, "mst": -7, "mdt": -6, "cst": -6, "cdt": -5,
    "est": -5, "edt": -4, "hne": -5, "hae": -4, "ast": -4, "adt": -3, "nst": -3.5, "ndt": -2.5,
    "cot": -5, "pet": -5, "vet": -4, "clt": -4, "clst": -3, "brt": -3, "brst": -2, "art": -3, "uyt": -3,
}  # fmt: skip
"""Hours from Greenwich. RFC 822 settles the American ones; of those that several countries use (IST, BST)
the one stands that writes feeds with it: India, Britain."""
PLACES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
"""Zones that are named without saying whether it is summer; written in capitals, or they are words."""


def offset(sign: str, hours: str, minutes: str | None) -> tzinfo | None:
    """The zone so far from Greenwich; None for one that is nowhere on Earth."""
    distance = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if distance > _FARTHEST or int(minutes or 0) > 59:
        return None
    return timezone(-distance if sign == "-" else distance)


def written(text: str) -> tzinfo | None:
    """The zone that a text is alone, by its distance (`GMT+1`, `+05:30`); None where it is none."""
    found = _OFFSET.fullmatch(text)
    return offset(found[1], found[2], found[3]) if found else None


def abbreviated(name: str) -> tzinfo | None:
    """The zone of an abbreviation; None for one that nobody knows."""
    if name in PLACES:
        return ZoneInfo(PLACES[name])
    hours = _HOURS.get(name.lower())
    if hours is not None:
        return timezone(timedelta(hours=hours)) if hours else UTC
    return None


def named(name: str) -> tzinfo | None:
    """The zone of the IANA database by that name (`Europe/Paris`); None where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
