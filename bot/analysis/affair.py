"""What an alert tells: counts and readings of what was said, words that were really written, who has it."""

from datetime import datetime
from enum import StrEnum

import msgspec

from bot.analysis.speech import Speech
from bot.analysis.tone import Tone
from bot.models import Mention
from bot.storage.alert_mutes import AlertMute
from bot.storage.alerts import AlertKind
from bot.storage.claims import Claim


class Quoted(msgspec.Struct, frozen=True):
    """A mention, and the words of it that are quoted."""

    mention: Mention
    quote: str


class Step(StrEnum):
    """Why what lasts is told in the channel once more."""

    SAFETY = "safety"
    GRAVER = "graver"  # it rings as something graver than it rang for
    TWICE = "twice"
    PLACE = "place"
    VIP = "vip"  # somebody speaks who always matters
    STORY = "story"  # another one of the same watch


class Affair(msgspec.Struct, frozen=True, kw_only=True):
    """What an alert tells by now.

    People are distinct ones with words of their own, who are neither staff nor set aside: `new` of them were
    not heard here before, `against` have something against the watched name. `copies` are posts that repeat
    one of `texts` texts, by `repeating` people who say nothing else. `expected` is how many people are usual.
    `waiting` people were not answered, since `waiting_since`. `vips` are those who always matter. `turned` is
    the tone of who speaks otherwise than before: the `voices` are both. `mentions` are the ids of all that is
    told.
    """

    alert: str
    watch: str
    kind: AlertKind
    story: str = ""
    people: int
    new: int = 0
    against: int = 0
    places: tuple[tuple[str, int], ...] = ()
    posts: int = 0
    copies: int = 0
    repeating: int = 0
    texts: int = 0
    since: datetime
    last: datetime
    expected: float = 0.0
    is_early: bool = False
    bound_people: int = 0
    bound_places: int = 0
    dangers: tuple[str, ...] = ()
    vips: tuple[str, ...] = ()
    turned: Tone | None = None
    kinds: tuple[tuple[Speech, int], ...] = ()
    title: str = ""
    plain: str = ""
    plain_lang: str = ""
    voices: tuple[Quoted, ...] = ()
    waiting: int = 0
    waiting_since: datetime | None = None
    claim: Claim | None = None
    normal: AlertMute | None = None
    muted: AlertMute | None = None
    is_over: bool = False
    mentions: frozenset[str] = frozenset()
