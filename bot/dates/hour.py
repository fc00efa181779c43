"""An hour of the day as people write it."""

import re
from typing import Final

_CLOCK: Final = re.compile(r"(\d{1,2})(?:[:h.](\d{2}))?h?(am|pm)?|(\d{2})(\d{2})(am|pm)?")


def read_hour(word: str) -> str:
    """`HH:MM` of `9`, `9h`, `09.30`, `9pm`, `0900`; empty for what is no hour."""
    found = _CLOCK.fullmatch(word.lower())
    if not found:
        return ""
    hour, minute, half = int(found[1] or found[4]), int(found[2] or found[5] or 0), found[3] or found[6]
    if half:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""
