"""What people write after `/watch alerts` about all of a channel: how readily, when, from how many people."""

from typing import Any, Final

import msgspec
import regex

from bot.commands.digest_hours import WEEKDAYS, weekday_named
from bot.dates.hour import read_hour
from bot.errors import BadCommand
from bot.locale import _
from bot.models import AlertSettings, Sensitivity
from bot.storage.alerts import AlertKind
from bot.text import fold

EVERY_DAY: Final = (1, 2, 3, 4, 5, 6, 7)
NEVER: Final = "00:00"
"""From and until the same hour: never quiet."""
MOST_PEOPLE: Final = 1_000
_SENSITIVITIES: Final = {
    Sensitivity.FEWER: "fewer less moins calme",
    Sensitivity.BALANCED: "balanced normal default equilibre equilibree defaut",
    Sensitivity.MORE: "more plus davantage",
}
_SENSITIVITY: Final = {word: each for each, words in _SENSITIVITIES.items() for word in words.split()}
_QUIET: Final = frozenset(("quiet", "silence", "calme", "nuit", "night"))
_HOURS: Final = frozenset(("hours", "heures", "horaires"))
_SAFETY: Final = frozenset(("safety", "securite"))
_BACKLASH: Final = frozenset(("backlash", "polemique", "bad-buzz"))
_ALWAYS: Final = frozenset(("always", "toujours", "on", "oui", "yes"))
_OFF: Final = frozenset(("off", "never", "none", "jamais", "non", "no"))
_PEOPLE: Final = frozenset(("people", "person", "personnes", "personne", "gens"))
_PLACES: Final = frozenset(("places", "place", "lieux", "lieu"))
_KINDS: Final = {
    AlertKind.TURN: "turns turn regulars regular revirements revirement habitues habitue",
    AlertKind.HOT_THREAD: "hot threads thread fils fil discussions discussion",
    AlertKind.SILENCE: "absence absences unheard missing",
    AlertKind.SPIKE: "spikes spike pics pic",
}
_KIND_OF: Final = {word: kind for kind, words in _KINDS.items() for word in words.split()}
"""The kinds that can be turned off one by one, folded."""
_WEEKDAYS: Final = frozenset(("weekdays", "semaine", "ouvres", "ouvrables"))
_EVERY_DAY: Final = frozenset(("every day", "tous les jours"))
_AND: Final = frozenset(("and", "et", "on", "le", "du"))
_DAILY: Final = frozenset(("daily", "everyday", "quotidien"))
_RANGE: Final = frozenset(("-", "to", "until", "a", "au"))
_SPAN: Final = regex.compile(r"(?:from|de|entre)?\s*(\S+?)\s*(?:-|–|—|to|until|à|a|et|and)\s*(\S+)")
_WORKING: Final = regex.compile(_SPAN.pattern + r"(?:\s+(.+))?")


class AlertChange(msgspec.Struct, frozen=True):
    """What is to be otherwise of a channel's alerts; `switched` are kinds that are to ring, or not."""

    fields: dict[str, Any] = {}
    switched: dict[AlertKind, bool] = {}

    def of(self, settings: AlertSettings) -> AlertSettings:
        """The settings with this change."""
        off = tuple(kind for kind in AlertKind if self.switched.get(kind, kind not in settings.off) is False)
        changed: AlertSettings = msgspec.structs.replace(settings, off=off, **self.fields)
        return changed


def read_alert_change(words: str) -> AlertChange | None:
    """What is to change of a channel's alerts; None for words that are not about that.

    Raises `BadCommand` where they are, and cannot be read.
    """
    first, *rest = [fold(word) if word.isalpha() else word.lower() for word in words.split()] or [""]
    if first in _SENSITIVITY and not rest:
        return AlertChange({"sensitivity": _SENSITIVITY[first]})
    if first in _QUIET and rest:
        return _quiet_hours(" ".join(rest))
    if first in _HOURS and rest:
        return _working_hours(" ".join(rest))
    if first in _SAFETY and len(rest) == 1:
        return _passing("safety_quiet", rest[0], meaning=not _is_always(rest[0]))
    if first in _BACKLASH and len(rest) == 1:
        return _passing("backlash_always", rest[0], meaning=_is_always(rest[0]))
    if first in _KIND_OF and rest and rest[-1] in _ALWAYS | _OFF:
        return AlertChange(switched={_KIND_OF[first]: rest[-1] in _ALWAYS})
    if first in _PEOPLE | _PLACES and rest:
        return _bounds([first, *rest])
    return _days([first, *rest])


def _quiet_hours(words: str) -> AlertChange:
    if words in _OFF:
        return AlertChange({"quiet_from": NEVER, "quiet_until": NEVER})
    found = _SPAN.fullmatch(words)
    hours = [read_hour(part) for part in found.groups()] if found else []
    if len(hours) != 2 or not all(hours):
        raise BadCommand(
            _("Quiet from when until when? /watch alerts quiet 22:00-7:00; /watch alerts quiet off ends it.")
        )
    return AlertChange({"quiet_from": hours[0], "quiet_until": hours[1]})


def _working_hours(words: str) -> AlertChange:
    """The hours and days in which a team works; outside of them it is quiet. `off` ends them."""
    if words in _OFF:
        return AlertChange({"quiet_from": NEVER, "quiet_until": NEVER, "days": EVERY_DAY})
    found = _WORKING.fullmatch(words)
    begin, end = (read_hour(part) for part in found.group(1, 2)) if found else ("", "")
    days = _named_days(found[3].lower().split()) if found and found[3] else ()
    if not (begin and end and begin < end) or days is None:
        raise BadCommand(
            _("When do you work? /watch alerts hours 9:00-18:00 weekdays; /watch alerts hours off ends it.")
        )
    return AlertChange({"quiet_from": end, "quiet_until": begin} | ({"days": days} if days else {}))


def _named_days(words: list[str]) -> tuple[int, ...] | None:
    """The ISO weekdays of `weekdays`, `mon-fri`, `lundi au vendredi`, `mon wed fri`; None for other words."""
    if words and words[-1] in _WEEKDAYS:
        return WEEKDAYS
    if words[0] in _DAILY or " ".join(words) in _EVERY_DAY:
        return EVERY_DAY
    parts = [part for word in words for part in regex.split(r"(-)|[,/]", word) if part and part not in _AND]
    found: set[int] = set()
    for i, part in enumerate(parts):
        day = weekday_named(part)
        if not day and not (part in _RANGE and 0 < i < len(parts) - 1):
            return None
        begin = weekday_named(parts[i - 2]) if i > 1 and parts[i - 1] in _RANGE else 0
        found |= {(begin - 1 + step) % 7 + 1 for step in range((day - begin) % 7)} if begin else set()
        found |= {day} - {0}
    return tuple(sorted(found)) or None


def _is_always(word: str) -> bool:
    return word in _ALWAYS


def _passing(field: str, word: str, *, meaning: bool) -> AlertChange | None:
    """Whether a kind passes quiet hours; None for a word that says neither."""
    return AlertChange({field: meaning}) if word in _ALWAYS | _QUIET | _OFF else None


def _bounds(words: list[str]) -> AlertChange:
    """`people 4`, `people 4 places 1`."""
    fields: dict[str, Any] = {}
    for name, number in zip(words[::2], words[1::2], strict=False):
        known = "people" if name in _PEOPLE else "places" if name in _PLACES else ""
        if not known or not number.isdecimal() or not 1 <= int(number) <= MOST_PEOPLE:
            raise BadCommand(_("From how many people in how many places? /watch alerts people 4 places 2"))
        fields[known] = int(number)
    return AlertChange(fields)


def _days(words: list[str]) -> AlertChange | None:
    days = _named_days(words)
    return AlertChange({"days": days}) if days else None
