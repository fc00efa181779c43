"""How each source is: when it was asked, how it answered, what was dropped and why."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime

import msgspec
from sqlalchemy import Engine, exists, select

from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.listings import Listings
from bot.storage.notified import chunks
from bot.storage.tables import drops, source_states
from bot.storage.validators import StoredValidators


class SourceState(msgspec.Struct, frozen=True, kw_only=True):
    """How one question to one source goes.

    `question` is any text that tells the questions of a source apart, empty for the source as a
    whole. `last_heard` is when it last brought something new. `interval` is seconds between
    questions, 0 for the source's own. `label` and `reason` say why it was not answered last, empty if it
    was. `failures` counts those in a row that are a fault of the source or of the way to it, as a spent
    budget is not; `told` is whether people know. `cursor` is where to go on from.
    """

    source: str
    question: str = ""
    last_asked: datetime | None = None
    last_well: datetime | None = None
    last_heard: datetime | None = None
    interval: float = 0.0
    failures: int = 0
    label: str = ""
    reason: str = ""
    resting_until: datetime | None = None
    told: bool = False
    cursor: str = ""

    @property
    def text(self) -> str:
        """What is searched, or the address of a feed: the question without its edition."""
        return self.question.partition(" ")[2]

    def rests(self, now: datetime) -> bool:
        """Whether it is left alone for now."""
        return self.resting_until is not None and self.resting_until > now


class Drop(msgspec.Struct, frozen=True, kw_only=True):
    """How many mentions one watch did not get on one day (in UTC) from one source, and why not."""

    day: date
    channel: str
    watch: str
    source: str
    reason: str
    count: int = 1


class SourceStates:
    """The states of all sources, the counts of drops, what lists held, and the validators of addresses."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.validators = StoredValidators(engine)
        self.listings = Listings(engine)

    def state(self, source: str, question: str = "") -> SourceState:
        """How the question goes; a blank state for one never asked."""
        table = source_states.c
        wanted = select(source_states).where(table.source == source, table.question == question)
        with read_transaction(self._engine) as connection:
            row = connection.execute(wanted).mappings().first()
        return SourceState(source=source, question=question) if row is None else SourceState(**row)

    def states(self, asked: Iterable[tuple[str, str]]) -> list[SourceState]:
        """How these questions go, by source and question: in their order, blank for those never asked."""
        wanted = list(dict.fromkeys(asked))
        by_source: dict[str, list[str]] = defaultdict(list)
        for source, question in wanted:
            by_source[source].append(question)
        table, found = source_states.c, dict[tuple[str, str], SourceState]()
        with read_transaction(self._engine) as connection:
            for source, questions in by_source.items():
                for chunk in chunks(questions):
                    some = select(source_states).where(table.source == source, table.question.in_(chunk))
                    for row in connection.execute(some).mappings():
                        found[source, row["question"]] = SourceState(**row)
        return [found.get(key) or SourceState(source=key[0], question=key[1]) for key in wanted]

    def knows_ill(self, source: str, questions: Iterable[str], times: int) -> bool:
        """Whether one of these questions failed so many times in a row, or more, and people know."""
        table = source_states.c
        ill = table.source == source, table.failures >= times, table.told.is_(True)
        with read_transaction(self._engine) as connection:
            return any(
                connection.execute(select(exists().where(*ill, table.question.in_(chunk)))).scalar()
                for chunk in chunks(questions)
            )

    def put(self, state: SourceState) -> None:
        """Keep a state in the place of the one before."""
        with write_transaction(self._engine) as connection:
            insert = insert_into(connection, source_states).values(**msgspec.structs.asdict(state))
            key = ["source", "question"]
            latest = {name: insert.excluded[name] for name in state.__struct_fields__ if name not in key}
            connection.execute(insert.on_conflict_do_update(index_elements=key, set_=latest))

    def count_drops(self, rows: Iterable[Drop]) -> None:
        """Add to the counts."""
        sums: Counter[Drop] = Counter()
        for drop in rows:
            sums[msgspec.structs.replace(drop, count=0)] += drop.count
        if not sums:
            return
        with write_transaction(self._engine) as connection:
            insert = insert_into(connection, drops)
            add = insert.on_conflict_do_update(
                index_elements=["channel", "day", "watch", "source", "reason"],
                set_={"count": drops.c.count + insert.excluded["count"]},
            )
            values = [{**msgspec.structs.asdict(drop), "count": count} for drop, count in sums.items()]
            connection.execute(add, values)

    def drops(self, channel: str, since_day: date) -> list[Drop]:
        """The channel's counts from that day on, in the order of days."""
        table = drops.c
        wanted = select(drops).where(table.channel == channel, table.day >= since_day)
        ordered = wanted.order_by(table.day, table.watch, table.source, table.reason)
        with read_transaction(self._engine) as connection:
            return [Drop(**row) for row in connection.execute(ordered).mappings()]
