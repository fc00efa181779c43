"""How each source is: when it was asked, how it answered, what was dropped and why."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime

import msgspec
from sqlalchemy import Engine, exists, or_, select, update

from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.gaps import Gap, record_gap
from bot.storage.listings import Listing, Listings, keep_listing
from bot.storage.notified import chunks
from bot.storage.source_state import REPORTED_AFTER, SourceState
from bot.storage.tables.hits import drops
from bot.storage.tables.sources import UNREPORTED, source_states
from bot.storage.validators import StoredValidators


class Drop(msgspec.Struct, frozen=True, kw_only=True):
    """How many mentions one watch did not get on one day (in UTC) from one source, and why not."""

    day: date
    workspace: str
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

    def state(self, source: str, request: str = "") -> SourceState:
        """How the request goes; a blank state for one never asked."""
        table = source_states.c
        wanted = select(source_states).where(table.source == source, table.request == request)
        with read_transaction(self._engine) as connection:
            row = connection.execute(wanted).mappings().first()
        return SourceState(source=source, request=request) if row is None else SourceState(**row)

    def states(self, asked: Iterable[tuple[str, str]]) -> list[SourceState]:
        """How these requests go, by source and request: in their order, blank for those never asked."""
        wanted = list(dict.fromkeys(asked))
        by_source: dict[str, list[str]] = defaultdict(list)
        for source, request in wanted:
            by_source[source].append(request)
        table, found = source_states.c, dict[tuple[str, str], SourceState]()
        with read_transaction(self._engine) as connection:
            for source, requests in by_source.items():
                for chunk in chunks(requests):
                    some = select(source_states).where(table.source == source, table.request.in_(chunk))
                    for row in connection.execute(some).mappings():
                        found[source, row["request"]] = SourceState(**row)
        return [found.get(key) or SourceState(source=key[0], request=key[1]) for key in wanted]

    def knows_outage(self, source: str, requests: Iterable[str]) -> bool:
        """Whether people know that one of these requests fails, and it does."""
        table = source_states.c
        out = table.source == source, table.failures >= REPORTED_AFTER, table.reported.is_(True)
        with read_transaction(self._engine) as connection:
            return any(
                connection.execute(select(exists().where(*out, table.request.in_(chunk)))).scalar()
                for chunk in chunks(requests)
            )

    def failing(self) -> set[tuple[str, str]]:
        """The requests that fail now, by source and request."""
        table = source_states.c
        with read_transaction(self._engine) as connection:
            found = connection.execute(select(table.source, table.request).where(table.failures > 0))
            return {(row.source, row.request) for row in found}

    def to_report(self, now: datetime) -> list[SourceState]:
        """The states of which people are to be told: outages, and ends of outages."""
        long = or_(source_states.c.reported.is_(True), source_states.c.failures >= REPORTED_AFTER)
        wanted = select(source_states).where(UNREPORTED, long)
        with read_transaction(self._engine) as connection:
            found = [SourceState(**row) for row in connection.execute(wanted).mappings()]
        return [state for state in found if state.should_report(now)]

    def mark_reported(self, state: SourceState) -> None:
        """Record that people know whether a request fails, as it stood in this state."""
        its = source_states.c.source == state.source, source_states.c.request == state.request
        with write_transaction(self._engine) as connection:
            connection.execute(update(source_states).where(*its).values(reported=bool(state.failures)))

    def put(self, state: SourceState, gap: Gap | None = None, listing: Listing | None = None) -> None:
        """Keep a state in the place of the one before, a gap that was found with it, and what its list holds.

        Whether people know of an outage stays as it is: that is for `mark_reported` to say.
        """
        with write_transaction(self._engine) as connection:
            insert = insert_into(connection, source_states).values(**msgspec.structs.asdict(state))
            key = ["source", "request"]
            stays = {*key, "reported"}
            latest = {name: insert.excluded[name] for name in state.__struct_fields__ if name not in stays}
            connection.execute(insert.on_conflict_do_update(index_elements=key, set_=latest))
            if gap is not None:
                record_gap(connection, gap)
            if listing is not None:
                keep_listing(connection, state.source, state.request, listing)

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
                index_elements=["workspace", "channel", "day", "watch", "source", "reason"],
                set_={"count": drops.c.count + insert.excluded["count"]},
            )
            values = [{**msgspec.structs.asdict(drop), "count": count} for drop, count in sums.items()]
            connection.execute(add, values)

    def drops(self, workspace: str, channel: str, since_day: date) -> list[Drop]:
        """The counts of a workspace's channel from that day on, in the order of days."""
        table = drops.c
        its = table.workspace == workspace, table.channel == channel
        wanted = select(drops).where(*its, table.day >= since_day)
        ordered = wanted.order_by(table.day, table.watch, table.source, table.reason)
        with read_transaction(self._engine) as connection:
            return [Drop(**row) for row in connection.execute(ordered).mappings()]
