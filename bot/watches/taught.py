"""What comes of it when people teach, as data: messages are made of it."""

from collections.abc import Sequence
from typing import Any

import msgspec

from bot.analysis.story_keeper import Moved
from bot.analysis.tone import Tone
from bot.analysis.understanding import Kind, Understanding
from bot.models import Mention, Person, Vip, Watch
from bot.storage.readings import Correction, TeamMember
from bot.storage.stories import JoinedStory
from bot.storage.teachings import Teaching


class Corrected(msgspec.Struct, frozen=True, kw_only=True):
    """A mention that counts from now on as somebody says, or again as it is read (`value` is None).

    `read` is what was understood of it until now. `lessons` are the corrections of this kind for the watch,
    by their value.
    """

    watch: Watch
    mention: Mention
    kind: Kind
    value: Tone | bool | None
    read: Understanding
    is_changed: bool
    lessons: Sequence[Any]


class WatchCorrections(msgspec.Struct, frozen=True):
    """What people said of a watch's mentions: each correction with its mention, as far as that is kept."""

    watch: Watch
    corrections: Sequence[tuple[Correction, Mention | None]]
    stories: Sequence[tuple[JoinedStory, Mention | None]]


class ChannelCorrections(msgspec.Struct, frozen=True):
    """All that people of a channel taught; `named` are watches whose products they named."""

    zone: str
    team: Sequence[TeamMember]
    watches: Sequence[WatchCorrections]
    urgent: tuple[str, ...] = ()
    named: Sequence[Watch] = ()
    vips: Sequence[Vip] = ()


class StoryEdited(msgspec.Struct, frozen=True):
    """What somebody made of stories, for each watch that tells them."""

    mention: Mention
    moved: tuple[tuple[Watch, Moved], ...]


class AccountChanged(msgspec.Struct, frozen=True, kw_only=True):
    """An account that is named from now on, or no longer; `heard` are its mentions here by place."""

    account: Person
    is_changed: bool
    heard: dict[str, int]


class TakenBack(msgspec.Struct, frozen=True):
    """A teaching that was taken back, with its watch and its mention where it is about these."""

    teaching: Teaching
    watch: Watch | None = None
    mention: Mention | None = None
