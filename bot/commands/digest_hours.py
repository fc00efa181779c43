"""The hours of digests as people type them, in English and in French: words into `DigestHours`.

1. Whole phrases that say how often (*every hour*, *twice a day*, *en semaine*, *une fois par semaine*) become
   one mark each, whatever stands between their words.
2. What is left is read word by word: days and ranges of days, hours, parts of the day, the zone; little
   words are passed over, and one that says nothing known is refused.
3. Days add up, and so do hours. Days and hours that stand in turns belong together: *mon 9:00 fri 17:00*.
4. What is not said stays as it is.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from zoneinfo import available_timezones

import msgspec

from bot.commands.hour_words import (
    AROUND,
    DAYS,
    FILLERS,
    NUMBERS,
    OFF,
    ON,
    PART_OF,
    PARTS,
    RANGE,
    TIMES,
    marked,
    plain,
)
from bot.dates.hour import read_hour
from bot.errors import BadCommand
from bot.locale import _
from bot.models import Channel, DigestHours

MOST = 24
"""Hours of a channel, at most."""
WEEKDAYS = (1, 2, 3, 4, 5)
_MARK = re.compile(r"<(every|times|week|days|but)(?::(\w*))?>")


class _Group(msgspec.Struct):
    """Days and hours that stand together; `parts` are parts of the day, `hours` (`HH:MM`, whether exact)."""

    days: set[int] = msgspec.field(default_factory=set)
    hours: list[tuple[str, bool]] = msgspec.field(default_factory=list)
    parts: list[str] = msgspec.field(default_factory=list)
    first: str = ""
    last: str = ""

    def take(self, kind: str) -> None:
        """Note what came first and last."""
        self.first, self.last = self.first or kind, kind

    def times(self) -> list[str]:
        """The hours, put into the part of the day that is named with them; those of the parts without any."""
        if not self.hours:
            return [PARTS[part] for part in self.parts]
        late = {"afternoon", "evening"} & set(self.parts)
        return [_later(at) if late and not exact else at for at, exact in self.hours]


class _Read(msgspec.Struct):
    """What was said: groups of days and hours, how often, the zone."""

    groups: list[_Group] = msgspec.field(default_factory=lambda: [_Group()])
    every: int = 0
    times: int = 0
    weekly: bool = False
    zone: str = ""
    without: set[int] | None = None
    span: tuple[str, str] | None = None


class HoursChange(msgspec.Struct, frozen=True):
    """What somebody typed of the hours, days and zone of digests; `on` alone turns them on or off."""

    typed: str
    on: bool | None
    read: _Read | None

    def of(self, channel: Channel) -> Channel:
        """The channel with what was typed; what was not said stays. Raises `BadCommand`."""
        if self.read is None:
            kept = channel.digests or ((DigestHours(),) if self.on else ())
            return msgspec.structs.replace(channel, digests=kept, digest_off=not self.on)
        digests = tuple(_hours(self.read, channel))
        if not digests:
            raise BadCommand(_refusal(self.typed, self.typed))
        if len(digests) > MOST:
            raise BadCommand(
                _("That makes {n} digests; a channel has at most {most} hours.", n=len(digests), most=MOST)
            )
        zone = self.read.zone or channel.zone
        return msgspec.structs.replace(channel, digests=digests, digest_off=False, zone=zone)


def read_digest_hours(words: str) -> HoursChange:
    """The hours, days and zone that somebody typed, in any order. Raises `BadCommand`."""
    said = plain(words)
    asked = set(re.findall(r"[\w']+", said)) - AROUND
    if asked and (asked <= OFF or asked <= ON):
        return HoursChange(words, asked <= ON, None)
    return HoursChange(words, None, _read(said, words))


def _read(said: str, typed: str) -> _Read:
    tokens, read = marked(said), _Read()
    i = 0
    while i < len(tokens):
        taken = _take(read, tokens, i)
        if not taken:
            raise BadCommand(_refusal(tokens[i], typed))
        i += taken
    if not (
        read.zone or read.every or read.times or read.weekly or any(group.first for group in read.groups)
    ):
        raise BadCommand(_refusal(typed, typed))
    return read


def _take(read: _Read, tokens: Sequence[str], i: int) -> int:
    """Take what stands at a position; how many words that were, none for what is not understood."""
    token = tokens[i].strip(".") if tokens[i] != "." else ""
    if mark := _MARK.fullmatch(token):
        return _take_mark(read, mark[1], mark[2] or "")
    if spanned := _take_range(read, tokens, i):
        return spanned
    if days := _days(token):
        _add_days(read, days)
    elif at := read_hour(token):
        _add_hour(read, at, exact=token.endswith(("am", "pm")))
    elif token in PART_OF:
        read.groups[-1].parts.append(PART_OF[token])
        read.groups[-1].take("hour")
    elif zone := _zone(tokens, i):
        read.zone = zone[0]
        return zone[1]
    elif token and token not in FILLERS:
        return 0
    return 1


def _take_mark(read: _Read, kind: str, value: str) -> int:
    """Take a phrase that was found whole; none for a number nobody can mean."""
    number = NUMBERS.get(value) or (int(value) if value.isdigit() else 0)
    if kind == "week":
        read.weekly = True
    elif kind == "but":
        read.without = set()
    elif kind == "every":
        read.every = number or 1
        return int(read.every <= 12)
    elif kind == "times":
        read.times = number
        return int(number in TIMES)
    else:
        _add_days(read, {int(day) for day in value})
    return 1


def _take_range(read: _Read, tokens: Sequence[str], i: int) -> int:
    """Take `monday to friday`, or, of what comes every so many hours, `9h to 18h`."""
    if "-" in tokens[i] and len(tokens[i]) > 1:
        first, _, last = tokens[i].partition("-")
        parts, length = [first, "-", last], 1
    else:
        parts, length = list(tokens[i : i + 3]), 3
        if parts[2:] and parts[2] in FILLERS and i + 3 < len(tokens):  # du lundi au 〈le〉 vendredi
            parts[2], length = tokens[i + 3], 4
    if len(parts) < 3 or (parts[1] not in RANGE and not (read.every and parts[1] in ("and", "et"))):
        return 0
    begin, end = weekday_named(parts[0]), weekday_named(parts[2])
    if begin and end:
        _add_days(read, {(begin - 1 + step) % 7 + 1 for step in range((end - begin) % 7 + 1)})
        return length
    first_hour, last_hour = read_hour(parts[0]), read_hour(parts[2])
    if read.every and first_hour and last_hour and first_hour <= last_hour:
        read.span = (first_hour, last_hour)
        return length
    return 0


def _add_days(read: _Read, days: set[int]) -> None:
    """Take days; after days with hours of their own, they begin another group."""
    if read.without is not None:
        read.without |= days
        return
    group = read.groups[-1]
    if group.first == "day" and (group.hours or group.parts):
        group = _begun(read)
    group.days |= days
    group.take("day")


def _add_hour(read: _Read, at: str, *, exact: bool) -> None:
    """Take an hour; after hours with days of their own, it begins another group."""
    group = read.groups[-1]
    if group.first == "hour" and group.last == "day":
        group = _begun(read)
    group.hours.append((at, exact))
    group.take("hour")


def _begun(read: _Read) -> _Group:
    read.groups.append(_Group())
    return read.groups[-1]


def _hours(read: _Read, channel: Channel) -> Iterator[DigestHours]:
    """What was read as hours with their days; what was not said, as the channel has it."""
    usual_days = _usual_days(read, channel)
    by_hour: dict[tuple[str, int, str], set[int]] = {}
    named = next((set(group.days) for group in read.groups if group.days), usual_days)
    times: list[tuple[str, int, str]] = []
    without = read.without or set()
    for group in read.groups:
        own = [(at, 0, "23:59") for at in group.times()]
        times = _every(read) or own or times or _usual_times(read, channel)
        named = set(group.days) or named
        for each in times:
            by_hour.setdefault(each, set()).update(named - without)
    for (at, every, until), days in sorted((hour, days) for hour, days in by_hour.items() if days):
        yield DigestHours(at=at, days=tuple(sorted(days)), every=every, until=until)


def _every(read: _Read) -> list[tuple[str, int, str]]:
    if not read.every:
        return []
    begin, end = read.span or ("00:00", "23:59")
    return [(begin, read.every, end)]


def _usual_times(read: _Read, channel: Channel) -> list[tuple[str, int, str]]:
    if read.times:
        return [(at, 0, "23:59") for at in TIMES[read.times]]
    kept = [(hours.at, hours.every, hours.until) for hours in channel.digests]
    if read.weekly:
        kept = [each for each in kept if not each[1]][:1]
    return kept or [("09:00", 0, "23:59")]


def _usual_days(read: _Read, channel: Channel) -> set[int]:
    """The days that hold where none is named: Monday for once a week, else those there are."""
    if read.weekly:
        return {1}
    kept = {day for hours in channel.digests for day in hours.days}
    daily = read.every or read.times
    return kept if len(kept) >= len(WEEKDAYS) or (kept and not daily) else set(WEEKDAYS)


def _later(at: str) -> str:
    hour, minute = map(int, at.split(":"))
    return f"{hour + 12:02}:{minute:02}" if 1 <= hour < 12 else at


def _days(word: str) -> set[int]:
    """The ISO weekdays of `mon`, `lundis`, `mon/thu`; none for another word."""
    numbers = [weekday_named(part) for part in word.split("/")]
    return set(numbers) if all(numbers) else set()


def weekday_named(word: str) -> int:
    """The ISO weekday that a word names, whole or begun with three letters or more; 0 for another word."""
    bare = word.strip(".")
    for names in DAYS:
        for number, name in enumerate(names, 1):
            if len(bare) >= 3 and bare in (f"{name}s", name[: len(bare)]):
                return number
    return 0


def _zone(tokens: Sequence[str], i: int) -> tuple[str, int] | None:
    """The IANA name meant by a name or a city of up to three words, whatever its case, and how many."""
    known = _zones()
    for length in (3, 2, 1):
        word = "_".join(tokens[i : i + length])
        cities = (
            [known[word]] if word in known else [known[each] for each in known if each.endswith(f"/{word}")]
        )
        if len(cities) == 1 and len(tokens[i : i + length]) == length:
            return cities[0], length
    return None


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """The IANA names by what they are in small letters."""
    # Etc/GMT+2 is two hours behind UTC: nobody who writes GMT+2 means that.
    return {name.lower(): name for name in available_timezones() if not name.startswith("Etc/")}


def _refusal(word: str, typed: str) -> str:
    """What was typed and is not understood, and what would be."""
    as_typed = next((each for each in typed.split() if plain(each) == word), typed)
    return _(
        "“{words}” is no hour, day or time zone. For instance: /watch digest 09:00 weekdays Europe/Paris; "
        "/watch digest mon,wed,fri 8:30 17:00; hourly; weekly monday 9:00; /watch digest off stops it.",
        words=as_typed,
    )
