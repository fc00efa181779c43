"""Alerts as rows: one a story, from the first look that found it to its end, however often it is told."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Engine, Select, and_, select, update

from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.tables.alerts import alerts
from bot.storage.types import storable


class AlertKind(StrEnum):
    """What rings, the gravest first."""

    SAFETY = "safety"
    BACKLASH = "backlash"
    HOT_THREAD = "hot_thread"
    SPIKE = "spike"
    VIP = "vip"
    TURN = "turn"
    SILENCE = "silence"
    INSTANT = "instant"

    @property
    def rank(self) -> int:
        """How grave it is, 0 for the gravest."""
        return list(AlertKind).index(self)


ASKED_FOR: Final = frozenset({AlertKind.VIP, AlertKind.INSTANT})
"""Kinds that people asked for by name: each a message of its own."""

UNFOLLOWED: Final = ASKED_FOR | {AlertKind.TURN}
"""Kinds that ring once: no step follows, and their end is not said."""
MOST_A_DAY: Final = 6
"""Messages of alerts a day and channel: an hour's work of a person who reads each."""
COUNTING_PEOPLE: Final = frozenset(
    {AlertKind.SAFETY, AlertKind.BACKLASH, AlertKind.HOT_THREAD, AlertKind.SPIKE}
)
"""Kinds that ring from some number of people on: what people may call normal."""


class AlertState(StrEnum):
    """How far an alert is: held back for now, told while it lasts, over."""

    HELD = "held"
    OPEN = "open"
    OVER = "over"


class HeldReason(StrEnum):
    """Why an alert is held back."""

    QUIET = "quiet"
    DAY_OFF = "day_off"
    COOL_DOWN = "cool_down"
    DAILY_LIMIT = "full"
    NORMAL = "normal"
    MUTED = "muted"
    TOLD_BY_ANOTHER = "other"  # alert of the watch


JOINED = "joined"
"""The reason of an alert that is told in the thread of another."""


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One alert of a watch.

    `story` is empty for what is in no one story, `mention` one by which the story is found when it is called
    otherwise by now. `person` is who turned in that mention, and `earlier` what they wrote before. `root` is
    the delivery that tells it. What `step` it is at was told with so many `people`, in these `places`, with
    these `dangers`; `expected` is how many people are usual.
    """

    id: str
    channel: str
    watch: str
    kind: AlertKind
    story: str = ""
    mention: str = ""
    person: str = ""
    earlier: str = ""
    state: AlertState = AlertState.HELD
    reason: str = ""
    root: str = ""
    step: int = 0
    people: int = 0
    places: tuple[str, ...] = ()
    dangers: tuple[str, ...] = ()
    expected: float = 0.0
    began: datetime
    found_at: datetime
    rung_at: datetime | None = None
    stepped_at: datetime
    last_at: datetime

    @property
    def is_joined(self) -> bool:
        """Whether it is told in the thread of another alert."""
        return self.reason == JOINED

    @property
    def is_red(self) -> bool:
        """Whether it rings for safety, or tells of harm beside what it rings for."""
        return self.kind is AlertKind.SAFETY or (bool(self.dangers) and self.kind is not AlertKind.INSTANT)


_LASTING = (AlertState.OPEN, AlertState.HELD)


class AlertRows:
    """The alerts of a workspace. Blocks."""

    def __init__(self, engine: Engine, workspace: str) -> None:
        self._engine = engine
        self._workspace = workspace

    def keep(self, alert: Alert) -> None:
        """Keep an alert in the place of what was known of it."""
        row = {"workspace": self._workspace, **msgspec.to_builtins(alert, builtin_types=(datetime,))}
        with write_transaction(self._engine) as connection:
            insert = insert_into(connection, alerts).values(row)
            latest = {name: insert.excluded[name] for name in row if name not in ("workspace", "id")}
            connection.execute(insert.on_conflict_do_update(index_elements=["workspace", "id"], set_=latest))

    def of(self, id_: str) -> Alert | None:
        """An alert by its id."""
        return next(iter(self._all(alerts.c.id == id_)), None)

    def lasting(self, watch: str | None = None) -> list[Alert]:
        """Those that are told or held back now, the oldest first; of one watch, or all."""
        its = alerts.c.state.in_(_LASTING)
        return self._all(its if watch is None else and_(its, alerts.c.watch == watch))

    def lasting_in(self, channel: str) -> list[Alert]:
        """Those of a channel that are told or held back now, the oldest first."""
        return self._all(and_(alerts.c.state.in_(_LASTING), alerts.c.channel == channel))

    def told_by(self, root: str) -> list[Alert]:
        """Those that one delivery tells."""
        return self._all(alerts.c.root == root)

    def since(self, channel: str, instant: datetime) -> list[Alert]:
        """Those of a channel that were found, or rang, since then, the oldest first."""
        lately = (alerts.c.found_at >= instant) | (alerts.c.stepped_at >= instant)
        return self._all(and_(alerts.c.channel == channel, lately))

    def number(self, watch: str, story: str) -> int:
        """How many alerts a story of a watch had that are over."""
        its = and_(alerts.c.watch == watch, alerts.c.story == storable(story))
        return len(self._all(and_(its, alerts.c.state == AlertState.OVER)))

    def rename(self, watch: str, before: str, after: str) -> None:
        """Let the alerts of a story be those of the one that it was joined into."""
        its = alerts.c.watch == watch, alerts.c.story == storable(before)
        with write_transaction(self._engine) as connection:
            connection.execute(update(alerts).where(self._own, *its).values(story=after))

    def _all(self, which: ColumnElement[bool]) -> list[Alert]:
        with read_transaction(self._engine) as connection:
            rows = connection.execute(_rows().where(self._own, which)).mappings()
            return [_alert(dict(row)) for row in rows]

    @property
    def _own(self) -> ColumnElement[bool]:
        return alerts.c.workspace == self._workspace


def _rows() -> Select[Any]:
    columns = [alerts.c[name] for name in Alert.__struct_fields__]
    return select(*columns).order_by(alerts.c.found_at, alerts.c.id)


def _alert(row: dict[str, Any]) -> Alert:
    row["kind"], row["state"] = AlertKind(row["kind"]), AlertState(row["state"])
    row["places"], row["dangers"] = tuple(row["places"]), tuple(row["dangers"])
    return Alert(**row)
